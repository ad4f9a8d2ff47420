"""What moved, in a few words for the team; a portal says it in its own language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any, Final

from onboardgen.agreements.canonical import Json, same
from onboardgen.agreements.comparison import Difference
from onboardgen.model.reference import Reference

_LONGEST: Final = 80
_BEFORE_IT: Final = 20
"""How many letters are kept of what two long texts begin with in common."""
_UNSAID: Final = frozenset({"answer", "text"})
"""Fields whose values speak for themselves."""


def named(ref: Reference) -> str:
    """``setting `billing.base_currency` ``, and so on."""
    kind = {"scope": "scope item"}.get(ref.kind, ref.kind)
    return f"{kind} `{ref.id}`"


def told(difference: Difference) -> str:
    """One difference: what, from what, to what."""
    name = named(difference.ref)
    if difference.change == "added":
        return f"{name} was added: {shown(difference.after)}"
    if difference.change == "removed":
        return f"{name} was taken out: {shown(difference.before)}"
    field = "" if difference.field in _UNSAID else f", {difference.field}"
    return f"{name}{field}: {from_to(difference.before, difference.after)}"


def from_to(before: Json, after: Json) -> str:
    """The way from one value to another; of lists and tables only what differs."""
    if isinstance(before, list) and isinstance(after, list):
        return ", ".join(_entries(before, after))
    if isinstance(before, str) and isinstance(after, str):
        before, after = _where_they_part(before, after)
    return f"{shown(before)} → {shown(after)}"


def shown(value: Json) -> str:
    """A value in backticks on one line, cut where it is long."""
    if value is None or value in ("", []):
        return "nothing"
    plain = isinstance(value, str) and "`" not in value
    text = value if plain else json.dumps(value, ensure_ascii=False, sort_keys=True)
    line = " ".join(str(text).replace("`", "'").split())
    return f"`{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}`"


def listed(people: Sequence[str]) -> str:
    """`jo`, `jo and mia`, `jo, lena and mia`."""
    return " and ".join(filter(None, (", ".join(people[:-1]), people[-1]))) if people else ""


def _entries(before: Sequence[Any], after: Sequence[Any]) -> Iterator[str]:
    if len(before) == len(after) and all(isinstance(row, dict) for row in (*before, *after)):
        for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
            yield from _cells(number, old, new)
        return
    gone = [one for one in before if not any(same(one, other) for other in after)]
    new_ones = [one for one in after if not any(same(one, other) for other in before)]
    yield from (f"without {shown(one)}" for one in gone)
    yield from (f"with {shown(one)}" for one in new_ones)
    if not gone and not new_ones:
        yield "the same in another order or number"


def _cells(number: int, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for column in sorted(old.keys() | new.keys()):
        before, after = old.get(column), new.get(column)
        if (column in old) != (column in new) or not same(before, after):
            yield f"row {number}, {column}: {from_to(before, after)}"


def _where_they_part(before: str, after: str) -> tuple[str, str]:
    """Two texts from shortly before they differ, where that would be cut off."""
    common = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    start = sum(1 for _ in common) - _BEFORE_IT
    if start <= 0 or max(len(before), len(after)) <= _LONGEST:
        return before, after
    return f"…{before[start:].lstrip()}", f"…{after[start:].lstrip()}"
