"""Issues as files in a directory of the workspace: everything can be tried without an account."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Final

from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding
from onboardgen.loading.directories import Disk, Entry, list_directory, read_file
from onboardgen.trackers.issue_file import IssueFile, read_issue_file, written_issue
from onboardgen.trackers.tracker import (
    Change,
    Done,
    Draft,
    Issue,
    Label,
    Refused,
    TrackerFailure,
)
from onboardgen.workspace import replace_file, why_unfit

DIRECTORY: Final = ".onboardgen/issues"
LARGEST_FILE: Final = 2 * 1024 * 1024
_NAME: Final = re.compile(r"([0-9]{1,9})(?:-.*)?\.md")


class Local:
    """A Tracker. `directory` is relative to the workspace at `root`; files are `0001.md` and so
    on, and a name may go on behind the number. Raises TrackerFailure where the directory is not
    below the workspace's own, or is something else already."""

    name: Final = "local"
    warnings: Final = ()

    def __init__(self, root: Path, directory: str = DIRECTORY) -> None:
        self._root = root.resolve()
        self._shown = PurePosixPath(directory).as_posix()
        self._real = (self._root / directory).resolve()
        self._known: dict[int, Entry] = {}
        inside = self._real.is_relative_to(self._root) and self._real != self._root
        if not inside or Path(directory).is_absolute():
            raise TrackerFailure(
                f"The directory for issues, {directory}, is none inside the workspace.",
                "Name one below it in tracker.local.directory, in onboardgen.yaml.",
            )
        why = why_unfit(self._real.relative_to(self._root).as_posix())
        if why:
            raise TrackerFailure(
                f"The directory for issues, {directory}, {why}.",
                "Name one of its own in tracker.local.directory, in onboardgen.yaml.",
            )

    @property
    def place(self) -> str:
        return f"local:{self._shown}"

    def issues(self, label: str) -> tuple[Issue, ...]:
        wanted = label.casefold()
        found = (self._read(number).issue for number in self._listed())
        return tuple(one for one in found if wanted in map(str.casefold, one.labels))

    def issue(self, number: int) -> Issue | None:
        known = number in self._known or number in self._listed()
        return self._read(number).issue if known else None

    def labels(self) -> tuple[str, ...]:
        """Those that issues wear: in files, labels need not be made."""
        files = (self._read(number).issue for number in self._listed())
        return tuple(dict.fromkeys(label for one in files for label in one.labels))

    def make_label(self, label: Label) -> None:
        """Nothing: a file may wear any label."""

    def create(self, draft: Draft) -> Done:
        number = max(self._listed(), default=0) + 1
        path = f"{self._shown}/{number:04}.md"
        issue = Issue(
            number=number,
            title=draft.title,
            body=draft.body,
            labels=draft.labels,
            assignees=(draft.assignee,) if draft.assignee else (),
            url=path,
        )
        try:
            self._real.mkdir(parents=True, exist_ok=True)
        except OSError as failure:
            reason = (failure.strerror or "the file system refuses").lower()
            raise TrackerFailure(f"{self._shown} cannot be made: {reason}.") from failure
        file = self._real / f"{number:04}.md"
        _write(file, IssueFile(issue))
        self._known[number] = Entry(file.name, path, str(file), is_directory=False)
        return Done(issue=self._read(number).issue)

    def change(self, issue: Issue, change: Change) -> Done:
        def changed(file: IssueFile) -> IssueFile:
            return replace(file, issue=_changed(file.issue, change))

        return Done(issue=self._rewrite(issue.number, changed).issue)

    def comments(self, number: int) -> tuple[str, ...]:
        return self._read(number).comments

    def comment(self, number: int, body: str) -> None:
        self._rewrite(number, lambda file: replace(file, comments=(*file.comments, body)))

    def _rewrite(self, number: int, edit: Callable[[IssueFile], IssueFile]) -> IssueFile:
        entry, before = self._entry(number), self._read(number)
        after = edit(before)
        if after != before:
            _write(Path(entry.real), after)
        return self._read(number)

    def _read(self, number: int) -> IssueFile:
        entry = self._entry(number)
        data = read_file(Disk(self._root), entry, LARGEST_FILE)
        if isinstance(data, Finding):
            raise _unusable(data)
        return read_issue_file(entry.path, number, data)

    def _entry(self, number: int) -> Entry:
        found = self._known.get(number) or self._listed().get(number)
        if found is None:
            raise Refused(f"There is no #{number} in {self._shown} any more.")
        return found

    def _listed(self) -> dict[int, Entry]:
        """The files of issues by number, as they are now; other files do not matter here."""
        self._known = self._entries()
        return self._known

    def _entries(self) -> dict[int, Entry]:
        if not self._real.exists():
            return {}
        top = Entry("", self._shown, str(self._real), is_directory=True)
        listing = list_directory(str(self._real), top)
        for finding in listing.findings:
            raise _unusable(finding)
        found: dict[int, Entry] = {}
        for entry in listing.files:
            named = _NAME.fullmatch(entry.name)
            number = int(named[1]) if named else 0
            if not number:
                continue
            if number in found:
                raise TrackerFailure(
                    f"{found[number].path} and {entry.path} are both issue #{number}.",
                    "Nothing is done until one of them has another number, or is deleted.",
                )
            found[number] = entry
        return dict(sorted(found.items()))


def _write(path: Path, file: IssueFile) -> None:
    try:
        replace_file(path, written_issue(file))
    except EnvironmentFailure as failure:
        raise TrackerFailure(failure.message, failure.hint) from failure


def _changed(issue: Issue, change: Change) -> Issue:
    gone = {name.casefold() for name in change.remove_labels}
    labels = {one.casefold(): one for one in issue.labels if one.casefold() not in gone}
    for name in change.add_labels:
        labels.setdefault(name.casefold(), name)
    is_open = issue.is_open if change.is_open is None else change.is_open
    reason = change.reason if change.is_open is False else issue.reason
    return replace(
        issue,
        title=issue.title if change.title is None else change.title,
        body=issue.body if change.body is None else change.body,
        labels=tuple(labels.values()),
        assignees=issue.assignees if change.assignee is None else (change.assignee,),
        is_open=is_open,
        reason=None if is_open else reason,
    )


def _unusable(finding: Finding) -> TrackerFailure:
    at = finding.location
    return TrackerFailure(
        f"{at.path}: {finding.message}", f"Nothing is done until this is mended. {finding.hint}"
    )
