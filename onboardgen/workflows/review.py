"""`diff --comment`: the report as the one comment of ours under the pull request of this run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.trackers import github, gitlab
from onboardgen.trackers.http import Http, Token, token_from
from onboardgen.trackers.pace import Clock, Pace
from onboardgen.trackers.review import (
    GitHubPullRequest,
    GitLabMergeRequest,
    Outcome,
    Review,
    keep_remark,
)

TOKEN: Final = "ONBOARDGEN_TRACKER_TOKEN"  # noqa: S105
_PULL_REF: Final = re.compile(r"refs/pull/(\d+)/\w+")


@dataclass(frozen=True, slots=True)
class Commented:
    """What became of the comment, and where: `owner/name#12`."""

    place: str
    outcome: Outcome


def comment_on_review(
    environment: Mapping[str, str], marker: str, body: str, *, is_needed: bool, clock: Clock
) -> Commented:
    """Keep our comment under the pull request or merge request that this run is for.

    Raises UsageError where it is for none, EnvironmentFailure where there is no token or the forge
    cannot be worked with. A token without the right to comment is no failure.
    """
    with Http(Pace(clock)) as http:
        review = _review(environment, http)
        if review is None:
            number = environment.get("CI_MERGE_REQUEST_IID", "")
            return Commented(f"!{number}", "not_allowed")
        outcome = keep_remark(review, marker, body, is_needed=is_needed)
        return Commented(review.place, outcome)


def _review(environment: Mapping[str, str], http: Http) -> Review | None:
    """The request of this run; None where it is a fork's on GitLab and has no token."""
    iid = environment.get("CI_MERGE_REQUEST_IID", "")
    if iid.isdigit():
        return _merge_request(environment, int(iid), http)
    repository, number = environment.get("GITHUB_REPOSITORY", ""), pull_request_of(environment)
    if not repository or number is None:
        raise UsageError(
            "This run is for no pull request or merge request, so there is nothing to comment on.",
            "Run `onboardgen diff --comment` in a workflow for pull requests, or leave --comment "
            "out.",
        )
    base = environment.get("GITHUB_API_URL") or github.BASE
    token = _token(environment, "GITHUB_TOKEN")
    if token is None:
        raise _no_token("GITHUB_TOKEN")
    return GitHubPullRequest(base, repository, number, token, http)


def _merge_request(environment: Mapping[str, str], number: int, http: Http) -> Review | None:
    project = environment.get("CI_MERGE_REQUEST_PROJECT_ID") or environment.get("CI_PROJECT_ID", "")
    token = _token(environment, "GITLAB_TOKEN")
    if token is None:
        if environment.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", project) != project:
            return None
        raise _no_token("GITLAB_TOKEN")
    base = environment.get("CI_API_V4_URL") or gitlab.BASE
    return GitLabMergeRequest(base, project, number, token, http)


def pull_request_of(environment: Mapping[str, str]) -> int | None:
    """The number of the pull request that a run of GitHub Actions is for, from its event, else
    from its ref."""
    found = _PULL_REF.fullmatch(environment.get("GITHUB_REF", ""))
    try:
        event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())
        number = event["pull_request"]["number"]
    except (KeyError, TypeError, OSError, ValueError):
        number = None
    return number if isinstance(number, int) else int(found[1]) if found else None


def _token(environment: Mapping[str, str], own: str) -> Token | None:
    for name in (TOKEN, own):
        if environment.get(name, "").strip():
            return token_from(environment[name], name)
    return None


def _no_token(name: str) -> EnvironmentFailure:
    return EnvironmentFailure(
        "There is no token to comment with.",
        f"Give this step the variable {name} (or {TOKEN}).",
    )
