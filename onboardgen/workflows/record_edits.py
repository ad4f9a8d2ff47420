"""Changing what one customer's files say: read, compute, check in memory, only then write.

A change that would bring a new error is refused, and nothing is written. Several files are all
computed and checked before the first is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from pathlib import Path
from typing import Final

from onboardgen.checks.catalogue import check_account
from onboardgen.editing.unified import unified_diff
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.findings import Finding
from onboardgen.git.repository import current_identity, find_repository
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, SourceFile, read_tree
from onboardgen.loading.suggestions import nearest
from onboardgen.model.account import Account
from onboardgen.model.people import Member
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.workflows.as_of import as_of
from onboardgen.workspace import PLANS, replace_file

_PLACE: Final = re.compile(r":\d+\b|\bline \d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """One customer as read, on the day on which something is changed."""

    root: Path
    source: CustomerSource
    account: Account
    settings: Settings
    today: Day

    @property
    def slug(self) -> str:
        return self.source.slug

    def data(self, path: str) -> bytes:
        """The bytes of a file that was read; `path` is relative to the workspace."""
        return next(file.data for file in self.source.files if file.path == path)

    def path(self, *parts: str) -> str:
        """A path in the customer's directory, relative to the workspace."""
        return "/".join((PLANS, self.slug, *parts))


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after; `before` is None for a new one."""

    path: str
    before: bytes | None
    after: bytes

    @property
    def diff(self) -> str:
        return unified_diff(self.path, self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What was changed, or would be. `refused` are the errors it would bring: where there are
    any, nothing was written. `notes` are what is worth knowing besides, `warnings` the warnings
    that it brings."""

    customer: str
    ref: str
    message: str
    notes: tuple[str, ...] = ()
    changes: tuple[FileChange, ...] = ()
    refused: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    written: bool = False


def open_for_editing(root: Path, slug: str, today: Day | None = None) -> Editing:
    """The customer of that name. `today` is, by default, the day in the organization's time zone.

    Raises UsageError for an unknown customer, and where their files cannot be read.
    """
    tree = read_tree(root, (slug,))
    settings = load_settings(tree).settings
    source = tree.customer(slug)
    account, _ = load_account(source, settings)
    if account is None or settings is None:
        whose = "The workspace" if settings is None else slug
        raise UsageError(
            f"{whose} has files that cannot be read, so nothing is changed.",
            f"`onboardgen check {slug}` shows what is wrong with them.",
        )
    day = as_of(settings, today).day
    return Editing(root=tree.root, source=source, account=account, settings=settings, today=day)


def change_of(editing: Editing, path: str, after: bytes) -> FileChange:
    """A change of a file that was read."""
    return FileChange(path, editing.data(path), after)


def record(
    editing: Editing,
    changes: Sequence[FileChange],
    *,
    ref: str,
    message: str,
    notes: Iterable[str] = (),
    dry_run: bool,
) -> Recorded:
    """Check the customer with the changes in memory; write them unless that brings an error.

    Raises EnvironmentFailure where a file was changed by somebody else meanwhile, or cannot be
    written: then none is.
    """
    real = tuple(one for one in changes if one.before != one.after)
    new = new_findings(editing, real)
    refused = tuple(one for one in new if one.severity == "error")
    if not refused and not dry_run:
        for one in real:
            _refuse_if_changed(editing.root, one)
        _write(editing.root, real)
    return Recorded(
        customer=editing.slug,
        ref=ref,
        message=message,
        notes=tuple(notes),
        changes=real,
        refused=refused,
        warnings=tuple(one for one in new if one.severity == "warning"),
        written=not refused and not dry_run,
    )


def new_findings(editing: Editing, changes: Sequence[FileChange]) -> tuple[Finding, ...]:
    """What is found with the changes and is not without."""
    known = Counter(map(_kind, _findings(editing, editing.source)))
    found: list[Finding] = []
    for finding in _findings(editing, _with(editing.source, changes)):
        kind = _kind(finding)
        if known[kind]:
            known[kind] -= 1
        else:
            found.append(finding)
    return tuple(found)


def with_changes(editing: Editing, changes: Sequence[FileChange]) -> Editing:
    """The customer as it would be read with changes that `record` did not refuse."""
    source = _with(editing.source, changes)
    account, _ = load_account(source, editing.settings)
    return replace(editing, source=source, account=account or editing.account)


def member_named(editing: Editing, person: str) -> Member:
    """Somebody whom the customer's records may name. Raises UsageError for anybody else."""
    members = {member.person.id: member for member in editing.account.members}
    if person not in members:
        near = nearest(person, members)
        hint = f"Did you mean `{near}`?" if near else f"Known are {', '.join(members)}."
        raise UsageError(f"Nobody of {editing.slug} or our team has the id `{person}`.", hint)
    return members[person]


def acting(editing: Editing, person: str | None) -> Member:
    """Who does it: `person`, or whoever Git says works here.

    Raises UsageError where that is nobody whom the customer's records may name.
    """
    if person is not None:
        return member_named(editing, person)
    found = whom_git_knows(editing)
    if found:
        return found
    address = _address(editing.root)
    problem = f"Nobody here has the address that Git knows, {address}."
    team = ", ".join(one.id for one in editing.settings.team)
    raise UsageError(
        problem if address else "Git does not say who works here.",
        f"Say who does it with --as: {team}, or somebody of the customer.",
    )


def whom_git_knows(editing: Editing) -> Member | None:
    """Whoever has the address that Git has for the commits of this workspace."""
    address = _address(editing.root)
    for member in editing.account.members:
        known = (member.person.email, *member.person.also)
        if address and address in {one.casefold() for one in known if one}:
            return member
    return None


def proof_wanted(editing: Editing, by: str, evidence: str | None) -> tuple[str, ...]:
    """What is missing where Git will show that somebody else wrote a person's yes down."""
    writer = whom_git_knows(editing)
    if evidence or writer is None or writer.person.id == by:
        return ()
    return (
        f"{writer.person.name} writes this down for `{by}`: link to their yes with --evidence, or "
        "`check --base` asks for it.",
    )


def _address(root: Path) -> str | None:
    """The address in Git's settings, through `.mailmap`, in small letters."""
    try:
        identity = current_identity(find_repository(root))
    except EnvironmentFailure:
        return None
    return identity.email.casefold() if identity else None


def _findings(editing: Editing, source: CustomerSource) -> Iterable[Finding]:
    settings = editing.settings
    account, found = load_account(source, settings)
    checked = check_account(account, settings, AsOf(editing.today)) if account else ()
    return (*found, *checked)


def _kind(finding: Finding) -> tuple[str, str, str | None, str]:
    """What a finding is about, wherever the lines around it have gone."""
    message = _PLACE.sub("", finding.message)
    return finding.code.id, finding.location.path, finding.ref, message


def _with(source: CustomerSource, changes: Sequence[FileChange]) -> CustomerSource:
    files = {file.path: file for file in source.files}
    files |= {one.path: SourceFile(one.path, one.after) for one in changes}
    return replace(source, files=tuple(files[path] for path in sorted(files)))


def _write(root: Path, changes: Sequence[FileChange]) -> None:
    """Write all files, each whole; where one cannot be, take back those before it."""
    written: list[FileChange] = []
    try:
        for one in changes:
            (root / one.path).parent.mkdir(exist_ok=True)
            replace_file(root / one.path, one.after)
            written.append(one)
    except (EnvironmentFailure, OSError):
        for one in reversed(written):
            if one.before is None:
                (root / one.path).unlink()
            else:
                replace_file(root / one.path, one.before)
        raise


def _refuse_if_changed(root: Path, change: FileChange) -> None:
    path = root / change.path
    now = path.read_bytes() if path.exists() else None
    if now != change.before:
        raise EnvironmentFailure(
            f"{change.path} was changed by somebody else meanwhile.", "Run it again."
        )
