"""Issues of a GitHub repository, by the REST API of github.com or a server of one's own."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from onboardgen.errors import UsageError
from onboardgen.trackers.api import Api
from onboardgen.trackers.fields import Entry, entry_of, names, needed_text, text, whole_number
from onboardgen.trackers.http import Http, Method, Token, Unreadable, checked_base
from onboardgen.trackers.refusals import failure_of, told
from onboardgen.trackers.services import github_headers, github_service
from onboardgen.trackers.tracker import Change, CloseReason, Done, Draft, Issue, Label

BASE: Final = "https://api.github.com"
RIGHTS: Final = (
    "The token needs the right `issues: write` in this repository: under `permissions` "
    "of the workflow, or as “Issues: read and write” of a fine-grained token."
)
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]+")
_REASONS: Final[dict[str, CloseReason]] = {
    "completed": "completed",
    "not_planned": "not_planned",
    "duplicate": "duplicate",
}


class GitHub:
    """A Tracker. Raises UsageError for an address or a repository that can be none."""

    name: Final = "github"

    def __init__(self, base: str, repository: str, token: Token, http: Http) -> None:
        if not _REPOSITORY.fullmatch(repository) or repository.endswith(("/.", "/..")):
            raise UsageError(
                f"{repository!r} is no repository of GitHub.", "Write it as OWNER/NAME."
            )
        self.repository = repository
        self.warnings: list[str] = []
        self._base = checked_base(base, "GITHUB_API_URL")
        self._root = f"{self._base}/repos/{repository}"
        self._api = Api(
            http, github_service(repository, RIGHTS), github_headers(token), self._has_moved
        )
        self._name_now: str | None = None

    @property
    def place(self) -> str:
        return f"github:{self.repository}"

    def issues(self, label: str) -> tuple[Issue, ...]:
        query = {
            "state": "all", "labels": label, "sort": "created", "direction": "asc", "per_page": 100
        }  # fmt: skip
        url = f"{self._root}/issues?{urlencode(query)}"
        found = self._api.pages(url, f"while listing the issues of {self.repository}", _maybe_issue)
        shown = {
            one.number: one
            for one in found
            if one and label.casefold() in map(str.casefold, one.labels)
        }
        return tuple(sorted(shown.values(), key=lambda one: one.number))

    def issue(self, number: int) -> Issue | None:
        doing = f"while reading issue #{number} of {self.repository}"
        reply, found = self._api.read(
            self._issue_url(number), doing, entry_of, number=number, missing=frozenset({404, 410})
        )
        if found is None:
            if reply.status == 410 and "disabled" in told(reply).lower():
                raise failure_of(self._api.service, reply, doing, None)
            return None
        return _maybe_issue(found) if self._is_here(found, number) else None

    def labels(self) -> tuple[str, ...]:
        doing = f"while listing the labels of {self.repository}"
        return tuple(self._api.pages(f"{self._root}/labels?per_page=100", doing, _label_name))

    def make_label(self, label: Label) -> None:
        """Make a label; one that is there already is fine."""
        content = {
            "name": label.name,
            "color": label.colour.removeprefix("#"),
            "description": label.description,
        }
        doing = f"while making the label {label.name}"
        reply, made = self._api.write(
            "POST",
            f"{self._root}/labels",
            content,
            doing,
            _label_name,
            can_repeat=True,
            expected=frozenset({422}),
        )
        if made is None and "already_exists" not in reply.body.decode("utf-8", "replace"):
            raise failure_of(self._api.service, reply, doing, None)

    def create(self, draft: Draft) -> Done:
        content: dict[str, object] = {
            "title": draft.title,
            "body": draft.body,
            "labels": list(draft.labels),
        }
        doing = f"while opening an issue in {self.repository}"
        return self._assigned("POST", f"{self._root}/issues", content, draft.assignee, doing, None)

    def change(self, issue: Issue, change: Change) -> Done:
        content = _content(issue, change)
        doing = f"while changing issue #{issue.number}"
        url = self._issue_url(issue.number)
        return self._assigned("PATCH", url, content, change.assignee, doing, issue.number)

    def comments(self, number: int) -> tuple[str, ...]:
        url = f"{self._issue_url(number)}/comments?per_page=100"
        doing = f"while reading the comments of issue #{number}"
        return tuple(self._api.pages(url, doing, _body, number=number))

    def comment(self, number: int, body: str) -> None:
        self._api.write(
            "POST",
            f"{self._issue_url(number)}/comments",
            {"body": body},
            f"while commenting on issue #{number}",
            _comment_number,
            number=number,
            can_repeat=False,
        )

    def _assigned(
        self,
        method: Method,
        url: str,
        content: dict[str, object],
        assignee: str | None,
        doing: str,
        number: int | None,
    ) -> Done:
        """Send an issue with its assignee; without, where it is refused with. GitHub refuses the
        whole for one login that it cannot assign."""
        if assignee is None:
            return Done(issue=self._sent(method, url, content, doing, number))
        with_assignee = {**content, "assignees": [assignee]}
        reply, issue = self._api.write(
            method,
            url,
            with_assignee,
            doing,
            _issue,
            number=number,
            can_repeat=method != "POST",
            expected=frozenset({422}),
        )
        if issue is None:
            if not content:
                raise failure_of(self._api.service, reply, doing, number)
            issue = self._sent(method, url, content, doing, number)
        is_assigned = assignee.casefold() in map(str.casefold, issue.assignees)
        return Done(
            issue=issue, warnings=() if is_assigned else (not_assigned(issue.number, assignee),)
        )

    def _sent(
        self, method: Method, url: str, content: dict[str, object], doing: str, number: int | None
    ) -> Issue:
        _, issue = self._api.write(
            method,
            url,
            content,
            doing,
            _issue,
            number=number,
            can_repeat=method != "POST",
            expected=_without_duplicates(content),
        )
        if issue is None:
            return self._sent(
                method, url, {**content, "state_reason": "not_planned"}, doing, number
            )
        return issue

    def _issue_url(self, number: int) -> str:
        return f"{self._root}/issues/{number}"

    def _is_here(self, found: Entry, number: int) -> bool:
        """Whether what an address shows is the issue of that number in this repository: GitHub
        sends on to where an issue was transferred."""
        if found.get("number") != number:
            return False
        where = text(found, "repository_url")
        known = {self.repository.casefold(), (self._name_now or self.repository).casefold()}
        return not where or "/".join(where.split("/")[-2:]).casefold() in known

    def _has_moved(self, number: int | None) -> None:
        """Learn the repository's new name, once; a single issue may have moved alone."""
        if self._name_now is not None:
            return
        self._name_now = self.repository
        doing = f"while looking where {self.repository} is now"
        _, name = self._api.read(self._root, doing, _full_name)
        if name and name.casefold() != self.repository.casefold():
            self._name_now = name
            self.warnings.append(
                f"{self.repository} is called {name} now. Write that into "
                "tracker.github.repository in onboardgen.yaml: nothing can be written until then."
            )


def not_assigned(number: int, assignee: str) -> str:
    """The warning for an issue that stands without its assignee."""
    return f"#{number} has no assignee: {assignee} cannot be assigned there."


def _content(issue: Issue, change: Change) -> dict[str, object]:
    """The fields of one write. GitHub takes labels as a whole."""
    content: dict[str, object] = {}
    if change.title is not None:
        content["title"] = change.title
    if change.body is not None:
        content["body"] = change.body
    if change.is_open is not None:
        content["state"] = "open" if change.is_open else "closed"
    if change.is_open is False and change.reason:
        content["state_reason"] = change.reason
    if change.add_labels or change.remove_labels:
        content["labels"] = list(_labels_after(issue, change))
    return content


def _labels_after(issue: Issue, change: Change) -> tuple[str, ...]:
    gone = {name.casefold() for name in change.remove_labels}
    kept = {name.casefold(): name for name in issue.labels if name.casefold() not in gone}
    for name in change.add_labels:
        kept.setdefault(name.casefold(), name)
    return tuple(kept.values())


def _without_duplicates(content: dict[str, object]) -> frozenset[int]:
    """Servers that do not know this reason yet refuse it."""
    return frozenset({422}) if content.get("state_reason") == "duplicate" else frozenset()


def _maybe_issue(document: object) -> Issue | None:
    """The issue; None for a pull request."""
    return None if "pull_request" in entry_of(document) else _issue(document)


def _issue(document: object) -> Issue:
    entry = entry_of(document)
    state = text(entry, "state")
    if state not in {"open", "closed"}:
        raise Unreadable("its answer has an issue that is neither open nor closed")
    return Issue(
        number=whole_number(entry, "number"),
        title=text(entry, "title"),
        body=text(entry, "body"),
        labels=names(entry, "labels", "name"),
        assignees=names(entry, "assignees", "login"),
        is_open=state == "open",
        reason=None if state == "open" else _REASONS.get(text(entry, "state_reason")),
        url=text(entry, "html_url"),
    )


def _comment_number(document: object) -> int:
    return whole_number(entry_of(document), "id")


def _label_name(document: object) -> str:
    return needed_text(entry_of(document), "name")


def _body(document: object) -> str:
    return text(entry_of(document), "body")


def _full_name(document: object) -> str:
    return needed_text(entry_of(document), "full_name")
