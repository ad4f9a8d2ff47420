"""What one account has to say to one person: nothing but what their portal shows.

Everything is taken from the views that portals are made of, which were filtered before anything
was made of them. Nothing here looks at an account itself, but to find whom a party speaks through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from typing import Final

from onboardgen.audit.event import Event
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.attribution import Attribution
from onboardgen.schedule.health import Health
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.open_items import speaker
from onboardgen.schedule.outlook import Outlook
from onboardgen.schedule.state import Standing
from onboardgen.views.asks import Ask, asks_of
from onboardgen.views.changes import change_views
from onboardgen.views.decisions import decision_views
from onboardgen.views.go_live import GoLiveView
from onboardgen.views.history import NO_HISTORY, history_of
from onboardgen.views.news import LineView, news_view
from onboardgen.views.plan import PlanView, plan_view
from onboardgen.views.reading import Reading, Target, read
from onboardgen.views.tasks import TaskRow
from onboardgen.views.visibility import Audience
from onboardgen.views.worksheet import worksheet_view

AHEAD: Final = timedelta(weeks=6)
"""Dates farther ahead than this are not told."""
MOST_DATES: Final = 5
_REFERENCES: Final = {
    "plan/": "task",
    "worksheet#section-": "section",
    "decisions/": "decision",
    "changes/": "change",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a person is asked for; `ref` is its reference, as the memory keeps it."""

    ref: Reference
    ask: Ask

    @property
    def is_workable(self) -> bool:
        return self.ask.state in ("workable", "in_progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date ahead: a milestone, or a task of the reader that cannot begin yet."""

    day: Day
    title: str
    path: str | None
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one account says to one person. `asked` begins with what is most urgent; `waiting` is
    what their own work waits for; `news` are all lines their portal tells, the newest first;
    `writes_to` is whoever of our team answers them: name and address, as the portal shows both."""

    slug: str
    customer: str
    asked: tuple[Asked, ...] = ()
    waiting: tuple[Target, ...] = ()
    dates: tuple[Dated, ...] = ()
    ahead: GoLiveView | None = None
    news: tuple[LineView, ...] = ()
    writes_to: tuple[str, str | None] | None = None

    @property
    def workable(self) -> frozenset[str]:
        """`SLUG/REFERENCE` of everything asked that can be worked on."""
        return frozenset(f"{self.slug}/{one.ref}" for one in self.asked if one.is_workable)

    @property
    def overdue(self) -> frozenset[str]:
        """`SLUG/REFERENCE` of everything asked that is late."""
        return frozenset(f"{self.slug}/{one.ref}" for one in self.asked if one.ask.overdue)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What one account says to one audience, before it is somebody's."""

    reading: Reading
    asks: tuple[Ask, ...]
    plan: PlanView
    news: tuple[LineView, ...]
    spokesperson: str
    runner: str


def contents(
    account: Account,
    settings: Settings,
    audience: Audience,
    standing: Standing,
    events: Sequence[Event] | None,
) -> Contents:
    """The part of an audience's portal that digests are taken from, as everything stands. Where
    the days of go-live went is not told, and not worked out."""
    known = Outlook(
        standing=standing,
        likely={},
        attribution=Attribution(),
        hanging=go_live_days(standing.forecast.network),
        health=Health(level=None),
    )
    reading = read(account, settings, audience, known)
    history = NO_HISTORY if events is None else history_of(events, reading)
    plan, worksheet = plan_view(reading), worksheet_view(reading)
    asks = asks_of(
        reading,
        plan=plan,
        worksheet=worksheet,
        decisions=decision_views(reading),
        changes=change_views(reading),
    )
    lines = (
        ()
        if events is None
        else (line for day in news_view(history, reading).days for line in day.lines)
    )
    return Contents(
        reading=reading,
        asks=asks,
        plan=plan,
        news=tuple(lines),
        spokesperson=speaker(account, audience),
        runner=speaker(account, "provider"),
    )


def said_to(person: str | None, of: Contents) -> Said:
    """What is said to one person of the audience; None is the audience as a whole."""
    asked = [_asked(ask) for ask in of.asks if _is_for(person, ask, of)]
    rows = [row for stage in of.plan.stages for row in stage.rows]
    return Said(
        slug=of.reading.account.slug,
        customer=of.reading.account.customer.name,
        asked=tuple(asked),
        waiting=tuple(_waited_for(person, of.plan)),
        dates=tuple(_dates(person, rows, of.reading.as_of)),
        ahead=of.plan.ahead,
        news=of.news,
        writes_to=_writes_to(of),
    )


def is_involved(person: str, of: Contents) -> bool:
    """Whether open work of the account names somebody of our team, or they run it."""
    tasks = of.reading.account.plan.tasks
    states = of.reading.standing.tasks
    named = (p for t in tasks if states[t.id].is_open for p in (t.owner, t.counterpart))
    return person == of.runner or person in named


def _is_for(person: str | None, ask: Ask, of: Contents) -> bool:
    """What names nobody goes to whoever speaks for the party."""
    people = [who.id for who in ask.people] or [of.spokesperson]
    return person is None or person in people


def _asked(ask: Ask) -> Asked:
    if ask.kind == "signoff":
        return Asked(Reference("signoff", ask.title), ask)
    path = ask.path or ""
    for start, kind in _REFERENCES.items():
        if path.startswith(start):
            return Asked(Reference(kind, path.removeprefix(start)), ask)
    return Asked(Reference(ask.kind, ask.title), ask)


def _waited_for(person: str | None, plan: PlanView) -> Iterator[Target]:
    """What others owe before the person's own next work can begin; each once."""
    told: set[tuple[str, str]] = set()
    for stage in plan.stages:
        own = [row for row in stage.rows if _is_own(person, row) and row.state == "waiting"]
        gate = stage.missing if own else ()
        for target in (*(one for row in own for one in row.waits), *gate):
            others = all(_is_other(person, who.id, who.mine) for who in target.owed_by)
            if target.kind == "hidden" or not others or (target.kind, target.id) in told:
                continue
            told.add((target.kind, target.id))
            yield target


def _is_own(person: str | None, row: TaskRow) -> bool:
    return row.mine and row.owner is not None and person in (None, row.owner.id)


def _is_other(person: str | None, id_: str, mine: bool) -> bool:
    return not mine if person is None else id_ != person


def _dates(person: str | None, rows: Sequence[TaskRow], today: Day) -> Iterator[Dated]:
    """The next dates: own tasks that wait, and every milestone."""
    found = [
        Dated(day=row.due, title=row.title, path=row.path, mine=_is_own(person, row))
        for row in rows
        if row.due is not None
        and today <= row.due <= today + AHEAD
        and not row.closed
        and (row.milestone or (_is_own(person, row) and row.state == "waiting"))
    ]
    yield from sorted(found, key=lambda one: (one.day, not one.mine, one.title))[:MOST_DATES]


def _writes_to(of: Contents) -> tuple[str, str | None] | None:
    member = of.reading.members.get(of.runner)
    return (member.person.name, member.person.email) if member else None
