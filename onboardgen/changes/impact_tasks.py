"""What happened to the tasks, stages and phases of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from onboardgen.changes.impact_records import came_and_went, field_changes, side_by_side
from onboardgen.changes.impact_report import RecordChange, Shift, Side
from onboardgen.model.plan import Phase, Plan, Stage, Task
from onboardgen.model.reference import Reference

_TOLD: Final = frozenset(
    {"id", "title", "due", "confirmed", "started", "done", "status", "blocked", "moved"}
)
"""Fields that are told as what happened, not as what changed in them."""
TaskPair = tuple[Task | None, Task | None]


def task_pairs(before: Plan, now: Plan) -> tuple[TaskPair, ...]:
    """Each task with what it was. One that only has another id is the same task."""
    renamed = _renamed(before, now)
    old = {task.id: task for task in before.tasks}
    pairs: list[TaskPair] = [(old.get(renamed.get(one.id, one.id)), one) for one in now.tasks]
    kept = {one.id for one, _ in pairs if one}
    return (*pairs, *((task, None) for task in before.tasks if task.id not in kept))


def plan_changes(before: Side, after: Side) -> Iterator[RecordChange]:
    """What happened in the plan, but for promises: its own fields, stages and phases, tasks."""
    base, head = before.account.plan, after.account.plan
    own = ("phases", "stages", "tasks", "signoffs")
    yield from field_changes(Reference("plan", after.account.slug), "The plan", base, head, own)
    ids = _renamed(base, head)
    for id_, old, new in side_by_side(base.stages, head.stages):
        yield from _of_group(Reference("stage", id_), old, new, ids)
    for id_, phase, now in side_by_side(base.phases, head.phases):
        yield from _of_group(Reference("phase", id_), phase, now, ids)
    for was, is_ in task_pairs(base, head):
        told = list(_of_task(was, is_, ids))
        if told and was and is_:
            told[0] = replace(told[0], shift=_shift(was, is_, before, after))
        yield from told


def _of_group(
    ref: Reference,
    old: Stage | Phase | None,
    new: Stage | Phase | None,
    ids: Mapping[str, str],
) -> Iterator[RecordChange]:
    some = new or old
    if some:
        yield from came_and_went(ref, some.name, old, new)
    if old and new:
        yield from field_changes(ref, new.name, old, _with_old_refs(new, ids))


def _of_task(old: Task | None, new: Task | None, ids: Mapping[str, str]) -> Iterator[RecordChange]:
    some = new or old
    if some:
        ref = Reference("task", some.id)
        for one in came_and_went(ref, some.title, old, new):
            promised = str(new.due) if new and new.due else None
            yield replace(one, field="due", after=promised) if promised else one
        blank = Task(id=some.id, title=some.title, stage=some.stage, owner=some.owner)
        if new:
            yield from _happened(ref, old or blank, new)
    if old and new:
        needs = tuple(replace(one, ref=_old(one.ref, ids)) for one in new.needs)
        ref = Reference("task", new.id)
        yield from field_changes(ref, new.title, old, replace(new, needs=needs), _told(old, new))


def _told(old: Task, new: Task) -> frozenset[str]:
    """What is left once something is done is not worth a line."""
    return _TOLD | {"remaining"} if new.done and not old.done else _TOLD


def _happened(ref: Reference, old: Task, new: Task) -> Iterator[RecordChange]:
    """What was done to a task, as its names, dates, blockade and status tell it."""
    for field in ("title", "id"):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield RecordChange(
                ref=ref, kind="renamed", title=new.title, field=field, before=before, after=after
            )
    yield from _progress(ref, old, new)
    yield from _blockade(ref, old, new)
    if "dropped" in (old.status, new.status) and old.status != new.status:
        yield RecordChange(
            ref=ref,
            kind="dropped" if new.status == "dropped" else "status",
            title=new.title,
            before=old.effective_status,
            after=new.effective_status,
        )
    yield from _promise(ref, old, new)


def _progress(ref: Reference, old: Task, new: Task) -> Iterator[RecordChange]:
    title = new.title
    if new.done and not old.done:
        yield RecordChange(ref=ref, kind="done", title=title, on=new.done)
    elif old.done and not new.done:
        yield RecordChange(ref=ref, kind="reopened", title=title, on=old.done)
    elif old.done != new.done:
        yield _dated(ref, old, new, "done")
    elif new.started and not old.started:
        yield RecordChange(ref=ref, kind="started", title=title, on=new.started)
    if old.started and old.started != new.started:
        yield _dated(ref, old, new, "started")


def _promise(ref: Reference, old: Task, new: Task) -> Iterator[RecordChange]:
    """A yes to the date, and what was written of earlier moves. That a yes lapses with the date
    is told with the promise."""
    title = new.title
    if new.confirmed and new.confirmed != old.confirmed:
        by, on = new.confirmed.by, new.confirmed.date
        yield RecordChange(ref=ref, kind="confirmed", title=title, by=by, on=on)
    elif old.confirmed and not new.confirmed and old.due == new.due:
        by = old.confirmed.by
        yield RecordChange(ref=ref, kind="changed", title=title, field="confirmed", before=by)
    if old.due == new.due and old.moved != new.moved:
        yield RecordChange(ref=ref, kind="changed", title=title, field="moved")


def _dated(ref: Reference, old: Task, new: Task, field: str) -> RecordChange:
    before, after = (str(day) if (day := getattr(one, field)) else None for one in (old, new))
    return RecordChange(
        ref=ref, kind="changed", title=new.title, field=field, before=before, after=after
    )


def _blockade(ref: Reference, old: Task, new: Task) -> Iterator[RecordChange]:
    now, was = new.blocked, old.blocked
    if now and not was:
        yield RecordChange(
            ref=ref, kind="blocked", title=new.title, after=now.reason, on=now.since, note=now.note
        )
    elif was and not now and not new.done:
        yield RecordChange(ref=ref, kind="unblocked", title=new.title, before=was.reason)
    elif was and now:
        for one in field_changes(ref, new.title, was, now):
            yield replace(one, field=f"blocked.{one.field}")


def _shift(old: Task, new: Task, before: Side, after: Side) -> Shift | None:
    """Where the forecast of the task's end is not what it was; a done one has no forecast."""
    if new.done:
        return None
    one = before.outlook.forecast.tasks[old.id].finish
    other = after.outlook.forecast.tasks[new.id].finish
    return Shift(one, other) if one != other else None


def _renamed(before: Plan, now: Plan) -> Mapping[str, str]:
    """The id at the base for each task that has another one now and is the same otherwise: its
    title, owner and stage."""
    ids, known = {task.id for task in now.tasks}, {task.id for task in before.tasks}
    gone = {_face(task): task.id for task in before.tasks if task.id not in ids}
    fresh = {_face(task): task.id for task in now.tasks if task.id not in known}
    return {new: gone[face] for face, new in fresh.items() if face in gone}


def _face(task: Task) -> tuple[str, str, str]:
    return task.title, task.owner, task.stage


def _with_old_refs(group: Stage | Phase, ids: Mapping[str, str]) -> Stage | Phase:
    if isinstance(group, Stage):
        return replace(group, gate=tuple(_old(ref, ids) for ref in group.gate))
    return replace(group, needs=tuple(_old(ref, ids) for ref in group.needs))


def _old(ref: Reference, ids: Mapping[str, str]) -> Reference:
    return Reference("task", ids.get(ref.id, ref.id)) if ref.kind == "task" else ref
