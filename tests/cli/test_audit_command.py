"""`onboardgen audit verify` and `checkpoint` as they are called."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.changes.made_up import TOMAS, agreed, edited, team
from tests.changes.told import DECISION
from tests.example_workspace import run_onboardgen

KEYS = {
    "format", "commits", "first", "last", "findings", "counts", "unread", "recorded_for_others",
    "direct", "unsigned", "misdated", "checkpoints", "rewritten",
}  # fmt: skip


@pytest.fixture(scope="module")
def edited_silently(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("work")
    made = team(root)
    made.put(edited(agreed(), DECISION, "in January", "in June"))
    made.commit(author=TOMAS, message="Tidy up")
    return root


def audit(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run_onboardgen("audit", *arguments, cwd=root, check=False)


def test_a_silent_change_is_told_under_its_commit_within_eighty_columns(
    edited_silently: Path,
) -> None:
    done = audit(edited_silently, "verify")
    assert done.returncode == 1
    told = done.stdout.splitlines()
    assert told[0].startswith("Checked 2 commits, ")
    at = next(number for number, line in enumerate(told) if line.endswith("Tomas Berg"))
    assert told[at].startswith("2026-12-01  ")
    assert told[at + 1].endswith("error OG804")
    assert told[-1] == "1 of 2 commits changed something silently: 1 error, 0 warnings."
    assert max(map(len, told)) <= 80


def test_the_report_for_programs_holds_commit_and_finding(edited_silently: Path) -> None:
    done = audit(edited_silently, "verify", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report.keys() == KEYS
    assert report["format"] == "onboardgen.audit-verify/1"
    (found,) = report["findings"]
    assert (found["code"], found["subject"]) == ("OG804", "Tidy up")
    assert (found["commit"], found["author"]["name"]) == (report["last"], "Tomas Berg")
    assert report["counts"] == {"error": 1, "warning": 0}
    assert report["unsigned"] is None


def test_a_range_leaves_out_what_was_before_it(edited_silently: Path) -> None:
    for arguments in (("--since", "HEAD"), ("--range", "HEAD..HEAD")):
        done = audit(edited_silently, "verify", *arguments)
        assert done.returncode == 0
        assert "No commit touches the workspace here." in done.stdout
    assert audit(edited_silently, "verify", "--range", "HEAD~1..HEAD").returncode == 1
    for wrong in (("--range", "HEAD"), ("--range", "a..b", "--since", "c"), ("--since", "nowhere")):
        assert audit(edited_silently, "verify", *wrong).returncode == 2


def test_a_checkpoint_is_written_told_and_held(tmp_path: Path) -> None:
    made = team(tmp_path)
    done = audit(tmp_path, "checkpoint", "--today", "2026-12-01")
    assert done.stdout.startswith("Recorded commit ")
    assert "Commit the file checkpoints.jsonl" in done.stdout
    assert "is recorded already" in audit(tmp_path, "checkpoint").stdout
    assert run_onboardgen("check", "--today", "2026-12-01", cwd=tmp_path).returncode == 0
    report = json.loads(audit(tmp_path, "checkpoint", "--format", "json").stdout)
    assert report["head"] == made.made.git("rev-parse", "HEAD")
    done = audit(tmp_path, "verify")
    assert done.returncode == 0
    assert done.stdout.endswith("Nothing was changed silently in 1 commit. 1 checkpoint held.\n")
    made.made.git("commit", "-q", "--amend", "-m", "Rewritten")
    done = audit(tmp_path, "verify")
    assert done.returncode == 1
    assert "History was rewritten: 1" in done.stdout


def test_a_shallow_clone_exits_with_three(edited_silently: Path, tmp_path: Path) -> None:
    source = f"file://{edited_silently}"
    subprocess.run(["git", "clone", "-q", "--depth", "1", source, tmp_path / "s"], check=True)
    assert audit(tmp_path / "s", "verify").returncode == 3
    assert audit(tmp_path / "s", "checkpoint").returncode == 3
