"""The workspace: the nearest directory, upwards, that holds `onboardgen.yaml`."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from onboardgen.errors import EnvironmentFailure, UsageError

SETTINGS_FILE = "onboardgen.yaml"
PLANS = "plans"
DEFAULT_OUT = "_site"


def find_workspace(start: Path) -> Path:
    """The root of the workspace that `start` stands in, as an absolute path.

    Raises UsageError where neither `start` nor a parent holds `onboardgen.yaml`.
    """
    start = start.resolve()
    for directory in (start, *start.parents):
        if (directory / SETTINGS_FILE).is_file():
            return directory
    raise UsageError(
        f"No {SETTINGS_FILE} here or in any directory above.",
        "Change into a workspace, or name one with --workspace DIR.",
    )


def customer_slugs(root: Path) -> tuple[str, ...]:
    """The names of the customers' directories, sorted; `_templates` and hidden ones left out."""
    plans = root / PLANS
    if not plans.is_dir():
        return ()
    return tuple(
        sorted(
            entry.name
            for entry in plans.iterdir()
            if entry.is_dir() and not entry.name.startswith(("_", "."))
        )
    )


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file, whole or not at all; a link is followed.

    Raises EnvironmentFailure where the file system refuses.
    """
    target = path.resolve()
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            fresh.chmod(stat.S_IMODE(target.stat().st_mode))
        fresh.replace(target)
    except OSError as failure:
        fresh.unlink(missing_ok=True)
        raise EnvironmentFailure(f"{path} cannot be written: {failure.strerror}.") from failure
