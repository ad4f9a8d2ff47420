"""One task of `plan.yaml`: bytes in, changed bytes out.

Each function takes the whole file and the task as it was read from it, and returns the whole
file, of which only what it names has changed. Days are dates; a written `status` follows.
Raises UsageError where the file cannot be changed safely.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from typing import Final

from onboardgen.editing.key_order import key_order
from onboardgen.editing.notation import Plain
from onboardgen.editing.splice import append, put, remove
from onboardgen.model.plan import Blocked, Confirmation, Evidence, Move, Reason, Status, Task

_TASK: Final = key_order(Task)


def move_promise(data: bytes, task: Task, to: Day, reason: Reason, note: str | None) -> bytes:
    """Another promised date. The one before it goes to `moved`, where there was one, and the
    owner's yes, which was to that date, goes."""
    if task.due:
        move = Move(from_=task.due, reason=reason, note=note)
        data = _appended(data, task, "moved", _of_move(move))
    data = _put(data, task, "due", to.isoformat())
    return _without(data, task, "confirmed")


def start(data: bytes, task: Task, day: Day) -> bytes:
    data = _put(data, task, "started", day.isoformat())
    return _status(data, task, "blocked" if task.blocked else "in_progress")


def finish(data: bytes, task: Task, day: Day, link: str | None) -> bytes:
    """Done on a day; nothing blocks it any more. `link` is where that can be seen."""
    data = _put(data, task, "done", day.isoformat())
    data = _without(data, task, "blocked")
    if link is not None:
        for key, value in (("link", link), ("received", day.isoformat())):
            steps = (*task.at.pointer, "evidence", key)
            order = key_order(Evidence) if task.evidence else _TASK
            data = put(task.at.path, data, steps, value, order)
    return _status(data, task, "done")


def block(data: bytes, task: Task, blocked: Blocked) -> bytes:
    value = {
        "since": blocked.since.isoformat(),
        "reason": blocked.reason,
        "note": blocked.note,
        "escalate_to": blocked.escalate_to,
        "until": blocked.until.isoformat() if blocked.until else None,
    }
    data = _put(data, task, "blocked", _given(value))
    return _status(data, task, "blocked")


def unblock(data: bytes, task: Task) -> bytes:
    data = _without(data, task, "blocked")
    return _status(data, task, "in_progress" if task.started else "todo")


def confirm(data: bytes, task: Task, confirmation: Confirmation) -> bytes:
    """The owner's yes to the promised date, in the place of an earlier one."""
    value = {"by": confirmation.by, "date": confirmation.date.isoformat()}
    return _put(data, task, "confirmed", value)


def _of_move(move: Move) -> Mapping[str, Plain]:
    return _given({"from": move.from_.isoformat(), "reason": move.reason, "note": move.note})


def _given(value: Mapping[str, Plain]) -> Mapping[str, Plain]:
    return {key: one for key, one in value.items() if one is not None}


def _put(data: bytes, task: Task, key: str, value: Plain) -> bytes:
    return put(task.at.path, data, (*task.at.pointer, key), value, _TASK)


def _appended(data: bytes, task: Task, key: str, value: Plain) -> bytes:
    return append(task.at.path, data, (*task.at.pointer, key), value, _TASK)


def _without(data: bytes, task: Task, key: str) -> bytes:
    return remove(task.at.path, data, (*task.at.pointer, key))


def _status(data: bytes, task: Task, status: Status) -> bytes:
    """A status that is written says the same as the dates; one that is not stays unwritten."""
    return _put(data, task, "status", status) if task.status else data
