"""The overview: what we need from you, whether we are on track, who else is working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta

from onboardgen.model.customer import Outcome
from onboardgen.model.reference import Reference
from onboardgen.views.changes import ChangeView
from onboardgen.views.decisions import DecisionView
from onboardgen.views.go_live import GoLiveView
from onboardgen.views.guides import GuideView
from onboardgen.views.plan import PlanView, StageView
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.tasks import MoveView, TaskRow, moves, unblocks
from onboardgen.views.worksheet import WorksheetView

RECENT = timedelta(days=21)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing the reader's party is asked for.

    `kind`: task, questions, signoff, decision, change. `count` is how many questions are open.
    """

    kind: str
    title: str
    path: str | None
    people: tuple[Who, ...]
    due: Day | None
    overdue: bool
    state: str = "workable"
    count: int = 0
    how: bool = False
    holds_up: tuple[Target, ...] = ()
    critical: bool = False
    """Whether a day lost here is a day of go-live lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderAsks:
    """How many asks are one reader's own, how many are others', how many of those are late."""

    person: str
    own: int
    others: int
    others_late: int


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
    asks: tuple[Ask, ...]
    readers: tuple[ReaderAsks, ...]
    """One for everybody of the reader's party: the page addresses the one who unlocks it."""
    coming_up: tuple[TaskRow, ...]
    go_live: TaskRow | None
    ahead: GoLiveView | None
    """Where go-live is heading; None once it is reached."""
    done: int
    total: int
    late: int
    """How many tasks are late, whoever owns them."""
    blocked: int
    stalled: tuple[TaskRow, ...]
    """Why it is not better: blocked tasks, and what is late with others."""
    stages: tuple[StageView, ...]
    waiting_on_others: tuple[TaskRow, ...]
    waiting_for_us: tuple[TaskRow, ...]
    decided: tuple[DecisionView, ...]
    moved: tuple[MovedView, ...]
    outcomes: tuple[OutcomeView, ...]
    commitments: tuple[CommitmentView, ...]
    welcome: GuideView | None


def overview_view(
    reading: Reading,
    *,
    plan: PlanView,
    worksheet: WorksheetView | None,
    decisions: tuple[DecisionView, ...],
    changes: tuple[ChangeView, ...],
    guides: tuple[GuideView, ...],
) -> OverviewView:
    rows = [row for stage in plan.stages for row in stage.rows]
    work = [row for row in rows if row.state != "dropped"]
    asks = [
        *_task_asks(reading, rows),
        *_question_asks(worksheet),
        *_sign_off_asks(plan, worksheet),
        *_decision_asks(reading, decisions),
        *_change_asks(changes),
    ]
    asks.sort(key=lambda ask: (not ask.overdue, ask.due or Day.max))
    mine_later = [row for row in rows if row.mine and row.state == "waiting" and not row.overdue]
    others = [r for r in rows if not r.mine and r.state in ("workable", "in_progress", "blocked")]
    recent = reading.as_of - RECENT
    return OverviewView(
        asks=tuple(asks),
        readers=tuple(_readers(reading, asks)),
        coming_up=_by_due(mine_later),
        go_live=plan.go_live,
        ahead=plan.ahead,
        done=sum(row.state == "done" for row in work),
        total=len(work),
        late=sum(row.overdue for row in rows),
        blocked=sum(row.state == "blocked" for row in rows),
        stalled=_by_due(
            [row for row in rows if row.state == "blocked" or (row.overdue and not row.mine)]
        ),
        stages=plan.stages,
        waiting_on_others=_by_due(others),
        waiting_for_us=plan.waiting_for_us,
        decided=tuple(d for d in decisions if d.status == "accepted" and d.date > recent),
        moved=_moved(reading),
        outcomes=tuple(
            OutcomeView(outcome=one, reached=_is_reached(one))
            for one in reading.account.customer.outcomes
        ),
        commitments=tuple(_commitments(reading)),
        welcome=next((guide for guide in guides if guide.kind == "welcome"), None),
    )


def _by_due(rows: list[TaskRow]) -> tuple[TaskRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.due or Day.max, row.title)))


def _readers(reading: Reading, asks: list[Ask]) -> Iterator[ReaderAsks]:
    for member in reading.members.values():
        if member.party != reading.audience:
            continue
        person = member.person.id
        others = [ask for ask in asks if all(who.id != person for who in ask.people)]
        yield ReaderAsks(
            person=person,
            own=len(asks) - len(others),
            others=len(others),
            others_late=sum(ask.overdue for ask in others),
        )


def _is_reached(outcome: Outcome) -> bool | None:
    """Whether the figure is at its goal or beyond it, seen from where it began."""
    first, goal, now = outcome.baseline, outcome.target, outcome.actual
    if isinstance(first, str) or isinstance(goal, str) or isinstance(now, str):
        return None
    if first is None or goal is None or now is None:
        return None
    return now <= goal if goal < first else now >= goal


def _task_asks(reading: Reading, rows: list[TaskRow]) -> Iterator[Ask]:
    """Tasks of the reader's people that can move now, and all that are late."""
    tasks = {task.id: task for task in reading.full_tasks()}
    for row in rows:
        moving = row.state in ("workable", "in_progress", "blocked") or row.overdue
        if not (row.mine and moving) or row.closed:
            continue
        yield Ask(
            kind="task",
            title=row.title,
            path=row.path,
            people=(row.owner,) if row.owner else (),
            due=row.due,
            overdue=row.overdue,
            state=row.state,
            how=bool(tasks[row.id].how),
            holds_up=unblocks(row.id, reading),
            critical=row.room == 0,
        )


def _question_asks(worksheet: WorksheetView | None) -> Iterator[Ask]:
    if worksheet is None:
        return
    for section in worksheet.sections:
        if section.wanted and section.owner and section.owner.mine:
            yield Ask(
                kind="questions",
                title=section.title,
                path=f"worksheet#section-{section.id}",
                people=(section.owner,),
                due=section.due,
                overdue=section.overdue,
                count=section.wanted,
            )


def _sign_off_asks(plan: PlanView, worksheet: WorksheetView | None) -> Iterator[Ask]:
    """Sign-offs the reader's side still owes, as long as the project is not live."""
    if plan.go_live and plan.go_live.done:
        return
    ready = worksheet if worksheet and worksheet.is_answered else None
    for sign_off in (ready.sign_off if ready else None, plan.sign_off):
        if sign_off and not sign_off.given and sign_off.waits_on_reader:
            yield Ask(
                kind="signoff",
                title=sign_off.id,
                path=f"{sign_off.id}#sign-off",
                people=tuple(one.who for one in sign_off.missing if one.who.mine),
                due=sign_off.due,
                overdue=sign_off.overdue,
            )


def _decision_asks(reading: Reading, decisions: tuple[DecisionView, ...]) -> Iterator[Ask]:
    for decision in decisions:
        if decision.status == "proposed" and decision.owner and decision.owner.mine:
            yield Ask(
                kind="decision",
                title=decision.title,
                path=decision.path,
                people=(decision.owner,),
                due=decision.due,
                overdue=decision.overdue,
                holds_up=decision.unblocks,
            )


def _change_asks(changes: tuple[ChangeView, ...]) -> Iterator[Ask]:
    for change in changes:
        if change.waits_on_reader:
            yield Ask(
                kind="change",
                title=change.title,
                path=change.path,
                people=(change.owner,) if change.owner and change.owner.mine else (),
                due=change.due,
                overdue=change.overdue,
                holds_up=change.unblocks,
            )


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
