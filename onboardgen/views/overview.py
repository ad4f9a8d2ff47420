"""The overview: what we need from you, whether we are on track, who else is working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta

from onboardgen.model.customer import Outcome
from onboardgen.model.people import PROVIDER
from onboardgen.model.reference import Reference
from onboardgen.views.asks import Ask, asks_of
from onboardgen.views.brief import BriefView, brief_view
from onboardgen.views.changes import ChangeView
from onboardgen.views.decisions import DecisionView
from onboardgen.views.go_live import GoLiveView
from onboardgen.views.guides import GuideView
from onboardgen.views.news import NewsView
from onboardgen.views.plan import PlanView, StageView
from onboardgen.views.readers import (
    FieldItem,
    Listed,
    Reader,
    coming_up,
    field_of,
    finished,
    readers_of,
    waiting_on_others,
)
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.tasks import MoveView, TaskRow, moves
from onboardgen.views.track import TrackView, track_view
from onboardgen.views.worksheet import WorksheetView

RECENT = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeView:
    """What was to become better. `reached` is None where figures cannot tell."""

    outcome: Outcome
    reached: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedView:
    title: str
    path: str | None
    move: MoveView


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    text: str
    state: str
    source: str | None
    reference: str | None
    made_by: Who | None
    fulfilled_by: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """The overview of one audience, and what of it is whose."""

    party: str
    """The name of the party that reads."""
    asks: tuple[Ask, ...]
    readers: tuple[Reader, ...]
    """One for everybody of the reader's party: the page addresses the one who unlocks it."""
    coming_up: tuple[Listed, ...]
    waiting_on_others: tuple[Listed, ...]
    finished: tuple[Listed, ...]
    field: tuple[FieldItem, ...]
    """Questions and decisions, for those in whose field they lie."""
    go_live: TaskRow | None
    ahead: GoLiveView | None
    """Where go-live is heading; None once it is reached."""
    done: int
    total: int
    late: int
    """How many tasks are late, whoever owns them."""
    blocked: int
    track: TrackView
    stages: tuple[StageView, ...]
    waiting_for_us: tuple[TaskRow, ...]
    decided: tuple[DecisionView, ...]
    moved: tuple[MovedView, ...]
    outcomes: tuple[OutcomeView, ...]
    commitments: tuple[CommitmentView, ...]
    welcome: GuideView | None
    brief: BriefView | None
    """What our own team has to know; None for everybody else."""


def overview_view(
    reading: Reading,
    *,
    plan: PlanView,
    worksheet: WorksheetView | None,
    decisions: tuple[DecisionView, ...],
    changes: tuple[ChangeView, ...],
    guides: tuple[GuideView, ...],
    news: NewsView | None = None,
) -> OverviewView:
    rows = [row for stage in plan.stages for row in stage.rows]
    work = [row for row in rows if row.state != "dropped"]
    asks = asks_of(reading, plan=plan, worksheet=worksheet, decisions=decisions, changes=changes)
    recent = reading.as_of - RECENT
    return OverviewView(
        party=reading.party_name(reading.audience),
        asks=asks,
        readers=readers_of(reading, asks),
        coming_up=coming_up(rows),
        waiting_on_others=waiting_on_others(reading, rows),
        finished=finished(rows),
        field=field_of(reading, worksheet, decisions),
        go_live=plan.go_live,
        ahead=plan.ahead,
        done=sum(row.state == "done" for row in work),
        total=len(work),
        late=sum(row.overdue for row in rows),
        blocked=sum(row.state == "blocked" for row in rows),
        track=track_view(reading, plan=plan, decisions=decisions, changes=changes, news=news),
        stages=plan.stages,
        waiting_for_us=plan.waiting_for_us,
        decided=tuple(d for d in decisions if d.status == "accepted" and d.date > recent),
        moved=_moved(reading),
        outcomes=tuple(
            OutcomeView(outcome=one, reached=_is_reached(one))
            for one in reading.account.customer.outcomes
        ),
        commitments=tuple(_commitments(reading)),
        welcome=next((guide for guide in guides if guide.kind == "welcome"), None),
        brief=brief_view(reading, worksheet) if reading.audience == PROVIDER else None,
    )


def _is_reached(outcome: Outcome) -> bool | None:
    """Whether the figure is at its goal or beyond it, seen from where it began."""
    first, goal, now = outcome.baseline, outcome.target, outcome.actual
    if isinstance(first, str) or isinstance(goal, str) or isinstance(now, str):
        return None
    if first is None or goal is None or now is None:
        return None
    return now <= goal if goal < first else now >= goal


def _moved(reading: Reading) -> tuple[MovedView, ...]:
    """The last move of every open task whose promise moved, the nearest date first."""
    found = [
        MovedView(
            title=task.title,
            path=reading.path(Reference("task", task.id)),
            move=moves(task)[-1],
        )
        for task in reading.full_tasks()
        if task.moved and reading.standing.tasks[task.id].is_open
    ]
    return tuple(sorted(found, key=lambda one: (one.move.after or Day.max, one.title)))


def _commitments(reading: Reading) -> Iterator[CommitmentView]:
    for one in reading.account.customer.commitments:
        yield CommitmentView(
            text=one.text,
            state=one.state,
            source=one.source,
            reference=one.reference,
            made_by=reading.who(one.made_by),
            fulfilled_by=tuple(reading.target(ref) for ref in one.fulfilled_by),
        )
