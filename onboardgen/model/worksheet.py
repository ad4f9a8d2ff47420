"""`worksheet.yaml`: the scoping worksheet, the agreed scope and their sign-off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from typing import Literal

from onboardgen.model.plan import SignOff, Visibility
from onboardgen.model.record import Record

AnswerType = Literal[
    "text", "choice", "choices", "number", "date", "currency", "country", "list", "table", "yes_no"
]
Cell = str | int | float | bool | None
AnswerValue = Cell | Day | tuple[str, ...] | tuple[dict[str, Cell], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Record):
    by: str
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Record):
    """The question is asked only where another answer has this value."""

    setting: str
    equals: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """A question and its answer. `architectural` answers are locked once signed."""

    id: str
    question: str
    answer: AnswerValue = None
    type: AnswerType = "text"
    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    required: bool = False
    default: AnswerValue = None
    architectural: bool = False
    answered: Answered | None = None
    visibility: Visibility = "customer"
    phase: str | None = None
    when: Condition | None = None

    @property
    def is_answered(self) -> bool:
        return self.answer is not None and self.answer not in ("", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Record):
    id: str
    title: str
    owner: str | None = None
    due: Day | None = None
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeItem(Record):
    id: str
    text: str
    revisit: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope(Record):
    included: tuple[ScopeItem, ...] = ()
    deferred: tuple[ScopeItem, ...] = ()
    excluded: tuple[ScopeItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetSignOffs(Record):
    worksheet: SignOff = field(default_factory=SignOff)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet(Record):
    sections: tuple[Section, ...] = ()
    scope: Scope = field(default_factory=Scope)
    signoffs: WorksheetSignOffs = field(default_factory=WorksheetSignOffs)
