"""Issues of a GitLab project, by the REST API of gitlab.com or a server of one's own.

A pipeline's job token has no issues API, so a project access token is needed.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlencode

from onboardgen.errors import UsageError
from onboardgen.trackers.api import Api
from onboardgen.trackers.fields import Entry, entry_of, names, needed_text, text, whole_number
from onboardgen.trackers.http import Http, Token, Unreadable, checked_base
from onboardgen.trackers.refusals import failure_of, told
from onboardgen.trackers.services import gitlab_headers, gitlab_service
from onboardgen.trackers.tracker import Change, Done, Draft, Issue, Label

BASE: Final = "https://gitlab.com/api/v4"
RIGHTS: Final = (
    "It needs a project access token with the role Reporter or more and the scope api. "
    "A pipeline's job token cannot do it, and issues must be switched on in the project."
)
_PROJECT: Final = re.compile(r"[0-9]+|[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+")


class GitLab:
    """A Tracker. `repository` is the project's path with all its groups, or its number. Raises
    UsageError for an address or a project that can be none."""

    name: Final = "gitlab"

    def __init__(self, base: str, repository: str, token: Token, http: Http) -> None:
        if not _PROJECT.fullmatch(repository):
            raise UsageError(
                f"{repository!r} is no project of GitLab.", "Write it as GROUP/PROJECT."
            )
        self.repository = repository
        self.warnings: list[str] = []
        self._base = checked_base(base, "CI_API_V4_URL")
        self._root = f"{self._base}/projects/{quote(repository, safe='')}"
        service = gitlab_service(repository, RIGHTS)
        self._api = Api(http, service, gitlab_headers(token), self._has_moved)
        self._users: dict[str, int | None] = {}
        self._looked_where = False

    @property
    def place(self) -> str:
        return f"gitlab:{self.repository}"

    def issues(self, label: str) -> tuple[Issue, ...]:
        query = {
            "labels": label, "state": "all", "scope": "all", "order_by": "created_at",
            "sort": "asc", "per_page": 100,
        }  # fmt: skip
        url = f"{self._root}/issues?{urlencode(query)}"
        found = self._api.pages(url, f"while listing the issues of {self.repository}", _issue)
        shown = {
            one.number: one for one in found if label.casefold() in map(str.casefold, one.labels)
        }
        return tuple(sorted(shown.values(), key=lambda one: one.number))

    def issue(self, number: int) -> Issue | None:
        _, found = self._api.read(
            self._issue_url(number),
            f"while reading issue #{number} of {self.repository}",
            _issue,
            number=number,
            missing=frozenset({404, 410}),
        )
        return found if found is not None and found.number == number else None

    def labels(self) -> tuple[str, ...]:
        doing = f"while listing the labels of {self.repository}"
        return tuple(self._api.pages(f"{self._root}/labels?per_page=100", doing, _label_name))

    def make_label(self, label: Label) -> None:
        """Make a label; one that is there already is fine."""
        content = {"name": label.name, "color": label.colour, "description": label.description}
        doing = f"while making the label {label.name}"
        reply, made = self._api.write(
            "POST",
            f"{self._root}/labels",
            content,
            doing,
            _label_name,
            can_repeat=True,
            expected=frozenset({400, 409}),
        )
        if made is None and reply.status == 400 and "taken" not in told(reply).lower():
            raise failure_of(self._api.service, reply, doing, None)

    def create(self, draft: Draft) -> Done:
        content: dict[str, object] = {
            "title": draft.title,
            "description": draft.body,
            "labels": ",".join(draft.labels),
        }
        content |= self._assignee(draft.assignee)
        doing = f"while opening an issue in {self.repository}"
        _, issue = self._api.write(
            "POST", f"{self._root}/issues", content, doing, _issue, can_repeat=False
        )
        return _done(_there(issue), draft.assignee)

    def change(self, issue: Issue, change: Change) -> Done:
        content = _content(change) | self._assignee(change.assignee)
        if not content:
            return _done(issue, change.assignee)
        _, changed = self._api.write(
            "PUT",
            self._issue_url(issue.number),
            content,
            f"while changing issue #{issue.number}",
            _issue,
            number=issue.number,
            can_repeat=True,
        )
        return _done(_there(changed), change.assignee)

    def comments(self, number: int) -> tuple[str, ...]:
        query = urlencode({"order_by": "created_at", "sort": "asc", "per_page": 100})
        doing = f"while reading the comments of issue #{number}"
        notes = self._api.pages(
            f"{self._issue_url(number)}/notes?{query}", doing, entry_of, number=number
        )
        return tuple(text(note, "body") for note in notes if note.get("system") is not True)

    def comment(self, number: int, body: str) -> None:
        self._api.write(
            "POST",
            f"{self._issue_url(number)}/notes",
            {"body": body},
            f"while commenting on issue #{number}",
            _comment_number,
            number=number,
            can_repeat=False,
        )

    def _assignee(self, login: str | None) -> dict[str, object]:
        """The field for an assignee; none where nobody has that login."""
        if login is None:
            return {}
        id_ = self._user(login)
        return {} if id_ is None else {"assignee_ids": [id_]}

    def _user(self, login: str) -> int | None:
        """The number of a user, asked for once a run."""
        key = login.casefold()
        if key not in self._users:
            url = f"{self._base}/users?{urlencode({'username': login})}"
            users = self._api.pages(url, f"while looking for the user {login}", _user)
            self._users[key] = next((id_ for name, id_ in users if name.casefold() == key), None)
        return self._users[key]

    def _issue_url(self, number: int) -> str:
        return f"{self._root}/issues/{number}"

    def _has_moved(self, number: int | None) -> None:
        """Learn the project's new path, once."""
        if self._looked_where:
            return
        self._looked_where = True
        _, path = self._api.read(
            self._root, f"while looking where {self.repository} is now", _path_of_project
        )
        if path and path.casefold() != self.repository.casefold():
            self.warnings.append(
                f"{self.repository} is called {path} now. Write that into "
                "tracker.gitlab.repository in onboardgen.yaml: nothing can be written until then."
            )


def _content(change: Change) -> dict[str, object]:
    """The fields of one write; labels go by what is added and removed."""
    content: dict[str, object] = {}
    if change.title is not None:
        content["title"] = change.title
    if change.body is not None:
        content["description"] = change.body
    if change.is_open is not None:
        content["state_event"] = "reopen" if change.is_open else "close"
    if change.add_labels:
        content["add_labels"] = ",".join(change.add_labels)
    if change.remove_labels:
        content["remove_labels"] = ",".join(change.remove_labels)
    return content


def _there(issue: Issue | None) -> Issue:
    assert issue is not None  # noqa: S101
    return issue


def _done(issue: Issue, assignee: str | None) -> Done:
    if assignee is None or assignee.casefold() in map(str.casefold, issue.assignees):
        return Done(issue=issue)
    told_ = f"#{issue.number} has no assignee: {assignee} cannot be assigned there."
    return Done(issue=issue, warnings=(told_,))


def _issue(document: object) -> Issue:
    entry = entry_of(document)
    state = text(entry, "state")
    if state not in {"opened", "closed"}:
        raise Unreadable("its answer has an issue that is neither open nor closed")
    return Issue(
        number=whole_number(entry, "iid"),
        title=text(entry, "title"),
        body=text(entry, "description"),
        labels=names(entry, "labels", "name"),
        assignees=names(entry, "assignees", "username"),
        is_open=state == "opened",
        url=text(entry, "web_url"),
    )


def _user(document: object) -> tuple[str, int]:
    entry: Entry = entry_of(document)
    return needed_text(entry, "username"), whole_number(entry, "id")


def _comment_number(document: object) -> int:
    return whole_number(entry_of(document), "id")


def _label_name(document: object) -> str:
    return needed_text(entry_of(document), "name")


def _path_of_project(document: object) -> str:
    return needed_text(entry_of(document), "path_with_namespace")
