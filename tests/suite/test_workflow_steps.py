"""Every shell step of the action and of the GitLab template, run for real in scratch workspaces."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from onboardgen.access.root import fingerprint, new_root, root_text
from tests.example_workspace import CLEAN, REPOSITORY, copy_example
from tests.git.made_up_repository import NO_CONFIGURATION, MadeUp, make_repository
from tests.suite.actions import ACTION, Run, Runner, event_file, programs_in, read_yaml
from tests.trackers.forge import Forge

MARKER = "<!-- onboardgen:diff -->"
COMMENTS = "/repos/example/plans/issues/12/comments"
SETTINGS = """\
format: 1
organization:
  {name: Example Billing, timezone: Europe/Berlin, calendar: {country: null, weekend: []}}
team: {mia: {name: Mia Keller, email: mia@example.com}}
"""
CUSTOMER = "name: ACME\ncontacts: {jo: {name: Jo Lind, email: jo@example.org}}\n"
PLAN = """\
kickoff: 2020-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: a, title: Approve the connection, stage: all, owner: jo, duration: 5, due: 2020-11-20}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [a]}
"""
SLIPPED = PLAN.replace(
    "due: 2020-11-20", "due: 2021-01-15, moved: [{from: 2020-11-20, reason: it_approval}]"
)
ACCESS = """\
portals: {customer: {id: 7q3m5t8w2x4z6a9c0d1e2f3g4h, key: x1c9v8b7n6m5k4j3h2g1f0d9s8}}
grants:
  - {id: g4t8y2w6q0r5s9v1, person: jo, kind: link, granted: {by: mia, date: 2020-11-02}}
"""
CHANNEL = "notifications: {directory: digests}\n"


@dataclass
class Place:
    """A scratch repository: `main` with a customer whose task is long overdue, and a branch."""

    made: MadeUp
    home: Path

    def runner(self, **environment: str) -> Runner:
        return Runner(self.made.root, self.home, environment=environment)

    def for_pull_request(self, forge: Forge | None = None) -> Runner:
        self.made.git("switch", "-q", "-c", "change")
        self.made.git("update-ref", "refs/remotes/origin/main", "main")
        event = event_file(self.home, pull_request={"number": 12})
        runner = self.runner(
            GITHUB_EVENT_PATH=str(event),
            GITHUB_REPOSITORY="example/plans",
            **({"GITHUB_API_URL": forge.url} if forge else {}),
        )
        runner.github = {"base_ref": "main"}
        return runner


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = make_repository(tmp_path / "workspace")
    made.write("onboardgen.yaml", SETTINGS)
    made.write("plans/acme/customer.yaml", CUSTOMER)
    made.write("plans/acme/plan.yaml", PLAN)
    made.write(".gitignore", "/.onboardgen/\n")
    made.commit("Start")
    home = tmp_path / "home"
    home.mkdir()
    return Place(made, home)


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as made:
        made.answers[f"GET {COMMENTS}"] = (200, [])
        made.answers[f"POST {COMMENTS}"] = (201, {"id": 1})
        yield made


def test_a_pull_request_is_checked_and_its_impact_stands_in_the_summary(place: Place) -> None:
    runner = place.for_pull_request()
    place.made.write("plans/acme/plan.yaml", SLIPPED)
    place.made.commit()
    run = runner.run("check")
    assert not run.failed, run.log
    assert re.search(
        r"^::warning file=plans/acme/plan\.yaml,line=5,col=\d+,", run.log, re.MULTILINE
    )
    assert run.summary.startswith("### Plans checked\n")
    assert MARKER in run.summary
    assert "Approve the connection" in run.summary.partition(MARKER)[2]
    calls = (place.home / "bin/python-calls").read_text().splitlines()
    assert calls == [
        f"-m pip install --quiet --require-hashes -r {ACTION.parent}/../../requirements.lock",
        f"-m pip install --quiet --no-deps --no-build-isolation {ACTION.parent}/../..",
    ]


def test_a_pull_request_with_an_error_fails_and_still_has_its_summary(place: Place) -> None:
    runner = place.for_pull_request()
    place.made.write("plans/acme/plan.yaml", "kickoff: soon\n")
    place.made.commit()
    run = runner.run("check")
    assert run.failed
    assert "::error file=plans/acme/plan.yaml" in run.log
    assert "Could not be read" in run.summary


def test_a_pull_request_that_mends_its_base_passes(place: Place) -> None:
    place.made.write("plans/acme/plan.yaml", "kickoff: soon\n")
    place.made.commit()
    runner = place.for_pull_request()
    place.made.write("plans/acme/plan.yaml", PLAN)
    place.made.commit()
    run = runner.run("check")
    assert not run.failed, run.log
    assert "as it was at the base" in run.summary


def test_the_default_branch_is_checked_without_a_base(place: Place) -> None:
    run = place.runner().run("check")
    assert not run.failed, run.log
    assert "1 customer checked" in run.summary
    assert MARKER not in run.summary


def test_a_pull_request_gets_its_comment_and_a_preview(place: Place, forge: Forge) -> None:
    runner = place.for_pull_request(forge)
    place.made.write("plans/acme/plan.yaml", SLIPPED)
    place.made.commit()
    run = runner.run("comment")
    assert not run.failed, run.log
    (posted,) = [body for key, body in forge.writes if key == f"POST {COMMENTS}"]
    assert posted["body"].startswith(MARKER)
    built = runner.run("preview")
    assert not built.failed, built.log
    assert (Path(built.site) / "open.html").is_file()
    assert "#key=" not in built.log


def test_a_pull_request_of_a_fork_is_told_why_nothing_is_written(
    place: Place, forge: Forge
) -> None:
    runner = place.for_pull_request(forge)
    place.made.write("plans/acme/plan.yaml", SLIPPED)
    place.made.commit()
    forge.answers[f"POST {COMMENTS}"] = (403, {"message": "Resource not accessible"})
    run = runner.run("comment")
    assert not run.failed, run.log
    assert "::notice::This run's token may not comment under example/plans#12" in run.log


def test_without_a_changed_plan_there_is_no_comment_and_no_preview(
    place: Place, forge: Forge
) -> None:
    runner = place.for_pull_request(forge)
    place.made.write("README.md", "Ours\n")
    place.made.commit()
    assert not runner.run("comment").failed
    assert forge.writes == []
    built = runner.run("preview")
    assert (built.failed, built.site) == (False, "")


def demo(root: Path) -> Path:
    """The example with one customer and the public root."""
    copy_example(root)
    for path in (root / "plans").iterdir():
        if path.name not in {"mori", "_templates"}:
            shutil.rmtree(path)
    return root


def test_the_demo_is_built_without_a_secret_and_searched_for_leaks(tmp_path: Path) -> None:
    runner = Runner(demo(tmp_path / "workspace"), tmp_path / "home")
    run = runner.run("portals")
    assert not run.failed, run.log
    assert "No leak: " in run.log
    assert list(Path(run.site).glob("*/index.html"))
    assert re.search(r"### Portals, .* UTC: success\n\n2 portals as of ", run.summary)
    cached = [path for path in (tmp_path / "home/cache").rglob("*") if path.is_file()]
    assert cached
    assert not [path for path in cached if b"Mori" in path.read_bytes()]


def test_a_wrong_root_publishes_nothing_and_says_so(tmp_path: Path) -> None:
    runner = Runner(demo(tmp_path / "workspace"), tmp_path / "home")
    run = runner.run("portals", **{"root-key": "ogroot1-wrong"})
    assert run.failed
    assert run.site == ""
    assert "UTC: failure\n\nNothing was built." in run.summary
    assert "ogroot1-wrong" not in run.log + run.summary


def test_what_is_late_becomes_issues_once_and_every_run_leaves_a_trace(place: Place) -> None:
    place.made.write("onboardgen.yaml", SETTINGS + CHANNEL)
    runner = place.runner()
    first = runner.run("deadlines")
    assert not first.failed, first.log
    shutil.rmtree(place.made.root / ".onboardgen")
    issues = place.home / "cache/onboardgen-state-/.onboardgen/issues"
    made = {path.name: path.read_bytes() for path in issues.iterdir()}
    assert made
    second = runner.run("deadlines")
    assert {path.name: path.read_bytes() for path in issues.iterdir()} == made
    assert "0 opened" in second.log or "2 right already" in second.log, second.log
    for run in (first, second):
        assert re.search(
            r"### Deadlines, .* UTC\n\nIssues: success\. Digests: success\.", run.summary
        )


def test_a_tracker_that_fails_fails_the_run_and_leaves_a_trace(place: Place, forge: Forge) -> None:
    place.made.write(
        "onboardgen.yaml", SETTINGS + "tracker: {github: {repository: example/plans}}\n"
    )
    runner = place.runner(GITHUB_API_URL=forge.url)
    forge.answers["GET /repos/example/plans/issues"] = (401, {"message": "Bad credentials"})
    run = runner.run("deadlines")
    assert run.failed
    assert "sets up no channel" in run.log
    assert "Issues: failure. Digests: success." in run.summary
    assert "token-of-the-tests" not in run.log + run.summary


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({}, []),
        ({"max-new": "50"}, ["--max-new", "50"]),
        ({"accept-missing": "true"}, ["--accept-missing"]),
    ],
)
def test_inputs_of_a_run_by_hand_reach_the_command(
    place: Place, inputs: dict[str, str], told: list[str]
) -> None:
    programs = programs_in(place.home / "bin")
    said = programs / "said"
    (programs / "onboardgen").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{said}"\n')
    step = next(one for one in read_yaml(ACTION)["runs"]["steps"] if one.get("id") == "issues")
    subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=place.made.root,
        env={
            **CLEAN,
            "PATH": os.pathsep.join((str(programs), CLEAN["PATH"])),
            "MAX_NEW": inputs.get("max-new", ""),
            "ACCEPT_MISSING": inputs.get("accept-missing", "false"),
        },
        check=True,
    )
    assert said.read_text().split() == ["issues", "apply", *told]


def test_an_unknown_task_is_refused(place: Place) -> None:
    run = place.runner().run("publish")
    assert run.failed
    assert "::error::" in run.log


def test_every_shell_step_of_the_action_was_run_by_these_tests() -> None:
    """The tasks above are all that a condition asks for."""
    asked = set(re.findall(r"inputs\.run == '(\w+)'", ACTION.read_text()))
    here = set(re.findall(r'\.run\("(\w+)"', Path(__file__).read_text()))
    assert asked <= here


def on_gitlab(place: Place, job: str, **environment: str) -> Run:
    """The lines of a job of the template in one shell, as the runner does it."""
    template = read_yaml(REPOSITORY / "ci/gitlab/onboardgen.gitlab-ci.yml")
    programs = programs_in(place.home / "bin")
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(template[job]["script"])],
        cwd=place.made.root,
        env={
            **CLEAN,
            **NO_CONFIGURATION,
            "PATH": os.pathsep.join((str(programs), CLEAN["PATH"])),
            "CI": "true",
            "GITLAB_CI": "true",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Run(outcomes={job: "failure" if done.returncode else "success"}, log=done.stdout)


def test_a_merge_request_is_checked_commented_and_previewed(place: Place, forge: Forge) -> None:
    base = place.made.git("rev-parse", "HEAD")
    place.made.write("plans/acme/plan.yaml", SLIPPED)
    place.made.commit()
    notes = "/projects/41/merge_requests/7/notes"
    forge.answers[f"GET {notes}"] = (200, [])
    forge.answers[f"POST {notes}"] = (201, {"id": 1})
    variables: dict[str, Any] = {
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "CI_MERGE_REQUEST_IID": "7",
        "CI_MERGE_REQUEST_PROJECT_ID": "41",
        "CI_API_V4_URL": forge.url,
        "GITLAB_TOKEN": "token-of-the-tests",
    }
    for job in ("onboardgen-check", "onboardgen-comment", "onboardgen-preview"):
        run = on_gitlab(place, job, **variables)
        assert not run.failed, run.log
    assert (place.made.root / "gl-code-quality-report.json").read_text().startswith("[")
    assert [key for key, _ in forge.writes] == [f"POST {notes}"]
    assert (place.made.root / "preview/open.html").is_file()


def test_a_pipeline_schedule_keeps_the_issues(place: Place) -> None:
    run = on_gitlab(place, "onboardgen-deadlines")
    assert not run.failed, run.log
    assert run.log.splitlines()[-1].startswith("Deadlines looked at on 20")
    assert list((place.made.root / ".onboardgen/issues").iterdir())


def test_gitlab_pages_are_built_with_the_key_of_the_environment(place: Place) -> None:
    root = new_root()
    place.made.write("onboardgen.yaml", f"{SETTINGS}root_key_fingerprint: {fingerprint(root)}\n")
    place.made.write("plans/acme/access.yaml", ACCESS)
    run = on_gitlab(place, "pages", ONBOARDGEN_ROOT_KEY=root_text(root))
    assert not run.failed, run.log
    assert "No leak: " in run.log
    assert [path.parent.name for path in (place.made.root / "public").glob("*/index.html")] == [
        "7q3m5t8w2x4z6a9c0d1e2f3g4h"
    ]
    assert root_text(root) not in run.log
