"""What a forge says of a repository: whether issues can be kept there, and whether runs still run.

Only reads, and few of them: this is asked by `doctor`, never by a run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from urllib.parse import quote

from onboardgen.trackers.api import Api
from onboardgen.trackers.fields import entry_of, needed_text, text
from onboardgen.trackers.http import Http, Token, Unreadable, checked_base
from onboardgen.trackers.services import (
    github_headers,
    github_service,
    gitlab_headers,
    gitlab_service,
)

_MISSING: Final = frozenset({403, 404})
ISSUES: Final = "The token needs the right `issues: write` in this repository."
_REPORTER: Final = 20
"""The least role of GitLab that labels and assigns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A repository as the token sees it. `may_label`: None where the forge does not say.
    `name` is what it is called now."""

    name: str
    has_issues: bool
    is_archived: bool
    may_label: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A workflow that runs by a schedule. `last_run` is None where it never did, or nobody says."""

    path: str
    state: Literal["active", "sleeping", "off"]
    last_run: datetime | None = None


class GitHubRepository:
    """A repository of GitHub. Everything raises TrackerFailure."""

    def __init__(self, base: str, repository: str, token: Token, http: Http) -> None:
        base = checked_base(base, "GITHUB_API_URL")
        self._root = f"{base}/repos/{quote(repository)}"
        self._repository = repository
        service = github_service(repository, ISSUES)
        self._api = Api(http, service, github_headers(token))

    def standing(self) -> Standing:
        doing = f"while looking at {self._repository}"
        _, found = self._api.read(self._root, doing, _github_standing)
        return _there(found)

    def scheduled(self, path: str) -> Scheduled | None:
        """How a workflow file stands; None where it is not known, or the token may not look."""
        name = quote(path.rpartition("/")[2])
        url = f"{self._root}/actions/workflows/{name}"
        _, state = self._api.read(url, f"while looking at {path}", _state, missing=_MISSING)
        if state is None:
            return None
        runs = f"{url}/runs?event=schedule&per_page=1"
        _, last = self._api.read(runs, f"while looking at runs of {path}", _last, missing=_MISSING)
        return Scheduled(path=path, state=state, last_run=last[0] if last else None)


class GitLabProject:
    """A project of GitLab. Everything raises TrackerFailure."""

    def __init__(self, base: str, project: str, token: Token, http: Http) -> None:
        base = checked_base(base, "CI_API_V4_URL")
        self._root = f"{base}/projects/{quote(project, safe='')}"
        self._project = project
        self._api = Api(http, gitlab_service(project), gitlab_headers(token))

    def standing(self) -> Standing:
        doing = f"while looking at {self._project}"
        _, found = self._api.read(self._root, doing, _gitlab_standing)
        return _there(found)

    def has_schedule(self) -> bool | None:
        """Whether a pipeline schedule is active; None where the token may not look."""
        url = f"{self._root}/pipeline_schedules?scope=active&per_page=1"
        doing = f"while looking at the schedules of {self._project}"
        _, found = self._api.read(url, doing, _list, missing=_MISSING)
        return None if found is None else bool(found)


def _there(found: Standing | None) -> Standing:
    assert found is not None  # noqa: S101  # a read without `missing` always has a document
    return found


def _github_standing(document: object) -> Standing:
    entry = entry_of(document)
    rights = entry.get("permissions")
    allowed = (
        any(rights.get(name) is True for name in ("triage", "push", "maintain", "admin"))
        if isinstance(rights, dict)
        else None
    )
    return Standing(
        name=needed_text(entry, "full_name"),
        has_issues=entry.get("has_issues") is not False,
        is_archived=entry.get("archived") is True,
        may_label=allowed,
    )


def _gitlab_standing(document: object) -> Standing:
    entry = entry_of(document)
    level = text(entry, "issues_access_level")
    return Standing(
        name=needed_text(entry, "path_with_namespace"),
        has_issues=level != "disabled" and entry.get("issues_enabled") is not False,
        is_archived=entry.get("archived") is True,
        may_label=_gitlab_level(entry.get("permissions")),
    )


def _gitlab_level(permissions: object) -> bool | None:
    if not isinstance(permissions, dict):
        return None
    held = (permissions.get(f"{where}_access") for where in ("project", "group"))
    levels = [one.get("access_level") for one in held if isinstance(one, dict)]
    return any(isinstance(level, int) and level >= _REPORTER for level in levels)


def _state(document: object) -> Literal["active", "sleeping", "off"]:
    state = needed_text(entry_of(document), "state")
    if state == "active":
        return "active"
    return "sleeping" if state == "disabled_inactivity" else "off"


def _last(document: object) -> tuple[datetime | None]:
    runs = entry_of(document).get("workflow_runs")
    if not isinstance(runs, list):
        raise Unreadable("its answer has no `workflow_runs`")
    if not runs:
        return (None,)
    try:
        return (datetime.fromisoformat(needed_text(entry_of(runs[0]), "created_at")),)
    except ValueError:
        raise Unreadable("`created_at` in its answer is no time") from None


def _list(document: object) -> list[object]:
    if not isinstance(document, list):
        raise Unreadable("its answer is no list")
    return document
