"""The plan page: stages, what has to be true before each can begin, and their tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Literal

from onboardgen.views.go_live import GoLiveView, go_live_view
from onboardgen.views.phases import Later, PhaseView, by_phase, later_phases
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.signing import SignOffView, sign_off_view
from onboardgen.views.tasks import TaskRow, task_row
from onboardgen.views.timeline import TimelineView, timeline_view
from onboardgen.views.visibility import OUTLINE_STAGE
from onboardgen.views.way import WayView, way_view

Progress = Literal["done", "current", "held", "ahead"]
FEW = 12
"""A plan with no more open tasks than this shows them all: nothing is put off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """A stage. `held` stages have a gate that is not true yet; `gate` lists all of it.

    Its open rows are those of `now` and those that come `later`: they wait for others, and nobody
    has to look at them yet. `next_due` is the first promise among
    those whose phase has begun.
    """

    id: str
    name: str
    outcome: str | None
    progress: Progress
    done: int
    total: int
    late: int
    gate: tuple[Target, ...]
    rows: tuple[TaskRow, ...]
    now: tuple[TaskRow, ...] = ()
    later: tuple[Later[TaskRow], ...] = ()

    @property
    def finished(self) -> tuple[TaskRow, ...]:
        return tuple(row for row in self.rows if row.closed)

    @property
    def finished_on(self) -> Day | None:
        """The day of the last thing that was done in it."""
        return max((row.done for row in self.rows if row.done), default=None)

    @property
    def next_due(self) -> Day | None:
        rows = (row for part in self.later if part.phase is None for row in part.items)
        return min((row.due for row in rows if row.due), default=None)

    @property
    def missing(self) -> tuple[Target, ...]:
        return tuple(target for target in self.gate if not target.true)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """A party that open work waits on, as a filter names it."""

    party: str
    name: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    kickoff: Day
    party: str
    """The name of the party that reads."""
    go_live: TaskRow | None
    stages: tuple[StageView, ...]
    waiting_for_us: tuple[TaskRow, ...]
    """Tasks beyond the reader's plan that wait on the reader's own."""
    waited_on: tuple[Waited, ...]
    sign_off: SignOffView | None
    timeline: TimelineView | None
    way: WayView | None
    """What stands between today and go-live; None where the reader does not see go-live."""
    ahead: GoLiveView | None


def plan_view(reading: Reading) -> PlanView:
    plan = reading.account.plan
    rows = {task.id: task_row(task, reading) for task in plan.tasks}
    phases = later_phases(reading)
    phase_of = {task.id: task.phase for task in plan.tasks}
    is_short = sum(not row.closed for row in rows.values()) <= FEW
    stages = []
    for stage in plan.stages:
        of_stage = tuple(rows[task.id] for task in plan.tasks if task.stage == stage.id)
        gate = reading.targets(reading.standing.gates[stage.id])
        whole = stage_view(stage.id, stage.name, stage.outcome, gate, of_stage)
        stages.append(whole if is_short else _in_turn(whole, phases, phase_of))
    sign_off = plan.signoffs.plan
    wanted = sign_off.signers or sign_off.signed or sign_off.due
    return PlanView(
        kickoff=plan.kickoff,
        party=reading.party_name(reading.audience),
        go_live=rows.get(plan.go_live.milestone),
        stages=tuple(stages),
        waiting_for_us=tuple(rows[t.id] for t in plan.tasks if t.stage == OUTLINE_STAGE),
        waited_on=_waited_on(rows.values()),
        sign_off=sign_off_view("plan", sign_off, reading) if wanted else None,
        timeline=timeline_view(reading, [(one.id, one.name, one.rows) for one in stages]),
        way=way_view(reading, rows),
        ahead=go_live_view(reading),
    )


def stage_view(
    id_: str,
    name: str,
    outcome: str | None,
    gate: tuple[Target, ...],
    rows: tuple[TaskRow, ...],
) -> StageView:
    work = [row for row in rows if row.state != "dropped"]
    done = sum(row.state == "done" for row in work)
    begun = done > 0 or any(row.state in ("in_progress", "blocked", "workable") for row in work)
    held = any(not target.true for target in gate)
    progress: Progress = "ahead"
    if work and done == len(work):
        progress = "done"
    elif held and not any(row.state in ("in_progress", "done") for row in work):
        progress = "held"
    elif begun:
        progress = "current"
    return StageView(
        id=id_,
        name=name,
        outcome=outcome,
        progress=progress,
        done=done,
        total=len(work),
        late=sum(row.overdue for row in work),
        gate=gate,
        rows=rows,
        now=tuple(row for row in rows if not row.closed),
    )


def _in_turn(
    stage: StageView, phases: tuple[PhaseView, ...], phase_of: Mapping[str, str | None]
) -> StageView:
    """The stage with what only waits put off until its turn comes."""

    def is_later(row: TaskRow) -> bool:
        return row.state == "waiting" and not (row.overdue or row.due_soon)

    later = [row for row in stage.now if is_later(row)]
    return replace(
        stage,
        now=tuple(row for row in stage.now if not is_later(row)),
        later=by_phase(later, phases, lambda row: phase_of[row.id]),
    )


def _waited_on(rows: Iterable[TaskRow]) -> tuple[Waited, ...]:
    """The parties that own open work, the reader's own first."""
    owners: list[Who] = [row.owner for row in rows if row.owner and not row.closed]
    parties = {
        who.party: Waited(party=who.party, name=who.party_name, mine=who.mine) for who in owners
    }
    return tuple(sorted(parties.values(), key=lambda one: (not one.mine, one.name)))
