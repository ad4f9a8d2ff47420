"""Stretched secrets on disk, one file per portal below `.onboardgen/cache/slots/`.

The file holds sealed bytes only. Whatever is wrong with it is as if it were not there.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from onboardgen.access.cache_files import CACHE, read_cache_file, write_cache_file

FORMAT = "onboardgen.slots/1"


def slot_cache_directory(workspace: Path) -> Path:
    return workspace / CACHE / "slots"


def read_boxes(directory: Path, portal_id: str) -> dict[str, bytes]:
    """The kept boxes of a portal by grant id; none where the file is missing or damaged."""
    try:
        document = json.loads(read_cache_file(directory, f"{portal_id}.json") or b"")
        if document["format"] != FORMAT:
            return {}
        return {
            str(grant): base64.b64decode(box, validate=True)
            for grant, box in document["stretched"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def write_boxes(directory: Path, portal_id: str, boxes: Mapping[str, bytes]) -> None:
    """Keep the boxes for the next build."""
    document = {
        "format": FORMAT,
        "stretched": {grant: base64.b64encode(box).decode() for grant, box in boxes.items()},
    }
    content = json.dumps(document, sort_keys=True).encode()
    write_cache_file(directory, f"{portal_id}.json", content)
