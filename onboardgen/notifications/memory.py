"""What was sent: `.onboardgen/state/digests.json`, so that a run after a run sends nothing twice.

Before each single message it is written down that it is being sent, and afterwards that it was.
Whoever is found between the two may have it or not, and is not written to again that day.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import Path
from typing import Any, Final

from onboardgen.errors import EnvironmentFailure
from onboardgen.workspace import replace_file

STATE: Final = ".onboardgen/state"
FILE: Final = "digests.json"
FORMAT: Final = "onboardgen.digests/1"
LARGEST: Final = 256 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a reader was last told by one channel. `weekly` is the day of the last weekly digest,
    also of one that had nothing to say, `mail` that of the last message; `workable` and `overdue`
    hold what was so then, `commit` what the history ended in; `id` is the last message's."""

    weekly: Day | None = None
    mail: Day | None = None
    workable: frozenset[str] = frozenset()
    overdue: frozenset[str] = frozenset()
    commit: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """A message that was about to be sent, and of which nothing more is known."""

    day: Day
    id: str


Key = tuple[str, str]
"""Reader and channel."""


@dataclass(slots=True)
class Memory:
    """All that is remembered. `lost` says that there is a file which cannot be understood."""

    told: dict[Key, Told] = field(default_factory=dict)
    sending: dict[Key, Sending] = field(default_factory=dict)
    lost: bool = False


def read_memory(root: Path) -> Memory:
    """What is remembered; an empty memory where there is none. Never follows a link."""
    try:
        content = _read(root / STATE / FILE)
    except FileNotFoundError:
        return Memory()
    except OSError:
        return Memory(lost=True)
    try:
        return _memory(json.loads(content))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Memory(lost=True)


def _read(path: Path) -> bytes:
    """The bytes of a plain file of sane size; none of anything else. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            return b""
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


def write_memory(root: Path, memory: Memory) -> None:
    """Put the memory down, whole or not at all.

    Raises EnvironmentFailure where it cannot be written: nothing may be sent then.
    """
    directory = root / STATE
    _refuse_links(root, directory)
    content = {"format": FORMAT, "readers": _document(memory)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as failure:
        raise EnvironmentFailure(
            f"{STATE} cannot be made: {failure.strerror}.",
            "What was sent is remembered there. Make it writable, and run it again.",
        ) from failure
    replace_file(directory / FILE, text.encode() + b"\n")


@contextlib.contextmanager
def only_sender(root: Path) -> Iterator[None]:
    """Be the only run that sends.

    Raises EnvironmentFailure while another run of the same workspace is sending.
    """
    directory = root / STATE
    _refuse_links(root, directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (directory / "digests.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as failure:
            raise EnvironmentFailure(
                "Another run is sending digests just now.", "Wait until it has ended."
            ) from failure
        yield


def _refuse_links(root: Path, directory: Path) -> None:
    if not directory.resolve().is_relative_to(root.resolve()):
        raise EnvironmentFailure(
            f"{STATE} is a link that leaves the workspace.", "Make it a plain directory."
        )


def _document(memory: Memory) -> dict[str, dict[str, object]]:
    readers: dict[str, dict[str, object]] = {}
    for reader, channel in sorted(memory.told.keys() | memory.sending.keys()):
        entry: dict[str, object] = {}
        if told := memory.told.get((reader, channel)):
            entry |= _told_document(told)
        if sending := memory.sending.get((reader, channel)):
            entry["sending"] = {"day": sending.day.isoformat(), "id": sending.id}
        readers.setdefault(reader, {})[channel] = entry
    return readers


def _told_document(told: Told) -> dict[str, object]:
    return {
        "weekly": told.weekly.isoformat() if told.weekly else None,
        "mail": told.mail.isoformat() if told.mail else None,
        "workable": sorted(told.workable),
        "overdue": sorted(told.overdue),
        "commit": told.commit,
        "id": told.id,
    }


def _memory(document: Mapping[str, Any]) -> Memory:
    """Raises ValueError, TypeError, KeyError or AttributeError where it is not such a document."""
    if document["format"] != FORMAT:
        raise ValueError
    memory = Memory()
    for reader, channels in document["readers"].items():
        for channel, entry in channels.items():
            key = (reader, channel)
            if "workable" in entry:
                memory.told[key] = _told(entry)
            if "sending" in entry:
                sending = entry["sending"]
                memory.sending[key] = Sending(Day.fromisoformat(sending["day"]), str(sending["id"]))
    return memory


def _told(entry: Mapping[str, Any]) -> Told:
    return Told(
        weekly=_day(entry["weekly"]),
        mail=_day(entry["mail"]),
        workable=frozenset(map(str, entry["workable"])),
        overdue=frozenset(map(str, entry["overdue"])),
        commit=entry["commit"] if isinstance(entry["commit"], str) else None,
        id=entry["id"] if isinstance(entry["id"], str) else None,
    )


def _day(text: str | None) -> Day | None:
    return None if text is None else Day.fromisoformat(text)
