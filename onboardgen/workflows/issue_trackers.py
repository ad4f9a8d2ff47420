"""Which tracker a run works with, and how it gets in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from onboardgen.errors import UsageError
from onboardgen.model.settings import Settings
from onboardgen.trackers.github import BASE as GITHUB_API
from onboardgen.trackers.github import GitHub
from onboardgen.trackers.gitlab import BASE as GITLAB_API
from onboardgen.trackers.gitlab import GitLab
from onboardgen.trackers.http import Http, Token, token_from
from onboardgen.trackers.local import DIRECTORY, Local
from onboardgen.trackers.pace import Clock, Pace
from onboardgen.trackers.tracker import Tracker, TrackerFailure
from onboardgen.trackers.wanted import TrackerName

TRACKERS: Final[tuple[TrackerName, ...]] = ("github", "gitlab", "local")
CI_VARIABLES: Final[Mapping[TrackerName, str]] = {
    "github": "GITHUB_ACTIONS",
    "gitlab": "GITLAB_CI",
}
"""What is `true` where a run is in the CI of a tracker."""
TOKEN: Final = "ONBOARDGEN_TRACKER_TOKEN"  # noqa: S105
_TOKENS: Final = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN"}


def chosen_tracker(
    asked: TrackerName | None, settings: Settings, environment: Mapping[str, str]
) -> TrackerName:
    """The tracker that was asked for; else the one that onboardgen.yaml names, and of several the
    one of the CI that the run is in; else `local`.

    Raises UsageError where several are named and nothing tells which one is meant.
    """
    if asked is not None:
        return asked
    named = [name for name in TRACKERS if getattr(settings.tracker, name) is not None]
    if len(named) <= 1:
        return named[0] if named else "local"
    for name, variable in CI_VARIABLES.items():
        if environment.get(variable) == "true" and name in named:
            return name
    raise UsageError(
        f"onboardgen.yaml names several trackers: {', '.join(named)}.",
        "Say which one with --tracker.",
    )


def opened(
    name: TrackerName,
    root: Path,
    settings: Settings,
    environment: Mapping[str, str],
    clock: Clock,
) -> tuple[Tracker, AbstractContextManager[object]]:
    """The tracker, and what has to be closed after it was used.

    Raises UsageError where nothing says which repository, TrackerFailure without a token.
    """
    if name == "local":
        directory = settings.tracker.local.directory if settings.tracker.local else DIRECTORY
        return Local(root, directory), nullcontext()
    repository = _repository(name, settings, environment)
    token = _token(name, environment)
    http = Http(Pace(clock))
    if name == "github":
        base = environment.get("GITHUB_API_URL") or GITHUB_API
        return GitHub(base, repository, token, http), http
    base = environment.get("CI_API_V4_URL") or GITLAB_API
    return GitLab(base, repository, token, http), http


def _repository(name: TrackerName, settings: Settings, environment: Mapping[str, str]) -> str:
    kept = settings.tracker.github if name == "github" else settings.tracker.gitlab
    variable = "GITHUB_REPOSITORY" if name == "github" else "CI_PROJECT_PATH"
    repository = kept.repository if kept else environment.get(variable, "")
    if not repository:
        raise UsageError(
            f"Nothing says in which repository of {name} the issues are.",
            f"Add it to onboardgen.yaml: `tracker: {{{name}: {{repository: GROUP/NAME}}}}`.",
        )
    return repository


def _token(name: TrackerName, environment: Mapping[str, str]) -> Token:
    for variable in (TOKEN, _TOKENS[name]):
        if environment.get(variable):
            return token_from(environment[variable], variable)
    raise TrackerFailure(
        f"There is no token for {name}.",
        f"Put one into the environment variable {TOKEN} or {_TOKENS[name]}. "
        "To try it without an account: `--tracker local`.",
    )
