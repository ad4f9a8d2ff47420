"""A plan is done action by action; whatever breaks, nothing is done twice or forgotten."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from onboardgen.trackers.apply import Applied, apply
from onboardgen.trackers.github import GitHub
from onboardgen.trackers.gitlab import GitLab
from onboardgen.trackers.http import Http, Token
from onboardgen.trackers.labels import label_of
from onboardgen.trackers.local import Local
from onboardgen.trackers.marker import Marker, block, note_id, note_marker
from onboardgen.trackers.pace import Pace
from onboardgen.trackers.plan import Action, Plan
from onboardgen.trackers.tracker import Change, Done, Draft, Issue, Refused, TrackerFailure
from tests.trackers.server.faults import FaultKind
from tests.trackers.server.limits import Limits, SimulatedClock
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Repository

ID = "0" * 32
LABELS = ("onboardgen", "onboardgen:overdue")
NOTE = note_marker(note_id(ID, "rung", 1, ID, 0))


@pytest.fixture(scope="module")
def server() -> Iterator[TrackerServer]:
    with TrackerServer() as server:
        yield server


@pytest.fixture(scope="module")
def tls() -> ssl.SSLContext:
    return ssl.create_default_context()


@dataclass
class There:
    """One tracker of either kind, and a run against it."""

    server: TrackerServer
    repository: Repository
    tracker: GitHub | GitLab
    clock: SimulatedClock

    def do(self, *actions: Action, most: int = 450) -> Applied:
        self.repository.requests.clear()
        applied = apply(Plan(actions=actions), self.tracker, self.clock, most)
        assert not self.repository.limits.breaches
        return applied

    def break_at(self, kind: FaultKind, at: int, *, lasting: bool = False) -> None:
        self.server.break_at(self.repository, kind, at, lasting=lasting)

    def asked(self) -> list[str]:
        return [f"{one.method} {one.path.rpartition('/')[2]}" for one in self.repository.requests]


@pytest.fixture(params=["github", "gitlab"])
def there(
    request: pytest.FixtureRequest, server: TrackerServer, tls: ssl.SSLContext
) -> Iterator[There]:
    clock = SimulatedClock()
    repository = server.new("o/r", limits=Limits(clock), users=["mia"])
    with Http(Pace(clock), read_seconds=0.2, tls=tls) as http:
        kind, base = (
            (GitHub, server.github) if request.param == "github" else (GitLab, server.gitlab)
        )
        yield There(server, repository, kind(base, "o/r", Token(repository.token), http), clock)
    server.drop(repository)


def marker(identity: str = ID, *, is_open: bool = True) -> Marker:
    return Marker(id=identity, account=ID, workspace=ID, facts=ID, is_open=is_open)


def opening(identity: str = ID, **draft: str) -> Action:
    return Action(
        action="create", ref="task:a", customer="acme", title="A", reason="Late.",
        identity=identity,
        draft=Draft(title="A", body=block(marker(identity), "text"), labels=LABELS, **draft),
    )  # fmt: skip


def closing(issue: Issue) -> Action:
    return Action(
        action="close", ref="task:a", customer="acme", title="A", reason="Done.", identity=ID,
        issue=issue,
        change=Change(
            is_open=False, reason="completed", body=block(marker(is_open=False), "text")
        ),
        comment=f"{NOTE}\nIt is done.", comment_marker=NOTE,
    )  # fmt: skip


def test_labels_are_made_first_and_the_issue_after_them(there: There) -> None:
    applied = there.do(opening(assignee="mia"))
    assert (applied.failure, applied.warnings, applied.numbers) == (None, (), frozenset({1}))
    writes = [one for one in there.asked() if not one.startswith("GET")]
    assert writes == ["POST labels", "POST labels", "POST issues"]
    assert there.repository.labels["onboardgen"] == ("#0f6b5c", label_of("onboardgen").description)
    assert there.repository.items[1].labels == list(LABELS)
    assert there.repository.items[1].assignees == ["mia"]
    assert [one.issue.number for one in applied.done] == [1]
    assert there.asked().count("GET labels") == 1
    there.do(opening("1" * 32))
    assert [one for one in there.asked() if not one.startswith("GET")] == ["POST issues"]


@pytest.mark.parametrize("kind", ["502 after", "closed after", "half JSON after", "no reply after"])
def test_an_issue_whose_reply_was_lost_is_found_by_its_marker(
    kind: FaultKind, there: There
) -> None:
    there.repository.labels |= dict.fromkeys(LABELS, ("#ededed", ""))
    there.break_at(kind, 2)
    applied = there.do(opening())
    assert there.asked()[:4] == ["GET labels", "POST issues", "GET issues"]
    assert applied.failure is None
    assert applied.numbers == {1}
    assert len(there.repository.items) == 1


@pytest.mark.parametrize("kind", ["502 before", "closed before"])
def test_an_issue_that_was_not_made_is_made_once_more(kind: FaultKind, there: There) -> None:
    there.repository.labels |= dict.fromkeys(LABELS, ("#ededed", ""))
    there.break_at(kind, 2)
    assert there.do(opening()).numbers == {1}
    assert there.asked() == ["GET labels", "POST issues", "GET issues", "POST issues"]
    assert len(there.repository.items) == 1


def test_a_run_ends_where_a_new_issue_is_lost_twice(there: There) -> None:
    there.repository.labels |= dict.fromkeys(LABELS, ("#ededed", ""))
    there.break_at("502 before", 2, lasting=True)
    applied = there.do(opening(), opening("1" * 32))
    assert applied.failure is not None
    assert len(applied.postponed) == 2
    assert not there.repository.items


def test_a_close_comments_once_and_commits_with_one_write(there: There) -> None:
    issue = there.do(opening()).done[0].issue
    applied = there.do(closing(issue))
    assert there.asked()[-3:-1] == ["GET comments", "POST comments"] or there.asked()[-3:-1] == [
        "GET notes", "POST notes",
    ]  # fmt: skip
    (shown,) = there.tracker.issues("onboardgen")
    assert (shown.is_open, shown.body) == (False, block(marker(is_open=False), "text"))
    assert applied.done[0].issue.is_open is False
    assert there.tracker.comments(1) == (f"{NOTE}\nIt is done.",)


@pytest.mark.parametrize("at", range(1, 5))
@pytest.mark.parametrize(
    "kind", ["502 before", "502 after", "closed before", "closed after", "half JSON after", "429"]
)
def test_a_comment_is_never_there_twice_and_the_close_never_forgotten(
    kind: FaultKind, at: int, there: There
) -> None:
    issue = there.do(opening()).done[0].issue
    there.break_at(kind, at)
    assert there.do(closing(issue)).failure is None
    assert there.tracker.comments(1) == (f"{NOTE}\nIt is done.",)
    assert not there.tracker.issues("onboardgen")[0].is_open


def test_a_run_that_broke_between_comment_and_change_goes_on_without_commenting_again(
    there: There,
) -> None:
    issue = there.do(opening()).done[0].issue
    there.break_at("503 before", 4, lasting=True)
    broken = there.do(closing(issue))
    assert broken.failure is not None
    assert len(broken.postponed) == 1
    there.server.mend(there.repository)
    assert there.tracker.issues("onboardgen")[0].is_open
    there.do(closing(issue))
    assert len(there.tracker.comments(1)) == 1
    assert not there.tracker.issues("onboardgen")[0].is_open


def test_what_somebody_changed_meanwhile_is_left_to_the_next_run(there: There) -> None:
    issue = there.do(opening()).done[0].issue
    there.repository.items[1].body += "\nMia: I called them."
    applied = there.do(closing(issue))
    (undone,) = applied.undone
    assert not undone.is_refused
    assert "Somebody changed #1" in undone.reason
    assert not there.repository.writes()
    del there.repository.items[1]
    assert "#1 is gone" in there.do(closing(issue)).undone[0].reason


def test_labels_that_somebody_puts_on_meanwhile_stay(there: There) -> None:
    issue = there.do(opening()).done[0].issue
    there.repository.wear(there.repository.items[1], ["ours"], exact=True)
    change = Change(add_labels=("onboardgen:rung-1",), remove_labels=("onboardgen:overdue",))
    there.do(replace(closing(issue), change=change, comment=None))
    assert set(there.repository.items[1].labels) == {"onboardgen", "ours", "onboardgen:rung-1"}


def test_an_issue_without_its_label_stops_the_run_and_is_remembered(there: There) -> None:
    there.repository.can_push = False
    there.repository.labels |= dict.fromkeys(LABELS, ("#ededed", ""))
    applied = there.do(opening(), opening("1" * 32))
    assert applied.failure is not None
    assert "#1 was opened, but without its labels" in applied.failure.message
    assert applied.numbers == {1}
    assert len(there.repository.items) == 1


def test_a_run_writes_so_often_and_leaves_the_rest_for_the_next(there: There) -> None:
    actions = [opening(f"{n:032}") for n in range(6)]
    applied = there.do(*actions, most=6)
    assert len(applied.done) == 4
    assert applied.postponed == tuple(actions[4:])
    assert len(there.repository.writes()) == 6
    assert applied.failure is None


class Locked(Local):
    """A tracker that refuses every comment, and all of issue 1."""

    def change(self, issue: Issue, change: Change) -> Done:
        if issue.number == 1:
            raise Refused("#1 is locked.")
        return super().change(issue, change)

    def comment(self, number: int, body: str) -> None:
        raise Refused(f"#{number} is locked.")


def test_one_that_is_refused_does_not_hold_up_the_others(tmp_path: Path) -> None:
    tracker, clock = Locked(tmp_path), SimulatedClock()
    both = Plan(actions=(opening(), opening("1" * 32)))
    first, second = (step.issue for step in apply(both, tracker, clock).done)
    applied = apply(Plan(actions=(closing(first), closing(second))), tracker, clock)
    assert [(one.reason, one.is_refused) for one in applied.undone] == [("#1 is locked.", True)]
    assert [one.issue.number for one in applied.done] == [2]
    assert "#2 has no comment: #2 is locked." in applied.warnings


def test_what_can_be_done_nowhere_ends_the_run_with_what_was_done(tmp_path: Path) -> None:
    tracker, clock = Local(tmp_path), SimulatedClock()
    apply(Plan(actions=(opening(),)), tracker, clock)
    (tmp_path / ".onboardgen/issues/0001.md").write_text("broken", encoding="utf-8")
    applied = apply(Plan(actions=(opening("1" * 32),)), tracker, clock)
    assert isinstance(applied.failure, TrackerFailure)
    assert not applied.done


def test_every_label_of_ours_says_what_it_is_for() -> None:
    assert "Rung 12" in label_of("onboardgen:rung-12").description
    for name in (*LABELS, "onboardgen:blocked", "onboardgen:gate", "onboardgen:access",
                 "onboardgen:untouched", "onboardgen:rung-1"):  # fmt: skip
        assert 0 < len(label_of(name).description) <= 100
    assert label_of("team-emea").description == ""
