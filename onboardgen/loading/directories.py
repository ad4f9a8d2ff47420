"""Listing and reading below the workspace, and nowhere else.

Names that cannot be used, links that lead outside, things that are neither file nor directory and
what cannot be read become findings. Hidden entries are passed over. Everything is sorted.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from onboardgen.codes import BAD_NAME, LEADS_OUTSIDE, UNREADABLE
from onboardgen.findings import Finding, Location
from onboardgen.loading.yaml_reader import too_large

_FORBIDDEN_KINDS: Final = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_DIRECTION_MARKS: Final = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_CHUNK: Final = 1024 * 1024
_VANISHED_HINT: Final = "Run again once nothing else changes the workspace."


@dataclass(frozen=True, slots=True)
class Entry:
    """A usable file or directory: its name, its path in the workspace, and where it really is."""

    name: str
    path: str
    real: str
    is_directory: bool
    is_link: bool = False


class Origin(Protocol):
    """Where a workspace is read from: the disk, or a revision."""

    def top(self) -> Entry:
        """The workspace itself as a directory to list."""

    def list_directory(self, boundary: str, directory: Entry) -> Listing:
        """The entries of a directory, by name; links may lead to what stands below `boundary`."""

    def read_chunks(self, entry: Entry, limit: int) -> Iterator[bytes | Finding]:
        """The bytes of a file piece by piece; a Finding, where there is one, is the last."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a directory holds: entries to use, names that were refused, and why.

    Links in it and below it may lead to what stands below `boundary`.
    """

    boundary: str = ""
    entries: tuple[Entry, ...] = ()
    refused: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    @property
    def files(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if not entry.is_directory)

    @property
    def directories(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.is_directory)

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.refused


@dataclass(frozen=True, slots=True)
class Disk:
    """The Origin of a workspace as it stands on disk."""

    root: Path

    def top(self) -> Entry:
        return Entry("", "", os.path.realpath(self.root), is_directory=True)

    def list_directory(self, boundary: str, directory: Entry) -> Listing:
        return list_directory(boundary, directory)

    def read_chunks(self, entry: Entry, limit: int) -> Iterator[bytes | Finding]:
        return read_chunks(entry, limit)


def list_directory(boundary: str, directory: Entry) -> Listing:
    """The entries of a directory, by name.

    Links may lead to what stands below `boundary`, a directory as a path without any link in it.
    """
    try:
        with os.scandir(directory.real) as found:
            listed = sorted((each for each in found if each.name[0] != "."), key=lambda e: e.name)
    except OSError as error:
        return Listing(boundary, findings=(unreadable(directory.path, error, what="directory"),))
    entries, refused, findings = [], set(), []
    for each in listed:
        outcome = _entry(boundary, directory, each)
        if isinstance(outcome, Entry):
            entries.append(outcome)
        else:
            refused.add(each.name)
            findings.append(outcome)
    return Listing(boundary, tuple(entries), frozenset(refused), tuple(findings))


def shown(name: str) -> str:
    """A name that can be printed anywhere: odd bytes and invisible characters as escapes."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(each if _can_be_shown(each) else f"\\u{ord(each):04x}" for each in text)


def read_file(origin: Origin, entry: Entry, limit: int) -> bytes | Finding:
    """All bytes of a file of at most `limit` bytes."""
    chunks = []
    for chunk in origin.read_chunks(entry, limit):
        if isinstance(chunk, Finding):
            return chunk
        chunks.append(chunk)
    return b"".join(chunks)


def read_chunks(entry: Entry, limit: int) -> Iterator[bytes | Finding]:
    """The bytes of a file piece by piece; a Finding, where there is one, is the last."""
    try:
        yield from _open_and_read(entry, limit)
    except OSError as error:
        yield unreadable(entry.path, error)


def unreadable(path: str, error: OSError, what: str = "file") -> Finding:
    """The finding for a file or directory the system will not give."""
    if isinstance(error, FileNotFoundError):
        message, hint = f"The {what} vanished while it was read.", _VANISHED_HINT
    else:
        reason = (error.strerror or type(error).__name__).lower()
        message, hint = f"The {what} cannot be read: {reason}.", "Check its owner and permissions."
    return Finding(UNREADABLE, message, Location(path), hint)


def _open_and_read(entry: Entry, limit: int) -> Iterator[bytes | Finding]:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    with open(os.open(entry.real, flags), "rb", buffering=0) as file:  # noqa: PTH123
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            yield special(entry.path)
            return
        if status.st_size > limit:
            yield too_large(entry.path, limit)
            return
        left = limit
        while chunk := file.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                yield too_large(entry.path, limit)
                return
            yield chunk


def _entry(boundary: str, directory: Entry, found: os.DirEntry[str]) -> Entry | Finding:
    path = f"{directory.path}/{shown(found.name)}" if directory.path else shown(found.name)
    refused = refused_name(found.name, path)
    if refused:
        return refused
    entry = Entry(found.name, path, f"{directory.real}/{found.name}", is_directory=False)
    try:
        if found.is_symlink():
            return _linked(boundary, entry)
        if found.is_dir(follow_symlinks=False):
            return replace(entry, is_directory=True)
        return entry if found.is_file(follow_symlinks=False) else special(path)
    except OSError as error:
        return unreadable(path, error)


def _linked(boundary: str, entry: Entry) -> Entry | Finding:
    """What a symbolic link points at, provided that it stays below the boundary."""
    real = os.path.realpath(entry.real)
    if os.path.commonpath((boundary, real)) != boundary:
        return leads_outside(entry.path, "points outside")
    if any(step.startswith(".") for step in Path(real).relative_to(boundary).parts):
        return leads_outside(entry.path, "points at something hidden")
    with suppress(FileNotFoundError):
        return _of_kind(replace(entry, real=real, is_link=True), os.lstat(real).st_mode)
    return leads_nowhere(entry.path)


def _of_kind(entry: Entry, mode: int) -> Entry | Finding:
    if stat.S_ISDIR(mode):
        return replace(entry, is_directory=True)
    return entry if stat.S_ISREG(mode) else special(entry.path)


def leads_outside(path: str, message: str) -> Finding:
    """The finding for a symbolic link that is not followed."""
    hint = "Put a copy in its place. Links may stay inside one customer's directory."
    return Finding(LEADS_OUTSIDE, f"The symbolic link {message}.", Location(path), hint)


def leads_nowhere(path: str) -> Finding:
    """The finding for a symbolic link whose target is not there."""
    message = "The symbolic link points at nothing."
    return Finding(UNREADABLE, message, Location(path), "Restore its target or delete it.")


def special(path: str) -> Finding:
    """The finding for a device, a pipe or whatever else cannot be read to its end."""
    message = "It is neither a file nor a directory."
    return Finding(UNREADABLE, message, Location(path), "Put a regular file in its place.")


def refused_name(name: str, path: str) -> Finding | None:
    """The finding for a file or directory whose name cannot be used."""
    problem = _bad_name(name)
    return (
        Finding(BAD_NAME, f"The name {problem}.", Location(path), "Rename it.") if problem else None
    )


def _bad_name(name: str) -> str | None:
    if any("\udc80" <= each <= "\udcff" for each in name):
        return "holds bytes that are not UTF-8"
    if not all(map(_can_be_shown, name)):
        return "holds invisible characters"
    if "\\" in name:
        return "holds a backslash"
    return "begins with “-”" if name.startswith("-") else None


def _can_be_shown(character: str) -> bool:
    return character.isalnum() or (
        unicodedata.category(character) not in _FORBIDDEN_KINDS
        and character not in _DIRECTION_MARKS
    )
