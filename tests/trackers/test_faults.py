"""What a run says when the tracker fails, and that it says nothing of the token."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Iterator
from datetime import date as Day
from pathlib import Path

import pytest
from click.testing import CliRunner

from onboardgen.cli.main import main
from onboardgen.trackers.routing import TrackerName
from onboardgen.trackers.tracker import TrackerFailure
from onboardgen.workflows import issues as workflow
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.issues import Asked, IssuesReport, World
from tests.trackers.server.faults import FAULTS, FaultKind
from tests.trackers.server.limits import Limits
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Repository
from tests.trackers.small_accounts import CUSTOMER, USERS, WORKSPACE, plan_of

TOKEN = "ghp_0123456789SecretOfTheTests"
PLACE = "quillmark/onboarding"
TODAY = Day(2026, 12, 2)
QUICK_FAULTS = tuple(one for one in FAULTS if not one.startswith("no reply"))
LIST: dict[FaultKind, str] = {
    "closed before": "cannot be reached",
    "closed after": "cannot be reached",
    "500 before": "500",
    "502 before": "502",
    "502 after": "502",
    "503 before": "503",
    "403 retry-after": "takes no more before",
    "403 reset": "takes no more before",
    "403 secondary": "takes no more before",
    "429": "takes no more before",
    "403 forbidden": "does not allow",
    "401": "does not accept the token",
    "404": "shows no",
    "410": "switched off",
    "422 assignee": "Validation Failed",
    "301 here": "from address to address",
    "301 elsewhere": "another server",
    "half JSON before": "no JSON",
    "half JSON after": "no JSON",
    "half a body": "broke before",
    "empty object": "no list",
    "HTML": "web page",
    "endless Link": "pages",
    "foreign Link": "another server",
}
"""What a run says when its list of issues meets a fault that stays."""


@pytest.fixture(scope="module")
def running() -> Iterator[TrackerServer]:
    with TrackerServer() as server:
        yield server


@pytest.fixture
def server(running: TrackerServer) -> Iterator[TrackerServer]:
    yield running
    running.drop(*running.repositories.values())
    running.strangers.clear()


@pytest.fixture
def repository(server: TrackerServer) -> Repository:
    return server.new(PLACE, users=list(USERS), token=TOKEN)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three late tasks; what runs remember is taken away between tests."""
    root = tmp_path_factory.mktemp("workspace")
    customer = root / "plans" / "halden"
    customer.mkdir(parents=True)
    (root / "onboardgen.yaml").write_text(WORKSPACE, encoding="utf-8")
    (customer / "customer.yaml").write_text(CUSTOMER, encoding="utf-8")
    (customer / "plan.yaml").write_text(plan_of(("late", "late", "late")), encoding="utf-8")
    return root


@pytest.fixture
def root(workspace: Path) -> Path:
    (workspace / ".onboardgen" / "state" / "issues.json").unlink(missing_ok=True)
    return workspace


def applied(
    root: Path, server: TrackerServer, repository: Repository, flavour: TrackerName = "github"
) -> IssuesReport:
    world = World(environment=_environment(server), clock=repository.limits.clock)
    return workflow.apply_issues(root, Moment(today=TODAY), Asked(tracker=flavour), world)


def _environment(server: TrackerServer) -> dict[str, str]:
    return {
        "GITHUB_API_URL": server.github,
        "CI_API_V4_URL": server.gitlab,
        "GITHUB_REPOSITORY": PLACE,
        "CI_PROJECT_PATH": PLACE,
        "ONBOARDGEN_TRACKER_TOKEN": TOKEN,
    }


def everything_said(report: IssuesReport) -> str:
    """All that a person, a log or a traceback can show of a run."""
    assert isinstance(report.failure, TrackerFailure)
    failure = report.failure
    return "\n".join(
        (
            failure.message, failure.hint, repr(failure), repr(report), *report.warnings,
            "".join(traceback.format_exception(failure)),
        )
    )  # fmt: skip


@pytest.mark.parametrize("flavour", ["github", "gitlab"])
@pytest.mark.parametrize("kind", LIST)
def test_a_list_that_fails_is_told_and_nothing_is_done(
    root: Path,
    server: TrackerServer,
    repository: Repository,
    kind: FaultKind,
    flavour: TrackerName,
) -> None:
    server.break_at(repository, kind, at=1, lasting=True)
    report = applied(root, server, repository, flavour)
    assert report.failure
    assert report.failure.exit_code == 3
    assert LIST[kind] in report.failure.message
    assert report.failure.message.endswith((".", ".”"))
    assert report.failure.hint or kind == "422 assignee"
    assert TOKEN not in everything_said(report)
    assert repository.writes() == []
    assert not server.strangers, "nothing goes to another server, least of all the token"


def test_the_token_goes_nowhere_but_to_its_tracker(
    root: Path, server: TrackerServer, repository: Repository
) -> None:
    for number, kind in enumerate(QUICK_FAULTS):
        server.break_at(repository, kind, at=1 + number % 5)
        report = applied(root, server, repository)
        if report.failure:
            assert TOKEN not in everything_said(report), kind
        for one in repository.items.values():
            one.title = f"Renamed before {kind}"
        repository.limits.clock.sleep(7200)
    assert not server.strangers
    assert {one.token for one in repository.requests} == {TOKEN}
    assert not [one for one in repository.requests if TOKEN in f"{one.path}{one.query}{one.body}"]
    assert not repository.limits.breaches


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("closed after", "cannot be reached"),
        ("502 after", "502"),
        ("HTML", "web page"),
        ("401", "does not accept the token"),
        ("403 forbidden", "does not allow"),
        ("410", "switched off"),
        ("301 here", "has moved"),
        ("301 elsewhere", "has moved"),
        ("429", "takes no more before"),
    ],
)
def test_a_write_that_fails_for_good_ends_the_run_and_the_next_goes_on(
    root: Path, server: TrackerServer, repository: Repository, kind: FaultKind, words: str
) -> None:
    applied_at = _first_create(root, server, repository)
    server.break_at(repository, kind, at=applied_at, lasting=True)
    report = applied(root, server, repository)
    assert report.failure
    assert words in report.failure.message
    assert TOKEN not in everything_said(report)
    server.mend(repository)
    repository.limits.clock.sleep(7200)
    assert applied(root, server, repository).failure is None
    assert sorted(one.title for one in repository.items.values()) == sorted(
        {one.title for one in repository.items.values()}
    )
    assert len(repository.items) == 3
    assert not server.strangers


def _first_create(root: Path, server: TrackerServer, repository: Repository) -> int:
    """Which request of a first run opens the first issue, tried at another repository."""
    server.drop(repository)
    trial = server.new(PLACE, users=list(USERS), token=TOKEN)
    applied(root, server, trial)
    server.drop(trial)
    server.repositories[PLACE] = repository
    (root / ".onboardgen" / "state" / "issues.json").unlink()
    posts = [
        number
        for number, one in enumerate(trial.requests, start=1)
        if one.method == "POST" and one.path.endswith("/issues")
    ]
    return posts[0]


def test_a_tracker_that_nobody_answers_for_is_told(root: Path, repository: Repository) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "GITHUB_API_URL": f"http://127.0.0.1:{port}",
        "GITHUB_REPOSITORY": PLACE,
        "GITHUB_TOKEN": TOKEN,
    }
    world = World(environment=environment, clock=repository.limits.clock)
    report = workflow.apply_issues(root, Moment(today=TODAY), Asked(tracker="github"), world)
    assert report.failure
    assert "no connection" in report.failure.message
    assert TOKEN not in everything_said(report)


def test_without_the_right_to_label_one_issue_is_made_and_never_another(
    root: Path, server: TrackerServer, repository: Repository
) -> None:
    repository.can_push = False
    repository.labels["onboardgen"] = ("#0f6b5c", "")
    for _ in range(3):
        report = applied(root, server, repository)
        assert report.failure or report.plan.brake
        repository.limits.clock.sleep(3600)
    assert len(repository.items) <= 1
    repository.can_push = True
    assert applied(root, server, repository).failure is None
    assert len(repository.items) == 3
    assert all("onboardgen" in one.labels for one in repository.items.values())


def test_somebody_who_cannot_be_assigned_is_a_warning_once(
    root: Path, server: TrackerServer, repository: Repository
) -> None:
    repository.users.remove("tomas-b")
    report = applied(root, server, repository)
    assert report.failure is None
    assert len(repository.items) == 3
    assert any("tomas-b cannot be assigned" in one for one in report.warnings)
    before = len(repository.writes())
    again = applied(root, server, repository)
    assert len(repository.writes()) == before
    assert again.warnings == ()


def test_a_renamed_repository_is_read_and_told_and_not_written_to(
    root: Path, server: TrackerServer, repository: Repository
) -> None:
    server.break_at(repository, "301 here", at=1)
    repository.name = "quillmark/renamed"
    report = applied(root, server, repository)
    assert any("quillmark/renamed" in one for one in report.warnings), report


def test_an_issue_that_moved_away_is_left_out_and_the_others_go_on(
    root: Path, server: TrackerServer, repository: Repository
) -> None:
    assert applied(root, server, repository).failure is None
    for one in repository.items.values():
        one.title = "Somebody renamed it"
    repository.limits.clock.sleep(3600)
    server.break_at(repository, "404", at=3)
    report = applied(root, server, repository)
    assert report.failure is None
    assert report.applied
    assert len(report.applied.undone) == 1
    assert sum(one.title == "Somebody renamed it" for one in repository.items.values()) == 1


CLI: list[tuple[FaultKind, str]] = [
    ("401", "does not accept the token"),
    ("410", "switched off"),
    ("HTML", "web page"),
    ("502 before", "502"),
    ("foreign Link", "another server"),
    ("429", "takes no more"),
]


@pytest.mark.parametrize(("kind", "words"), CLI)
def test_the_command_line_says_what_happened_and_exits_with_3(
    root: Path,
    server: TrackerServer,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    kind: FaultKind,
    words: str,
) -> None:
    server.break_at(repository, kind, at=1, lasting=True)
    world = World(environment=_environment(server), clock=repository.limits.clock)
    monkeypatch.setattr("onboardgen.cli.issues.world", lambda: world)
    for verb in ("plan", "apply"):
        call = (
            "--workspace", str(root), "issues", verb, "--tracker", "github",
            "--today", TODAY.isoformat(),
        )  # fmt: skip
        done = CliRunner().invoke(main, call, standalone_mode=False)
        assert done.exception is None, done.output
        assert done.return_value == 3
        assert words in done.stderr
        assert "Traceback" not in done.output
        assert TOKEN not in done.output


def test_what_is_remembered_and_not_shown_stops_new_issues_until_it_is_accepted(
    root: Path, server: TrackerServer, repository: Repository
) -> None:
    assert applied(root, server, repository).failure is None
    del repository.items[1]
    before = len(repository.writes())
    report = applied(root, server, repository)
    assert report.plan.brake
    assert "1" in report.plan.brake
    assert "--accept-missing" in report.plan.brake
    assert len(repository.writes()) == before
    world = World(environment=_environment(server), clock=repository.limits.clock)
    asked = Asked(tracker="github", accept_missing=True)
    assert workflow.apply_issues(root, Moment(today=TODAY), asked, world).failure is None
    assert len(repository.items) == 3
    assert applied(root, server, repository).plan.actions == ()


def test_a_pace_that_is_broken_is_seen_by_the_server(server: TrackerServer, root: Path) -> None:
    """The limits of the tests bite: a tracker with tighter ones than ours refuses and is heard."""
    tight = Limits(apart=10.0)
    repository = server.new(PLACE, users=list(USERS), token=TOKEN, limits=tight)
    report = applied(root, server, repository)
    assert tight.breaches
    assert report.failure is None
    assert len(repository.items) == 3
