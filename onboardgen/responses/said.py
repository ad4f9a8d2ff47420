"""What can be said in a response: one record for each kind, and what reads each of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Annotated, Final

from onboardgen.agreements.canonical import Json
from onboardgen.agreements.content import Signed
from onboardgen.model.plan import Reason
from onboardgen.model.reference import Reference
from onboardgen.responses.readers import (
    a_day,
    a_digest,
    a_rating,
    a_reason,
    a_signoff,
    a_target,
    a_title,
    an_id,
    answers_by_setting,
    anything,
    plain_text,
    texts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone:
    """A task was finished on a day; `evidence` is where that can be seen."""

    task: Annotated[str, an_id]
    done: Annotated[Day, a_day]
    evidence: Annotated[str | None, plain_text] = None
    note: Annotated[str | None, plain_text] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskBlocked:
    """Nothing goes on with a task, since when, why, and until when as far as one knows."""

    task: Annotated[str, an_id]
    since: Annotated[Day, a_day]
    reason: Annotated[Reason, a_reason]
    note: Annotated[str | None, plain_text] = None
    until: Annotated[Day | None, a_day] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuestion:
    task: Annotated[str, an_id]
    question: Annotated[str, plain_text]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateConfirm:
    """A yes to the promised date."""

    task: Annotated[str, an_id]
    due: Annotated[Day, a_day]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePropose:
    """Another date than the promised one. It is a proposal, and no move."""

    task: Annotated[str, an_id]
    to: Annotated[Day, a_day]
    reason: Annotated[Reason, a_reason]
    note: Annotated[str | None, plain_text] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers to worksheet questions by `section.answer`, as the worksheet holds them."""

    answers: Annotated[Mapping[str, Json], answers_by_setting]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """A signature; `digest` is that of the content that was shown, in full."""

    signoff: Annotated[Signed, a_signoff]
    digest: Annotated[str, a_digest]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequested:
    """The six fields of a change request; the current value is what was shown."""

    target: Annotated[Reference, a_target]
    requested: Annotated[Json, anything]
    reason: Annotated[str, plain_text]
    downstream: Annotated[tuple[str, ...], texts]
    effective: Annotated[Day, a_day]
    title: Annotated[str | None, a_title] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How satisfied somebody is with a milestone, from 1 to 5."""

    milestone: Annotated[str, an_id]
    value: Annotated[int, a_rating]
    note: Annotated[str | None, plain_text] = None


Said = (
    TaskDone | TaskBlocked | TaskQuestion | DateConfirm | DatePropose | Answers | SignOff
    | ChangeRequested | Rating
)  # fmt: skip
KINDS: Final[Mapping[str, type[Said]]] = {
    "task_done": TaskDone,
    "task_blocked": TaskBlocked,
    "task_question": TaskQuestion,
    "date_confirm": DateConfirm,
    "date_propose": DatePropose,
    "answers": Answers,
    "sign_off": SignOff,
    "change_request": ChangeRequested,
    "rating": Rating,
}


def about(said: Said) -> tuple[Reference, ...]:
    """The records that something said is about."""
    match said:
        case Answers(answers=answers):
            return tuple(Reference("setting", setting) for setting in sorted(answers))
        case SignOff(signoff=name):
            return (Reference("signoff", name),)
        case ChangeRequested(target=target):
            return (target,)
        case Rating(milestone=milestone):
            return (Reference("task", milestone),)
        case _:
            return (Reference("task", said.task),)
