"""`decisions/NNNN-slug.yaml`: what was decided, why, by whom, and what else was considered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from typing import Annotated, Literal

from onboardgen.model.plan import Visibility
from onboardgen.model.record import STEM, Record
from onboardgen.model.worksheet import AnswerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative(Record):
    option: str
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution(Record):
    """Who did something, and on which day."""

    by: str
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Attribution):
    """A yes; `evidence` says where it can be seen, for one that somebody else wrote down."""

    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Record):
    """Immutable once accepted; that it is superseded follows from a later one naming it."""

    id: Annotated[str, STEM]
    title: str
    status: Literal["proposed", "accepted", "rejected"]
    date: Day
    owner: str
    due: Day | None = None
    context: str | None = None
    decision: str | None = None
    reason: str | None = None
    alternatives: tuple[Alternative, ...] = ()
    consequences: str | None = None
    decided_by: str | None = None
    approved: tuple[Approval, ...] = ()
    settings: dict[str, AnswerValue] = field(default_factory=dict)
    supersedes: str | None = None
    visibility: Visibility = "customer"
