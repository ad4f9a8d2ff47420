"""Promises: one that moves says why, and what was said before stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onboardgen import codes
from onboardgen.changes.facts import Facts
from onboardgen.changes.pairing import tasks_now
from onboardgen.changes.wording import changed_fields
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.plan import Task
from onboardgen.schedule.calendars import Calendars


def moved_promises_say_why(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG813 for a promise moved later by more than `rules.moved_days` without a `moved` entry.

    Counted in working days of the task's owner at the base, so that no holidays come with it. A
    promise that is taken out altogether counts too, unless the task is dropped.
    """
    silent = [(old, new) for old, new in _tasks(base, head) if _is_silent(old, new)]
    if not base or not silent:
        return
    calendars = Calendars(base, facts.before)
    for old, new in silent:
        if old.due and new.due:
            days = calendars.of(old.owner).between(old.due, new.due)
            if days > facts.rules.moved_days:
                yield _moved_silently(old, new, facts)
        else:
            yield _taken_out(old, new)


def go_live_is_not_put_elsewhere(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG813 where another milestone is go-live now, and it is promised later than the one before
    without an entry of `moved` that begins with its date."""
    if base is None or head is None:
        return
    old, new = _go_live(base), _go_live(head)
    same = old is None or tasks_now(base, head).get(old.id) == new
    if old is None or new is None or same or not _is_silent(replace(old, moved=()), new):
        return
    days = Calendars(base, facts.before).of(old.owner)
    if new.due is None or days.between(old.due or new.due, new.due) > facts.rules.moved_days:
        yield Finding(
            codes.MOVE_UNEXPLAINED,
            f"Go-live was promised for {old.due} as `{old.id}`; now it is `{new.id}`, "
            f"{f'promised for {new.due}' if new.due else 'without a date'}.",
            head.plan.go_live.at.value("milestone"),
            f"Write `{old.id}` again, or add to `moved` of `{new.id}`: "
            f"`- {{from: {old.due}, reason: …, note: …}}`.",
            f"task:{new.id}",
        )


def earlier_moves_are_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG814 where entries of `moved` are gone or altered: the list is only added to."""
    for old, new in _tasks(base, head):
        for index, move in enumerate(old.moved):
            if index >= len(new.moved) or changed_fields(move, new.moved[index]):
                gone = index >= len(new.moved)
                at = new.at.value("moved") if gone else new.moved[index].at.value()
                yield Finding(
                    codes.MOVES_REWRITTEN,
                    f"The move of `{old.id}` away from {move.from_} was recorded, and is "
                    f"{'gone' if gone else 'altered'}.",
                    at,
                    f"Bring it back; `{facts.show(old.at.path)}` shows it. It is only added to.",
                    f"task:{old.id}",
                )
                break


def reopened_tasks_say_why(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG815 for a task that was done and is open again, without a note that says why."""
    for old, new in _tasks(base, head):
        if old.done and not new.done and not _note(old, new):
            start = f"{{since: {facts.today}, reason: …, note: …}}"
            yield Finding(
                codes.REOPENED,
                f"`{old.id}` was done on {old.done}, and is {_open_again(new)}.",
                new.at.value("status"),
                "Say why: move its promise with a note under `moved`, or write "
                f"`blocked: {start}`. If it is done, write `done: {old.done}` again.",
                f"task:{old.id}",
            )


def _tasks(base: Account | None, head: Account | None) -> Iterator[tuple[Task, Task]]:
    if base and head:
        now = tasks_now(base, head)
        yield from ((old, now[old.id]) for old in base.plan.tasks if old.id in now)


def _go_live(account: Account) -> Task | None:
    plan = account.plan
    return next((task for task in plan.tasks if task.id == plan.go_live.milestone), None)


def _is_silent(old: Task, new: Task) -> bool:
    """Whether a promise moved later or went without an entry that begins with its old date."""
    if old.due is None or new.effective_status == "dropped":
        return False
    added = new.moved[len(old.moved) :]
    is_said = bool(added) and added[0].from_ == old.due
    return not is_said and (new.due is None or new.due > old.due)


def _moved_silently(old: Task, new: Task, facts: Facts) -> Finding:
    limit = facts.rules.moved_days
    allowed = f", more than the {limit} working days that need no reason" if limit else ""
    return Finding(
        codes.MOVE_UNEXPLAINED,
        f"The promise of `{old.id}` moved from {old.due} to {new.due}{allowed}, and `moved` "
        "does not say why.",
        new.at.value("due"),
        f"Add to its `moved`: `- {{from: {old.due}, reason: …, note: …}}`. `onboardgen move` does "
        "it by itself.",
        f"task:{old.id}",
    )


def _taken_out(old: Task, new: Task) -> Finding:
    return Finding(
        codes.MOVE_UNEXPLAINED,
        f"`{old.id}` was promised for {old.due}, and has no date now.",
        new.at.value(),
        f"Write `due: {old.due}` again, or a later date with "
        f"`moved: [{{from: {old.due}, reason: …, note: …}}]`. What is not done any more has "
        "`status: dropped`.",
        f"task:{old.id}",
    )


def _open_again(task: Task) -> str:
    return "dropped now" if task.effective_status == "dropped" else "open again"


def _note(old: Task, new: Task) -> bool:
    moves = (move.note for move in new.moved[len(old.moved) :])
    return any(moves) or bool(new.blocked and new.blocked.note)
