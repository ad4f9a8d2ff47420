"""Serve: previews of all portals on this machine, following the files as they are edited."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import date as Day
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from onboardgen.model.settings import Settings
from onboardgen.server.bell import Bell
from onboardgen.server.preview import preview_server
from onboardgen.server.watcher import OnChange, watched
from onboardgen.workflows.serve_previews import Previews
from onboardgen.workflows.serve_workspace import (
    THEME,
    read_workspace,
    reread_workspace,
)
from onboardgen.workspace import PLANS

DEFAULT_PORT: Final = 8000
Today = Callable[[Settings], Day]


@dataclass(frozen=True, slots=True)
class ServeRequest:
    """What to serve. Port 0 takes any free one; `today` None is today where the organization is,
    also after midnight."""

    root: Path
    port: int = DEFAULT_PORT
    today: Day | None = None


@contextlib.contextmanager
def serving(request: ServeRequest) -> Iterator[str]:
    """Serve previews while it is open; gives the address of their list.

    Raises EnvironmentFailure where the port is taken, files cannot be watched or the packaged
    theme is missing. What is wrong in the workspace is shown in the pages.
    """
    today, bell = _today(request.today), Bell()
    previews = Previews(read_workspace(request.root, today))
    directories = previews.workspace.look.theme.directories
    below = dict.fromkeys((request.root / PLANS, request.root / THEME, *directories))
    with (
        watched(request.root, tuple(below), _follower(previews, bell, today)),
        preview_server(request.port, previews.answer, previews.state, bell) as address,
    ):
        yield address


def _follower(previews: Previews, bell: Bell, today: Today) -> OnChange:
    """Shows the workspace anew after each change. What could not be read is read next time."""
    missed: set[Path] = set()

    def follow(changed: frozenset[Path]) -> None:
        missed.update(changed)
        before = previews.workspace
        try:
            after = reread_workspace(before, frozenset(missed), today)
        except Exception as error:  # noqa: BLE001  shown in the page; the server goes on
            previews.tell_trouble(error)
        else:
            missed.clear()
            previews.show(after)
        bell.ring()

    return follow


def _today(fixed: Day | None) -> Today:
    def today(settings: Settings) -> Day:
        if fixed:
            return fixed
        try:
            zone = ZoneInfo(settings.organization.timezone)
        except (KeyError, ValueError, OSError):  # its finding says so
            return datetime.now(UTC).date()
        return datetime.now(zone).date()

    return today
