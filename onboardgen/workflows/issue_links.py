"""Where the links in an issue lead: to the line in the repository, to the page of the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from onboardgen.errors import OnboardgenError
from onboardgen.git.repository import find_repository, has_commits, resolve
from onboardgen.model.settings import Settings
from onboardgen.trackers.wanted import Links, TrackerName

GITHUB: Final = "https://github.com"
GITLAB: Final = "https://gitlab.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """Which commit the run reads, as CI tells it, else Git. `blob` is the address of the commit's
    files where CI knows it; `prefix` the path of the workspace in the repository."""

    blob: str | None = None
    commit: str | None = None
    prefix: str = ""
    github: str = GITHUB
    gitlab: str = GITLAB


def checkout_of(root: Path, environment: Mapping[str, str]) -> Checkout:
    """What CI's variables and Git say of the workspace at `root`."""
    commit, prefix = _head(root)
    server = environment.get("GITHUB_SERVER_URL", "")
    repository, sha = environment.get("GITHUB_REPOSITORY", ""), environment.get("GITHUB_SHA", "")
    project = environment.get("CI_PROJECT_URL", "")
    commit_of_gitlab = environment.get("CI_COMMIT_SHA", "")
    blob = None
    if server and repository and sha:
        blob = f"{server}/{repository}/blob/{sha}/"
    elif project and commit_of_gitlab:
        blob = f"{project}/-/blob/{commit_of_gitlab}/"
    return Checkout(
        blob=blob,
        commit=commit,
        prefix=prefix,
        github=server or GITHUB,
        gitlab=environment.get("CI_SERVER_URL") or GITLAB,
    )


def links_of(checkout: Checkout, settings: Settings, tracker: TrackerName) -> Links:
    """The links for issues in one tracker. Without CI, the tracker's repository is taken for the
    one that holds the plans."""
    blob = checkout.blob or _of_settings(checkout, settings, tracker)
    return Links(
        blob=f"{blob}{quote(checkout.prefix)}" if blob else None,
        portal=settings.portal.base_url,
    )


def _of_settings(checkout: Checkout, settings: Settings, tracker: TrackerName) -> str | None:
    if checkout.commit is None:
        return None
    kept = settings.tracker
    if tracker == "github" and kept.github:
        return f"{checkout.github}/{kept.github.repository}/blob/{checkout.commit}/"
    if tracker == "gitlab" and kept.gitlab:
        return f"{checkout.gitlab}/{kept.gitlab.repository}/-/blob/{checkout.commit}/"
    return None


def _head(root: Path) -> tuple[str | None, str]:
    """The commit that is checked out, and the workspace's path below the top; nothing outside
    Git."""
    try:
        repository = find_repository(root)
        commit = resolve(repository, "HEAD") if has_commits(repository) else None
    except OnboardgenError:
        return None, ""
    return commit, repository.prefix
