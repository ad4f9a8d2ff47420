"""What runs remember of issues, in `.onboardgen/state/issues.json`: numbers that were seen.

Losing it loses nothing that the tracker cannot tell; while it is there, a list that shows less
than before is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from onboardgen.errors import EnvironmentFailure
from onboardgen.trackers.plan import Memory
from onboardgen.workspace import replace_file

PATH: Final = ".onboardgen/state/issues.json"
_FORMAT: Final = "onboardgen.issues-state/1"
_LARGEST: Final = 4 * 1024 * 1024


def read_memory(root: Path) -> tuple[Memory, str | None]:
    """What the workspace at `root` remembers, and a warning where that cannot be read."""
    try:
        path = _inside(root)
        if path.stat().st_size > _LARGEST:
            return Memory(), _lost("it is too large")
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Memory(), None
    except OSError as failure:
        return Memory(), _lost((failure.strerror or "it cannot be read").lower())
    except (ValueError, RecursionError):
        return Memory(), _lost("it is no JSON")
    memory = _memory(document)
    return (memory, None) if memory is not None else (Memory(), _lost("it is of another format"))


def remember(root: Path, memory: Memory, place: str, numbers: Iterable[int]) -> None:
    """Write down what there is at one place; what is known of others stays.

    Raises EnvironmentFailure where the file system refuses.
    """
    places = {**memory.numbers, place: frozenset(numbers)}
    document = {
        "format": _FORMAT,
        "places": {name: sorted(found) for name, found in sorted(places.items())},
    }
    try:
        path = _inside(root)
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        reason = (failure.strerror or "the file system refuses").lower()
        raise EnvironmentFailure(f"{PATH} cannot be written: {reason}.") from failure
    replace_file(path, json.dumps(document, indent=1).encode() + b"\n")


def _inside(root: Path) -> Path:
    """Where the file is. Raises EnvironmentFailure where links lead out of the workspace."""
    path = (root / PATH).resolve()
    if not path.is_relative_to(root.resolve()):
        raise EnvironmentFailure(
            f"{PATH} leads outside the workspace.", "Put a directory in the place of the link."
        )
    return path


def _memory(document: object) -> Memory | None:
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        return None
    places = document.get("places")
    if not isinstance(places, dict):
        return None
    numbers = {}
    for place, found in places.items():
        if not isinstance(found, list) or not all(type(one) is int and one > 0 for one in found):
            return None
        numbers[str(place)] = frozenset(found)
    return Memory(numbers)


def _lost(why: str) -> str:
    return f"{PATH} is passed over: {why}. This run takes the tracker's list as it is."
