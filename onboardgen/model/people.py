"""People, the parties they belong to, and the calendars they work by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Annotated, Literal

from onboardgen.model.record import KEYED, Record

Party = str
"""`provider`, `customer` or `partner:<id>`."""
PROVIDER: Party = "provider"
CUSTOMER: Party = "customer"

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def partner_party(partner_id: str) -> Party:
    return f"partner:{partner_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar(Record):
    """Which days are worked: a calendar that is given is whole, nothing is inherited into it."""

    country: str | None = None
    subdivision: str | None = None
    weekend: tuple[Weekday, ...] = ("sat", "sun")
    extra_holidays: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Away(Record):
    """Leave of one person; both days are included."""

    from_: Day
    to: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """A team member, a customer's contact or a partner's contact."""

    id: str
    name: str
    role: str | None = None
    function: str | None = None
    email: str | None = None
    also: tuple[str, ...] = ()
    github: str | None = None
    gitlab: str | None = None
    away: tuple[Away, ...] = ()
    escalate_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner(Record):
    """A third party that works on this onboarding: vendor, integrator, auditor."""

    id: str
    name: str
    timezone: str | None = None
    calendar: Calendar | None = None
    contacts: Annotated[tuple[Person, ...], KEYED] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A person together with the party that follows from where they are listed."""

    person: Person
    party: Party
    party_name: str
    timezone: str
