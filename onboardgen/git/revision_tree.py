"""All files below the workspace as they were at one revision: names in one run of git."""

from __future__ import annotations

import os
import posixpath
from dataclasses import dataclass

from onboardgen.git.command import attempt, run
from onboardgen.git.repository import Repository

LINK = "120000"
"""The mode of a symbolic link; its content is where it leads."""
SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One file: its path relative to the workspace (posix; odd bytes as surrogates), its mode
    (octal), the id of its content, and its size in bytes."""

    path: str
    mode: str
    object_id: str
    size: int


def list_revision(repository: Repository, commit: str) -> tuple[TreeEntry, ...]:
    """Every file of the workspace at a commit, given by its full hash; nothing where the
    workspace was not there yet."""
    where = ("--", repository.prefix) if repository.prefix else ()
    options = ("-r", "-z", "--long", "--full-tree")
    output = run(repository.root, "ls-tree", *options, commit, *where)
    lines = os.fsdecode(output).split("\0")
    return tuple(_entry(line, len(repository.prefix)) for line in lines if line)


def read_file_at(repository: Repository, revision: str, path: str) -> bytes | None:
    """One file of the workspace at a revision that there is; None where it is not there. `path`
    is relative to the workspace and may hold `.` and `..`."""
    where = posixpath.normpath(f"{repository.prefix}{path}")
    answer = attempt(repository.root, "cat-file", "blob", f"{revision}:{where}")
    return answer.output if answer.code == 0 else None


def _entry(line: str, start: int) -> TreeEntry:
    head, _, path = line.partition("\t")
    mode, _, object_id, size = head.split()
    return TreeEntry(path[start:], mode, object_id, int(size) if size.isdigit() else 0)
