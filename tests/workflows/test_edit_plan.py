"""Tasks move, start, are blocked and done: what is written, what is said, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date as Day
from pathlib import Path
from typing import Any

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.model.plan import Blocked, Task
from onboardgen.workflows import edit_plan
from onboardgen.workflows.check import check
from onboardgen.workflows.record_edits import Editing, Recorded, open_for_editing
from tests.editing.edited import changed_lines, says
from tests.example_workspace import AS_OF, copy_example

SLUGS = ("brightwater", "fennel", "halden", "mori", "pinecrest")
PLAN = "plans/halden/plan.yaml"


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace, only ever read."""
    return copy_example(tmp_path_factory.mktemp("examples") / "workspace")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "workspace")


def halden(root: Path) -> Editing:
    return open_for_editing(root, "halden", AS_OF)


def task_in(root: Path, id_: str) -> dict[str, Any]:
    document = says((root / PLAN).read_bytes())
    return next(task for task in document["tasks"] if task["id"] == id_)


COMMANDS: dict[str, Callable[[Editing, str], Recorded]] = {
    "move": lambda e, t: edit_plan.move(
        e, t, Day(2027, 2, 5), "technical", "New; see: mail", dry_run=True
    ),
    "start": lambda e, t: edit_plan.start(e, t, None, dry_run=True),
    "done": lambda e, t: edit_plan.done(e, t, None, "https://x.example/", dry_run=True),
    "block": lambda e, t: edit_plan.block(
        e, t, Blocked(since=AS_OF, reason="technical"), dry_run=True
    ),
    "unblock": lambda e, t: edit_plan.unblock(e, t, dry_run=True),
    "confirm": lambda e, t: edit_plan.confirm(e, t, None, None, dry_run=True),
}


def is_possible(command: str, task: Task) -> bool:
    if command == "unblock":
        return task.blocked is not None
    is_open = task.done is None and task.status != "dropped"
    hindered = {"start": task.started, "block": task.blocked, "confirm": not task.due}
    return is_open and not hindered.get(command)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_command_on_every_example_leaves_the_other_tasks_alone(
    examples: Path, slug: str, command: str
) -> None:
    editing = open_for_editing(examples, slug, AS_OF)
    tasks = editing.account.plan.tasks
    lines = [task.at.value().line for task in tasks]
    for index, task in list(enumerate(tasks))[-4:]:
        if not is_possible(command, task):
            with pytest.raises(UsageError):
                COMMANDS[command](editing, task.id)
            continue
        recorded = COMMANDS[command](editing, task.id)
        assert not recorded.refused
        assert not recorded.written
        (change,) = recorded.changes
        assert change.before == (examples / change.path).read_bytes()
        numbers, _, _ = changed_lines(change.before, change.after)
        end = lines[index + 1] if index + 1 < len(lines) else change.before.count(b"\n")
        assert all(lines[index] <= number <= end for number in numbers)


def test_a_move_keeps_the_old_date_with_its_reason_and_drops_the_yes(workspace: Path) -> None:
    before = task_in(workspace, "sso-approval")
    recorded = edit_plan.move(
        halden(workspace), "sso-approval", Day(2026, 12, 11), "it_approval", "Queue", dry_run=False
    )
    after = task_in(workspace, "sso-approval")
    assert recorded.written
    assert after["due"] == "2026-12-11"
    new = {"from": "2026-12-04", "reason": "it_approval", "note": "Queue"}
    assert after["moved"] == [*before["moved"], new]
    assert "confirmed" not in after
    assert recorded.message == (
        "“Approve the SSO connection” is promised for 2026-12-11 now, 5 working days later than "
        "before."
    )
    assert recorded.notes[0].startswith("Ravi Menon had said yes to the old date on 2026-11-23.")


def test_a_first_date_is_no_move(workspace: Path) -> None:
    path = workspace / PLAN
    path.write_bytes(path.read_bytes().replace(b"    due: 2026-12-04\n    confirmed: {by: ravi,",
                                               b"    confirmed: {by: ravi,"))  # fmt: skip
    moved = task_in(workspace, "sso-approval")["moved"]
    editing = halden(workspace)
    with pytest.raises(UsageError, match="no promised date"):
        edit_plan.confirm(editing, "sso-approval", None, None, dry_run=False)
    recorded = edit_plan.move(
        editing, "sso-approval", Day(2026, 12, 11), "other", None, dry_run=False
    )
    assert recorded.message.endswith("promised for 2026-12-11 now.")
    assert task_in(workspace, "sso-approval")["moved"] == moved


def test_an_edit_that_brings_an_error_is_refused_and_nothing_is_written(workspace: Path) -> None:
    before = (workspace / PLAN).read_bytes()
    recorded = edit_plan.move(
        halden(workspace), "go-live", Day(2026, 1, 5), "other", None, dry_run=False
    )
    assert [finding.code.id for finding in recorded.refused if finding.severity == "error"]
    assert not recorded.written
    assert (workspace / PLAN).read_bytes() == before


def test_errors_that_were_there_before_do_not_stand_in_the_way(workspace: Path) -> None:
    path = workspace / PLAN
    path.write_bytes(path.read_bytes().replace(b"owner: ravi", b"owner: rvai", 1))
    recorded = edit_plan.unblock(halden(workspace), "sso-approval", dry_run=False)
    assert recorded.written
    assert any(one.code.id == "OG302" for one in check(workspace, ("halden",)).findings)


def test_a_file_that_cannot_be_read_is_not_edited(workspace: Path) -> None:
    path = workspace / PLAN
    path.write_bytes(path.read_bytes() + b"tasks: []\n")
    with pytest.raises(UsageError, match="cannot be read") as refused:
        halden(workspace)
    assert "onboardgen check halden" in refused.value.hint


def test_a_file_that_somebody_else_changes_meanwhile_is_not_overwritten(workspace: Path) -> None:
    editing = halden(workspace)
    path = workspace / PLAN
    theirs = path.read_bytes() + b"# mine\n"
    path.write_bytes(theirs)
    with pytest.raises(EnvironmentFailure, match="somebody else"):
        edit_plan.unblock(editing, "sso-approval", dry_run=False)
    assert path.read_bytes() == theirs


def test_what_is_done_is_no_longer_blocked(workspace: Path) -> None:
    recorded = edit_plan.done(
        halden(workspace), "task:sso-approval", None, "https://x.example/1", dry_run=False
    )
    task = task_in(workspace, "sso-approval")
    assert task["done"] == AS_OF.isoformat()
    assert "blocked" not in task
    assert task["evidence"]["link"] == "https://x.example/1"
    assert task["evidence"]["received"] == AS_OF.isoformat()
    assert "that is over" in recorded.notes[0]
    with pytest.raises(UsageError, match="was done on 2026-12-01"):
        edit_plan.start(halden(workspace), "sso-approval", None, dry_run=False)


def test_evidence_that_is_wanted_is_asked_for(examples: Path) -> None:
    recorded = edit_plan.done(halden(examples), "sso-approval", None, None, dry_run=True)
    assert recorded.notes[1] == (
        "Still wanted as evidence: Approval mail of the review board. Link to it with --evidence."
    )


def test_a_task_is_blocked_and_goes_on(workspace: Path) -> None:
    edit_plan.unblock(halden(workspace), "sso-approval", dry_run=False)
    assert "blocked" not in task_in(workspace, "sso-approval")
    blocked = Blocked(
        since=Day(2026, 11, 30), reason="third_party", note="Release freeze", escalate_to="ravi"
    )
    recorded = edit_plan.block(halden(workspace), "sso-approval", blocked, dry_run=False)
    assert task_in(workspace, "sso-approval")["blocked"] == {
        "since": "2026-11-30",
        "reason": "third_party",
        "note": "Release freeze",
        "escalate_to": "ravi",
    }
    assert recorded.message.endswith("is blocked since 2026-11-30: third party.")


def test_a_written_status_follows(workspace: Path) -> None:
    path = workspace / PLAN
    started = b"    started: 2026-11-18\n"
    path.write_bytes(path.read_bytes().replace(started, started + b"    status: blocked\n", 1))
    edit_plan.unblock(halden(workspace), "sso-approval", dry_run=False)
    assert task_in(workspace, "sso-approval")["status"] == "in_progress"
    edit_plan.done(halden(workspace), "sso-approval", None, None, dry_run=False)
    assert task_in(workspace, "sso-approval")["status"] == "done"


def test_a_yes_is_the_owners_unless_another_one_gave_it(workspace: Path) -> None:
    on = Day(2026, 11, 30)
    recorded = edit_plan.confirm(halden(workspace), "sso-approval", None, on, dry_run=False)
    assert task_in(workspace, "sso-approval")["confirmed"] == {"by": "ravi", "date": "2026-11-30"}
    assert recorded.message.startswith("Ravi Menon said yes on 2026-11-30:")
    edit_plan.confirm(halden(workspace), "sso-approval", "katrin", None, dry_run=False)
    assert task_in(workspace, "sso-approval")["confirmed"]["by"] == "katrin"


TOMORROW = Day(2026, 12, 2)
IMPOSSIBLE: dict[str, Callable[[Editing], Recorded]] = {
    "no task": lambda e: edit_plan.move(e, "sso-aproval", AS_OF, "other", None, dry_run=False),
    "promised for 2026-12-04 already": lambda e: edit_plan.move(
        e, "sso-approval", Day(2026, 12, 4), "other", None, dry_run=False
    ),
    "not come": lambda e: edit_plan.done(e, "sso-approval", TOMORROW, None, dry_run=False),
    "has not come yet": lambda e: edit_plan.start(e, "sso-test", TOMORROW, dry_run=False),
    "started on": lambda e: edit_plan.start(e, "sso-approval", None, dry_run=False),
    "was done on": lambda e: edit_plan.start(e, "read-contract", None, dry_run=False),
    "not blocked": lambda e: edit_plan.unblock(e, "sso-test", dry_run=False),
    "blocked since 2026-11-24 already": lambda e: edit_plan.block(
        e, "sso-approval", Blocked(since=AS_OF, reason="legal"), dry_run=False
    ),
    "Nobody of": lambda e: edit_plan.confirm(e, "sso-approval", "nobody", None, dry_run=False),
}


@pytest.mark.parametrize("message", IMPOSSIBLE)
def test_what_cannot_be_is_told(examples: Path, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        IMPOSSIBLE[message](halden(examples))


def test_an_unknown_task_is_answered_with_the_nearest(examples: Path) -> None:
    with pytest.raises(UsageError) as refused:
        edit_plan.unblock(halden(examples), "sso-aproval", dry_run=True)
    assert refused.value.hint == "Did you mean `sso-approval`?"


def test_a_dry_run_writes_nothing(workspace: Path) -> None:
    before = (workspace / PLAN).read_bytes()
    recorded = edit_plan.unblock(halden(workspace), "sso-approval", dry_run=True)
    assert recorded.changes
    assert not recorded.written
    assert (workspace / PLAN).read_bytes() == before


def test_what_was_dropped_is_not_started(examples: Path) -> None:
    editing = halden(examples)
    dropped = next(task.id for task in editing.account.plan.tasks if task.status == "dropped")
    with pytest.raises(UsageError, match="was dropped"):
        edit_plan.start(editing, dropped, None, dry_run=True)


def test_an_edit_tells_the_warnings_that_it_brings_and_no_others(workspace: Path) -> None:
    kept = edit_plan.move(
        halden(workspace), "sso-approval", Day(2026, 12, 12), "it_approval", None, dry_run=True
    )
    assert {one.code.id for one in kept.warnings} >= {"OG713"}
    assert {one.severity for one in kept.warnings} == {"warning"}
    fine = edit_plan.move(
        halden(workspace), "dunning-legal", Day(2026, 12, 10), "legal", None, dry_run=True
    )
    assert fine.warnings == ()
