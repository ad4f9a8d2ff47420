"""The history of a workspace from one run of `git log`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Final

from onboardgen.git.command import run
from onboardgen.git.repository import (
    Identity,
    Repository,
    git_directory,
    has_commits,
    refuse_shallow,
    resolve,
)

_FIELDS: Final = ("%H", "%P", "%aN", "%aE", "%ad", "%cN", "%cE", "%cd", "%B")
_BEGIN: Final = "\x01"
_FORMAT: Final = "%x01" + "%x00".join(_FIELDS) + "%x00"
_MOST_RENAMES: Final = 1000
"""Files that vanish in one commit and are compared with those that appear in it."""
_LONGEST_OFFSET: Final = timedelta(hours=23, minutes=59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a commit did to one file. `path` is relative to the workspace (posix; odd bytes as
    surrogates) and where a file was deleted, where it stood; `moved_from` is set where it was
    renamed, and `similarity` (percent) then says how much of it stayed. `before` and `after` are
    ids of contents, None where there is none; a mode is octal."""

    path: str
    before: str | None
    after: str | None
    moved_from: str | None = None
    similarity: int = 100
    mode: str = "100644"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit. Names and addresses are those of `.mailmap`; both times have the offset that
    was written. What a merge changed is what differs from its first parent."""

    hash: str
    parents: tuple[str, ...]
    author: Identity
    authored: datetime
    committer: Identity
    committed: datetime
    message: str
    changes: tuple[Change, ...] = ()

    @property
    def subject(self) -> str:
        return self.message.partition("\n")[0].strip()

    @property
    def is_merge(self) -> bool:
        return len(self.parents) > 1


def read_log(
    repository: Repository,
    revision: str = "HEAD",
    *,
    without: Sequence[str] = (),
    below: str = "",
    mailmap: str | None = None,
) -> tuple[Commit, ...]:
    """Every commit that `revision` reaches and those of `without` do not, parents before children.

    Each has the changes it made to files of the workspace, or of its directory `below`; commits
    that made none are there too. `mailmap` is the full hash of a commit whose `.mailmap` counts
    instead of the one in the working tree. Empty in a repository without commits. Raises
    EnvironmentFailure in a shallow clone, UsageError for an unknown revision.
    """
    refuse_shallow(repository)
    if revision == "HEAD" and not has_commits(repository):
        return ()
    commits = [resolve(repository, revision), *(f"^{resolve(repository, r)}" for r in without)]
    directory, options, path = _view(repository, below, mailmap)
    output = run(
        directory,
        *options,
        *("log", "--reverse", "--date-order", "--full-history", "--sparse"),
        *("--root", "--raw", "-z", "--no-abbrev", "--diff-merges=first-parent", "--no-relative"),
        *("-M50%", f"-l{_MOST_RENAMES}", f"-O{os.devnull}", "--no-ext-diff", "--no-textconv"),
        *("--no-show-signature", "--no-notes", "--encoding=UTF-8", "--date=raw"),
        *(f"--format={_FORMAT}", "--end-of-options", *commits, "--"),
        *((path,) if path else ()),
    )
    return tuple(_commits(output, len(repository.prefix)))


def _view(
    repository: Repository, below: str, mailmap: str | None
) -> tuple[Path, tuple[str, ...], str]:
    """Where git is run, with which options, and what it then calls the directory to look at. The
    `.mailmap` of a working tree is read by every run that has one, so another's needs none."""
    if mailmap is None:
        return repository.root, (), below or ("." if repository.prefix else "")
    options = ("--bare", "-c", f"mailmap.blob={mailmap}:.mailmap")
    return git_directory(repository), options, f"{repository.prefix}{below}"


def _commits(output: bytes, start: int) -> Iterator[Commit]:
    """The commits of a log. Fields and names end with a zero byte; where a commit begins and
    where a change begins is told by their first character."""
    tokens = iter(os.fsdecode(output).split("\0"))
    token = next(tokens, "")
    while token.startswith(_BEGIN):
        fields = [token[1:], *(next(tokens) for _ in _FIELDS[1:])]
        changes = []
        token = next(tokens, "").lstrip("\n")
        while not token.startswith(_BEGIN):
            if token.startswith(":"):
                changes.append(_change(token, tokens, start))
            following = next(tokens, None)
            if following is None:
                break
            token = following.lstrip("\n")
        yield _commit(fields, tuple(changes))


def _commit(fields: Sequence[str], changes: tuple[Change, ...]) -> Commit:
    hash_, parents, author, author_email, authored, *rest = fields
    committer, committer_email, committed, message = rest
    return Commit(
        hash=hash_,
        parents=tuple(parents.split()),
        author=Identity(_text(author), _text(author_email)),
        authored=_instant(authored),
        committer=Identity(_text(committer), _text(committer_email)),
        committed=_instant(committed),
        message=_text(message),
        changes=changes,
    )


def _change(token: str, tokens: Iterator[str], start: int) -> Change:
    """`:<mode> <mode> <id> <id> <status>`, then the path, or the old one and the new one."""
    _, mode, before, after, status = token[1:].split(" ")
    path = next(tokens)
    moved_from = None
    if status[0] in "RC":
        moved_from, path = path, next(tokens)
    return Change(
        path=path[start:],
        before=before if before.strip("0") else None,
        after=after if after.strip("0") else None,
        moved_from=moved_from[start:] if moved_from is not None else None,
        similarity=int(status[1:] or 100) if moved_from is not None else 100,
        mode=mode,
    )


def _text(value: str) -> str:
    """What was no UTF-8 becomes the replacement character."""
    if value.isascii():
        return value.strip()
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def _instant(raw: str) -> datetime:
    """`<seconds since 1970> <+hhmm>`. A time that no calendar has becomes the nearest that is."""
    seconds, _, offset = raw.partition(" ")
    try:
        return datetime.fromtimestamp(int(seconds), _zone(offset))
    except (ValueError, OverflowError, OSError):
        edge = datetime.min if seconds.startswith("-") else datetime.max
        return edge.replace(microsecond=0, tzinfo=UTC)


@cache
def _zone(offset: str) -> timezone:
    digits = offset.lstrip("+-")
    if not digits.isdigit():
        return UTC
    hours, minutes = divmod(int(digits), 100)
    length = min(timedelta(hours=hours, minutes=minutes), _LONGEST_OFFSET)
    return timezone(-length if offset.startswith("-") else length)
