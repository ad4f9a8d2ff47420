"""The workflows, the action and the templates: sound for the tools that judge them, and least in
rights."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.markdown_files import pages
from tests.example_workspace import REPOSITORY
from tests.suite.actions import ACTION, read_yaml

TOOLS = Path(sys.executable).parent
WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
GITLAB = REPOSITORY / "ci/gitlab/onboardgen.gitlab-ci.yml"
# `$/` alone, the root of the repository, is none to the runner: it wants a path behind it.
PINNED = re.compile(r"uses: (?:[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\$/ci/github)$")
WRITES = {
    ("check.yml", "comment"): {"pull-requests"},
    ("onboardgen.yml", "comment"): {"pull-requests"},
    ("onboardgen.yml", "deadlines"): {"issues"},
    ("deadlines.yml", "deadlines"): {"issues"},
    ("portal.yml", "deploy"): {"pages", "id-token"},
}
"""The only jobs that may write, and what."""


def run(tool: str, *arguments: str) -> str:
    done = subprocess.run(
        [str(TOOLS / tool), *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in read_yaml(path)["jobs"].items():
            yield path.name, name, job


def our_steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for step in job.get("steps", []) if step.get("uses") == "$/ci/github"]


def test_zizmor_finds_nothing_even_where_it_is_pedantic() -> None:
    files = [*map(str, WORKFLOWS), str(ACTION), str(REPOSITORY / ".pre-commit-hooks.yaml")]
    said = run(
        "zizmor", "--offline", "--persona", "pedantic", "--collect", "all", "--strict-collection",
        "--no-progress", *files,
    )  # fmt: skip
    for file in files:
        assert f"completed {file}" in said


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("custom.github-workflows-require-timeout", WORKFLOWS),
        ("vendor.github-actions", [ACTION]),
        ("vendor.gitlab-ci", [GITLAB]),
    ],
)
def test_the_vendors_schemas_accept_them(schema: str, files: list[Path]) -> None:
    run("check-jsonschema", "--builtin-schema", schema, *map(str, files))


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_every_action_is_pinned_by_commit_and_says_its_version(path: Path) -> None:
    uses = [line.strip() for line in path.read_text().splitlines() if re.search(r"\buses:", line)]
    assert uses
    assert [one for one in uses if not PINNED.fullmatch(one.removeprefix("- "))] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_no_expression_stands_in_a_shell_line(path: Path) -> None:
    document = read_yaml(path)
    found = document.get("jobs") or {"action": document["runs"]}
    scripts = [step["run"] for job in found.values() for step in job["steps"] if "run" in step]
    for script in scripts:
        assert "${{" not in script
        subprocess.run(["bash", "-n", "-c", script], check=True)


def test_what_may_write_is_one_job_for_one_purpose() -> None:
    found = {}
    for file, name, job in jobs():
        rights = job["permissions"]
        assert set(rights.values()) <= {"read", "write"}
        writes = {right for right, level in rights.items() if level == "write"}
        if writes:
            found[file, name] = writes
    assert found == WRITES
    assert all(read_yaml(path)["permissions"] == {} for path in WORKFLOWS)


def test_pull_requests_of_strangers_meet_no_secret() -> None:
    for path in WORKFLOWS:
        triggers = read_yaml(path)["on"]
        assert "pull_request_target" not in triggers
        assert "workflow_run" not in triggers
    guarded = {("portal.yml", "build"), ("onboardgen.yml", "deadlines")}
    with_secrets = {(file, name) for file, name, job in jobs() if "secrets." in repr(job)}
    assert with_secrets == guarded
    for file, name, job in jobs():
        if (file, name) in guarded:
            assert "github.event_name" in job["if"]
    (build,) = [job for file, name, job in jobs() if (file, name) == ("portal.yml", "build")]
    assert build["environment"] == "portals"
    assert "default_branch" in build["if"]


def test_every_checkout_keeps_no_credentials_and_ours_have_the_whole_history() -> None:
    for _, _, job in jobs():
        checkouts = [
            step["with"]
            for step in job.get("steps", [])
            if step.get("uses", "").startswith("actions/checkout@")
        ]
        assert all(one["persist-credentials"] is False for one in checkouts)
        if our_steps(job):
            assert [one["fetch-depth"] for one in checkouts] == [0]


def test_what_the_jobs_ask_of_the_action_exists() -> None:
    inputs = read_yaml(ACTION)["inputs"]
    tasks = set()
    for _, _, job in jobs():
        for step in our_steps(job):
            assert step["with"].keys() <= inputs.keys()
            tasks.add(step["with"]["run"])
    assert tasks == {"check", "comment", "preview", "portals", "deadlines"}
    assert all(f"`{task}`" in inputs["run"]["description"] for task in tasks)


def test_schedules_avoid_the_full_hour_and_runs_do_not_cut_each_other_off() -> None:
    deadlines = read_yaml(REPOSITORY / ".github/workflows/deadlines.yml")
    portal = read_yaml(REPOSITORY / ".github/workflows/portal.yml")
    for workflow in (deadlines, portal):
        assert all(one["cron"].split()[0] not in {"0", "30"} for one in workflow["on"]["schedule"])
    assert deadlines["on"]["schedule"][0]["cron"].split()[4] == "1-5"
    assert deadlines["concurrency"]["cancel-in-progress"] is False
    (shared,) = [
        job for file, name, job in jobs() if (file, name) == ("onboardgen.yml", "deadlines")
    ]
    assert shared["concurrency"]["cancel-in-progress"] is False


def test_the_hooks_run_what_exists_for_the_files_that_matter() -> None:
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    for hook in hooks:
        assert hook.keys() >= {"id", "name", "entry", "language", "files"}
        assert hook["entry"].startswith("onboardgen check")
        for path in ("onboardgen.yaml", "plans/halden/plan.yaml", "plans/halden/guides/x.md"):
            assert re.search(hook["files"], path)
        assert not re.search(hook["files"], "docs/plans/x.md")


def test_a_pinned_version_is_the_same_everywhere_in_files_and_docs() -> None:
    pins: dict[str, set[str]] = {}
    texts = [path.read_text() for path in (*WORKFLOWS, ACTION)]
    texts += [page.text for page in pages()]
    for text in texts:
        for action, pin in re.findall(r"uses: (actions/[\w/-]+)@(\S+)", text):
            pins.setdefault(action, set()).add(pin)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}
