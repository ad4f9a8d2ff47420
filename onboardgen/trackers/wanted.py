"""Which issues should be open, and why the others should not: pure, one account at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.findings import Location
from onboardgen.model.access import Access
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import Deadline
from onboardgen.schedule.state import Standing

TrackerName = Literal["github", "gitlab", "local"]
ResolutionCode = Literal[
    "done", "dropped", "given", "accepted", "answered", "rejected", "withdrawn",
    "moved", "not_due", "unblocked", "opened", "no_work", "touched", "ended", "prolonged",
    "grouped", "split", "nothing", "gone", "customer_gone",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where links lead. Plain data, so that it can be sent between processes.

    `blob` is what a path of the workspace is put behind, as in
    `https://github.com/o/r/blob/SHA/folder/`; None: `path:line` as text. `portal` is the address
    below which portals are published; None: no link.
    """

    blob: str | None = None
    portal: str | None = None

    def line(self, at: Location) -> str | None:
        """The address of the exact line."""
        raise NotImplementedError

    def page(self, portal_id: str, route: str) -> str | None:
        """The address of a page of a portal."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedIssue:
    """One issue that should be open.

    `texts` are bodies (without the marker), the whole one first, shorter ones after it. `labels`
    are ours (`onboardgen…`); `routed` those of `routing`; `assignee` is a login of the tracker.
    `facts` changes when what the issue says does, not with days that pass.
    """

    identity: str
    account: str
    facts: str
    rung: int
    ref: str
    customer: str | None
    title: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]
    routed: tuple[str, ...] = ()
    assignee: str | None = None
    told: str = ""
    """The text of the comment when it reaches its rung."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Why a record that is known has no issue; `day` is when it was done, or is promised now."""

    code: ResolutionCode
    ref: str = ""
    day: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one account, or our team, brings. Small, and can be sent between processes."""

    account: str
    issues: tuple[WantedIssue, ...] = ()
    resolved: Mapping[str, Resolution]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What should be. `resolved` has every known record without an issue, by identity;
    `left_out` the accounts of which nothing is known in this run, by account hash."""

    workspace: str
    issues: tuple[WantedIssue, ...]
    resolved: Mapping[str, Resolution]
    accounts: frozenset[str]
    left_out: frozenset[str] = frozenset()


def account_part(
    standing: Standing,
    items: Sequence[Deadline],
    settings: Settings,
    links: Links,
    tracker: TrackerName,
) -> Part:
    """What one healthy account brings; `items` are its deadlines. Call it where it is judged."""
    raise NotImplementedError


def team_part(
    items: Sequence[Deadline],
    settings: Settings,
    access: Access | None,
    as_of: AsOf,
    links: Links,
    tracker: TrackerName,
) -> Part:
    """What our team's own grants bring; `items` are `team_deadlines`."""
    raise NotImplementedError


def wanted_of(parts: Iterable[Part], broken: Iterable[str], settings: Settings) -> Wanted:
    """All parts together. `broken` are the slugs of customers left out of the run."""
    raise NotImplementedError
