"""GitHub and GitLab as all that asks them knows them: how a token is shown, and what refusals mean.

The advice on rights and the setting that names the place differ with what is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onboardgen.trackers.http import Token
from onboardgen.trackers.refusals import Service

REPORTER: Final = "The token needs the scope `api` and the role Reporter in this project."


def github_headers(token: Token) -> Mapping[str, str]:
    return {
        "Authorization": f"Bearer {token.value}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }


def gitlab_headers(token: Token) -> Mapping[str, str]:
    return {"PRIVATE-TOKEN": token.value, "Accept": "application/json"}


def github_service(
    repository: str,
    rights: str,
    *,
    token_variables: str = "ONBOARDGEN_TRACKER_TOKEN or GITHUB_TOKEN",  # noqa: S107
    setting: str = "tracker.github.repository",
) -> Service:
    return Service(
        name="GitHub",
        repository=repository,
        token_variables=token_variables,
        rights=rights,
        switch_on="Switch them on in the repository's settings, under Features.",
        setting=setting,
    )


def gitlab_service(
    project: str, rights: str = REPORTER, *, setting: str = "tracker.gitlab.repository"
) -> Service:
    return Service(
        name="GitLab",
        repository=project,
        token_variables="ONBOARDGEN_TRACKER_TOKEN or GITLAB_TOKEN",  # noqa: S106
        rights=rights,
        switch_on="Switch them on in the project's settings, under General.",
        setting=setting,
    )
