"""The workspace: the nearest directory, upwards, that holds `onboardgen.yaml`."""

from __future__ import annotations

import os
import posixpath
import re
import secrets
import stat
import unicodedata
from pathlib import Path
from typing import Final

from onboardgen.errors import EnvironmentFailure, UsageError

SETTINGS_FILE = "onboardgen.yaml"
PLANS = "plans"
DEFAULT_OUT = "_site"
_OF_GIT: Final = "belongs to Git, or to the host of the repository"
_READ: Final = "is what onboardgen reads"
_TAKEN: Final = {
    **dict.fromkeys((".git", ".github", ".gitlab"), _OF_GIT),
    **dict.fromkeys((PLANS, "schemas", "theme"), _READ),
    DEFAULT_OUT: "is what is published",
}
"""What directories at the top of a workspace are, as the end of a sentence."""
_OWN_FILES: Final = ".onboardgen"
_KEPT: Final = frozenset({"cache", "state"})
_KEYS: Final = ("root", "portal-keys")
"""How the names of key files begin, which stand beside them."""
_ABSOLUTE: Final = re.compile(r"/|[A-Za-z]:")


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


def why_unfit(directory: str) -> str | None:
    """Why files may not be put into a directory that the settings name, relative to the workspace:
    the end of a sentence that begins with it. None where they may."""
    path = posixpath.normpath(directory.replace("\\", "/"))
    steps = [_as_systems_compare(step) for step in path.split("/")]
    if _ABSOLUTE.match(path) or steps[0] == "..":
        return "is not inside the workspace"
    if path == ".":
        return "is the workspace itself"
    if ".git" in steps:
        return _OF_GIT
    if steps[0] == _OWN_FILES and _is_kept(*steps[1:2]):
        return "is where onboardgen keeps keys and caches"
    return _TAKEN.get(steps[0])


def _is_kept(name: str | None = None) -> bool:
    """Whether onboardgen keeps something of that name below `.onboardgen/`, or all of it."""
    return name is None or name in _KEPT or name.startswith(_KEYS)


def _as_systems_compare(step: str) -> str:
    """A name as file systems may take it: without case, invisible marks, ends and streams."""
    seen = "".join(each for each in step if unicodedata.category(each) != "Cf")
    return seen if seen == ".." else seen.partition(":")[0].rstrip(" .").casefold()


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
