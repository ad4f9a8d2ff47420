"""What stands in a reply, taken out one field at a time, each of the type that is documented."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onboardgen.trackers.http import Unreadable

Entry = Mapping[str, Any]


def entry_of(document: object) -> Entry:
    """A mapping. Raises Unreadable, as all of these do."""
    if not isinstance(document, dict):
        raise Unreadable("its answer is not what it documents")
    return document


def text(entry: Entry, name: str) -> str:
    """A text that can be written again; an empty one where the tracker has none."""
    value = entry.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"`{name}` in its answer is no text")
    return _whole(value)


def needed_text(entry: Entry, name: str) -> str:
    value = text(entry, name)
    if not value:
        raise Unreadable(f"its answer has no `{name}`")
    return value


def whole_number(entry: Entry, name: str) -> int:
    value = entry.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise Unreadable(f"`{name}` in its answer is no number")
    return value


def names(entry: Entry, list_name: str, name: str) -> tuple[str, ...]:
    """The names in a list whose entries are texts, or mappings that hold it under `name`."""
    found = entry.get(list_name)
    if not isinstance(found, list):
        raise Unreadable(f"`{list_name}` in its answer is no list")
    return tuple(
        _whole(one) if isinstance(one, str) else needed_text(entry_of(one), name) for one in found
    )


def _whole(value: str) -> str:
    """JSON can name halves of characters, which nothing can be written with."""
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
