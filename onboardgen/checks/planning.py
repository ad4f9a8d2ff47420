"""The plan: status, milestones, and nothing that waits for itself or for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onboardgen import codes
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.gates import accepted_in_the_end


@dataclass(frozen=True, slots=True)
class Wait:
    """A reference that something open waits for, where it is written, and who waits in words."""

    reference: Reference
    location: Location
    who: str
    by: str | None = None


SHOWN_BY = {
    "todo": "nothing is started, blocked or done",
    "in_progress": "it has `started`",
    "blocked": "`blocked` stands",
    "done": "it has `done`",
}


def written_status_agrees(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG401: a status need not be written; where it is, the dates say the same."""
    for task in account.plan.tasks:
        follows = task.status_from_dates
        dropped_but_done = task.status == "dropped" and task.done is not None
        if task.status in {None, follows} or (task.status == "dropped" and not dropped_but_done):
            continue
        yield Finding(
            codes.STATUS_DISAGREES,
            f"`{task.id}` says `{task.status}`, but {SHOWN_BY[follows]}: that is `{follows}`.",
            task.at.value("status"),
            _status_hint(task.status),
            f"task:{task.id}",
        )


def _status_hint(status: str | None) -> str:
    if status == "done":
        return "Write the day on which it was finished as `done`, and take `status` out."
    return "Take `status` out: it follows from the dates. Only `dropped` has to be written."


def go_live_is_a_milestone(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG403: what `go_live` names is of `type: milestone`."""
    go_live = account.plan.go_live
    for task in account.plan.tasks:
        if task.id == go_live.milestone and not task.is_milestone:
            yield Finding(
                codes.GO_LIVE_NOT_MILESTONE,
                f"Go-live is `{task.id}`, and that is a task.",
                go_live.at.value("milestone"),
                f"Give `{task.id}` the line `type: milestone`, or name another one.",
                f"task:{task.id}",
            )


def milestones_have_no_duration(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG404: a milestone falls on the latest finish of what it waits for."""
    for task in account.plan.tasks:
        for field, days in (("duration", task.duration), ("remaining", task.remaining)):
            if task.is_milestone and days is not None:
                yield Finding(
                    codes.MILESTONE_WITH_DURATION,
                    f"`{task.id}` is a milestone, and `{field}` gives it {days} days.",
                    task.at.key(field),
                    f"Take `{field}` out, or take `type: milestone` out.",
                    f"task:{task.id}",
                )


def nothing_waits_for_itself(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG409: a task that needs itself, at once or through the gate of its own stage."""
    stage_of = {task.id: task.stage for task in account.plan.tasks}
    for task in account.plan.tasks:
        for need in task.needs:
            if need.ref == Reference("task", task.id):
                yield _itself(task.id, need.at.value("ref"), "needs itself")
    for stage in account.plan.stages:
        for index, gate in enumerate(stage.gate):
            if gate.kind == "task" and stage_of.get(gate.id) == stage.id:
                what = f"stands in stage `{stage.id}`, whose gate waits for it"
                yield _itself(gate.id, stage.at.value("gate", index), what)


def _itself(task: str, location: Location, what: str) -> Finding:
    return Finding(
        codes.NEEDS_ITSELF,
        f"`{task}` {what}: it can never begin.",
        location,
        "Take it out here, or name what has to be true before.",
        f"task:{task}",
    )


def nothing_waits_for_a_no(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG410: what still has to happen waits for no rejected decision or change."""
    refused = _refused(account)
    for wait in open_waits(account):
        word = refused.get(wait.reference)
        if word:
            message = f"{wait.who} waits for `{wait.reference}`, which is {word}."
            yield Finding(
                codes.NEVER_OPENS,
                message[0].upper() + message[1:],
                wait.location,
                "Take it out, or wait for the decision or change that came instead.",
                wait.by,
            )


def _refused(account: Account) -> dict[Reference, str]:
    accepted = accepted_in_the_end(account.decisions)
    refused: dict[Reference, str] = {
        Reference("decision", decision.id): decision.status
        for decision in account.decisions
        if decision.status == "rejected" and decision.id not in accepted
    }
    for change in account.changes:
        if change.status in {"rejected", "withdrawn"}:
            refused[Reference("change", change.id)] = change.status
    return refused


def open_waits(account: Account) -> Iterator[Wait]:
    """What open tasks wait for, and the gates of their stages and phases."""
    plan = account.plan
    stages, phases = set(), set()
    for task in plan.tasks:
        if task.effective_status not in {"done", "dropped"}:
            stages.add(task.stage)
            phases.add(task.phase)
            for need in task.needs:
                place = need.at.value("ref")
                yield Wait(need.ref, place, f"`{task.id}`", f"task:{task.id}")
    for stage in plan.stages:
        who = f"the gate of stage `{stage.id}`"
        for index, reference in enumerate(stage.gate if stage.id in stages else ()):
            yield Wait(reference, stage.at.value("gate", index), who, f"stage:{stage.id}")
    for phase in plan.phases:
        for index, reference in enumerate(phase.needs if phase.id in phases else ()):
            yield Wait(reference, phase.at.value("needs", index), f"phase `{phase.id}`")
