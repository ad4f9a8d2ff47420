"""The plan page: stages, what has to be true before each can begin, and their tasks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.views.go_live import GoLiveView, go_live_view
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.signing import SignOffView, sign_off_view
from onboardgen.views.tasks import TaskRow, task_row
from onboardgen.views.timeline import TimelineView, timeline_view
from onboardgen.views.visibility import OUTLINE_STAGE

Progress = Literal["done", "current", "held", "ahead"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """A stage. `held` stages have a gate that is not true yet; `gate` lists all of it."""

    id: str
    name: str
    outcome: str | None
    progress: Progress
    done: int
    total: int
    late: int
    gate: tuple[Target, ...]
    rows: tuple[TaskRow, ...]

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
    go_live: TaskRow | None
    stages: tuple[StageView, ...]
    waiting_for_us: tuple[TaskRow, ...]
    """Tasks beyond the reader's plan that wait on the reader's own."""
    waited_on: tuple[Waited, ...]
    sign_off: SignOffView | None
    timeline: TimelineView | None
    ahead: GoLiveView | None


def plan_view(reading: Reading) -> PlanView:
    plan = reading.account.plan
    rows = {task.id: task_row(task, reading) for task in plan.tasks}
    stages = []
    for stage in plan.stages:
        of_stage = tuple(rows[task.id] for task in plan.tasks if task.stage == stage.id)
        gate = reading.targets(reading.standing.gates[stage.id])
        stages.append(stage_view(stage.id, stage.name, stage.outcome, gate, of_stage))
    sign_off = plan.signoffs.plan
    wanted = sign_off.signers or sign_off.signed or sign_off.due
    return PlanView(
        kickoff=plan.kickoff,
        go_live=rows.get(plan.go_live.milestone),
        stages=tuple(stages),
        waiting_for_us=tuple(rows[t.id] for t in plan.tasks if t.stage == OUTLINE_STAGE),
        waited_on=_waited_on(rows.values()),
        sign_off=sign_off_view("plan", sign_off, reading) if wanted else None,
        timeline=timeline_view(reading, [(one.id, one.name, one.rows) for one in stages]),
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
    )


def _waited_on(rows: Iterable[TaskRow]) -> tuple[Waited, ...]:
    """The parties that own open work, the reader's own first."""
    owners: list[Who] = [row.owner for row in rows if row.owner and not row.closed]
    parties = {
        who.party: Waited(party=who.party, name=who.party_name, mine=who.mine) for who in owners
    }
    return tuple(sorted(parties.values(), key=lambda one: (not one.mine, one.name)))
