"""When each customer's files last changed, by the history of the workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from onboardgen.errors import EnvironmentFailure
from onboardgen.git.log import read_log
from onboardgen.git.repository import find_repository
from onboardgen.model.settings import Settings
from onboardgen.workspace import PLANS

Touched = Mapping[str, datetime]
"""The time of the last commit that changed a file of each customer, by slug."""


def last_touched(root: Path) -> Touched:
    """What the history at `root` says; nothing outside Git and in a shallow clone."""
    try:
        commits = read_log(find_repository(root), below=PLANS)
    except EnvironmentFailure:
        return {}
    found: dict[str, datetime] = {}
    for commit in commits:
        for change in commit.changes:
            slug = change.path.removeprefix(f"{PLANS}/").partition("/")[0]
            found[slug] = max(commit.committed, found.get(slug, commit.committed))
    return found


def touched_on(touched: Touched, slug: str, settings: Settings) -> Day | None:
    """The day of the last change of a customer in the organization's time zone, if it is known."""
    last = touched.get(slug)
    return last.astimezone(ZoneInfo(settings.organization.timezone)).date() if last else None
