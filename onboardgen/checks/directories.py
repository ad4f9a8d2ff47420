"""Directories that the settings name for files: none that is read as something else."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.findings import Finding, Place
from onboardgen.loading.words import shown
from onboardgen.model.access import Access
from onboardgen.model.settings import Settings
from onboardgen.workspace import why_unfit


def named_directories_are_free(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG414 for the directories of issues and of digests."""
    folder = settings.tracker.local
    if folder:
        yield from _unfit("tracker.local.directory", folder.directory, folder.at)
    ours = settings.notifications
    if ours.directory is not None:
        yield from _unfit("notifications.directory", ours.directory, ours.at)


def _unfit(name: str, directory: str, at: Place) -> Iterator[Finding]:
    why = why_unfit(directory)
    if why:
        yield Finding(
            codes.UNFIT_DIRECTORY,
            f"`{name}` is {shown(directory)}, which {why}.",
            at.value("directory"),
            "Name a directory of its own, such as outbox or .onboardgen/issues.",
        )
