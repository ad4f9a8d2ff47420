"""When each customer's files last changed, where there is a history that can tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from pathlib import Path

from onboardgen.errors import EnvironmentFailure
from onboardgen.workflows.history import last_touched_days

Touched = Mapping[str, Day]
"""The day of the last commit that changed a file of each customer, by slug."""


def last_touched(root: Path) -> Touched:
    """What the history at `root` says; nothing outside Git and in a shallow clone."""
    try:
        return last_touched_days(root)
    except EnvironmentFailure:
        return {}
