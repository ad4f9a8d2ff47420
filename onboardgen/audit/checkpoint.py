"""Checkpoints: which commit the history ended with on a day, in a chain that tells a later edit.

A checkpoint is one line of JSON: `head`, `date` and `chain`, the SHA-256 over the chain before it,
the head, the day and the digest of the workspace's files at the head.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from onboardgen.git.revision_tree import TreeEntry

CHECKPOINTS_FILE: Final = "checkpoints.jsonl"
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class Checkpoint:
    """`head` is a full hash, `chain` a SHA-256 in hex."""

    date: Day
    head: str
    chain: str

    @property
    def line(self) -> str:
        """The checkpoint as it stands in the file, with its line break."""
        values = {"head": self.head, "date": self.date.isoformat(), "chain": self.chain}
        return json.dumps(values) + "\n"

    @property
    def shown(self) -> str:
        return f"the checkpoint of {self.date} ({self.head[:9]})"


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """What a version of the file holds; `unread` are the numbers of lines that are none of ours."""

    checkpoints: tuple[Checkpoint, ...] = ()
    unread: tuple[int, ...] = ()


def next_checkpoint(
    before: Sequence[Checkpoint], head: str, date: Day, files: Iterable[TreeEntry]
) -> Checkpoint:
    """The checkpoint of a head after those that there are."""
    last = before[-1].chain if before else ""
    return Checkpoint(date, head, _chain(last, head, date, tree_digest(files)))


def tree_digest(files: Iterable[TreeEntry]) -> str:
    """The SHA-256 (hex) over mode, object and path of every file, by path: of the lines that
    `git ls-tree -r` prints, without the kind of object."""
    digest = hashlib.sha256()
    for one in sorted(files, key=lambda entry: entry.path):
        line = f"{one.mode} {one.object_id}\t{one.path}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def read_checkpoints(data: bytes | None) -> CheckpointFile:
    """The checkpoints of a file, in its order; nothing where there is none."""
    checkpoints, unread = [], []
    for number, line in enumerate((data or b"").decode("utf-8", "replace").splitlines(), 1):
        found = _checkpoint(line)
        if found:
            checkpoints.append(found)
        elif line.strip():
            unread.append(number)
    return CheckpointFile(tuple(checkpoints), tuple(unread))


def checkpoint_problems(
    versions: Sequence[CheckpointFile],
    reached: Collection[str],
    files_at: Callable[[str], Iterable[TreeEntry]],
) -> Iterator[str]:
    """What shows that history, or the file of checkpoints, is not what it was.

    `versions` are those of the file, the last one last; `reached` are the hashes of the whole
    history; `files_at` is asked only for commits of it.
    """
    last = versions[-1] if versions else CheckpointFile()
    for number in last.unread:
        yield f"Line {number} of {CHECKPOINTS_FILE} is no checkpoint."
    recorded = dict.fromkeys(one for version in versions for one in version.checkpoints)
    for one in recorded:
        if one.head not in reached:
            yield f"The history no longer holds the commit of {one.shown}: it was rewritten."
        if one not in last.checkpoints:
            yield f"{CHECKPOINTS_FILE} no longer holds {one.shown}."
    before = ""
    for one in last.checkpoints:
        if one.head in reached:
            digest = tree_digest(files_at(one.head))
            if _chain(before, one.head, one.date, digest) != one.chain:
                yield f"The chain does not lead to {one.shown}: it, or one before it, was edited."
        before = one.chain


def _chain(before: str, head: str, date: Day, digest: str) -> str:
    return hashlib.sha256(f"{before}\n{head}\n{date}\n{digest}\n".encode()).hexdigest()


def _checkpoint(line: str) -> Checkpoint | None:
    try:
        values = json.loads(line)
        found = Checkpoint(Day.fromisoformat(values["date"]), values["head"], values["chain"])
        sound = _HASH.fullmatch(found.head) and _DIGEST.fullmatch(found.chain)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if sound else None
