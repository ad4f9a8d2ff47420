"""What every tracker can do, what its issues are, and how it fails.

EnvironmentFailure
└── TrackerFailure    nothing more can be done now: down, no rights, no patience left
    ├── LostReply     a write was sent, and nobody knows whether it was done
    └── Refused       this one request was refused for what it asks; others may work
        └── Gone      because the issue is not shown any more
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from onboardgen.errors import EnvironmentFailure

CloseReason = Literal["completed", "not_planned", "duplicate"]


class TrackerFailure(EnvironmentFailure):
    """The tracker cannot be worked with now; what was done so far stands."""


class LostReply(TrackerFailure):
    """A write was sent and its reply never came or cannot be read: look before sending it again."""


class Refused(TrackerFailure):
    """The tracker refuses this request for what it asks: gone, locked, not valid."""


class Gone(Refused):
    """The tracker shows no such issue, for now or for good: the next run looks again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """An issue as the tracker shows it. `labels` and `assignees` are spelt as the tracker does;
    `reason` is None while it is open and where the tracker keeps none."""

    number: int
    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    is_open: bool = True
    reason: CloseReason | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An issue to be made. `assignee` is a login of that tracker."""

    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignee: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What to change of an issue, in one write; None leaves a thing as it is."""

    title: str | None = None
    body: str | None = None
    is_open: bool | None = None
    reason: CloseReason | None = None
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """A label of ours. `colour` is #rrggbb."""

    name: str
    colour: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a write left behind. `warnings` are sentences: an assignee who cannot be assigned."""

    issue: Issue
    warnings: tuple[str, ...] = ()


class Tracker(Protocol):
    """One place where issues are kept.

    Every method raises TrackerFailure. Reads and the writes that can be repeated are repeated a
    few times by the adapter itself; `create` and `comment` never are: they raise LostReply.
    """

    @property
    def name(self) -> str:
        """`github`, `gitlab` or `local`."""

    @property
    def place(self) -> str:
        """Which one, as people read it and memory keys it: `github:owner/name`."""

    @property
    def warnings(self) -> Sequence[str]:
        """What was noticed of the place itself, in sentences: that it has a new name."""

    def issues(self, label: str) -> tuple[Issue, ...]:
        """All issues that wear the label, open and closed, from every page, oldest first."""

    def issue(self, number: int) -> Issue | None:
        """One issue; None where the tracker says that there is none."""

    def labels(self) -> tuple[str, ...]:
        """The names of all labels that exist."""

    def make_label(self, label: Label) -> None: ...

    def create(self, draft: Draft) -> Done: ...

    def change(self, issue: Issue, change: Change) -> Done: ...

    def comments(self, number: int) -> tuple[str, ...]:
        """The bodies of all comments, oldest first."""

    def comment(self, number: int, body: str) -> None: ...
