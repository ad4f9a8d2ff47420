"""What moved, in a few words for the team; a portal says it in its own language."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from onboardgen.agreements.canonical import Json
from onboardgen.agreements.comparison import Difference
from onboardgen.model.reference import Reference

_LONGEST: Final = 80
_UNSAID: Final = frozenset({"answer", "text"})
"""Fields whose values speak for themselves."""


def named(ref: Reference) -> str:
    """``the setting `billing.base_currency` ``, and so on."""
    kind = {"scope": "scope item"}.get(ref.kind, ref.kind)
    return f"{kind} `{ref.id}`"


def told(difference: Difference) -> str:
    """One difference: what, from what, to what."""
    name, before, after = named(difference.ref), shown(difference.before), shown(difference.after)
    if difference.change == "added":
        return f"{name} was added: {after}"
    if difference.change == "removed":
        return f"{name} was taken out: {before}"
    field = "" if difference.field in _UNSAID else f", {difference.field}"
    return f"{name}{field}: {before} → {after}"


def shown(value: Json) -> str:
    """A value in backticks on one line, cut where it is long."""
    if value is None or value in ("", []):
        return "nothing"
    plain = isinstance(value, str) and "`" not in value
    text = value if plain else json.dumps(value, ensure_ascii=False).replace("`", "'")
    line = " ".join(str(text).split())
    return f"`{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}`"


def listed(people: Sequence[str]) -> str:
    """`jo`, `jo and mia`, `jo, lena and mia`."""
    return " and ".join(filter(None, (", ".join(people[:-1]), people[-1]))) if people else ""
