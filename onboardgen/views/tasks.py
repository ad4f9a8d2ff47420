"""Tasks as pages show them: a line in a list, and a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.plan import Link, Task
from onboardgen.model.reference import Reference
from onboardgen.schedule.state import State
from onboardgen.views.reading import Reading, Target, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One line. `path` is None for a task of which only title, date and owner are known."""

    id: str
    title: str
    path: str | None
    state: State
    overdue: bool
    due_soon: bool
    mine: bool
    milestone: bool
    owner: Who | None
    due: Day | None
    done: Day | None
    start: Day | None = None
    """When it began, or will by the forecast."""
    forecast: Day | None = None
    """When it was finished, or will be by the forecast."""
    slip_days: int | None = None
    """Working days of its owner from promise to forecast: less than 0 is early."""
    room: int | None = None
    """Working days by which it may end later at no cost to go-live; None where go-live does not
    wait for it."""
    waits: tuple[Target, ...] = ()
    """What of its own it waits for; what its stage waits for stands with the stage."""
    blocked_by: str | None = None

    @property
    def closed(self) -> bool:
        return self.state in ("done", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveView:
    """A promise that moved: from one date to another (None: the date was taken away)."""

    before: Day
    after: Day | None
    reason: str
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockView:
    since: Day
    reason: str
    note: str | None
    until: Day | None
    escalated_to: Who | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """Everything about one task that its reader may know."""

    row: TaskRow
    stage: str
    counterpart: Who | None
    category: str | None
    phase: str | None
    duration: int | None
    start: Day | None
    started: Day | None
    not_before: Day | None
    confirmed_by: Who | None
    confirmed: Day | None
    blocked: BlockView | None
    needs: tuple[Target, ...]
    unblocks: tuple[Target, ...]
    moves: tuple[MoveView, ...]
    how: str | None
    evidence_required: str | None
    evidence_link: str | None
    evidence_received: Day | None
    links: tuple[Link, ...]


def task_row(task: Task, reading: Reading) -> TaskRow:
    state = reading.standing.tasks[task.id]
    ahead = reading.outlook.forecast.tasks[task.id]
    reference = Reference("task", task.id)
    outline = reading.visible.is_outline(reference)
    return TaskRow(
        id=task.id,
        title=task.title,
        path=reading.path(reference),
        state="waiting" if outline else state.state,
        overdue=state.overdue and not outline,
        due_soon=state.due_soon and not outline,
        mine=reading.is_mine(task.owner),
        milestone=task.is_milestone,
        owner=reading.who(task.owner),
        due=task.due,
        done=task.done,
        start=None if outline else ahead.start,
        forecast=None if outline else ahead.finish,
        slip_days=None if outline else ahead.slip_days,
        room=None if outline else ahead.float_days,
        waits=() if outline else _own_waits(task, reading),
        blocked_by=task.blocked.reason if task.blocked and state.state == "blocked" else None,
    )


def _own_waits(task: Task, reading: Reading) -> tuple[Target, ...]:
    gate = {truth.ref for truth in reading.standing.gates.get(task.stage, ())}
    waits = reading.standing.tasks[task.id].waits
    return reading.targets(truth for truth in waits if truth.ref not in gate)


def task_page(task: Task, reading: Reading) -> TaskPage:
    plan = reading.account.plan
    stages = {stage.id: stage.name for stage in plan.stages}
    phases = {phase.id: phase.name for phase in plan.phases}
    confirmed, evidence = task.confirmed, task.evidence
    return TaskPage(
        row=task_row(task, reading),
        stage=stages.get(task.stage, task.stage),
        counterpart=reading.who(task.counterpart),
        category=task.category,
        phase=phases.get(task.phase or ""),
        duration=None if task.is_milestone else (task.duration or 1),
        start=task.start,
        started=task.started,
        not_before=reading.standing.tasks[task.id].not_before,
        confirmed_by=reading.who(confirmed.by) if confirmed else None,
        confirmed=confirmed.date if confirmed else None,
        blocked=_blocked(task, reading),
        needs=_needs(task, reading),
        unblocks=unblocks(task.id, reading),
        moves=moves(task),
        how=task.how,
        evidence_required=evidence.required if evidence else None,
        evidence_link=evidence.link if evidence else None,
        evidence_received=evidence.received if evidence else None,
        links=task.links,
    )


def unblocks(task_id: str, reading: Reading) -> tuple[Target, ...]:
    """The open records that wait directly on this task, by date: what it holds up."""
    reference = Reference("task", task_id)
    waiting = [
        task
        for task in reading.account.plan.tasks
        if any(need.ref == reference for need in task.needs)
        and reading.standing.tasks[task.id].is_open
    ]
    waiting.sort(key=lambda task: (task.due or Day.max, task.title))
    return tuple(reading.target(Reference("task", task.id)) for task in waiting)


def moves(task: Task) -> tuple[MoveView, ...]:
    """Every move of the promise, oldest first; `to` is the next `from`, at last `due`."""
    arrivals = (*(move.from_ for move in task.moved[1:]), task.due)
    return tuple(
        MoveView(before=move.from_, after=after, reason=move.reason, note=move.note)
        for move, after in zip(task.moved, arrivals, strict=False)
    )


def _needs(task: Task, reading: Reading) -> tuple[Target, ...]:
    """All that has to be true before the task, also what already is; the open ones first."""
    truths = reading.standing.tasks[task.id].waits
    open_ones = reading.targets(truths)
    known = [reading.target(need.ref) for need in task.needs if need.ref in reading.visible]
    true_ones = tuple(target for target in known if target.true)
    return tuple(dict.fromkeys((*open_ones, *true_ones)))


def _blocked(task: Task, reading: Reading) -> BlockView | None:
    blocked = task.blocked
    if blocked is None or reading.standing.tasks[task.id].state != "blocked":
        return None
    return BlockView(
        since=blocked.since,
        reason=blocked.reason,
        note=blocked.note,
        until=blocked.until,
        escalated_to=reading.who(blocked.escalate_to),
    )
