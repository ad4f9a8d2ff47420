"""Where do we stand, beside go-live itself: what is next, what is stuck, what has to be decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.agreements.content import Signed
from onboardgen.views.changes import ChangeView
from onboardgen.views.decisions import DecisionView
from onboardgen.views.news import NewsView
from onboardgen.views.plan import PlanView
from onboardgen.views.reading import Reading, Who
from onboardgen.views.tasks import TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """Something that is stuck. `pushed_by` has taken it up already; `next_up` is whom to ask when
    its owner cannot move it. Either is None where the reader never meets them."""

    row: TaskRow
    since: Day | None
    pushed_by: Who | None
    next_up: Who | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decision that somebody still has to take; `is_change` where it is a change request."""

    title: str
    path: str
    owner: Who | None
    due: Day | None
    overdue: bool
    is_change: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceSigned:
    """How many lines of what changed came after a sign-off was given."""

    signed: Signed
    day: Day
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackView:
    next_milestone: TaskRow | None
    blockers: tuple[Blocker, ...]
    """Blocked tasks, and what is late with others: what go-live hangs on first."""
    choices: tuple[Choice, ...]
    since_signed: tuple[SinceSigned, ...]


def track_view(
    reading: Reading,
    *,
    plan: PlanView,
    decisions: Iterable[DecisionView],
    changes: Iterable[ChangeView],
    news: NewsView | None,
) -> TrackView:
    rows = [row for stage in plan.stages for row in stage.rows]
    ahead = [row for row in rows if row.milestone and not row.closed and _comes(row)]
    stuck = [row for row in rows if row.state == "blocked" or (row.overdue and not row.mine)]
    stuck.sort(key=lambda row: (row.room is None, row.room or 0, row.due or Day.max, row.title))
    choices = (*_decisions(decisions), *_changes(changes))
    return TrackView(
        next_milestone=min(ahead, key=lambda row: (_comes(row), row.title), default=None),
        blockers=tuple(_blockers(stuck, reading)),
        choices=tuple(sorted(choices, key=lambda one: (one.due or Day.max, one.title))),
        since_signed=tuple(_since_signed(news)),
    )


def _comes(row: TaskRow) -> Day:
    return row.forecast or row.due or Day.max


def _blockers(rows: Iterable[TaskRow], reading: Reading) -> Iterator[Blocker]:
    tasks = {task.id: task for task in reading.full_tasks()}
    for row in rows:
        task = tasks[row.id]
        blocked = task.blocked if row.state == "blocked" else None
        owner = reading.members.get(task.owner)
        yield Blocker(
            row=row,
            since=blocked.since if blocked else None,
            pushed_by=reading.who(blocked.escalate_to) if blocked else None,
            next_up=reading.who(owner.person.escalate_to) if owner else None,
        )


def _decisions(decisions: Iterable[DecisionView]) -> Iterator[Choice]:
    for one in decisions:
        if one.status == "proposed":
            yield Choice(
                title=one.title, path=one.path, owner=one.owner, due=one.due, overdue=one.overdue
            )


def _changes(changes: Iterable[ChangeView]) -> Iterator[Choice]:
    for one in changes:
        if one.status in ("submitted", "assessed"):
            yield Choice(
                title=one.title,
                path=one.path,
                owner=one.owner,
                due=one.due,
                overdue=one.overdue,
                is_change=True,
            )


def _since_signed(news: NewsView | None) -> Iterator[SinceSigned]:
    for name, day in news.signed if news else ():
        lines = (line for each in news.days for line in each.lines) if news else ()
        yield SinceSigned(signed=name, day=day, count=sum(name in line.since for line in lines))
