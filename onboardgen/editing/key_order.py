"""In which order the keys of a record are written."""

from __future__ import annotations

from dataclasses import fields

from onboardgen.model.record import Record


def key_order(record: type[Record]) -> tuple[str, ...]:
    """The keys of a kind of record as the contract lists them."""
    return tuple(one.name.rstrip("_") for one in fields(record) if one.name != "at")
