"""The one comment of ours under a pull request or merge request: found again, edited, never twice.

A comment is ours if it begins with our marker and was written by whoever the token is. Where the
token may not write, as that of a fork's pull request, nothing is done, and that is no failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, Protocol
from urllib.parse import quote

from onboardgen.trackers.api import Api
from onboardgen.trackers.fields import Entry, entry_of, needed_text, text, whole_number
from onboardgen.trackers.http import Http, Token, checked_base
from onboardgen.trackers.services import (
    github_headers,
    github_service,
    gitlab_headers,
    gitlab_service,
)
from onboardgen.trackers.tracker import LostReply

_NO_RIGHTS: Final = frozenset({403, 404})
RIGHTS: Final = "The token needs the right `pull-requests: write`: under `permissions` of the job."
Outcome = Literal["posted", "edited", "unchanged", "not_needed", "not_allowed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment. `is_ours`: written by whoever the token is."""

    number: int
    body: str
    is_ours: bool


class Review(Protocol):
    """A pull request or merge request, as far as comments go. Everything raises TrackerFailure."""

    @property
    def place(self) -> str:
        """As people write it: `owner/name#12`."""

    def remarks(self) -> tuple[Remark, ...]:
        """All comments, oldest first."""

    def post(self, body: str) -> bool:
        """Add a comment; False where the token may not. Raises LostReply."""

    def edit(self, remark: Remark, body: str) -> bool:
        """Replace a comment; False where the token may not."""


def keep_remark(review: Review, marker: str, body: str, *, is_needed: bool) -> Outcome:
    """Have one comment that begins with `marker` say `body`. A first one is written only where it
    `is_needed`. A comment whose reply was lost is looked for before it is sent once more."""
    for attempt in range(2):
        present = [
            one for one in review.remarks() if one.is_ours and one.body.lstrip().startswith(marker)
        ]
        if present:
            return _edited(review, present[0], body)
        if not is_needed:
            return "not_needed"
        try:
            return "posted" if review.post(body) else "not_allowed"
        except LostReply:
            if attempt:
                raise
    raise AssertionError  # the loop returns or raises


def _edited(review: Review, remark: Remark, body: str) -> Outcome:
    if _as_kept(remark.body) == _as_kept(body):
        return "unchanged"
    return "edited" if review.edit(remark, body) else "not_allowed"


def _as_kept(body: str) -> str:
    """Forges trim a comment and write its line ends their way."""
    return "\n".join(body.split("\r\n")).strip()


class GitHubPullRequest:
    """A Review. GitHub keeps the comments of a pull request as those of an issue."""

    def __init__(self, base: str, repository: str, number: int, token: Token, http: Http) -> None:
        self._base = checked_base(base, "GITHUB_API_URL")
        self._root = f"{self._base}/repos/{quote(repository)}/issues"
        self._number = number
        self.place = f"{repository}#{number}"
        service = github_service(
            repository,
            RIGHTS,
            token_variables="GITHUB_TOKEN",  # noqa: S106
            setting="GITHUB_REPOSITORY",
        )
        self._api = Api(http, service, github_headers(token))

    def remarks(self) -> tuple[Remark, ...]:
        url = f"{self._root}/{self._number}/comments?per_page=100"
        doing = f"while reading the comments of {self.place}"
        entries = list(self._api.pages(url, doing, entry_of))
        us = self._login() if entries else None
        return tuple(
            Remark(
                number=whole_number(one, "id"),
                body=text(one, "body"),
                is_ours=_is_by(entry_of(one.get("user") or {}), us),
            )
            for one in entries
        )

    def post(self, body: str) -> bool:
        _, made = self._api.write(
            "POST",
            f"{self._root}/{self._number}/comments",
            {"body": body},
            f"while commenting on {self.place}",
            entry_of,
            can_repeat=False,
            expected=_NO_RIGHTS,
        )
        return made is not None

    def edit(self, remark: Remark, body: str) -> bool:
        _, made = self._api.write(
            "PATCH",
            f"{self._root}/comments/{remark.number}",
            {"body": body},
            f"while editing our comment on {self.place}",
            entry_of,
            can_repeat=True,
            expected=_NO_RIGHTS,
        )
        return made is not None

    def _login(self) -> str | None:
        """Whose token this is; None for the token of a workflow run, which may not ask."""
        doing = "while asking whose token this is"
        _, login = self._api.read(f"{self._base}/user", doing, _github_login, missing=_NO_RIGHTS)
        return login


def _is_by(author: Entry, us: str | None) -> bool:
    """The token of a workflow run writes as a bot, and may not edit what other bots wrote."""
    if us is None:
        return text(author, "type") == "Bot"
    return text(author, "login").casefold() == us.casefold()


class GitLabMergeRequest:
    """A Review. `project` is the path or number of the project that the request goes to."""

    def __init__(self, base: str, project: str, number: int, token: Token, http: Http) -> None:
        self._base = checked_base(base, "CI_API_V4_URL")
        self._notes = (
            f"{self._base}/projects/{quote(project, safe='')}/merge_requests/{number}/notes"
        )
        self.place = f"{project}!{number}"
        service = gitlab_service(project, setting="CI_MERGE_REQUEST_PROJECT_ID")
        self._api = Api(http, service, gitlab_headers(token))

    def remarks(self) -> tuple[Remark, ...]:
        url = f"{self._notes}?sort=asc&order_by=created_at&per_page=100"
        doing = f"while reading the comments of {self.place}"
        entries = list(self._api.pages(url, doing, entry_of))
        us = self._user() if entries else None
        return tuple(
            Remark(
                number=whole_number(one, "id"),
                body=text(one, "body"),
                is_ours=entry_of(one.get("author") or {}).get("id") == us,
            )
            for one in entries
        )

    def post(self, body: str) -> bool:
        doing = f"while commenting on {self.place}"
        _, made = self._api.write(
            "POST", self._notes, {"body": body}, doing, entry_of, can_repeat=False,
            expected=_NO_RIGHTS,
        )  # fmt: skip
        return made is not None

    def edit(self, remark: Remark, body: str) -> bool:
        doing = f"while editing our comment on {self.place}"
        _, made = self._api.write(
            "PUT", f"{self._notes}/{remark.number}", {"body": body}, doing, entry_of,
            can_repeat=True, expected=_NO_RIGHTS,
        )  # fmt: skip
        return made is not None

    def _user(self) -> int | None:
        _, number = self._api.read(
            f"{self._base}/user", "while asking whose token this is", _user_number
        )
        return number


def _github_login(document: object) -> str:
    return needed_text(entry_of(document), "login")


def _user_number(document: object) -> int:
    return whole_number(entry_of(document), "id")
