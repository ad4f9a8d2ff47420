"""`doctor`: the tracker that issues go to, and the workflows that put them there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from onboardgen.errors import OnboardgenError
from onboardgen.model.settings import Settings
from onboardgen.trackers import github, gitlab
from onboardgen.trackers.http import Http, Token, token_from
from onboardgen.trackers.local import DIRECTORY
from onboardgen.trackers.standing import GitHubRepository, GitLabProject, Scheduled, Standing
from onboardgen.workflows.diagnosis import Line

Forge = Literal["github", "gitlab"]

GITHUB_WORKFLOWS: Final = ".github/workflows"
GITLAB_FILE: Final = ".gitlab-ci.yml"
TASKS: Final[Mapping[str, re.Pattern[str]]] = {
    "checks changes": re.compile(
        r"\brun: check\b|onboardgen check\b|onboardgen\.(yml|gitlab-ci\.yml)\b"
    ),
    "publishes portals": re.compile(
        r"\brun: portals\b|onboardgen build\b|onboardgen\.gitlab-ci\.yml\b"
    ),
    "keeps issues": re.compile(
        r"\brun: deadlines\b|issues apply\b|onboardgen\.(yml|gitlab-ci\.yml)\b"
    ),
}
"""What CI is for, and how a file shows that it does it."""
HOW_TO: Final = {
    "checks changes": "check-in-ci",
    "publishes portals": "publish",
    "keeps issues": "run-in-github",
}
STATE: Final = ".onboardgen/state"
SLEEPS_AFTER: Final = timedelta(days=60)
"""After so long without a commit GitHub stops the schedules of a public repository."""
SOON: Final = timedelta(days=45)
STALE: Final = timedelta(days=5)
"""A run on business days is never longer ago than this."""


def tracker_token(environment: Mapping[str, str], forge: Forge) -> Token | None:
    """The token to work with issues. Raises TrackerFailure where it can be none."""
    own = "GITHUB_TOKEN" if forge == "github" else "GITLAB_TOKEN"
    for name in ("ONBOARDGEN_TRACKER_TOKEN", own):
        if environment.get(name, "").strip():
            return token_from(environment[name], name)
    return None


def look_at_tracker(
    settings: Settings, environment: Mapping[str, str], http: Http | None
) -> Iterator[Line]:
    """Whether issues can be kept where the settings say. Without `http` nobody is asked."""
    tracker = settings.tracker
    if tracker.local is not None:
        yield Line("tracker", "ok", f"Issues are files in {tracker.local.directory}/.")
    for forge, place in (("github", tracker.github), ("gitlab", tracker.gitlab)):
        if place is not None:
            yield from _of_forge(forge, place.repository, environment, http)  # type: ignore[arg-type]
    if not (tracker.github or tracker.gitlab or tracker.local):
        yield Line(
            "tracker",
            "warning",
            f"No tracker is named, so issues are files in {DIRECTORY}/, which few people read.",
            "Write `tracker: {github: {repository: OWNER/NAME}}` into onboardgen.yaml.",
        )


def look_at_workflows(
    root: Path,
    settings: Settings,
    environment: Mapping[str, str],
    http: Http | None,
    *,
    last_commit: datetime | None,
    now: datetime,
) -> Iterator[Line]:
    """Whether CI does its three tasks, and still does."""
    files = workflow_files(root)
    if not files:
        yield Line(
            "workflows",
            "warning",
            "No workflow runs onboardgen, so nothing is noticed by itself.",
            "See docs/how-to/run-in-github.md or run-in-gitlab.md.",
        )
        return
    for task, pattern in TASKS.items():
        doing = [name for name, text in files if pattern.search(text)]
        if doing:
            yield Line("workflows", "ok", f"{doing[0]} {task}.")
        else:
            hint = f"docs/how-to/{HOW_TO[task]}.md shows a workflow."
            yield Line("workflows", "warning", f"No workflow {task}.", hint)
    on_github = any(name.startswith(GITHUB_WORKFLOWS) for name, _ in files)
    if on_github and last_commit is not None and now - last_commit > SOON:
        yield _idle(now - last_commit)
    yield from _freshness(root, settings, environment, http, files, now)


def workflow_files(root: Path) -> tuple[tuple[str, str], ...]:
    """Name and text of the files of CI that mention onboardgen."""
    paths = [*sorted((root / GITHUB_WORKFLOWS).glob("*.y*ml")), root / GITLAB_FILE]
    read = (
        (path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="replace"))
        for path in paths
        if path.is_file()
    )
    return tuple(
        (name, text)
        for name, text in read
        if "onboardgen" in text or any(pattern.search(text) for pattern in TASKS.values())
    )


def _of_forge(
    forge: Forge, repository: str, environment: Mapping[str, str], http: Http | None
) -> Iterator[Line]:
    name = "GitHub" if forge == "github" else "GitLab"
    own = "GITHUB_TOKEN" if forge == "github" else "GITLAB_TOKEN"
    try:
        token = tracker_token(environment, forge)
        if token is None:
            yield Line(
                "tracker",
                "warning",
                f"Issues go to {repository} on {name}, and there is no token here.",
                f"Set ONBOARDGEN_TRACKER_TOKEN (or {own}) where `issues apply` runs.",
            )
        elif http is None:
            yield Line("tracker", "ok", f"Issues go to {repository} on {name}; not asked.")
        else:
            yield from _standing(forge, repository, _ask(forge, repository, environment, http))
    except OnboardgenError as failure:
        yield Line("tracker", "problem", failure.message, failure.hint)


def _ask(forge: Forge, repository: str, environment: Mapping[str, str], http: Http) -> Standing:
    token = tracker_token(environment, forge)
    assert token is not None  # noqa: S101  # the caller has looked
    if forge == "github":
        base = environment.get("GITHUB_API_URL") or github.BASE
        return GitHubRepository(base, repository, token, http).standing()
    base = environment.get("CI_API_V4_URL") or gitlab.BASE
    return GitLabProject(base, repository, token, http).standing()


def _standing(forge: Forge, repository: str, found: Standing) -> Iterator[Line]:
    if found.is_archived:
        yield Line(
            "tracker",
            "problem",
            f"{found.name} is archived: nothing can be written there.",
            "Name another repository under `tracker` in onboardgen.yaml.",
        )
    elif not found.has_issues:
        yield Line(
            "tracker",
            "problem",
            f"Issues are switched off in {found.name}.",
            "Switch them on in its settings.",
        )
    elif found.may_label is False:
        yield Line(
            "tracker",
            "problem",
            f"The token may not label or assign in {found.name}; issues could not be found again.",
            "Give it the right `issues: write`."
            if forge == "github"
            else "Give it the role Reporter and the scope `api`.",
        )
    else:
        yield Line("tracker", "ok", f"Issues can be kept in {found.name}.")
    if not repository.isdigit() and found.name.casefold() != repository.casefold():
        yield Line(
            "tracker",
            "problem",
            f"{repository} is called {found.name} now, and nothing is written to the old name.",
            f"Write {found.name} into tracker.{forge}.repository in onboardgen.yaml.",
        )


def _idle(idle: timedelta) -> Line:
    asleep = idle > SLEEPS_AFTER
    return Line(
        "workflows",
        "problem" if asleep else "warning",
        f"The last commit is {idle.days} days old. GitHub stops the schedules of a public "
        f"repository after {SLEEPS_AFTER.days} days without one, and says nothing.",
        "Look under Actions whether they are off, switch them on, and commit."
        if asleep
        else "Commit something before that.",
    )


def _freshness(
    root: Path,
    settings: Settings,
    environment: Mapping[str, str],
    http: Http | None,
    files: Sequence[tuple[str, str]],
    now: datetime,
) -> Iterator[Line]:
    """When issues were last kept by schedule: the forge knows best, else what runs remember."""
    keeping = [name for name, text in files if TASKS["keeps issues"].search(text)]
    if not keeping:
        return
    try:
        asked = _scheduled(settings, environment, http, keeping[0])
    except OnboardgenError as failure:
        yield Line("workflows", "warning", failure.message, failure.hint)
        return
    if isinstance(asked, Line):
        yield asked
    elif asked is not None:
        yield from _of_schedule(asked, now)
    else:
        yield _remembered(root, now)


def _scheduled(
    settings: Settings, environment: Mapping[str, str], http: Http | None, path: str
) -> Scheduled | Line | None:
    """What the forge says; None where it is not asked or does not say."""
    if http is None:
        return None
    if path == GITLAB_FILE:
        return _gitlab_schedule(settings, environment, http)
    place = settings.tracker.github
    repository = environment.get("GITHUB_REPOSITORY") or (place.repository if place else "")
    token = tracker_token(environment, "github")
    if token is None or not repository:
        return None
    base = environment.get("GITHUB_API_URL") or github.BASE
    return GitHubRepository(base, repository, token, http).scheduled(path)


def _gitlab_schedule(settings: Settings, environment: Mapping[str, str], http: Http) -> Line | None:
    place = settings.tracker.gitlab
    project = environment.get("CI_PROJECT_ID") or (place.repository if place else "")
    token = tracker_token(environment, "gitlab")
    if token is None or not project:
        return None
    base = environment.get("CI_API_V4_URL") or gitlab.BASE
    active = GitLabProject(base, project, token, http).has_schedule()
    if active is None:
        return None
    if active:
        return Line("workflows", "ok", "A pipeline schedule is active.")
    return Line(
        "workflows",
        "problem",
        "No pipeline schedule is active, so nothing is noticed by itself.",
        "Make one under Build, Pipeline schedules: docs/how-to/run-in-gitlab.md.",
    )


def _of_schedule(found: Scheduled, now: datetime) -> Iterator[Line]:
    if found.state != "active":
        why = " after 60 days without a commit" if found.state == "sleeping" else ""
        yield Line(
            "workflows",
            "problem",
            f"GitHub has switched off the schedule of {found.path}{why}.",
            "Switch it on again under Actions.",
        )
    elif found.last_run is None:
        yield Line(
            "workflows",
            "warning",
            f"{found.path} has not run by schedule yet.",
            "Look again tomorrow, or run it by hand under Actions.",
        )
    else:
        yield _last_run(f"{found.path} ran by schedule", found.last_run, now)


def _remembered(root: Path, now: datetime) -> Line:
    files = [path for path in (root / STATE).glob("*") if path.is_file()]
    if not files:
        return Line(
            "workflows",
            "ok",
            "Whether the schedule still runs is not known here.",
            "With a token this asks the forge: set GITHUB_TOKEN and GITHUB_REPOSITORY.",
        )
    last = datetime.fromtimestamp(max(path.stat().st_mtime for path in files), UTC)
    return _last_run("Issues or digests were last seen to here", last, now)


def _last_run(what: str, when: datetime, now: datetime) -> Line:
    days = (now - when).days
    told = f"{what} on {when.astimezone(UTC):%Y-%m-%d}."
    if now - when <= STALE:
        return Line("workflows", "ok", told)
    return Line(
        "workflows",
        "warning",
        f"{told} That is {days} days ago.",
        "Look at the last runs: one may have failed, or the schedule is off.",
    )
