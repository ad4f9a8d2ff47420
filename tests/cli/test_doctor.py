"""`doctor` finds what stands in the way of a workspace, says what to do, and changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from onboardgen.access.root import fingerprint, new_root, root_text
from onboardgen.cli.main import main
from onboardgen.workflows.diagnosis import Line
from onboardgen.workflows.doctor import DoctorRequest, doctor
from tests.git.made_up_repository import MadeUp, make_repository
from tests.trackers.forge import Forge, StandingClock

DAY = 86_400.0
NOW = 1_793_606_400.0 + 3 * DAY
"""Three days after the first commit of a made-up repository."""
SETTINGS = """\
# yaml-language-server: $schema=schemas/workspace.schema.json
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin, calendar: {country: DE}}
team: {mia: {name: Mia Keller, email: mia@example.com, github: mia-keller}}
"""
CUSTOMER = """\
# yaml-language-server: $schema=../../schemas/customer.schema.json
name: ACME
contacts: {jo: {name: Jo Lind, email: jo@example.org}}
"""
PLAN = """\
# yaml-language-server: $schema=../../schemas/plan.schema.json
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: a, title: A, stage: all, owner: jo, duration: 5}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [a]}
"""
WORKFLOW = """\
on: {schedule: [{cron: "23 6 * * 1-5"}]}
jobs:
  all: {uses: example/onboardgen/.github/workflows/onboardgen.yml@0123456}
  portals: {steps: [{uses: example/onboardgen@0123456, with: {run: portals}}]}
"""
ON_GITHUB = "tracker: {github: {repository: example/plans}}\n"
ON_GITLAB = "tracker: {gitlab: {repository: example/plans}}\n"
RUNS = "GET /repos/example/plans/actions/workflows/all.yml"


class Patient:
    """A workspace that all is well with, to be made ill."""

    def __init__(self, root: Path) -> None:
        self.made: MadeUp = make_repository(root)
        self.root, self.secret = root, new_root()
        self.environment: dict[str, str] = {}
        self.settings()
        for name, text in (
            ("plans/acme/customer.yaml", CUSTOMER),
            ("plans/acme/plan.yaml", PLAN),
            (".gitignore", "/.onboardgen/\n/_site/\n"),
            (".github/workflows/all.yml", WORKFLOW),
        ):
            self.made.write(name, text)
        self.made.commit()
        self.made.write(".onboardgen/root.key", root_text(self.secret))
        (root / ".onboardgen/root.key").chmod(0o600)

    def settings(self, *more: str) -> None:
        portal = "portal: {base_url: https://portals.example.com/, dedicated_origin: true}\n"
        if any(one.startswith("portal:") for one in more):
            portal = ""
        named = f"root_key_fingerprint: {fingerprint(self.secret)}\n"
        self.made.write("onboardgen.yaml", SETTINGS + named + portal + "".join(more))

    def lines(self, forge: Forge | None = None, now: float = NOW) -> list[Line]:
        environment: Mapping[str, str] = self.environment
        if forge:
            environment = {
                "GITHUB_API_URL": forge.url,
                "CI_API_V4_URL": forge.url,
                "ONBOARDGEN_TRACKER_TOKEN": "token-of-the-tests",
                **environment,
            }
        request = DoctorRequest(
            root=self.root, environment=environment, offline=forge is None,
            clock=StandingClock(now),
        )  # fmt: skip
        return list(doctor(request).lines)

    def told(self, topic: str, **more: Any) -> list[tuple[str, str]]:
        return [(one.level, one.says) for one in self.lines(**more) if one.topic == topic]

    def wrong(self, topic: str, **more: Any) -> list[str]:
        return [f"{level}: {says}" for level, says in self.told(topic, **more) if level != "ok"]


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return Patient(tmp_path / "workspace")


@pytest.fixture
def forge() -> Iterator[Forge]:
    with Forge() as made:
        made.answers["GET /repos/example/plans"] = (200, repository())
        made.answers[RUNS] = (200, {"state": "active"})
        made.answers[f"{RUNS}/runs"] = (
            200,
            {"workflow_runs": [{"created_at": "2026-11-04T06:23:00Z"}]},
        )
        yield made


def repository(**more: Any) -> dict[str, Any]:
    return {"full_name": "example/plans", "has_issues": True, "archived": False, **more}


def test_where_all_is_well_nothing_is_wrong_and_every_topic_is_told(
    patient: Patient, forge: Forge
) -> None:
    patient.settings(ON_GITHUB)
    found = patient.lines(forge)
    assert [one for one in found if one.level != "ok"] == []
    assert {one.topic for one in found} == {
        "workspace", "git", "root key", "portal", "tracker", "notifications", "workflows",
    }  # fmt: skip


def test_a_tracker_is_only_read_and_offline_not_at_all(patient: Patient, forge: Forge) -> None:
    patient.settings(ON_GITHUB)
    patient.lines(forge)
    assert forge.writes == []
    assert len(forge.seen) == 3
    patient.environment = {"GITHUB_API_URL": forge.url, "GITHUB_TOKEN": "token-of-the-tests"}
    assert patient.told("tracker") == [("ok", "Issues go to example/plans on GitHub; not asked.")]
    assert len(forge.seen) == 3


def test_errors_and_files_without_their_schema_are_told(patient: Patient) -> None:
    patient.made.write("plans/acme/plan.yaml", "kickoff: soon\n")
    found = patient.wrong("workspace")
    assert found[0].startswith("problem: Customers: 1, errors: ")
    assert found[1].startswith("warning: 1 of 3 files do not name their schema, plans/acme/plan")


def test_a_workspace_that_cannot_be_read_at_all_is_told_without_a_traceback(
    patient: Patient,
) -> None:
    patient.made.write("onboardgen.yaml", "format: [")
    assert patient.wrong("workspace")[0].startswith("problem: ")
    assert patient.told("git")


def test_outside_git_that_is_said(patient: Patient, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    patient.root.rename(alone)
    (alone / ".git").rename(tmp_path / "gone")
    patient.root = alone
    assert patient.wrong("git") == [f"warning: {alone} is not in a Git repository."]


def test_a_shallow_clone_is_a_problem(patient: Patient, tmp_path: Path) -> None:
    patient.made.commit()
    shallow = tmp_path / "shallow"
    patient.made.git("clone", "-q", "--depth", "1", patient.root.as_uri(), str(shallow))
    patient.root = shallow
    assert patient.wrong("git")[0].startswith("problem: This clone is shallow")


def test_keys_that_git_would_take_along_are_a_problem(patient: Patient) -> None:
    patient.made.write(".gitignore", "/_site/\n")
    assert patient.wrong("git") == [
        "problem: Git does not ignore .onboardgen/, where the root key is kept."
    ]
    patient.made.write(".gitignore", ".onboard*\n")
    assert patient.wrong("git") == []


def test_a_committed_root_key_is_found_wherever_it_stands(patient: Patient) -> None:
    other = root_text(new_root())
    patient.made.write("docs/keys.md", f"The key is {root_text(patient.secret)}, keep it.\n")
    patient.made.write("docs/other.md", f"{other}\n")
    patient.made.commit()
    assert patient.wrong("git") == ["problem: docs/keys.md holds the root key and is committed."]
    patient.made.git("rm", "-q", "docs/keys.md")
    patient.made.git("add", "--force", ".onboardgen/root.key")
    patient.made.commit()
    patient.made.git("rm", "-q", "--cached", ".onboardgen/root.key")
    last = patient.made.commit()
    (found,) = patient.wrong("git")
    assert found.startswith("problem: Files of .onboardgen/ were committed, last in ")
    assert found.removesuffix(".")[-7:] == last[:7]


def test_the_root_key_has_to_be_there_fit_and_be_private(patient: Patient) -> None:
    key = patient.root / ".onboardgen/root.key"
    key.chmod(0o644)
    assert patient.wrong("root key") == [
        "problem: Others on this machine may read .onboardgen/root.key."
    ]
    key.unlink()
    assert patient.wrong("root key") == ["warning: There is no root key here."]
    patient.environment = {"ONBOARDGEN_ROOT_KEY": root_text(new_root())}
    assert patient.wrong("root key")[0].startswith("problem: ONBOARDGEN_ROOT_KEY holds another")
    patient.environment = {"ONBOARDGEN_ROOT_KEY": root_text(patient.secret)}
    assert patient.wrong("root key") == []
    secret = root_text(patient.secret)
    assert not any(secret in one.says + one.hint for one in patient.lines())


def test_portals_need_an_address_with_https(patient: Patient) -> None:
    patient.settings("portal: {rebuild_days: 3}\n")
    assert patient.wrong("portal")[0].startswith("warning: No address")
    patient.settings("portal: {base_url: http://localhost:8000/}\n")
    assert patient.wrong("portal")[0].startswith("warning: The portals' address is one of this")


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((401, {}), "problem: GitHub does not accept the token"),
        ((404, {}), "problem: GitHub shows no example/plans"),
        ((500, {}), "problem: GitHub cannot be reached"),
        ((200, "half"), "problem: GitHub cannot be reached"),
        ((200, repository(has_issues=False)), "problem: Issues are switched off"),
        ((200, repository(archived=True)), "problem: example/plans is archived"),
        (
            (200, repository(permissions={"pull": True, "push": False, "triage": False})),
            "problem: The token may not label",
        ),
        (
            (200, repository(full_name="example/new")),
            "problem: example/plans is called example/new",
        ),
    ],
)
def test_what_github_says_of_the_repository_is_told(
    patient: Patient, forge: Forge, answer: tuple[int, Any], says: str
) -> None:
    patient.settings(ON_GITHUB)
    forge.answers["GET /repos/example/plans"] = answer
    found = patient.wrong("tracker", forge=forge)
    assert [one for one in found if one.startswith(says)], found


@pytest.mark.parametrize(
    ("project", "wrong"),
    [
        ({"issues_access_level": "enabled"}, []),
        ({"issues_access_level": "disabled"}, ["problem: Issues are switched off"]),
        ({"permissions": {"project_access": {"access_level": 10}}}, ["problem: The token may not"]),
        ({"permissions": {"project_access": None, "group_access": {"access_level": 30}}}, []),
    ],
)
def test_what_gitlab_says_of_the_project_is_told(
    patient: Patient, forge: Forge, project: dict[str, Any], wrong: list[str]
) -> None:
    patient.settings(ON_GITLAB)
    forge.answers["GET /projects/example%2Fplans"] = (
        200,
        {"path_with_namespace": "example/plans", **project},
    )
    found = patient.wrong("tracker", forge=forge)
    assert len(found) == len(wrong)
    assert all(one.startswith(start) for one, start in zip(found, wrong, strict=True))


def test_no_tracker_and_no_token_are_told(patient: Patient) -> None:
    assert patient.wrong("tracker")[0].startswith("warning: No tracker is named")
    patient.settings(ON_GITHUB)
    assert patient.wrong("tracker")[0].startswith("warning: Issues go to example/plans on GitHub,")


def test_a_token_that_can_be_none_is_told_and_not_shown(patient: Patient, forge: Forge) -> None:
    patient.settings(ON_GITHUB)
    patient.environment = {"ONBOARDGEN_TRACKER_TOKEN": "two words"}
    found = patient.lines(forge)
    assert any(one.level == "problem" and one.topic == "tracker" for one in found)
    assert not any("two words" in one.says + one.hint for one in found)
    assert forge.seen == []


def test_channels_without_their_secrets_are_told(patient: Patient) -> None:
    patient.settings(
        "notifications:\n  email: {from: plans@example.com, host: mail.example.com}\n"
        "  slack: {address_variable: SLACK_HOOK}\n"
    )
    patient.environment = {"ONBOARDGEN_SMTP_USER": "plans"}
    assert patient.wrong("notifications") == [
        "problem: ONBOARDGEN_SMTP_USER is set, ONBOARDGEN_SMTP_PASSWORD is not.",
        "warning: Slack's address is not here: SLACK_HOOK is not set.",
    ]
    patient.environment = {"SLACK_HOOK": "http://hooks.example.com/secret-part"}
    (found,) = patient.wrong("notifications")
    assert found.startswith("problem: What SLACK_HOOK holds is no address")
    assert "secret-part" not in found


def test_a_task_that_no_workflow_does_is_told(patient: Patient) -> None:
    patient.made.write(".github/workflows/all.yml", "steps: [{run: onboardgen check}]\n")
    assert patient.wrong("workflows") == [
        "warning: No workflow publishes portals.",
        "warning: No workflow keeps issues.",
    ]
    (patient.root / ".github/workflows/all.yml").unlink()
    assert patient.wrong("workflows")[0].startswith("warning: No workflow runs onboardgen")
    patient.made.write(".gitlab-ci.yml", "include: {file: ci/gitlab/onboardgen.gitlab-ci.yml}\n")
    assert patient.wrong("workflows") == []


@pytest.mark.parametrize(("days", "level"), [(44, None), (46, "warning"), (61, "problem")])
def test_a_repository_that_sleeps_soon_is_told(
    patient: Patient, days: int, level: str | None
) -> None:
    found = patient.wrong("workflows", now=NOW + (days - 3) * DAY + 10)
    assert [one.partition(":")[0] for one in found if "last commit" in one] == [level][
        : bool(level)
    ]


@pytest.mark.parametrize(
    ("state", "runs", "says"),
    [
        ("disabled_inactivity", [], "problem: GitHub has switched off the schedule"),
        ("disabled_manually", [], "problem: GitHub has switched off the schedule"),
        ("active", [], "warning: .github/workflows/all.yml has not run by schedule yet"),
        (
            "active",
            ["2026-10-20T06:23:00Z"],
            "warning: .github/workflows/all.yml ran by schedule on",
        ),
    ],
)
def test_a_schedule_that_does_not_run_is_told(
    patient: Patient, forge: Forge, state: str, runs: list[str], says: str
) -> None:
    patient.settings(ON_GITHUB)
    forge.answers[RUNS] = (200, {"state": state})
    forge.answers[f"{RUNS}/runs"] = (200, {"workflow_runs": [{"created_at": one} for one in runs]})
    (found,) = patient.wrong("workflows", forge=forge)
    assert found.startswith(says)


def test_without_a_forge_the_last_run_is_what_runs_remember(patient: Patient) -> None:
    patient.made.write(".onboardgen/state/issues.json", "{}")
    state = patient.root / ".onboardgen/state/issues.json"
    os.utime(state, (NOW - 4 * DAY, NOW - 4 * DAY))
    assert patient.wrong("workflows") == []
    os.utime(state, (NOW - 9 * DAY, NOW - 9 * DAY))
    assert "That is 9 days ago." in patient.wrong("workflows")[0]


def test_a_missing_pipeline_schedule_is_a_problem(patient: Patient, forge: Forge) -> None:
    (patient.root / ".github/workflows/all.yml").unlink()
    patient.made.write(".gitlab-ci.yml", "include: {file: ci/gitlab/onboardgen.gitlab-ci.yml}\n")
    patient.settings(ON_GITLAB)
    schedules = "GET /projects/example%2Fplans/pipeline_schedules"
    forge.answers[schedules] = (200, [])
    assert patient.wrong("workflows", forge=forge)[0].startswith("problem: No pipeline schedule")
    forge.answers[schedules] = (200, [{"id": 1}])
    assert patient.wrong("workflows", forge=forge) == []


@pytest.fixture
def called(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> Patient:
    for name in [*os.environ]:
        if name.startswith(("GITHUB_", "GITLAB_", "CI_", "ONBOARDGEN_")):
            monkeypatch.delenv(name)
    return patient


def test_the_command_fits_eighty_columns_and_exits_with_one_for_a_problem(called: Patient) -> None:
    call = ("--workspace", str(called.root), "doctor", "--offline")
    done = CliRunner().invoke(main, call, standalone_mode=False)
    assert done.return_value == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "Root key\n  ok       The root key is here" in done.stdout
    called.made.write(".gitignore", "")
    done = CliRunner().invoke(main, call, standalone_mode=False)
    assert done.return_value == 1
    assert "  problem  Git does not ignore" in done.stdout
    assert "1 problem" in done.stdout.splitlines()[-1]


def test_json_says_the_same(called: Patient) -> None:
    call = ("--workspace", str(called.root), "doctor", "--offline", "--format", "json")
    done = CliRunner().invoke(main, call, standalone_mode=False)
    document = json.loads(done.stdout)
    assert document["format"] == "onboardgen.doctor/1"
    assert document["lines"][0].keys() == {"topic", "level", "message", "hint"}
    assert document["counts"]["problem"] == 0 == done.return_value
