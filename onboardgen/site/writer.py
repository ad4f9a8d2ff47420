"""Publication into the output directory, so that a kill at any moment leaves portals that open.

Within a portal: attachments under their opaque names, the page, the as-of file, and only then
the removal of what the new page does not name.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from onboardgen.access.portal_keys import PORTAL_ID
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.site.directory import Directory, is_temporary, opened_directory
from onboardgen.site.front import MARKER, ROBOTS
from onboardgen.site.sealing import AS_OF, PAGE, SealedPortal

OBJECT = re.compile(r"[0-9a-f]{32}\.sealed", re.ASCII)


@dataclass(frozen=True, slots=True)
class Site:
    """An output directory that is ours, held while we write into it."""

    path: Path
    directory: Directory


@dataclass(frozen=True, slots=True)
class Published:
    """What changed in one portal's directory: names written, names removed."""

    portal_id: str
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@contextlib.contextmanager
def opened_site(out: Path, workspace: Path, front: Mapping[str, bytes]) -> Iterator[Site]:
    """Make or take the output directory, keep other builds out of it, and write its front.

    `front` are the files at its top, as `front.front_files` makes them.
    Raises UsageError where `out` cannot be an output directory, EnvironmentFailure where another
    build is writing into it or the file system refuses.
    """
    _refuse_unsuitable(out, workspace)
    with contextlib.ExitStack() as held:
        with _file_system(out):
            out.mkdir(parents=True, exist_ok=True)
            directory = held.enter_context(opened_directory(str(out)))
            _hold(directory, out)
            _refuse_foreign(directory, out)
            directory.write(ROBOTS, front[ROBOTS])
            for name, content in front.items():
                directory.write(name, content)
            _remove(directory, [name for name in directory.names() if is_temporary(name)])
        yield Site(out, directory)


def publish(site: Site, portal: SealedPortal) -> Published:
    """Write one portal; files whose bytes are there already are left alone.

    Raises EnvironmentFailure where its directory is a symbolic link or a file, or the file
    system refuses. What was published before stays openable then.
    """
    names = _checked_names(portal)
    with _file_system(site.path / portal.portal_id):
        site.directory.make(portal.portal_id)
        with site.directory.below(portal.portal_id) as directory:
            written = [
                name for name in names if OBJECT.fullmatch(name)
                and directory.write(name, portal.files[name])
            ]  # fmt: skip
            written += [name for name in (PAGE, AS_OF) if directory.write(name, portal.files[name])]
            stale = [n for n in directory.names() if _is_ours(n) and n not in portal.files]
            _remove(directory, stale)
        return Published(portal.portal_id, tuple(written), tuple(stale))


def prune(site: Site, keep: Collection[str]) -> tuple[str, ...]:
    """Remove the portals that are no longer; only a build of everybody may ask for this.

    The page goes first, so that no page stands without its attachments. What is not ours stays,
    and its directory with it. Returns the portal ids removed or emptied.
    """
    gone = [
        name for name in site.directory.names() if PORTAL_ID.fullmatch(name) and name not in keep
    ]
    for portal_id in gone:
        with _file_system(site.path / portal_id):
            with site.directory.below(portal_id) as directory:
                ours = [name for name in directory.names() if _is_ours(name)]
                _remove(directory, sorted(ours, key=lambda name: (name != PAGE, name)))
                empty = not directory.names()
            if empty:
                site.directory.remove_directory(portal_id)
    return tuple(gone)


def _checked_names(portal: SealedPortal) -> list[str]:
    """The file names of a portal. Anything but our own patterns is a mistake of ours."""
    names = list(portal.files)
    if not PORTAL_ID.fullmatch(portal.portal_id):
        raise EnvironmentFailure("The id of a portal cannot be the name of a directory.")
    if not all(_is_ours(name) for name in names) or not {PAGE, AS_OF} <= set(names):
        raise EnvironmentFailure("A portal holds a file that does not belong to portals.")
    return names


def _is_ours(name: str) -> bool:
    return name in (PAGE, AS_OF) or bool(OBJECT.fullmatch(name)) or is_temporary(name)


def _remove(directory: Directory, names: Collection[str]) -> None:
    for name in names:
        directory.remove(name)


def _refuse_unsuitable(out: Path, workspace: Path) -> None:
    target, root = out.resolve(), workspace.resolve()
    if target == root or target in root.parents:
        raise UsageError(
            f"{out} cannot be the output directory: the workspace is in it.",
            "Name a directory of its own, such as _site.",
        )
    if out.is_symlink():
        raise UsageError(f"{out} is a symbolic link.", "Name the directory itself.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is not a directory.", "Name a directory of its own.")


def _refuse_foreign(directory: Directory, out: Path) -> None:
    if all(is_temporary(name) for name in directory.names()):
        return
    if not (directory.read(ROBOTS) or b"").startswith(MARKER.encode() + b"\n"):
        raise UsageError(
            f"{out} holds files that onboardgen did not make, so nothing is written there.",
            "Name an empty directory, or one from an earlier build.",
        )


def _hold(directory: Directory, out: Path) -> None:
    """Let no second build in until this one has closed the directory."""
    try:
        fcntl.flock(directory.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise EnvironmentFailure(
            f"Another build is writing into {out}.", "Wait for it to end, and build again."
        ) from None


@contextlib.contextmanager
def _file_system(path: Path) -> Iterator[None]:
    """Tell what the file system refuses in a sentence."""
    try:
        yield
    except OSError as failure:
        raise EnvironmentFailure(f"{path} cannot be written: {failure.strerror}.") from failure
