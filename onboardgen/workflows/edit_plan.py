"""What happens to a task: its promise moves, it starts, is blocked, is done, is confirmed."""

from __future__ import annotations

from datetime import date as Day

from onboardgen.editing import plan_file
from onboardgen.errors import UsageError
from onboardgen.loading.suggestions import nearest
from onboardgen.model.plan import Blocked, Confirmation, Reason, Task
from onboardgen.schedule.calendars import Calendars
from onboardgen.workflows.record_edits import (
    Editing,
    Recorded,
    change_of,
    member_named,
    record,
)


def move(
    editing: Editing, task_id: str, to: Day, reason: Reason, note: str | None, *, dry_run: bool
) -> Recorded:
    """Promise a task for another day. Raises UsageError for the same day, and for what is done."""
    task = _open_task(editing, task_id)
    if task.due == to:
        raise UsageError(
            f"{_named(task)} is promised for {to} already.", "Name another day with --to."
        )
    message = f"{_named(task)} is promised for {to} now"
    message += f", {_days_apart(editing, task, task.due, to)} than before." if task.due else "."
    notes = []
    if task.confirmed:
        name = member_named(editing, task.confirmed.by).person.name
        notes.append(
            f"{name} had said yes to the old date on {task.confirmed.date}. That yes does not "
            f"hold for the new one: `onboardgen confirm {editing.slug} {task.id}` records another."
        )
    after = plan_file.move_promise(_data(editing, task), task, to, reason, note)
    return _record(editing, task, after, message, notes, dry_run)


def start(editing: Editing, task_id: str, on: Day | None, *, dry_run: bool) -> Recorded:
    """Record the day on which work on a task began."""
    task, day = _open_task(editing, task_id), _past(editing, on)
    if task.started:
        raise UsageError(f"{_named(task)} was started on {task.started}.")
    after = plan_file.start(_data(editing, task), task, day)
    return _record(editing, task, after, f"{_named(task)} was started on {day}.", (), dry_run)


def done(
    editing: Editing, task_id: str, on: Day | None, evidence: str | None, *, dry_run: bool
) -> Recorded:
    """Record the day on which a task was finished; what blocked it is gone then."""
    task, day = _open_task(editing, task_id), _past(editing, on)
    notes = []
    if task.blocked:
        notes.append(f"It was blocked since {task.blocked.since}; that is over.")
    wanted = task.evidence.required if task.evidence else None
    if wanted and not evidence and not (task.evidence and task.evidence.link):
        notes.append(f"Still wanted as evidence: {wanted}. Link to it with --evidence.")
    after = plan_file.finish(_data(editing, task), task, day, evidence)
    return _record(editing, task, after, f"{_named(task)} was done on {day}.", notes, dry_run)


def block(editing: Editing, task_id: str, blocked: Blocked, *, dry_run: bool) -> Recorded:
    """Record that nothing can go on, since when and why."""
    task = _open_task(editing, task_id)
    _past(editing, blocked.since)
    if task.blocked:
        raise UsageError(
            f"{_named(task)} is blocked since {task.blocked.since} already.",
            f"Run `onboardgen unblock {editing.slug} {task.id}` first, if this is another reason.",
        )
    if blocked.escalate_to:
        member_named(editing, blocked.escalate_to)
    after = plan_file.block(_data(editing, task), task, blocked)
    until = f" until {blocked.until}" if blocked.until else ""
    why = blocked.reason.replace("_", " ")
    message = f"{_named(task)} is blocked since {blocked.since}{until}: {why}."
    return _record(editing, task, after, message, (), dry_run)


def unblock(editing: Editing, task_id: str, *, dry_run: bool) -> Recorded:
    """Take out what blocks a task; Git remembers it."""
    task = task_named(editing, task_id)
    if not task.blocked:
        raise UsageError(f"{_named(task)} is not blocked.")
    message = f"{_named(task)} is not blocked any more; it was since {task.blocked.since}."
    return _record(
        editing, task, plan_file.unblock(_data(editing, task), task), message, (), dry_run
    )


def confirm(
    editing: Editing, task_id: str, by: str | None, on: Day | None, *, dry_run: bool
) -> Recorded:
    """Record that somebody, by default the owner, said yes to the promised date."""
    task, day = _open_task(editing, task_id), _past(editing, on)
    if task.due is None:
        raise UsageError(
            f"{_named(task)} has no promised date to say yes to.",
            f"Run `onboardgen move {editing.slug} {task.id} --to DATE --reason REASON` first.",
        )
    person = member_named(editing, by or task.owner).person
    yes = Confirmation(by=person.id, date=day)
    after = plan_file.confirm(_data(editing, task), task, yes)
    message = f"{person.name} said yes on {day}: {_named(task)} by {task.due}."
    return _record(editing, task, after, message, (), dry_run)


def task_named(editing: Editing, task_id: str) -> Task:
    """The task or milestone of that id. Raises UsageError that names the nearest."""
    tasks = {task.id: task for task in editing.account.plan.tasks}
    wanted = task_id.removeprefix("task:")
    if wanted not in tasks:
        near = nearest(wanted, tasks)
        hint = f"Did you mean `{near}`?" if near else "Tasks are named by their id in plan.yaml."
        raise UsageError(f"There is no task `{wanted}` at {editing.slug}.", hint)
    return tasks[wanted]


def _open_task(editing: Editing, task_id: str) -> Task:
    task = task_named(editing, task_id)
    if task.done:
        raise UsageError(
            f"{_named(task)} was done on {task.done}.",
            "Take `done` out of plan.yaml, and say why in the commit, if it is not.",
        )
    if task.status == "dropped":
        raise UsageError(
            f"{_named(task)} was dropped.", "Take `status: dropped` out of plan.yaml to revive it."
        )
    return task


def _past(editing: Editing, day: Day | None) -> Day:
    """The day, by default today. Raises UsageError for one that has not come yet."""
    if day and day > editing.today:
        raise UsageError(
            f"{day} has not come yet: today is {editing.today}.", "Record it on the day it happens."
        )
    return day or editing.today


def _data(editing: Editing, task: Task) -> bytes:
    return editing.data(task.at.path)


def _named(task: Task) -> str:
    return f"“{task.title}”"


def _days_apart(editing: Editing, task: Task, before: Day, after: Day) -> str:
    """How far apart, in working days of the owner."""
    working = Calendars(editing.account, editing.settings).of(task.owner)
    number = abs(working.between(before, after))
    days = "1 working day" if number == 1 else f"{number} working days"
    return f"{days} {'later' if after > before else 'earlier'}"


def _record(
    editing: Editing,
    task: Task,
    after: bytes,
    message: str,
    notes: list[str] | tuple[str, ...],
    dry_run: bool,
) -> Recorded:
    return record(
        editing,
        (change_of(editing, task.at.path, after),),
        ref=f"task:{task.id}",
        message=message,
        notes=notes,
        dry_run=dry_run,
    )
