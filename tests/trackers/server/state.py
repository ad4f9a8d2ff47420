"""What a tracker remembers: one repository with its issues, labels, people and rights.

The tests play the people who work in the tracker by changing an `Item` directly; what comes in by
the API goes through `github_api` and `gitlab_api`.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import Any

from tests.trackers.server.limits import Limits
from tests.trackers.server.notices import Flavour, Notice, notices


@dataclass(frozen=True)
class Comment:
    id: int
    body: str
    author: str
    system: bool = False


@dataclass
class Item:
    """An issue, or a pull request: GitHub's list of issues holds both."""

    number: int
    title: str
    body: str
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    is_open: bool = True
    reason: str | None = None
    comments: list[Comment] = field(default_factory=list)
    is_pull: bool = False
    created: float = 0.0
    updated: float = 0.0

    def copied(self) -> Item:
        return replace(
            self, labels=[*self.labels], assignees=[*self.assignees], comments=[*self.comments]
        )


@dataclass(frozen=True)
class Seen:
    """A request that came in: `at` by the simulated clock, `token` as it was sent."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    token: str
    at: float


@dataclass
class Repository:
    """`name` is owner/name on GitHub and the full path on GitLab. `users` may be assigned;
    `can_push` is the right of the token to label and assign."""

    name: str
    id: int
    limits: Limits
    token: str = "token-of-the-tests"
    account: str = "onboardgen-bot"
    users: list[str] = field(default_factory=list)
    can_push: bool = True
    has_issues: bool = True
    page_size: int = 100
    items: dict[int, Item] = field(default_factory=dict)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)
    last_number: int = 0
    last_comment: int = 0
    requests: list[Seen] = field(default_factory=list)
    ran: list[Notice] = field(default_factory=list)
    saved: list[tuple[int, str, str, Flavour]] = field(default_factory=list)

    def add(self, title: str, body: str, *, is_pull: bool = False) -> Item:
        self.last_number += 1
        now = self.limits.clock.now()
        item = Item(
            self.last_number, title, body, is_pull=is_pull, created=now, updated=now
        )  # fmt: skip
        self.items[item.number] = item
        return item

    def say(self, item: Item, body: str, author: str, *, system: bool = False) -> Comment:
        self.last_comment += 1
        comment = Comment(self.last_comment, body, author, system)
        item.comments.append(comment)
        return comment

    def label_named(self, name: str, *, exact: bool) -> str | None:
        """How the repository spells a label; GitHub ignores case, GitLab does not."""
        for known in self.labels:
            if known == name or (not exact and known.lower() == name.lower()):
                return known
        return None

    def wear(self, item: Item, names: list[str], *, exact: bool) -> None:
        """Puts labels on; those that do not exist are made silently."""
        for name in names:
            known = self.label_named(name, exact=exact)
            if known is None:
                self.labels[name] = ("#ededed", "")
                known = name
            if known not in item.labels:
                item.labels.append(known)

    def close(self, item: Item, reason: str | None) -> None:
        item.is_open, item.reason = False, reason

    def reopen(self, item: Item) -> None:
        item.is_open, item.reason = True, "reopened"

    def writes(self) -> list[Seen]:
        return [one for one in self.requests if one.method != "GET"]

    @property
    def notices(self) -> list[Notice]:
        """What the texts that came in would do, and the commands that they ran."""
        return [*self.ran, *(one for each in self.saved for one in notices(*each))]

    def copied(self, name: str, number: int) -> Repository:
        """The same tracker once more, under another name and with a clock of its own."""
        items = {key: item.copied() for key, item in self.items.items()}
        return replace(
            self,
            name=name,
            id=number,
            limits=copy.deepcopy(self.limits),
            users=[*self.users],
            items=items,
            labels={**self.labels},
            requests=[],
            ran=[],
            saved=[],
        )
