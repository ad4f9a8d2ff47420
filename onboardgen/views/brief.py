"""The brief on one account, for our own team: whoever takes it over knows it in ten minutes.

Everything here is internal. It is worked out for our team's reading alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from onboardgen.agreements.content import SIGNED
from onboardgen.model.customer import Customer, Handoff
from onboardgen.model.people import PROVIDER, Member
from onboardgen.model.reference import Reference
from onboardgen.model.settings import HealthCode
from onboardgen.schedule.health import Level
from onboardgen.schedule.next_action import ActionKind, Why, next_actions
from onboardgen.views.mentions import people_named
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.worksheet import WorksheetView

MOST_TODAY: Final = 8
MOST_TOLD: Final = 10
WEIGHTS: Final[Mapping[str, int]] = {
    "go_live": 5,
    "first_value": 4,
    "churned": 4,
    "closed": 3,
    "kickoff": 3,
    "signed": 3,
    "escalation": 3,
    "handed_over": 2,
    "change": 2,
    "milestone": 2,
    "blocked": 2,
    "decision": 1,
}
"""What is told first where an account has more to tell than fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of an account's history. `kind` is a key of WEIGHTS; `target` what it is about."""

    day: Day
    kind: str
    target: Target | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One thing to move today, and why before others."""

    kind: ActionKind
    target: Target
    people: tuple[Who, ...]
    due: Day | None
    late: bool
    why: Why
    questions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """One reason why the account is not well: so many working days, with `moved` so many moves."""

    code: HealthCode
    number: int
    targets: tuple[Target, ...]
    day: Day | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works on the account; `email` and `role` as they are listed."""

    who: Who
    role: str | None
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefView:
    """`left_out` is what the scope leaves out or puts off; `unclear` questions from the sale and
    what the handoff still lacks."""

    customer: Customer
    handoff: Handoff
    health: Level | None
    risks: tuple[Risk, ...]
    today: tuple[ToDo, ...]
    more_today: int
    history: tuple[Told, ...]
    included: tuple[str, ...]
    left_out: tuple[str, ...]
    unclear: tuple[str, ...]
    people: tuple[tuple[str, tuple[Colleague, ...]], ...]
    """The people of each party, by its name."""


def brief_view(reading: Reading, worksheet: WorksheetView | None) -> BriefView:
    customer = reading.account.customer
    handoff = customer.handoff or Handoff()
    today = tuple(_to_do(reading))
    missing = tuple(one.item for one in handoff.checklist if one.state == "open")
    scope = worksheet if worksheet and worksheet.has_scope else None
    out = (*scope.excluded, *scope.deferred) if scope else ()
    return BriefView(
        customer=customer,
        handoff=handoff,
        health=reading.outlook.health.level,
        risks=tuple(_risks(reading)),
        today=today[:MOST_TODAY],
        more_today=max(len(today) - MOST_TODAY, 0),
        history=history_in_brief(tuple(_told(reading))),
        included=tuple(one.text for one in scope.included) if scope else (),
        left_out=tuple(one.text for one in out),
        unclear=(*handoff.open_questions, *missing),
        people=_people(reading),
    )


def history_in_brief(told: tuple[Told, ...]) -> tuple[Told, ...]:
    """The lines that matter most, of equal ones the latest; in the order of their days."""
    first = sorted(told, key=lambda one: (WEIGHTS[one.kind], one.day), reverse=True)
    return tuple(sorted(first[:MOST_TOLD], key=lambda one: one.day))


def _to_do(reading: Reading) -> Iterator[ToDo]:
    for one in next_actions(reading.standing, reading.settings, reading.outlook.hanging):
        yield ToDo(
            kind=one.kind,
            target=reading.target(one.ref),
            people=reading.people(one.people),
            due=one.due,
            late=one.late_days is not None,
            why=one.why,
            questions=one.questions,
        )


def _risks(reading: Reading) -> Iterator[Risk]:
    for one in reading.outlook.health.reasons:
        targets = tuple(reading.target(ref) for ref in one.refs)
        yield Risk(code=one.code, number=one.number, targets=targets, day=one.day)


def _told(reading: Reading) -> Iterator[Told]:
    """Everything dated that stands in the account's files and lies behind us."""
    told = (*_begun(reading), *_agreed(reading), *_worked(reading), *_happened(reading))
    yield from (one for one in told if one.day <= reading.as_of)


def _begun(reading: Reading) -> Iterator[Told]:
    handoff = reading.account.customer.handoff or Handoff()
    if handoff.closed:
        yield Told(day=handoff.closed, kind="closed", note=handoff.account_executive)
    if handoff.received:
        yield Told(day=handoff.received, kind="handed_over")
    yield Told(day=reading.account.plan.kickoff, kind="kickoff")


def _agreed(reading: Reading) -> Iterator[Told]:
    for name in SIGNED:
        since = reading.sign_offs[name].since
        if since:
            yield Told(day=since, kind="signed", target=reading.target(Reference("signoff", name)))
    for decision in reading.account.decisions:
        if decision.status == "accepted":
            target = reading.target(Reference("decision", decision.id))
            yield Told(day=decision.date, kind="decision", target=target)
    for change in reading.account.changes:
        if change.status in ("approved", "done") and change.approved:
            day = max(one.date for one in change.approved)
            target = reading.target(Reference("change", change.id))
            yield Told(day=day, kind="change", target=target)


def _worked(reading: Reading) -> Iterator[Told]:
    go_live = reading.account.plan.go_live.milestone
    for task in reading.account.plan.tasks:
        target = reading.target(Reference("task", task.id))
        if task.is_milestone and task.done:
            kind = "go_live" if task.id == go_live else "milestone"
            yield Told(day=task.done, kind=kind, target=target)
        if task.blocked and reading.standing.tasks[task.id].state == "blocked":
            yield Told(
                day=task.blocked.since, kind="blocked", target=target, note=task.blocked.note
            )


def _happened(reading: Reading) -> Iterator[Told]:
    for event in reading.account.events:
        if event.kind in ("escalation", "first_value", "churned"):
            target = reading.target(event.ref) if event.ref else None
            yield Told(day=event.date, kind=event.kind, target=target, note=event.note)


def _people(reading: Reading) -> tuple[tuple[str, tuple[Colleague, ...]], ...]:
    """Of our team only those whom the account names."""
    named = people_named(reading.account)
    found: dict[str, list[Colleague]] = {}
    for member in sorted(reading.members.values(), key=lambda one: one.party == PROVIDER):
        if member.party != PROVIDER or member.person.id in named:
            found.setdefault(reading.party_name(member.party), []).append(
                _colleague(member, reading)
            )
    return tuple((name, tuple(people)) for name, people in found.items())


def _colleague(member: Member, reading: Reading) -> Colleague:
    who = reading.who(member.person.id)
    assert who is not None  # noqa: S101 — every member is known to the reading it came from
    return Colleague(who, member.person.role, member.person.email)
