"""From an edit to an issue and back, offline: checked, merged, late, told, done, closed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from onboardgen.access.root import fingerprint, new_root, root_text
from onboardgen.cli.diff_markdown import MARKER
from onboardgen.trackers.issue_file import read_issue_file
from tests.example_workspace import run_onboardgen
from tests.git.made_up_repository import MadeUp, make_repository

BEFORE, LATE, DONE = "2026-11-30", "2026-12-15", "2026-12-16"
"""While the task is worked on, three working days after its promise, and the day it is finished."""
SETTINGS = """\
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin, calendar: {country: DE}}
team: {mia: {name: Mia Keller, email: mia@example.com}}
"""
CUSTOMER = "name: ACME\ncontacts: {jo: {name: Jo Lind, email: jo@example.org}}\n"
PLAN = """\
kickoff: 2026-11-02
go_live: {milestone: go-live}
defaults: {counterpart: mia}
stages: [{id: all, name: All}]
tasks:
  - id: sso
    title: Approve the connection
    stage: all
    owner: jo
    duration: 5
    started: 2026-11-23
    due: 2026-12-04
  - id: go-live
    title: Go-live
    type: milestone
    stage: all
    owner: mia
    counterpart: jo
    needs: [sso]
    due: 2026-12-18
"""
ACCESS = """\
portals: {customer: {id: 7q3m5t8w2x4z6a9c0d1e2f3g4h, key: x1c9v8b7n6m5k4j3h2g1f0d9s8}}
grants:
  - {id: g4t8y2w6q0r5s9v1, person: jo, kind: link, granted: {by: mia, date: 2026-11-02}}
"""


class Workspace:
    """A repository with one customer, its root key in the environment, and no network."""

    def __init__(self, root: Path) -> None:
        self.made: MadeUp = make_repository(root)
        self.root, secret = root, new_root()
        self.environment = {"ONBOARDGEN_ROOT_KEY": root_text(secret)}
        named = f"root_key_fingerprint: {fingerprint(secret)}\n"
        for name, text in (
            ("onboardgen.yaml", SETTINGS + named),
            ("plans/acme/customer.yaml", CUSTOMER),
            ("plans/acme/plan.yaml", PLAN),
            ("plans/acme/access.yaml", ACCESS),
            (".gitignore", "/.onboardgen/\n/_site/\n"),
        ):
            self.made.write(name, text)
        self.made.commit("Start")

    def run(self, *arguments: str, today: str) -> str:
        done = run_onboardgen(
            *arguments, "--today", today, cwd=self.root, check=False, **self.environment
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def told(self, *arguments: str, today: str) -> Any:
        return json.loads(self.run(*arguments, "--format", "json", today=today))

    def on_a_branch(self, name: str, *command: str, today: str) -> str:
        """Edit by a command, commit, check and merge; the impact report."""
        self.made.git("switch", "-q", "-c", name)
        self.run(*command, today=today)
        self.made.commit(name)
        self.run("check", "--base", "main", today=today)
        impact = self.run("diff", "--base", "main", "--format", "markdown", today=today)
        self.made.git("switch", "-q", "main")
        self.made.merge(name)
        return impact

    def issues(self) -> dict[str, bytes]:
        directory = self.root / ".onboardgen/issues"
        return {path.name: path.read_bytes() for path in directory.glob("*.md")}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


def apply(workspace: Workspace, today: str) -> Any:
    return workspace.told("issues", "apply", "--tracker", "local", today=today)["actions"]


def test_what_is_promised_anew_published_missed_and_done_goes_the_whole_way_round(
    workspace: Workspace,
) -> None:
    assert workspace.told("build", today=BEFORE)["portals"][0]["changed"]

    impact = workspace.on_a_branch(
        "move", "move", "acme", "sso", "--to", "2026-12-10", "--reason", "it_approval",
        "--note", "Queue of a week", today=BEFORE,
    )  # fmt: skip
    assert impact.startswith(MARKER)
    assert "Approve the connection" in impact
    assert "10 Dec" in impact

    (portal,) = workspace.told("build", today=BEFORE)["portals"]
    assert portal["changed"]

    (late,) = [
        one for one in workspace.told("deadlines", today=LATE)["items"] if one["kind"] == "overdue"
    ]
    assert (late["ref"], late["due"], late["days"]) == ("task:sso", "2026-12-10", 3)

    opened = [one for one in apply(workspace, LATE) if one["ref"] == "task:sso"]
    assert [one["action"] for one in opened] == ["create"]
    after = workspace.issues()
    assert apply(workspace, LATE) == []
    assert workspace.issues() == after
    shutil.rmtree(workspace.root / ".onboardgen/state")
    assert apply(workspace, LATE) == []

    workspace.on_a_branch("done", "done", "acme", "sso", "--on", DONE, today=DONE)
    closed = [one for one in apply(workspace, DONE) if one["ref"] == "task:sso"]
    assert [one["action"] for one in closed] == ["close"]
    name = next(name for name, text in after.items() if b"Approve the connection" in text)
    number = int(name.partition("-")[0].removesuffix(".md"))
    issue = read_issue_file(name, number, workspace.issues()[name]).issue
    assert (issue.is_open, issue.reason) == (False, "completed")
    assert apply(workspace, DONE) == []
