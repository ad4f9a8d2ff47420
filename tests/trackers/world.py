"""Runs against the test server, and people who work in the same tracker between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from urllib.parse import quote

from onboardgen.trackers.github import GitHub
from onboardgen.trackers.gitlab import GitLab
from onboardgen.trackers.http import Http, Token
from onboardgen.trackers.marker import read_marker
from onboardgen.trackers.memory import PATH as MEMORY
from onboardgen.trackers.pace import Pace
from onboardgen.trackers.reconcile import Policy
from onboardgen.trackers.routing import LOOKUP_LABEL, TrackerName
from onboardgen.trackers.tracker import TrackerFailure
from onboardgen.trackers.wanted import Wanted
from onboardgen.workflows import issues as workflow
from onboardgen.workflows.issues import IssuesReport
from tests.trackers.server.limits import SimulatedClock
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Item, Repository

HOUR = 3600.0


class Wire:
    """A connection that outlives a run: each has a pace of its own, by the clock of its tracker.
    `patience` are the seconds to wait for a reply."""

    def __init__(self, patience: float = 10.0) -> None:
        self._http = Http(Pace(SimulatedClock()), read_seconds=patience)

    def for_a_run(self, clock: SimulatedClock) -> Http:
        self._http.pace = Pace(clock)
        return self._http

    def close(self) -> None:
        self._http.close()


@dataclass
class World:
    """A tracker, and a directory in which runs remember what they saw of it."""

    server: TrackerServer
    repository: Repository
    flavour: TrackerName
    wire: Wire
    root: Path

    def run(self, wanted: Wanted, cap: int = 20) -> IssuesReport:
        """A run as `issues apply` makes it, an hour after the one before."""
        clock = self.repository.limits.clock
        clock.sleep(HOUR)
        tracker = self._tracker(self.wire.for_a_run(clock))
        outside = workflow.World(environment={}, clock=clock)
        report, policy = IssuesReport(place=tracker.place), Policy(create_cap=cap)
        try:
            return workflow.reconciled(
                self.root, report, wanted, tracker, policy, workflow.Asked(), outside, writes=True
            )
        except TrackerFailure as failure:
            return replace(report, failure=failure)

    def forget(self) -> None:
        (self.root / MEMORY).unlink(missing_ok=True)

    def fork(self, name: str) -> World:
        """The same state once more, with another name and token."""
        twin = self.server.copy(self.repository, name)
        twin.token = f"token-of-{name}"
        fork = World(self.server, twin, self.flavour, self.wire, self.root.parent / quote(name, ""))
        (fork.root / MEMORY).parent.mkdir(parents=True)
        here = self._tracker(self.wire.for_a_run(twin.limits.clock)).place
        there = fork._tracker(self.wire.for_a_run(twin.limits.clock)).place
        if (self.root / MEMORY).exists():
            text = (self.root / MEMORY).read_text(encoding="utf-8").replace(here, there)
            (fork.root / MEMORY).write_text(text, encoding="utf-8")
        return fork

    def _tracker(self, http: Http) -> GitHub | GitLab:
        token, name = Token(self.repository.token), self.repository.name
        if self.flavour == "github":
            return GitHub(self.server.github, name, token, http)
        return GitLab(self.server.gitlab, name, token, http)


@dataclass(frozen=True, order=True)
class State:
    """An issue as it is compared: all that people see of it, but its number."""

    identity: str
    title: str
    body: str
    is_open: bool
    reason: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    comments: tuple[str, ...]
    is_pull: bool


def states(repository: Repository) -> list[State]:
    return sorted(
        State(
            identity_in(item),
            item.title,
            item.body,
            item.is_open,
            item.reason or "",
            tuple(sorted(item.labels)),
            tuple(sorted(item.assignees)),
            tuple(one.body for one in item.comments),
            item.is_pull,
        )
        for item in repository.items.values()
    )


def identity_in(item: Item) -> str:
    marker = read_marker(item.body)
    return marker.id if marker else ""


def ours(repository: Repository) -> list[Item]:
    return [
        one for one in repository.items.values() if not one.is_pull and identity_in(one)
    ]  # fmt: skip


def open_twice(repository: Repository, left_out: str = "") -> list[str]:
    """The identities with more than one open issue. One that we closed and a person opened again
    is theirs and does not count, nor do those of an account that is left out."""
    markers = (read_marker(one.body) for one in ours(repository) if one.is_open)
    found = [one.id for one in markers if one and one.is_open and one.account != left_out]
    return sorted({one for one in found if found.count(one) > 1})


def people_act(random: Random, repository: Repository) -> str:
    """Somebody does something in the tracker; what it was."""
    items = ours(repository)
    if not items:
        repository.add("Something else", "Not ours.")
        return "somebody opens an issue of their own"
    item = random.choice(items)
    name, act = random.choice(ACTS)
    act(repository, item)
    return f"{name} (#{item.number})"


def _retitle(repository: Repository, item: Item) -> None:
    item.title = f"URGENT: {item.title}"


def _write_before(repository: Repository, item: Item) -> None:
    item.body = f"Asked on the phone.  \r\n{item.body}"


def _write_after(repository: Repository, item: Item) -> None:
    item.body = f"{item.body}\n\n- [ ] call Jo\n<!-- a note -->\n"


def _cut_end(repository: Repository, item: Item) -> None:
    item.body = item.body[: len(item.body) * 3 // 4]


def _take_marker_off(repository: Repository, item: Item) -> None:
    item.body = "This is mine now."


def _label(repository: Repository, item: Item) -> None:
    repository.wear(item, ["wait"], exact=True)


def _unlabel(repository: Repository, item: Item) -> None:
    item.labels = [one for one in item.labels if one == LOOKUP_LABEL]


def _hide(repository: Repository, item: Item) -> None:
    """Not one of two that are the same: nobody could tell where the other is."""
    if sum(identity_in(one) == identity_in(item) for one in ours(repository)) == 1:
        item.labels = [one for one in item.labels if one != LOOKUP_LABEL]


def _assign(repository: Repository, item: Item) -> None:
    item.assignees = [repository.users[-1]]


def _unassign(repository: Repository, item: Item) -> None:
    item.assignees = []


def _close(repository: Repository, item: Item) -> None:
    repository.close(item, "completed")


def _decline(repository: Repository, item: Item) -> None:
    repository.close(item, "not_planned")


def _reopen(repository: Repository, item: Item) -> None:
    repository.reopen(item)


def _comment(repository: Repository, item: Item) -> None:
    repository.say(item, "Any news?\n> quoted", "tomas-b")


def _copy(repository: Repository, item: Item) -> None:
    """What a POST that was sent twice leaves behind."""
    if LOOKUP_LABEL not in item.labels:
        return
    twin = repository.add(item.title, item.body)
    twin.labels, twin.assignees = list(item.labels), list(item.assignees)


def _delete(repository: Repository, item: Item) -> None:
    del repository.items[item.number]


def _pull(repository: Repository, item: Item) -> None:
    """A pull request whose description quotes the issue's body, label and all."""
    twin = repository.add("Fix it", item.body, is_pull=True)
    twin.labels = list(item.labels)


ACTS = (
    ("a new title", _retitle),
    ("text before our block", _write_before),
    ("text after our block", _write_after),
    ("the end of the body is cut off", _cut_end),
    ("the marker is taken off", _take_marker_off),
    ("another label", _label),
    ("our labels are taken off but one", _unlabel),
    ("the label we look for is taken off", _hide),
    ("somebody else is assigned", _assign),
    ("nobody is assigned", _unassign),
    ("closed by a person", _close),
    ("closed by a person", _close),
    ("closed by a person as not planned", _decline),
    ("opened again by a person", _reopen),
    ("a comment", _comment),
    ("a duplicate", _copy),
    ("deleted", _delete),
    ("a pull request with the same text", _pull),
)


def hidden(repository: Repository) -> Iterator[Item]:
    """Issues of ours that no list shows, because the label was taken off."""
    return (one for one in ours(repository) if LOOKUP_LABEL not in one.labels)
