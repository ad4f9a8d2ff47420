"""Commits on a new branch, made beside the working tree: no file of it and no index is touched."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.git.command import attempt, command, environment, failure_of, run
from onboardgen.git.repository import Identity, Repository
from onboardgen.git.revision_tree import LINK

_FILE: Final = "100644"
_UTF8: Final = ("-c", "i18n.commitEncoding=UTF-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCommit:
    """What one commit changes: whole files by path, relative to the workspace. `authored` has an
    offset; who commits, and when, is whoever runs this, now."""

    files: Mapping[str, bytes] = field(repr=False)
    message: str
    author: Identity
    authored: datetime


def commit_beside(
    repository: Repository, branch: str, base: str, commits: Sequence[NewCommit], by: Identity
) -> tuple[str, ...]:
    """Make a branch that goes on from `base` with these commits; their full hashes.

    The branch is the last thing that is written: until then nothing can be seen of it. Raises
    UsageError where it is there already, or a file is a symbolic link there.
    """
    made: list[str] = []
    with TemporaryDirectory() as directory:
        index = Path(directory) / "index"
        _git(repository, "read-tree", base, index=index)
        for commit in commits:
            _stage(repository, index, commit.files)
            tree = _git(repository, "write-tree", index=index)
            parent = made[-1] if made else base
            made.append(_commit(repository, tree, parent, commit, by))
    _create(repository, branch, made[-1])
    return tuple(made)


def branch_exists(repository: Repository, branch: str) -> bool:
    answer = attempt(repository.root, "show-ref", "--verify", "--quiet", f"refs/heads/{branch}")
    return answer.code == 0


def first_added(repository: Repository, directory: str) -> Mapping[str, str]:
    """Of each file that any branch or tag ever added below a directory of the workspace, by path,
    the hash of a commit that did."""
    output = run(
        repository.root,
        *("log", "--all", "--full-history", "--no-renames", "--diff-filter=A", "--name-only"),
        *("-z", "--format=%x01%H", "--relative", "--", directory),
    )
    found: dict[str, str] = {}
    for entry in os.fsdecode(output).split("\x01")[1:]:
        commit, *paths = entry.replace("\n", "\0").split("\0")
        found.update(dict.fromkeys(filter(None, paths), commit))
    return found


def _stage(repository: Repository, index: Path, files: Mapping[str, bytes]) -> None:
    modes = _modes(repository, index, files)
    lines = []
    for path, content in files.items():
        mode = modes.get(path, _FILE)
        if mode == LINK:
            raise UsageError(
                f"{path} is a symbolic link, so it is not written to.", "Put a copy in its place."
            )
        blob = _git(repository, "hash-object", "-w", "--stdin", standard_input=content)
        lines.append(f"{mode} {blob}\t{repository.prefix}{path}\0")
    given = "".join(lines).encode()
    _git(repository, "update-index", "-z", "--index-info", index=index, standard_input=given)


def _modes(repository: Repository, index: Path, paths: Iterable[str]) -> dict[str, str]:
    """The modes of those that are there already."""
    output = _git(repository, "ls-files", "--stage", "-z", "--", *paths, index=index)
    entries = (entry.partition("\t") for entry in output.split("\0") if entry)
    return {path: head.split()[0] for head, _, path in entries}


def _commit(repository: Repository, tree: str, parent: str, commit: NewCommit, by: Identity) -> str:
    who = {
        "GIT_AUTHOR_NAME": _plain(commit.author.name),
        "GIT_AUTHOR_EMAIL": _plain(commit.author.email),
        "GIT_AUTHOR_DATE": f"{int(commit.authored.timestamp())} +0000",
        "GIT_COMMITTER_NAME": _plain(by.name) or _plain(by.email),
        "GIT_COMMITTER_EMAIL": _plain(by.email),
    }
    arguments = (*_UTF8, "commit-tree", tree, "-p", parent)
    return _git(repository, *arguments, standard_input=commit.message.encode(), more=who)


def _create(repository: Repository, branch: str, commit: str) -> None:
    answer = attempt(repository.root, "update-ref", f"refs/heads/{branch}", commit, "")
    if answer.code and branch_exists(repository, branch):
        raise UsageError(f"There is a branch {branch} already.", "Merge it, or delete it, first.")
    if answer.code:
        raise failure_of("update-ref", answer.error)


def _git(
    repository: Repository,
    *arguments: str,
    standard_input: bytes = b"",
    index: Path | None = None,
    more: Mapping[str, str] | None = None,
) -> str:
    """What git prints, with an index of our own where one is given."""
    beside = {"GIT_INDEX_FILE": str(index)} if index else {}
    try:
        done = subprocess.run(  # noqa: S603
            command(repository.root, *arguments),
            input=standard_input,
            capture_output=True,
            check=False,
            env={**environment(), **beside, **(more or {})},
        )
    except OSError as failure:
        raise EnvironmentFailure(f"Git cannot be started: {failure.strerror}.") from failure
    if done.returncode:
        raise failure_of(arguments[0], done.stderr.decode("utf-8", "replace").strip())
    return os.fsdecode(done.stdout).removesuffix("\n")


def _plain(text: str) -> str:
    """A name or an address as it can stand in the head of a commit."""
    return " ".join("".join(" " if c in "<>" or not c.isprintable() else c for c in text).split())
