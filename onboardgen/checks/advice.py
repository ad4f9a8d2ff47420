"""What is worth adding: warnings that a good workspace has none of."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.plan import Plan, Task
from onboardgen.model.settings import Settings
from onboardgen.schedule.gates import party_of


def open_tasks_have_a_date(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG701 for open tasks, but for those of a phase that has yet to open."""
    later = {phase.id for phase in account.plan.phases if phase.needs}
    for task in _open(account.plan):
        if task.due is None and not task.is_milestone and task.phase not in later:
            yield Finding(
                codes.NO_DUE_DATE,
                f"`{task.id}` has no `due`: nobody has promised it.",
                task.at.value("id"),
                "Agree on a date with its owner and write it as `due`.",
                f"task:{task.id}",
            )


def open_tasks_have_two_sides(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG702 for what others see: its counterpart is of another party than its owner."""
    parties = party_of(account)
    for task in _open(account.plan):
        counterpart = counterpart_of(task, account.plan)
        if task.visibility == "internal" or task.owner not in parties:
            continue
        if counterpart is not None and counterpart not in parties:
            continue
        if counterpart is None or parties[counterpart] == parties[task.owner]:
            yield _one_sided(task, counterpart)


def go_live_has_a_date(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG703 where the plan's most important promise is not written."""
    for task in account.plan.tasks:
        if task.id == account.plan.go_live.milestone and task.due is None:
            yield Finding(
                codes.GO_LIVE_WITHOUT_DATE,
                f"`{task.id}` has no `due`: there is no promised go-live.",
                task.at.value("id"),
                "Write the promised day as `due`.",
                f"task:{task.id}",
            )


def counterpart_of(task: Task, plan: Plan) -> str | None:
    """The task's own counterpart, else its stage's, else the plan's."""
    stage = next((stage for stage in plan.stages if stage.id == task.stage), None)
    return task.counterpart or (stage.counterpart if stage else None) or plan.defaults.counterpart


def _open(plan: Plan) -> Iterator[Task]:
    return (task for task in plan.tasks if task.effective_status not in {"done", "dropped"})


def _one_sided(task: Task, counterpart: str | None) -> Finding:
    if counterpart is None:
        message = f"`{task.id}` of `{task.owner}` has nobody on the other side."
    else:
        message = f"`{task.id}`: `{task.owner}` and `{counterpart}` are on the same side."
    return Finding(
        codes.NO_COUNTERPART,
        message,
        task.at.value("counterpart" if task.counterpart else "owner"),
        "Name a `counterpart` of the other side, for the task, its stage or the plan.",
        f"task:{task.id}",
    )
