"""Where every task stands on one day, what it waits for, and who can make that true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from typing import Literal

from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, PROVIDER, Calendar, Party
from onboardgen.model.plan import Need, Stage, Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.gates import Truth, truths

State = Literal["waiting", "workable", "in_progress", "blocked", "done", "dropped"]
CLOSED: tuple[State, ...] = ("done", "dropped")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """One task on the as-of day. `waits` holds only what is not true yet."""

    state: State
    overdue: bool = False
    due_soon: bool = False
    waits: tuple[Truth, ...] = ()
    not_before: Day | None = None

    @property
    def is_open(self) -> bool:
        return self.state not in CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The whole account on the as-of day; `truths` covers everything a gate may name."""

    as_of: Day
    tasks: Mapping[str, TaskState]
    gates: Mapping[str, tuple[Truth, ...]]
    """What has to be true before each stage can begin, by stage id."""
    truths: Mapping[Reference, Truth]

    def truth(self, reference: Reference) -> Truth:
        """What is known of a reference; one that points nowhere is never true."""
        return self.truths.get(reference, Truth(ref=reference, true=False))


def standing(account: Account, settings: Settings, as_of: Day) -> Standing:
    """The state of every task, gate and other record of the account on the as-of day."""
    known = truths(account, settings)
    stages = {stage.id: stage for stage in account.plan.stages}
    phases = {phase.id: phase.needs for phase in account.plan.phases}
    weekends = weekends_by_person(account, settings)
    tasks = {task.id: task for task in account.plan.tasks}
    states: dict[str, TaskState] = {}
    for task in account.plan.tasks:
        held_by = (*_gate(stages.get(task.stage)), *phases.get(task.phase or "", ()))
        waits = _open_waits(task, held_by, tasks, known)
        not_before = max(account.plan.kickoff, task.start or account.plan.kickoff)
        states[task.id] = _state(
            task,
            waits,
            not_before,
            as_of=as_of,
            soon=settings.rules.due_soon_days,
            free=weekends.get(task.owner, frozenset()),
        )
    gates = {
        stage.id: tuple(known.get(ref, Truth(ref=ref, true=False)) for ref in stage.gate)
        for stage in account.plan.stages
    }
    return Standing(as_of=as_of, tasks=states, gates=gates, truths=known)


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


def _state(
    task: Task,
    waits: tuple[Truth, ...],
    not_before: Day,
    *,
    as_of: Day,
    soon: int,
    free: frozenset[int],
) -> TaskState:
    """`soon` working days before its promise a task is due soon; `free` is the owner's weekend."""
    status = task.effective_status
    early = not_before if not_before > as_of else None
    held: State = "waiting" if waits or early else "workable"
    state: State = held if status == "todo" else status
    if state in CLOSED:
        return TaskState(state=state)
    overdue = task.due is not None and task.due < as_of
    near = task.due is not None and not overdue
    return TaskState(
        state=state,
        overdue=overdue,
        due_soon=near and working_days(as_of, task.due, free) <= soon,
        waits=waits,
        not_before=early if state == "waiting" else None,
    )


def working_days(after: Day, until: Day | None, free: frozenset[int]) -> int:
    """Days worked after one day up to and including another; `free` holds weekday numbers."""
    if until is None or until <= after:
        return 0
    weeks, rest = divmod((until - after).days, 7)
    tail = (after + timedelta(days=offset) for offset in range(1, rest + 1))
    return weeks * (7 - len(free)) + sum(day.weekday() not in free for day in tail)


def weekends_by_person(account: Account, settings: Settings) -> Mapping[str, frozenset[int]]:
    """The free weekdays (Monday is 0) of everybody whom the account may name."""
    ours = settings.organization.calendar
    calendars: dict[Party, Calendar] = {
        PROVIDER: ours,
        CUSTOMER: account.customer.calendar or ours,
        **{f"partner:{one.id}": one.calendar or ours for one in account.customer.partners},
    }
    return {
        member.person.id: frozenset(
            WEEKDAYS.index(day) for day in calendars.get(member.party, ours).weekend
        )
        for member in account.members
    }
