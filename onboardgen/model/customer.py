"""`customer.yaml`: who they are, what they want, what sales promised them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Annotated, Literal

from onboardgen.model.people import Calendar, Partner, Person
from onboardgen.model.plan import Visibility
from onboardgen.model.record import KEYED, Record
from onboardgen.model.reference import Reference

Tier = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Record):
    """What the customer wants to be better, and how that is measured."""

    id: str
    text: str
    metric: str | None = None
    baseline: str | int | float | None = None
    target: str | int | float | None = None
    actual: str | int | float | None = None
    due: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Record):
    item: str
    state: Literal["open", "done", "not_applicable"] = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff(Record):
    """What sales handed over. Internal."""

    closed: Day | None = None
    received: Day | None = None
    account_executive: str | None = None
    checklist: tuple[ChecklistItem, ...] = ()
    not_sold: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Record):
    """Something promised before the project began, and what fulfils it."""

    id: str
    text: str
    made_by: str | None = None
    source: Literal["contract", "email", "meeting", "demo"] | None = None
    reference: str | None = None
    fulfilled_by: tuple[Reference, ...] = ()
    state: Literal["open", "fulfilled", "withdrawn"] = "open"
    visibility: Visibility = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer(Record):
    name: str
    created: Day | None = None
    profile: Literal["high_touch", "digital"] = "high_touch"
    tier: Tier | None = None
    segment: str | None = None
    products: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    timezone: str | None = None
    language: str | None = None
    calendar: Calendar | None = None
    arr: float | None = None
    contacts: Annotated[tuple[Person, ...], KEYED] = ()
    partners: Annotated[tuple[Partner, ...], KEYED] = ()
    outcomes: tuple[Outcome, ...] = ()
    handoff: Handoff | None = None
    commitments: tuple[Commitment, ...] = ()
