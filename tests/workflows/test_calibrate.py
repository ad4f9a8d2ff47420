"""`calibrate` and the back-test over whole workspaces, with and without their history."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import date as Day
from pathlib import Path

import pytest
import yaml

from onboardgen.loading.loader import load
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.backtest import backtest
from onboardgen.workflows.calibrate import CalibrateReport, calibrate
from tests.example_workspace import AS_OF, CLEAN, REPOSITORY, copy_example, run_onboardgen

MOMENT = Moment(AS_OF)
FILE = "calibration.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The example workspace without what it has learned, and without Git."""
    root = copy_example(tmp_path / "workspace")
    (root / FILE).unlink(missing_ok=True)
    return root


def learn(root: Path, *, dry_run: bool = False) -> CalibrateReport:
    return calibrate(root, MOMENT, dry_run=dry_run)


def test_the_file_in_the_repository_is_what_its_past_says(workspace: Path) -> None:
    learn(workspace)
    assert (workspace / FILE).read_bytes() == (REPOSITORY / FILE).read_bytes()


def test_what_was_learned_is_what_forecasts_read(workspace: Path) -> None:
    report = learn(workspace)
    assert load(workspace, ()).calibration == report.calibration
    assert run_onboardgen("check", cwd=workspace).returncode == 0


def test_a_second_run_leaves_the_file_alone_also_on_another_day(workspace: Path) -> None:
    assert learn(workspace).written
    before = (workspace / FILE).read_bytes()
    again = calibrate(workspace, Moment(Day(2026, 12, 8)), dry_run=False)
    assert not again.changed
    assert not again.written
    assert (workspace / FILE).read_bytes() == before


def test_a_dry_run_tells_the_same_and_writes_nothing(workspace: Path) -> None:
    dry = learn(workspace, dry_run=True)
    assert not (workspace / FILE).exists()
    assert dry.classes == learn(workspace).classes


def test_each_class_is_told_as_it_was_and_as_it_is(workspace: Path) -> None:
    learn(workspace)
    shutil.rmtree(workspace / "plans/fennel")
    kinds = {
        (one.before or one.after).party + "/" + (one.before or one.after).category: one.kind  # type: ignore[union-attr]
        for one in learn(workspace).classes
    }
    assert kinds["any/any"] == "changed"
    assert "gone" in kinds.values()


def test_nothing_to_learn_from_is_said_and_not_written(workspace: Path) -> None:
    for slug in ("brightwater", "fennel", "halden", "pinecrest"):
        shutil.rmtree(workspace / "plans" / slug)
    done = run_onboardgen("calibrate", "--today", "2026-12-01", cwd=workspace)
    assert "Nothing to learn from yet" in done.stdout
    assert not (workspace / FILE).exists()


def test_a_customer_with_an_error_is_left_out_and_named(workspace: Path) -> None:
    (workspace / "plans/mori/plan.yaml").write_text("kickoff: soon\n")
    done = run_onboardgen(
        "calibrate", "--today", "2026-12-01", "--format", "json", cwd=workspace, check=False
    )
    assert done.returncode == 1
    assert "Left out for their errors: mori." in done.stderr
    assert json.loads(done.stdout)["written"]


def test_json_tells_what_the_table_tells(workspace: Path) -> None:
    arguments = ("calibrate", "--today", "2026-12-01", "--dry-run")
    told = json.loads(run_onboardgen(*arguments, "--format", "json", cwd=workspace).stdout)
    table = run_onboardgen(*arguments, cwd=workspace).stdout
    assert told["format"] == "onboardgen.calibrate/1"
    assert told["as_of"] == "2026-12-01"
    assert not told["history_read"]
    assert [one["change"] for one in told["classes"]] == ["new"] * len(told["classes"])
    for one in told["classes"]:
        after = one["after"]
        assert f"{after['samples']}  " in table
        assert f"{after['p80']:g} ×" in table


def test_a_duration_written_after_the_fact_flatters_nobody(tmp_path: Path) -> None:
    """Twelve tasks of two days took four, and were given four days when they were done."""
    write_small_workspace(tmp_path, duration=2, done=False)
    commit(tmp_path, "2026-01-05")
    write_small_workspace(tmp_path, duration=4, done=True)
    commit(tmp_path, "2026-02-02")
    report = learn(tmp_path)
    assert report.unread == ""
    assert report.calibration
    assert set(report.calibration.classes[-1].quantiles) == {2.0}
    shutil.rmtree(tmp_path / ".git")
    without = learn(tmp_path)
    assert without.unread
    assert without.calibration
    assert set(without.calibration.classes[-1].quantiles) == {1.0}


def write_small_workspace(root: Path, *, duration: int, done: bool) -> None:
    tasks = [
        {"id": f"t{number}", "title": "T", "stage": "all", "owner": "jo", "duration": duration,
         "started": "2026-01-12", **({"done": "2026-01-15"} if done else {})}
        for number in range(12)
    ]  # fmt: skip
    live = {"id": "go-live", "title": "L", "type": "milestone", "stage": "all", "owner": "mia"}
    plan = {
        "kickoff": "2026-01-05",
        "go_live": {"milestone": "go-live"},
        "stages": [{"id": "all", "name": "All"}],
        "tasks": [*tasks, live],
    }
    (root / "plans/acme").mkdir(parents=True, exist_ok=True)
    (root / "onboardgen.yaml").write_text(
        "format: 1\norganization: {name: Example Billing}\nteam: {mia: {name: Mia Keller}}\n"
    )
    (root / "plans/acme/customer.yaml").write_text("name: ACME\ncontacts: {jo: {name: Jo}}\n")
    (root / "plans/acme/plan.yaml").write_text(yaml.safe_dump(plan))


def commit(root: Path, day: str) -> None:
    who = {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (
            ("NAME", "Mia Keller"), ("EMAIL", "mia@example.com"), ("DATE", f"{day}T12:00:00+01:00"),
        )
    }  # fmt: skip
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Go on"]):
        subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *command],
            cwd=root,
            check=True,
            env={
                **CLEAN,
                **who,
                "GIT_CONFIG_GLOBAL": "/dev/null",
                "GIT_CONFIG_SYSTEM": "/dev/null",
            },
        )


def test_the_example_history_is_scored_with_its_sample_size(workspace: Path) -> None:
    report = backtest(workspace, MOMENT)
    learned = learn(workspace)
    assert report.finished == learned.finished > 50
    assert report.backtest
    score = report.backtest.every
    assert score.forecasts == len(report.backtest.predictions) > 10
    assert score.p50_met <= score.p80_met <= score.forecasts
    assert {"fennel", "pinecrest"} <= {one.customer for one in report.backtest.predictions}
