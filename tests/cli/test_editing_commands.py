"""Commands that edit a customer's files, as a person or a program meets them."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.example_workspace import CLEAN, copy_example, run_onboardgen

TODAY = ("--today", "2026-12-01")
MOVE = ("move", "halden", "sso-approval", "--to", "2026-12-11", "--reason", "it_approval")
PLAN = "plans/halden/plan.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "workspace")


def test_a_move_prints_its_diff_and_one_sentence(workspace: Path) -> None:
    before = (workspace / PLAN).read_bytes()
    done = run_onboardgen(*MOVE, "--note", "Queue", *TODAY, cwd=workspace)
    assert "-    due: 2026-12-04\n" in done.stdout
    assert "+    due: 2026-12-11\n" in done.stdout
    assert "+      - {from: 2026-12-04, reason: it_approval, note: Queue}\n" in done.stdout
    assert "“Approve the SSO connection” is promised for 2026-12-11 now" in done.stdout
    assert "\x1b[" not in done.stdout
    assert (workspace / PLAN).read_bytes() != before


def test_the_printed_diff_is_the_change_that_git_sees(workspace: Path) -> None:
    for command in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *command], cwd=workspace, env=CLEAN, check=True)
    done = run_onboardgen(*MOVE, *TODAY, "--format", "json", cwd=workspace)
    (file,) = json.loads(done.stdout)["files"]
    undone = subprocess.run(
        ["git", "apply", "-R", "-"],
        cwd=workspace,
        env=CLEAN,
        input=file["diff"],
        text=True,
        check=False,
        capture_output=True,
    )
    assert undone.returncode == 0, undone.stderr
    changed = ["git", "diff", "--exit-code", "--stat"]
    assert subprocess.run(changed, cwd=workspace, env=CLEAN, check=False).returncode == 0


def test_a_dry_run_says_so_and_writes_nothing(workspace: Path) -> None:
    before = (workspace / PLAN).read_bytes()
    done = run_onboardgen(*MOVE, *TODAY, "--dry-run", cwd=workspace)
    assert done.stdout.endswith("Nothing was written: this was a dry run.\n")
    assert (workspace / PLAN).read_bytes() == before


def test_programs_read_what_was_done(workspace: Path) -> None:
    done = run_onboardgen(
        "unblock", "halden", "sso-approval", *TODAY, "--format", "json", cwd=workspace
    )
    report = json.loads(done.stdout)
    assert list(report) == [
        "format", "customer", "ref", "written", "message", "notes", "files", "findings",
    ]  # fmt: skip
    assert report["format"] == "onboardgen.unblock/1"
    assert (report["customer"], report["ref"]) == ("halden", "task:sso-approval")
    assert report["written"] is True
    assert report["files"][0]["path"] == PLAN
    assert report["files"][0]["new"] is False
    assert report["findings"] == []


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_refusal_is_an_error_finding_and_exit_one(workspace: Path, format_: str) -> None:
    before = (workspace / PLAN).read_bytes()
    done = run_onboardgen(
        "move", "halden", "go-live", "--to", "2026-01-05", "--reason", "other", *TODAY,
        "--format", format_, cwd=workspace, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "OG402" in done.stdout
    assert (workspace / PLAN).read_bytes() == before
    if format_ == "json":
        assert json.loads(done.stdout)["written"] is False
    else:
        assert "Nothing was written" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("done", "halden", "sso-aproval"), "Did you mean `sso-approval`?"),
        (("done", "haldn", "sso-approval"), "Did you mean halden?"),
        (("block", "halden", "sso-test", "--reason", "rain"), "'rain' is not one of"),
        (("decide", "halden", "x", "--title", "T", "--decision", "D", "--reason", "R"), "--as"),
        (("change", "assess", "halden", "0009"), "There is no change request `0009`"),
    ],
)
def test_wrong_usage_is_exit_two_with_a_hint(
    workspace: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = run_onboardgen(*arguments, cwd=workspace, check=False, HOME=str(workspace.parent))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_text_cannot_steer_the_terminal(workspace: Path) -> None:
    done = run_onboardgen(*MOVE, "--note", "a\x1b]0;x\x07b", *TODAY, cwd=workspace, check=False)
    assert "\x1b" not in done.stdout + done.stderr


def test_of_several_files_none_stays_where_one_cannot_be_written(workspace: Path) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in workspace.rglob("*") if path.is_file()}

    before = files()
    blocks = (workspace / "plans/halden/worksheet.yaml").stat().st_size // 1024 - 1
    command = (
        f"ulimit -f {blocks}; exec {shlex.quote(sys.executable)} -m onboardgen decide halden x "
        "--title T --decision D --reason R --set invoicing.revenue_date=Delivery --as mia "
        "--today 2026-12-01"
    )
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=workspace,
        env=CLEAN,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "cannot be written: File too large" in done.stderr
    assert files() == before


def test_a_change_goes_from_asking_to_the_worksheet(workspace: Path) -> None:
    run_onboardgen(
        "change", "new", "halden", "weekly", "--target", "setting:billing.cycle",
        "--requested", "Weekly", "--reason", "Cash comes sooner", "--as", "lena", *TODAY,
        cwd=workspace,
    )  # fmt: skip
    run_onboardgen(
        "change", "assess", "halden", "6", "--effort-hours", "2", "--schedule-days", "0", *TODAY,
        cwd=workspace,
    )  # fmt: skip
    done = run_onboardgen(
        "change", "approve", "halden", "6", "--as", "mia", "--apply", *TODAY, cwd=workspace
    )
    assert "Both sides agree to it now." in done.stdout
    sheet = (workspace / "plans/halden/worksheet.yaml").read_text(encoding="utf-8")
    assert "        answer: Weekly\n" in sheet
    assert run_onboardgen("check", "halden", cwd=workspace, check=False).returncode == 0


def test_a_decision_is_recorded_with_its_answer(workspace: Path) -> None:
    done = run_onboardgen(
        "decide", "halden", "revenue-date", "--title", "Revenue on delivery",
        "--decision", "Delivery, for all entities.", "--reason", "Wayfare knows it to the minute.",
        "--alternative", "Pick-up: typed in by hand: wrong", "--set",
        "invoicing.revenue_date=Delivery", "--as", "mia", *TODAY, cwd=workspace,
    )  # fmt: skip
    assert "Decision 0015-revenue-date is accepted: Revenue on delivery." in done.stdout
    assert "`setting:invoicing.revenue_date` becomes Delivery; it was empty." in done.stdout
    text = (workspace / "plans/halden/decisions/0015-revenue-date.yaml").read_text()
    assert '  - {option: Pick-up, why_not: "typed in by hand: wrong"}\n' in text
