"""Whether two records say the same, and how a value is shown in a message."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection
from dataclasses import fields
from typing import Final

from onboardgen.agreements.canonical import Json
from onboardgen.model.decision import Approval
from onboardgen.model.record import Record

EXACT: Final = frozenset({"settings", "current", "requested"})
"""Fields that hold answers; every other text is prose, and only its words count."""
LONGEST: Final = 200
"""Characters of a value that a message shows."""


def changed_fields(old: Record, new: Record, ignored: Collection[str] = ()) -> tuple[str, ...]:
    """The fields in which two records of one type say different things, in the contract's order.

    Spaces, line breaks and how an accent is written make no difference in prose.
    """
    return tuple(
        field.name
        for field in fields(old)
        if field.compare
        and field.name not in ignored
        and _said(getattr(old, field.name), field.name in EXACT)
        != _said(getattr(new, field.name), field.name in EXACT)
    )


def lost_approvals(old: Collection[Approval], new: Collection[Approval]) -> list[Approval]:
    """The approvals that are not there as they were; one may gain `evidence` it did not have."""
    return [one for one in old if not any(_keeps(one, other) for other in new)]


def shown(value: Json) -> str:
    """A value as YAML takes it on one line, cut where it is long."""
    if isinstance(value, str) and value.isprintable() and value:
        plain = all(each.isalnum() or each in " _.-" for each in value) and value[0].isalpha()
        text = value if plain and value == value.strip() else json.dumps(value, ensure_ascii=False)
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _keeps(old: Approval, new: Approval) -> bool:
    same_yes = (old.by, old.date) == (new.by, new.date)
    return same_yes and (old.evidence is None or _words(old.evidence) == _words(new.evidence or ""))


def _said(value: object, exact: bool) -> object:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value) if exact else _words(value)
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, tuple):
        return tuple(_said(item, exact) for item in value)
    if isinstance(value, dict):
        return {key: _said(item, exact) for key, item in value.items()}
    if isinstance(value, Record):
        return tuple(_said(getattr(value, f.name), exact) for f in fields(value) if f.compare)
    return value


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
