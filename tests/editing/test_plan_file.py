"""Every command on every task of every example changes what it names and no other byte."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date as Day
from typing import Any

import pytest

from onboardgen.editing import plan_file
from onboardgen.findings import Place, Positions
from onboardgen.loading.schemas import schema, validate
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.plan import Blocked, Confirmation, Task
from tests.editing.edited import at, changed_lines, example_file, examples, says

DAY = Day(2026, 12, 1)
TO = Day(2027, 1, 15)
LONG = "The review board meets on Thursdays only: " + "and it has a queue, " * 6 + "as we know."

Edit = Callable[[bytes, Task], bytes]
Meaning = Callable[[dict[str, Any], Task], None]


def moved(task: dict[str, Any], record: Task) -> None:
    if record.due:
        entry = {"from": record.due.isoformat(), "reason": "technical", "note": "A, b: c"}
        task["moved"] = [*(task.get("moved") or []), entry]
    task["due"] = TO.isoformat()
    task.pop("confirmed", None)


def started(task: dict[str, Any], record: Task) -> None:
    task["started"] = DAY.isoformat()
    written(task, "blocked" if record.blocked else "in_progress")


def finished(task: dict[str, Any], record: Task) -> None:
    task["done"] = DAY.isoformat()
    task.pop("blocked", None)
    link = {"link": "https://docs.halden.example/x", "received": DAY.isoformat()}
    task["evidence"] = {**(task.get("evidence") or {}), **link}
    written(task, "done")


def is_blocked(task: dict[str, Any], record: Task) -> None:
    task["blocked"] = {
        "since": DAY.isoformat(),
        "reason": "legal",
        "note": LONG,
        "until": "2027-01-15",
    }
    written(task, "blocked")


def unblocked(task: dict[str, Any], record: Task) -> None:
    task.pop("blocked", None)
    written(task, "in_progress" if record.started else "todo")


def confirmed(task: dict[str, Any], record: Task) -> None:
    task["confirmed"] = {"by": "jo", "date": DAY.isoformat()}


def written(task: dict[str, Any], status: str) -> None:
    if "status" in task:
        task["status"] = status


EDITS: dict[str, tuple[Edit, Meaning]] = {
    "move": (lambda d, t: plan_file.move_promise(d, t, TO, "technical", "A, b: c"), moved),
    "start": (lambda d, t: plan_file.start(d, t, DAY), started),
    "done": (
        lambda d, t: plan_file.finish(d, t, DAY, "https://docs.halden.example/x"),
        finished,
    ),
    "block": (
        lambda d, t: plan_file.block(d, t, Blocked(since=DAY, reason="legal", note=LONG, until=TO)),
        is_blocked,
    ),
    "unblock": (plan_file.unblock, unblocked),
    "confirm": (lambda d, t: plan_file.confirm(d, t, Confirmation(by="jo", date=DAY)), confirmed),
}
OWN_KEYS = ("moved", "due", "confirmed", "started", "done", "blocked", "evidence", "status")


def forms(data: bytes) -> dict[str, bytes]:
    """The file as it is, and as other editors leave it."""
    windows = b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")
    return {"as it is": data, "Windows": windows, "no last line end": data.rstrip(b"\n")}


def some(tasks: tuple[Task, ...], number: int) -> list[Task]:
    """The first, the last, those with most to them, and as many more, evenly spread."""
    rich = [task for task in tasks if task.blocked or task.status or task.confirmed][:number]
    spread = [*tasks[:: max(len(tasks) // number, 1)], tasks[-1]]
    return [task for task in tasks if task in rich or task in spread]


@pytest.mark.parametrize("form", ["as it is", "Windows", "no last line end"])
@pytest.mark.parametrize("command", EDITS)
@pytest.mark.parametrize("slug", [one.slug for one in examples().accounts])
def test_a_command_changes_one_task_and_leaves_all_other_bytes(
    slug: str, command: str, form: str
) -> None:
    account = next(one for one in examples().accounts if one.slug == slug)
    path = account.plan.at.path
    before = forms(example_file(path))[form]
    document = says(before)
    tasks = some(account.plan.tasks, 5 if form == "as it is" else 1)
    lines = [task.at.value().line for task in account.plan.tasks]
    end = before.count(b"\n") + 1
    edit, mean = EDITS[command]
    for task in tasks:
        after = edit(before, task)
        wanted = deepcopy(document)
        mean(at(wanted, task.at.pointer), task)
        assert says(after) == wanted
        numbers, gone, added = changed_lines(before, after)
        index = account.plan.tasks.index(task)
        last = lines[index + 1] if index + 1 < len(lines) else end
        assert all(lines[index] <= number <= last for number in numbers), (task.id, numbers)
        assert all(line.endswith(b"\r\n") == (form == "Windows") for line in added[:-1])
        assert b"".join(gone).count(b"#") <= b"".join(added).count(b"#")
        assert after.endswith(b"\n") == before.endswith(b"\n")
        assert after.startswith(b"\xef\xbb\xbf") == (form == "Windows")


@pytest.mark.parametrize("command", EDITS)
def test_what_comes_out_is_valid(command: str) -> None:
    for account in examples().accounts:
        for task in some(account.plan.tasks, 3):
            after = EDITS[command][0](example_file(account.plan.at.path), task)
            result = read_yaml("plan.yaml", after)
            assert not validate("plan", result.document, result.positions)


@pytest.mark.parametrize("command", ["move", "start", "done", "block", "confirm"])
def test_new_keys_stand_where_the_schema_has_them(command: str) -> None:
    order = list(schema("plan")["$defs"]["task"]["properties"])
    before = b"tasks:\n  - id: a\n    owner: jo\n    how: x\n"
    place = Place(Positions("plan.yaml"), ("tasks", 0))
    task = Task(id="a", title="A", stage="s", owner="jo", at=place)
    keys = list(says(EDITS[command][0](before, task))["tasks"][0])
    assert keys == sorted(keys, key=order.index)


def test_a_confirmed_date_in_many_lines_is_replaced_line_by_line() -> None:
    place = Place(Positions("plan.yaml"), ("tasks", 0))
    task = Task(id="a", title="A", stage="s", owner="jo", at=place)
    before = (
        b"tasks:\n  - id: a\n    confirmed:   # by phone\n      by: jo\n      date: 2026-11-01\n"
    )
    after = plan_file.confirm(before, task, Confirmation(by="jo", date=DAY))
    assert after == before.replace(b"2026-11-01", b"2026-12-01")
