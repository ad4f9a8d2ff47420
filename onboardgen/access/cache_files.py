"""Files of the cache below `.onboardgen/cache/`: sealed by whoever writes them, trusted by nobody.

A cache may come from elsewhere, so nothing in it is followed, waited for or written through. One
that cannot be read or written costs time, nothing else, and so raises nothing.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

CACHE = ".onboardgen/cache"
LARGEST_FILE = 8 << 20


def read_cache_file(directory: Path, name: str) -> bytes | None:
    """The bytes of a plain file of sane size; None for anything else."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        with os.fdopen(os.open(directory / name, flags), "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
                return None
            return file.read()
    except OSError:
        return None


def write_cache_file(directory: Path, name: str, content: bytes) -> None:
    """Put `content` under `name`, whole or not at all, readable by the owner alone."""
    fresh = directory / f".{name}.{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _leads_elsewhere(directory):
            return
        with os.fdopen(os.open(fresh, flags, 0o600), "wb") as file:
            file.write(content)
        fresh.replace(directory / name)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _leads_elsewhere(directory: Path) -> bool:
    """Whether a link stands in the way from `.onboardgen` down: what is written there might be
    published."""
    return any(path.is_symlink() for path in (directory, *list(directory.parents)[:2]))
