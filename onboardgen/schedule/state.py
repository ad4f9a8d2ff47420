"""Where every task stands on one day, what it waits for, and who can make that true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.model.account import Account
from onboardgen.model.plan import Need, Stage, Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import Forecast, forecast
from onboardgen.schedule.gates import Truth, truths
from onboardgen.schedule.network import Network, Node
from onboardgen.schedule.passes import earliest

State = Literal["waiting", "workable", "in_progress", "blocked", "done", "dropped"]
CLOSED: tuple[State, ...] = ("done", "dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """One task on the as-of day of its owner. All numbers are the owner's working days.

    `waits` holds only what is not true yet. `late_days` counts from the promise to the as-of day
    while it is open, and to the day it was done afterwards: less than 0 is early, None without a
    promise. `blocked_days` counts from `blocked.since`. `confirmed` says whether the owner said
    yes to the date.
    """

    state: State
    overdue: bool = False
    due_soon: bool = False
    waits: tuple[Truth, ...] = ()
    not_before: Day | None = None
    late_days: int | None = None
    blocked_days: int | None = None
    confirmed: bool = False

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The whole account on the as-of day; `truths` covers everything a gate may name."""

    as_of: AsOf
    forecast: Forecast
    tasks: Mapping[str, TaskState]
    gates: Mapping[str, tuple[Truth, ...]]
    """What has to be true before each stage can begin, by stage id."""
    truths: Mapping[Reference, Truth]

    def truth(self, reference: Reference) -> Truth:
        """What is known of a reference; one that points nowhere is never true."""
        return self.truths.get(reference, Truth(ref=reference, true=False))


def standing(account: Account, settings: Settings, as_of: AsOf) -> Standing:
    """The state of every task, gate and other record of the account on the as-of day."""
    known = truths(account, settings)
    ahead = forecast(account, settings, as_of)
    stages = {stage.id: stage for stage in account.plan.stages}
    phases = {phase.id: phase.needs for phase in account.plan.phases}
    tasks = {task.id: task for task in account.plan.tasks}
    states: dict[str, TaskState] = {}
    for task in account.plan.tasks:
        held_by = (*_gate(stages.get(task.stage)), *phases.get(task.phase or "", ()))
        waits = _open_waits(task, held_by, tasks, known)
        states[task.id] = _state(task, waits, ahead.network, settings.rules.due_soon_days)
    gates = {
        stage.id: tuple(known.get(ref, Truth(ref=ref, true=False)) for ref in stage.gate)
        for stage in account.plan.stages
    }
    return Standing(as_of=as_of, forecast=ahead, tasks=states, gates=gates, truths=known)


def _gate(stage: Stage | None) -> tuple[Reference, ...]:
    return stage.gate if stage else ()


def _open_waits(
    task: Task,
    held_by: tuple[Reference, ...],
    tasks: Mapping[str, Task],
    known: Mapping[Reference, Truth],
) -> tuple[Truth, ...]:
    """What keeps the task from starting: its needs first, then its gate; each once."""
    references = [need.ref for need in task.needs if _holds_start(need, tasks)]
    references += [reference for reference in held_by if reference != Reference("task", task.id)]
    open_ones = (known.get(ref, Truth(ref=ref, true=False)) for ref in dict.fromkeys(references))
    return tuple(truth for truth in open_ones if not truth.true)


def _holds_start(need: Need, tasks: Mapping[str, Task]) -> bool:
    """Whether this dependency can stop a start: finish-to-finish and start-to-finish never do."""
    if need.type in ("FF", "SF"):
        return False
    predecessor = tasks.get(need.ref.id) if need.ref.kind == "task" else None
    if need.type == "SS" and predecessor is not None:
        return predecessor.started is None
    return True


def _state(task: Task, waits: tuple[Truth, ...], net: Network, soon: int) -> TaskState:
    """`soon` working days before its promise a task is due soon."""
    number = net.task(task.id)
    status = task.effective_status
    if number is None:
        return TaskState(state="dropped")
    node = net.nodes[number]
    not_before = _not_before(net, number)
    early = not_before if not_before > node.today else None
    held: State = "waiting" if waits or early else "workable"
    state: State = held if status == "todo" else status
    late = None if task.due is None else node.days.between(task.due, task.done or node.today)
    confirmed = task.confirmed is not None and task.confirmed.by == task.owner
    if state in CLOSED:
        return TaskState(state=state, late_days=late, confirmed=confirmed)
    overdue = task.due is not None and task.due < node.today
    return TaskState(
        state=state,
        overdue=overdue,
        due_soon=late is not None and not overdue and -late <= soon,
        waits=waits,
        not_before=early if state == "waiting" else None,
        late_days=late,
        blocked_days=_blocked_days(task, node),
        confirmed=confirmed,
    )


def _blocked_days(task: Task, node: Node) -> int | None:
    """Working days since it is blocked, the first one and the as-of day included."""
    if task.blocked is None:
        return None
    days = node.days
    return days.through(days.offset(node.today)) - days.through(days.offset(task.blocked.since) - 1)


def _not_before(net: Network, number: int) -> Day:
    """The first day that kickoff, its own `start` and the lag behind what has happened leave it."""
    node, plan = net.nodes[number], net.account.plan
    task = node.task
    days = [plan.kickoff]
    if task and task.start:
        days.append(task.start)
    days += [
        day
        for edge in net.held_by[number]
        if edge.lag > 0 and (day := earliest(net, edge)) is not None
    ]
    return max(days)
