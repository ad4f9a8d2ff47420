"""`onboardgen issues` as people, programs and CI meet it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onboardgen.cli.main import main
from onboardgen.errors import OnboardgenError
from onboardgen.workflows import issues as workflow
from tests.cli.reports import plain
from tests.trackers.server.limits import Limits, SimulatedClock
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Repository

SETTINGS = """
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin, calendar: {country: DE}}
team:
  mia: {name: Mia Keller, github: mia-keller, gitlab: mia, escalate_to: nora}
  nora: {name: Nora Whitfield, github: nora-w, gitlab: nora}
"""
CUSTOMER = "name: ACME\ncontacts: {jo: {name: Jo Lind, escalate_to: mia}}\n"
PLAN = """
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: export, title: "Export ::error::x @team #1", stage: all, owner: jo, due: 2026-11-13}
  - {id: review, title: Review the contract, stage: all, owner: mia, due: 2026-11-18}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [export, review]}
"""
OF_AN_ACTION = ["action", "ref", "customer", "title", "reason", "number"]
MONDAY, TUESDAY, THURSDAY = "2026-11-16", "2026-11-17", "2026-11-19"
SATURDAY = "2026-11-21"
ISSUES = ".onboardgen/issues"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Workspace:
    root: Path
    environment: dict[str, str]

    def say(self, *arguments: str, **environment: str) -> Said:
        """The command, in this process: exit code, stdout, stderr."""
        called = ["-C", str(self.root), "issues", *arguments]
        done = CliRunner(env={**self.environment, **environment}).invoke(
            main, called, standalone_mode=False
        )
        error = done.exception
        if isinstance(error, OnboardgenError):
            return Said(error.exit_code, done.stdout, f"{done.stderr}{error.message} {error.hint}")
        if error is not None:
            raise error
        return Said(int(done.return_value or 0), done.stdout, done.stderr)

    def apply(self, day: str = TUESDAY, *arguments: str, **environment: str) -> Said:
        return self.say("apply", "--today", day, *arguments, **environment)

    def plan(self, day: str = TUESDAY, *arguments: str) -> Any:
        return self.say("plan", "--today", day, "--format", "json", *arguments).json

    def edit(self, old: str, new: str, path: str = "plans/acme/plan.yaml") -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text
        (self.root / path).write_text(text.replace(old, new), encoding="utf-8")

    def issue(self, number: int = 1) -> str:
        return (self.root / f"{ISSUES}/{number:04}.md").read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN",
                 "GITLAB_TOKEN", "GITHUB_REPOSITORY", "ONBOARDGEN_TRACKER_TOKEN"):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    root = tmp_path / "workspace"
    (root / "plans/acme").mkdir(parents=True)
    (root / "onboardgen.yaml").write_text(SETTINGS, encoding="utf-8")
    (root / "plans/acme/customer.yaml").write_text(CUSTOMER, encoding="utf-8")
    (root / "plans/acme/plan.yaml").write_text(PLAN, encoding="utf-8")
    return Workspace(root, {})


@pytest.fixture(scope="module")
def server() -> Iterator[TrackerServer]:
    with TrackerServer() as server:
        yield server


@pytest.fixture
def repository(
    server: TrackerServer, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Repository]:
    """The workspace's issues are on GitHub now, and waits are of no time."""
    clock = SimulatedClock()
    monkeypatch.setattr("onboardgen.cli.issues.SystemClock", lambda: clock)
    repository = server.new("o/r", limits=Limits(clock), users=["mia-keller", "nora-w"])
    workspace.edit("team:", "tracker: {github: {repository: o/r}}\nteam:", "onboardgen.yaml")
    workspace.environment |= {"GITHUB_API_URL": server.github, "GITHUB_TOKEN": repository.token}
    yield repository
    server.drop(repository)


def test_the_plan_holds_to_the_contract_and_changes_nothing(workspace: Workspace) -> None:
    before = workspace.files()
    found = workspace.plan()
    assert list(found) == [
        "format", "as_of", "tracker", "actions", "left_alone", "right_already", "warnings",
        "brake", "failure", "left_out",
    ]  # fmt: skip
    assert (found["format"], found["as_of"]) == ("onboardgen.issues-plan/1", TUESDAY)
    assert found["tracker"] == f"local:{ISSUES}"
    (action,) = found["actions"]
    assert list(action) == OF_AN_ACTION
    assert (action["action"], action["ref"], action["customer"]) == (
        "create",
        "task:export",
        "acme",
    )
    assert "2 working days late" in action["reason"]
    assert (found["left_alone"], found["warnings"], found["brake"]) == ([], [], None)
    dry = workspace.apply(TUESDAY, "--dry-run", "--format", "json")
    assert dry.json == found
    assert workspace.files() == before


def test_the_plan_is_told_by_customer_within_80_columns(workspace: Workspace) -> None:
    told = plain(workspace.say("plan", "--today", TUESDAY).out)
    first, _, heading, action, *_ = told.splitlines()
    assert first == f"1 to open, 0 right already · local:{ISSUES} · Tue 17 Nov"
    assert heading == "ACME · acme"
    assert action == "  open       Export ::error::x @team #1"


def test_apply_does_the_plan_and_a_second_time_nothing(workspace: Workspace) -> None:
    done = workspace.apply()
    assert done.code == 0
    assert "  opened     #1 Export ::error::x @team #1" in plain(done.out)
    assert done.out.splitlines()[-1].startswith("1 opened, 0 right already · ")
    after = workspace.files()
    state = workspace.root / ".onboardgen/state/issues.json"
    written = state.stat().st_ino
    again = workspace.apply()
    assert state.stat().st_ino == written
    assert (again.code, again.err) == (0, "")
    assert again.out == f"1 right already · local:{ISSUES} · Tue 17 Nov\n"
    assert workspace.files() == after
    assert workspace.plan()["actions"] == []


def test_on_a_day_off_issues_are_only_closed_and_the_rest_follows(workspace: Workspace) -> None:
    workspace.apply()
    workspace.edit("owner: jo, due: 2026-11-13", "owner: jo, due: 2026-11-13, done: 2026-11-18")
    resting = workspace.apply(SATURDAY, "--format", "json").json
    assert [one["action"] for one in resting["actions"]] == ["close"]
    (waiting,) = resting["left_alone"]
    assert (waiting["code"], waiting["ref"]) == ("day_off", "task:review")
    assert waiting["reason"] == "Today is a day off. This follows on 2026-11-23."
    monday = workspace.apply("2026-11-23", "--format", "json").json
    assert [one["action"] for one in monday["actions"]] == ["create"]
    assert monday["left_alone"] == []


def test_on_a_public_holiday_of_ours_nobody_is_bothered(workspace: Workspace) -> None:
    assert workspace.plan("2026-12-25")["actions"] == []
    assert workspace.plan("2026-12-24")["actions"] != []


def test_what_is_done_closes_its_issue_with_the_reason(workspace: Workspace) -> None:
    workspace.apply()
    workspace.edit("due: 2026-11-13}", "due: 2026-11-13, done: 2026-11-17}")
    done = workspace.apply(THURSDAY, "--format", "json")
    found = done.json
    assert found["format"] == "onboardgen.issues-apply/1"
    outcomes = [(one["action"], one["number"], one["outcome"]) for one in found["actions"]]
    assert outcomes == [("close", 1, "done"), ("create", 2, "done")]
    assert "state: closed\nreason: completed" in workspace.issue()
    assert workspace.issue().count("<!-- onboardgen:comment -->") == 1
    assert workspace.plan(THURSDAY)["actions"] == []


def test_an_escalation_rung_comments_once_and_changes_label_and_assignee(
    workspace: Workspace,
) -> None:
    workspace.edit("2026-11-18}", "2026-12-18}")
    workspace.apply("2026-11-19")
    assert "onboardgen:rung-1" in workspace.issue()
    told = workspace.apply("2026-11-20").out
    assert "  commented  #1 Export" in told
    text = workspace.issue()
    assert "onboardgen:rung-2" in text
    assert "onboardgen:rung-1" not in text
    assert text.count("<!-- onboardgen:comment -->") == 1
    assert workspace.apply("2026-11-20").out.startswith("1 right already")


def test_an_issue_that_a_person_closed_rests_and_is_told_as_left_alone(
    workspace: Workspace,
) -> None:
    workspace.apply()
    workspace.edit("state: open", "state: closed", f"{ISSUES}/0001.md")
    done = workspace.apply()
    assert done.code == 0
    assert "Left alone\n  #1 ACME: Export" in plain(done.out)
    (left,) = workspace.plan()["left_alone"]
    assert (left["code"], left["number"], left["ref"]) == ("snoozed", 1, "task:export")
    assert workspace.plan()["right_already"] == 0


def test_an_issue_that_is_gone_stops_new_ones_until_a_person_says_it_may(
    workspace: Workspace,
) -> None:
    workspace.apply()
    (workspace.root / f"{ISSUES}/0001.md").unlink()
    for _ in range(2):
        done = workspace.apply(THURSDAY)
        assert done.code == 3
        assert "#1 is remembered" in done.err
        assert "--accept-missing" in done.err
    found = workspace.plan(THURSDAY)
    assert found["actions"] == []
    assert {one["code"] for one in found["left_alone"]} == {"braked"}
    assert workspace.apply(THURSDAY, "--accept-missing").code == 0
    assert workspace.apply(THURSDAY).out.startswith("2 right already")


def test_more_than_a_run_may_open_become_one_that_sums_them_up(workspace: Workspace) -> None:
    done = workspace.apply(THURSDAY, "--max-new", "1")
    assert done.code == 0
    assert "`onboardgen issues apply --max-new 2` opens them" in done.err
    assert workspace.issue().count("ACME: ") == 2
    assert workspace.apply(THURSDAY, "--max-new", "1").out.count("opened") == 0
    assert (
        workspace.apply(THURSDAY, "--max-new", "2")
        .out.splitlines()[-1]
        .startswith("2 opened, 1 closed, 0 right already")
    )


def test_a_broken_customer_is_left_out_and_its_issues_are_not_touched(
    workspace: Workspace,
) -> None:
    workspace.apply()
    before = workspace.issue()
    workspace.edit("needs: [export", "needs: [no-such-task")
    done = workspace.apply(THURSDAY)
    assert done.code == 1
    assert "Left out for their errors: acme." in done.err
    assert workspace.issue() == before
    assert workspace.plan(THURSDAY)["left_out"] == ["acme"]


def test_a_workspace_with_errors_of_its_own_does_nothing(workspace: Workspace) -> None:
    (workspace.root / "onboardgen.yaml").write_text("format: 1\n", encoding="utf-8")
    done = workspace.apply(TUESDAY, "--format", "json")
    assert (done.code, done.json["as_of"], done.json["actions"]) == (1, None, [])
    assert not (workspace.root / ".onboardgen").exists()
    assert workspace.apply().out == ""


def test_a_broken_file_of_an_issue_stops_the_run_with_path_and_line(workspace: Workspace) -> None:
    workspace.apply()
    workspace.edit("state: open", "state: ajar", f"{ISSUES}/0001.md")
    done = workspace.apply(THURSDAY)
    assert done.code == 3
    assert done.err.startswith(f"Error: {ISSUES}/0001.md:3: `state` is neither open nor closed.")
    failed = workspace.apply(THURSDAY, "--format", "json")
    assert failed.json["failure"]["message"].startswith(f"{ISSUES}/0001.md:3")
    assert not (workspace.root / f"{ISSUES}/0002.md").exists()


@pytest.mark.parametrize("directory", ["../issues", "/issues", "link/issues"])
def test_a_directory_outside_the_workspace_is_refused(
    directory: str, workspace: Workspace, tmp_path: Path
) -> None:
    (workspace.root / "link").symlink_to(tmp_path)
    setting = f"tracker: {{local: {{directory: {directory}}}}}\nteam:"
    workspace.edit("team:", setting, "onboardgen.yaml")
    assert workspace.apply().code != 0
    assert not list(tmp_path.glob("issues"))


def test_github_gets_the_same_issues_and_an_already_right_one_is_asked_once(
    workspace: Workspace, repository: Repository
) -> None:
    done = workspace.apply(THURSDAY)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].startswith("2 opened, 0 right already · github:o/r · ")
    assert [item.assignees for item in repository.items.values()] == [
        ["mia-keller"],
        ["nora-w"],
    ]
    assert not repository.notices
    repository.requests.clear()
    assert workspace.apply(THURSDAY).out.startswith("2 right already")
    assert [one.method for one in repository.requests] == ["GET"]


def test_a_right_tracker_is_asked_for_the_pages_of_its_list_and_no_more(
    workspace: Workspace, repository: Repository
) -> None:
    tasks = "".join(
        f"  - {{id: t{n}, title: T{n}, stage: all, owner: mia, due: 2026-11-13}}\n"
        for n in range(104)
    )
    workspace.edit("  - {id: review", f"{tasks}  - {{id: review")
    assert "105 opened" in workspace.apply(TUESDAY, "--max-new", "105").out
    assert not repository.limits.breaches
    repository.requests.clear()
    assert workspace.apply().out.startswith("105 right already")
    assert [one.method for one in repository.requests] == ["GET"] * 2


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"GITHUB_TOKEN": ""}, "There is no token for github."),
        ({"GITHUB_TOKEN": "wr-ong"}, "GitHub does not accept the token"),
        ({"ONBOARDGEN_TRACKER_TOKEN": "two words"}, "in ONBOARDGEN_TRACKER_TOKEN is no token"),
        ({"GITHUB_API_URL": "http://127.0.0.1:9"}, "GitHub cannot be reached"),
        ({"GITHUB_API_URL": "http://tracker.example"}, ""),
    ],
)
def test_a_tracker_that_does_not_let_in_is_told_with_what_to_do(
    environment: dict[str, str], told: str, workspace: Workspace, repository: Repository
) -> None:
    done = workspace.apply(THURSDAY, **environment)
    assert done.code == (3 if told else 2)
    assert told in done.err
    assert "wr-ong" not in done.err
    assert not repository.items


def test_a_run_that_did_part_says_what_it_did(
    workspace: Workspace, repository: Repository, server: TrackerServer
) -> None:
    repository.labels |= dict.fromkeys(
        ("onboardgen", "onboardgen:overdue", "onboardgen:rung-1"), ("#ededed", "")
    )
    server.break_at(repository, "401", 4)
    done = workspace.apply(THURSDAY)
    assert done.code == 3
    assert "1 opened, " in done.out
    assert "1 action left for the next run." in done.out
    assert "does not accept the token" in done.err
    server.mend(repository)
    assert workspace.apply(THURSDAY).out.splitlines()[-1].startswith("1 opened, 1 right already")
    assert len(repository.items) == 2


def test_an_empty_list_after_issues_were_seen_opens_none(
    workspace: Workspace, repository: Repository, server: TrackerServer
) -> None:
    workspace.apply()
    server.break_at(repository, "empty list", 1)
    assert workspace.apply().out.startswith("1 right already")
    assert len(repository.items) == 1


def test_ci_gets_a_dated_trace_and_warnings_as_annotations(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    repository.users.clear()
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    ci = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = workspace.apply(THURSDAY, **ci)
    assert "::warning::#1 has no assignee: mia-keller cannot be assigned there.\n" in done.err
    text = summary.read_text(encoding="utf-8")
    assert text.startswith(f"before\n### Issues for what is late · {THURSDAY}\n\n2 opened, ")
    assert "- opened #1 " in text
    assert "- warning: " in text
    workspace.apply(THURSDAY, **ci)
    assert "\n2 right already in " in summary.read_text(encoding="utf-8")


def test_what_plans_say_commands_nothing_in_the_step_summary(
    workspace: Workspace, repository: Repository, tmp_path: Path
) -> None:
    workspace.edit("#1", "##[error] <b> `x` ::stop-commands::y")
    summary = tmp_path / "summary.md"
    workspace.apply(GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    text = summary.read_text(encoding="utf-8")
    for bad in ("::error", "##[", "<b>", "@team", " #1 ", "::stop"):
        assert bad not in text.replace("opened #1 ", "")
    assert not repository.notices


def test_a_step_summary_that_cannot_be_written_is_a_warning(workspace: Workspace) -> None:
    done = workspace.apply(GITHUB_STEP_SUMMARY=str(workspace.root))
    assert done.code == 0
    assert "the step summary cannot be written" in done.err


def test_several_trackers_need_a_word_or_the_ci_that_runs(workspace: Workspace) -> None:
    both = "tracker: {github: {repository: o/r}, gitlab: {repository: g/p}}\nteam:"
    workspace.edit("team:", both, "onboardgen.yaml")
    asked = workspace.apply()
    assert (asked.code, "--tracker" in asked.err) == (2, True)
    assert "no token for gitlab" in workspace.apply(GITLAB_CI="true").err
    assert "no token for github" in workspace.apply(TUESDAY, "--tracker", "github").err
    assert workspace.apply(TUESDAY, "--tracker", "local").code == 0


def test_a_memory_that_cannot_be_written_does_not_undo_what_was_done(
    workspace: Workspace,
) -> None:
    (workspace.root / ".onboardgen").mkdir()
    (workspace.root / ".onboardgen/state").write_text("in the way", encoding="utf-8")
    done = workspace.apply()
    assert done.code == 0
    assert "The next run has nothing to compare" in done.err
    assert workspace.issue()


def test_a_lost_memory_repeats_nothing(workspace: Workspace) -> None:
    workspace.apply()
    (workspace.root / ".onboardgen/state/issues.json").write_text("{", encoding="utf-8")
    done = workspace.apply()
    assert done.out.startswith("1 right already")
    assert "Warning: .onboardgen/state/issues.json is passed over" in done.err


def test_a_list_that_hides_many_is_asked_for_a_bounded_number(
    workspace: Workspace, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workflow, "MOST_ASKED", 1)
    workspace.apply(THURSDAY)
    for number in (1, 2):
        repository.items[number].labels.remove("onboardgen")
    repository.requests.clear()
    first = workspace.apply(THURSDAY)
    assert first.code == 3
    assert "#2 is remembered" in first.err
    assert "labelled   #1" in first.out
    assert not [one for one in repository.requests if one.path.endswith("/issues/2")]
    assert workspace.apply(THURSDAY).code == 0
    assert workspace.apply(THURSDAY).out.startswith("2 right already")
