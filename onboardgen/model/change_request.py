"""`changes/NNNN-slug.yaml`: the six fields of a change request, its assessment and approvals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Annotated, Literal

from onboardgen.model.decision import Approval, Attribution
from onboardgen.model.plan import Visibility
from onboardgen.model.record import STEM, Record
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerValue

ChangeStatus = Literal["submitted", "assessed", "approved", "rejected", "withdrawn", "done"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """What it costs: effort in hours, schedule in working days, price in the rate's currency."""

    effort_hours: float | None = None
    schedule_days: int | None = None
    price: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest(Record):
    id: Annotated[str, STEM]
    title: str | None = None
    target: Reference
    current: AnswerValue
    requested: AnswerValue
    reason: str
    downstream: tuple[str, ...]
    effective: Day
    submitted: Attribution
    owner: str | None = None
    due: Day | None = None
    classification: Literal["structural", "cosmetic"] | None = None
    in_scope: bool | None = None
    assessment: Assessment | None = None
    status: ChangeStatus = "submitted"
    approved: tuple[Approval, ...] = ()
    decision: str | None = None
    visibility: Visibility = "customer"
