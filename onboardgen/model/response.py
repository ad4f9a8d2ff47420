"""`responses/<id>.json`: what somebody answered from their portal, and its receipt. Internal.

`respond import` writes it and nobody edits it: whoever has the portal's key can prove it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from typing import Annotated, Literal

from onboardgen.model.record import STEM, Record
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerValue

ResponseKind = Literal[
    "task_done", "task_blocked", "task_question", "date_confirm", "date_propose", "answers",
    "sign_off", "change_request", "rating",
]  # fmt: skip
Shown = dict[str, AnswerValue] | str
"""What a reader saw of one record: its fields, or the whole text of what is signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFields(Record):
    """What was said. Which of the fields there are follows from the kind of the response."""

    task: str | None = None
    milestone: str | None = None
    done: Day | None = None
    evidence: str | None = None
    since: Day | None = None
    until: Day | None = None
    due: Day | None = None
    to: Day | None = None
    question: str | None = None
    answers: dict[str, AnswerValue] = field(default_factory=dict)
    signoff: Literal["worksheet", "plan"] | None = None
    digest: str | None = None
    target: Reference | None = None
    requested: AnswerValue = None
    title: str | None = None
    downstream: tuple[str, ...] = ()
    effective: Day | None = None
    reason: str | None = None
    value: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentResponse(Record):
    """A response as it was sent. `at_` is an instant in UTC as ISO text; `bundle` is the SIV of
    the pages it was read on (hex); `shown` is by reference."""

    format: Literal["onboardgen.response/1"]
    id: str
    portal: str
    epoch: str
    grant: str
    person: str
    bundle: str
    at_: str
    kind: ResponseKind
    fields: ResponseFields
    shown: dict[str, Shown]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipted(Record):
    """A response with its receipt (hex), which only what that person was given can make."""

    format: Literal["onboardgen.receipt/1"]
    receipt: str
    response: SentResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseFile(Record):
    """The file of a response. `id` is what its name says, which need not be the response's."""

    id: Annotated[str, STEM]
    kept: Receipted
    data: bytes = field(repr=False)
