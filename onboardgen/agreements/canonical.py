"""The one form of every value that is signed, and its digest.

What means the same has the same bytes: 1 and 1.0, a letter with its accent and the letter
followed by the accent, line ends of any kind, choices in any order. The order of a list and of
a table's rows is part of what they say.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date as Day
from typing import Final

import rfc8785

from onboardgen.model.worksheet import AnswerType, AnswerValue

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

DIGEST_START: Final = "sha256:"
_LINE_END: Final = re.compile(r"\r\n?")


def canonical_text(text: str) -> str:
    """NFC, with line ends as `\\n`."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text))


def canonical_answer(type_: AnswerType, value: AnswerValue) -> Json:
    """An answer as plain JSON; choices are a set and stand in order."""
    if isinstance(value, tuple):
        items = [_row(item) if isinstance(item, dict) else canonical_text(item) for item in value]
        return sorted(items, key=canonical_bytes) if type_ == "choices" else items
    return _scalar(value)


def answer_or_none(type_: AnswerType, value: AnswerValue) -> Json:
    """The canonical answer; None for every way of giving none."""
    return None if value in ("", ()) else canonical_answer(type_, value)


def canonical_bytes(value: Json) -> bytes:
    """RFC 8785: one text for each value, keys in order, no space."""
    return rfc8785.dumps(value)


def digest_of(data: bytes) -> str:
    """`sha256:` and 64 hexadecimal digits."""
    return DIGEST_START + hashlib.sha256(data).hexdigest()


def same(one: Json, other: Json) -> bool:
    """Whether two values say the same: 1 and 1.0 do, 1 and true do not."""
    return canonical_bytes(one) == canonical_bytes(other)


def _scalar(value: str | float | bool | Day | None) -> Json:
    if isinstance(value, Day):
        return value.isoformat()
    return canonical_text(value) if isinstance(value, str) else value


def _row(row: Mapping[str, str | int | float | bool | None]) -> dict[str, Json]:
    """A row of a table; columns that would become one keep the letters they have."""
    names = Counter(map(canonical_text, row))
    return {
        name if names[name] == 1 else column: _scalar(cell)
        for column, cell in row.items()
        for name in [canonical_text(column)]
    }
