"""Stretched secrets on disk, one file per portal below `.onboardgen/cache/slots/`.

The file holds sealed bytes only. Whatever is wrong with it is as if it were not there.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path

CACHE_DIRECTORY = ".onboardgen/cache/slots"
FORMAT = "onboardgen.slots/1"
LARGEST_FILE = 8 << 20


def slot_cache_directory(workspace: Path) -> Path:
    return workspace / CACHE_DIRECTORY


def read_boxes(directory: Path, portal_id: str) -> dict[str, bytes]:
    """The kept boxes of a portal by grant id; none where the file is missing or damaged."""
    try:
        document = json.loads(_plain_file(directory / f"{portal_id}.json"))
        if document["format"] != FORMAT:
            return {}
        return {
            str(grant): base64.b64decode(box, validate=True)
            for grant, box in document["stretched"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_boxes(directory: Path, portal_id: str, boxes: Mapping[str, bytes]) -> None:
    """Keep the boxes for the next build, whole or not at all, readable by the owner alone.

    A cache that cannot be written costs time, nothing else, and so raises nothing.
    """
    document = {
        "format": FORMAT,
        "stretched": {grant: base64.b64encode(box).decode() for grant, box in boxes.items()},
    }
    path = directory / f"{portal_id}.json"
    fresh = directory / f".{portal_id}.{secrets.token_hex(8)}"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(fresh, flags, 0o600), "w", encoding="utf-8") as file:
            json.dump(document, file, sort_keys=True)
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def _plain_file(path: Path) -> bytes:
    """The bytes of a regular file of sane size; a pipe or device is not waited for."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_FILE:
            raise OSError
        return file.read()
