"""Frozen typed records of everything a PM writes.

Field names are the YAML keys (`from_` for `from`). A record that stands in a file carries
its `at`: the Place it was read from, which takes no part in comparison. Collections keyed by
id in YAML are tuples of records whose `id` is the key. Days are `datetime.date`.
"""
