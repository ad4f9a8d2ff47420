"""One answer or one item of the scope in `worksheet.yaml`: bytes in, changed bytes out.

Raises UsageError where the file cannot be changed safely.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from typing import Final

from onboardgen.editing.key_order import key_order
from onboardgen.editing.notation import Plain
from onboardgen.editing.splice import append, put, remove
from onboardgen.model.decision import Attribution
from onboardgen.model.worksheet import Answer, Scope, ScopeItem

_ANSWER: Final = key_order(Answer)
_SCOPE: Final = key_order(Scope)


def set_answer(data: bytes, answer: Answer, value: Plain, answered: Attribution) -> bytes:
    """The answer to a question, and who gave it when; without a value it is open again."""
    path, steps = answer.at.path, answer.at.pointer
    data = put(path, data, (*steps, "answer"), value, _ANSWER)
    if value is None:
        return remove(path, data, (*steps, "answered"))
    given: Mapping[str, Plain] = {"by": answered.by, "date": answered.date.isoformat()}
    return put(path, data, (*steps, "answered"), given, _ANSWER)


def move_scope_item(data: bytes, item: ScopeItem, to: str) -> bytes:
    """An item of the scope goes to the end of another list; the day to look at it again stays
    with it only where it is deferred."""
    value: dict[str, Plain] = {"id": item.id, "text": item.text}
    if item.revisit and to == "deferred":
        value["revisit"] = _written(item.revisit)
    data = append(item.at.path, data, ("scope", to), value, _SCOPE)
    return remove(item.at.path, data, item.at.pointer)


def reword_scope_item(data: bytes, item: ScopeItem, text: str) -> bytes:
    return put(item.at.path, data, (*item.at.pointer, "text"), text)


def _written(day: Day) -> str:
    return day.isoformat()
