"""The history that portals tell, where the workspace stands in a repository that has one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from onboardgen.audit.event import Event
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.git.repository import find_repository, resolve
from onboardgen.model.settings import Settings
from onboardgen.workflows.history import WorkspaceLog, customer_events, read_workspace_log

Events = tuple[Event, ...]


def portal_log(root: Path, settings: Settings | None) -> WorkspaceLog | None:
    """One pass over Git for all customers; None outside Git, in a shallow clone and before the
    first commit: portals are then made without history."""
    try:
        return read_workspace_log(root, settings)
    except EnvironmentFailure:
        return None


def head_of(root: Path) -> str | None:
    """The latest commit; None where there is none. Says whether a log is still the newest."""
    try:
        return resolve(find_repository(root), "HEAD")
    except (EnvironmentFailure, UsageError):
        return None


def is_shallow(root: Path) -> bool:
    """Whether there is a history that this clone does not hold."""
    try:
        return find_repository(root).is_shallow
    except EnvironmentFailure:
        return False


def history_key(log: WorkspaceLog | None, slug: str) -> str:
    """Equal where the events of the customer are equal; empty where there are none to read."""
    return log.key(slug) if log and slug in log.lineages else ""


def portal_events(log: WorkspaceLog | None, slugs: Collection[str]) -> Mapping[str, Events]:
    """The events of these customers; one that nothing is committed of is not in it.

    Raises EnvironmentFailure where signatures cannot be judged.
    """
    if log is None:
        return {}
    known = [slug for slug in slugs if slug in log.lineages]
    return customer_events(log, known) if known else {}
