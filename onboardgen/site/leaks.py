"""The leak test: everything sealed is ours, everything else says nothing about the workspace."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onboardgen.access.envelope import EnvelopeBroken, parse_envelope
from onboardgen.access.portal_keys import PORTAL_ID, PortalKey
from onboardgen.access.secret import Secret
from onboardgen.site.front import FRONT, NOT_FOUND, ROBOTS
from onboardgen.site.needles import Needles, WorkspaceString, needles
from onboardgen.site.opening import OpenedPortal, open_portal, take_apart
from onboardgen.site.sealing import AS_OF, PAGE
from onboardgen.site.surfaces import TooMuchToRead, inflated_text, surfaces
from onboardgen.site.writer import OBJECT

TOP_FILES = frozenset({ROBOTS, FRONT, NOT_FOUND})
_PACKED = re.compile(rb'(?<=<script type="text/plain" id="packed">)[A-Za-z0-9+/]*={0,2}(?=<)')


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """What is wrong in a file of the site.

    `file` is relative to the site (posix), `form` says how it stands there (`plain`, `base64 >
    gzip`, `sha256 digest`, `file name`) or what is not proven (`sealed region`, `shell`,
    `unexpected file`); `what` names the string and its source, or the failure.
    """

    file: str
    form: str
    what: str


@dataclass(frozen=True, slots=True)
class KnownPortal:
    """A portal of this workspace: its key, and S of every grant that may have a slot in it."""

    key: PortalKey
    secrets: tuple[Secret, ...] = ()


@dataclass(frozen=True, slots=True)
class Inspection:
    """The leaks of a site in order of file, and the portals that were opened to find them."""

    leaks: tuple[Leak, ...]
    opened: tuple[OpenedPortal, ...] = field(default=(), repr=False)


def inspect(
    site: Path,
    *,
    strings: Iterable[WorkspaceString],
    portals: Iterable[KnownPortal],
    declared: Iterable[str] = (),
    shell: bytes | None = None,
    unfolded: bytes = b"",
) -> Inspection:
    """Every leak of a published site, and what the portals hold for the audience test.

    `strings` are what must not stand outside sealed regions; `declared` are texts that may: the
    organisation's name and the shell as the tool ships it. `shell` is the page without envelope
    that every portal must have; without it they must only have the same. `unfolded` is read in
    place of what stands deflated in that shell. Raises OSError where the site cannot be read.
    """
    known = {portal.key.portal_id: portal for portal in portals}
    files, leaks = _read(site)
    opened: list[OpenedPortal] = []
    proven: set[str] = set()
    shells: dict[tuple[bytes, bytes], str] = {}
    readable: dict[str, bytes] = {}
    for portal_id, names in _by_portal(files).items():
        content = {name: files[f"{portal_id}/{name}"] for name in names}
        portal, found, sound = _prove(known.get(portal_id), portal_id, content)
        leaks += found
        proven.update(f"{portal_id}/{name}" for name in sound)
        if portal is not None:
            opened.append(portal)
        page = take_apart(content.get(PAGE, b""))
        if page is not None and f"{portal_id}/{PAGE}" in proven:
            shells.setdefault((page.before, page.after), f"{portal_id}/{PAGE}")
    leaks += _differing(shells) if shell is None else _foreign(shells, shell)
    readable |= {file: _legible(data) for file, data in files.items() if file not in proven}
    for (before, after), file in shells.items():
        readable[file] = before + b"\n" + after
    readable = {file: _open(data, shell, unfolded) for file, data in readable.items()}
    leaks += _search(readable, [f for f in files if f not in proven], needles(strings, declared))
    return Inspection(tuple(sorted(set(leaks))), tuple(opened))


def _legible(data: bytes) -> bytes:
    """What can be searched of an unproven file: of a page with somebody else's envelope, the rest.

    That the envelope is not ours is told by itself; base64 of noise only costs time.
    """
    page = take_apart(data)
    if page is None:
        return data
    try:
        parse_envelope(page.envelope)
    except EnvelopeBroken:
        return data
    return page.before + b"\n" + page.after


def _open(data: bytes, shell: bytes | None, unfolded: bytes) -> bytes:
    """The data with what stands deflated in it for the page's script: of our shell, `unfolded`."""
    if shell is not None and data.replace(b"\n", b"") == shell.replace(b"\n", b""):
        return _PACKED.sub(b"", data) + unfolded
    return _PACKED.sub(lambda found: inflated_text(found.group()) or found.group(), data)


def _read(site: Path) -> tuple[dict[str, bytes], list[Leak]]:
    """All files of the site by name, and a leak for each that is not expected there.

    What is no plain file counts with what it says: a symbolic link with its target.
    """
    files: dict[str, bytes] = {}
    leaks: list[Leak] = []
    for folder, folders, names in os.walk(site, onerror=_raise):
        folders.sort()
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        hollow = [] if folders or names or Path(folder) == site else ["."]
        for name in sorted([*names, *links, *hollow]):
            path = Path(folder) / name
            file = path.relative_to(site).as_posix()
            files[file], wrong = _content(path, file)
            if wrong:
                leaks.append(Leak(_shown(file), "unexpected file", wrong))
    return files, leaks


def _content(path: Path, file: str) -> tuple[bytes, str]:
    """The bytes of a file, and why it should not be there."""
    if path.is_symlink():
        return os.fsencode(path.readlink()), "it is a symbolic link"
    if not stat.S_ISREG(path.lstat().st_mode):
        return b"", "it is not a plain file"
    return path.read_bytes(), "" if _is_expected(file) else "the build writes none such"


def _raise(failure: OSError) -> None:
    raise failure


def _shown(file: str) -> str:
    return file.encode("utf-8", "replace").decode()


def _is_expected(file: str) -> bool:
    folder, _, name = file.rpartition("/")
    if not folder:
        return name in TOP_FILES
    return bool(PORTAL_ID.fullmatch(folder)) and (
        name in (PAGE, AS_OF) or bool(OBJECT.fullmatch(name))
    )


def _by_portal(files: Iterable[str]) -> dict[str, list[str]]:
    """The expected files in portals' directories, by portal id."""
    found: dict[str, list[str]] = {}
    for file in files:
        folder, _, name = file.partition("/")
        if name and _is_expected(file):
            found.setdefault(folder, []).append(name)
    return found


def _prove(
    known: KnownPortal | None, portal_id: str, files: Mapping[str, bytes]
) -> tuple[OpenedPortal | None, list[Leak], set[str]]:
    """Open one portal: what it holds, what does not open, and the names of what does."""
    if known is None:
        unknown = Leak(f"{portal_id}/{PAGE}", "sealed region", "no portal of this workspace")
        return None, [unknown], set()
    portal, unproven = open_portal(known.key, known.secrets, files)
    leaks = [Leak(f"{portal_id}/{one.file}", "sealed region", one.why) for one in unproven]
    if portal is None:
        return None, leaks, set()
    return portal, leaks, set(files) - {one.file for one in unproven}


def _differing(shells: Mapping[tuple[bytes, bytes], str]) -> list[Leak]:
    """A leak for each page whose shell is not the first one's."""
    first, *others = shells.values() or [""]
    return [Leak(file, "shell", f"it is not the same as in {first}") for file in others]


def _foreign(shells: Mapping[tuple[bytes, bytes], str], shell: bytes) -> list[Leak]:
    """A leak for each page whose shell is not the one that we build."""
    return [
        Leak(file, "shell", "it is not the one that this workspace builds")
        for (before, after), file in shells.items()
        if before + after != shell
    ]


def _search(readable: Mapping[str, bytes], names: list[str], sought: Needles) -> Iterator[Leak]:
    for file, data in readable.items():
        yield from _found(file, data, sought, "")
    for file in names:
        yield from _found(file, os.fsencode(file), sought, "file name")


def _found(file: str, data: bytes, sought: Needles, form: str) -> Iterator[Leak]:
    """Each string found in the data once, in the simplest form it was found in."""
    seen: set[WorkspaceString] = set()
    try:
        for surface in surfaces(data):
            for found_form, string in sought.found_in(surface):
                if string not in seen:
                    seen.add(string)
                    yield Leak(_shown(file), form or found_form, str(string))
    except TooMuchToRead:
        yield Leak(_shown(file), "unexpected file", "it unfolds to more than can be searched")
