"""One issue as a file that people read and edit: front matter, the text, comments below it.

Each comment begins after a line of its own, `<!-- onboardgen:comment -->`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from onboardgen.codes import BAD_FRONT_MATTER
from onboardgen.editing.notation import Plain, entry_lines
from onboardgen.findings import Finding, Location, Pointer
from onboardgen.loading.front_matter import read_guide
from onboardgen.loading.yaml_reader import YamlResult
from onboardgen.trackers.tracker import CloseReason, Issue, TrackerFailure

_COMMENT: Final = "<!-- onboardgen:comment -->"
_KEYS: Final = ("title", "state", "reason", "labels", "assignees")
_REASONS: Final[dict[object, CloseReason]] = {
    "completed": "completed",
    "not_planned": "not_planned",
    "duplicate": "duplicate",
}


@dataclass(frozen=True, slots=True)
class IssueFile:
    """An issue and the bodies of its comments, oldest first."""

    issue: Issue
    comments: tuple[str, ...] = ()


def read_issue_file(path: str, number: int, data: bytes) -> IssueFile:
    """The issue that a file holds. `path` is relative to the workspace.

    Raises TrackerFailure with path and line where the file is broken.
    """
    read = read_guide(path, data)
    for finding in read.matter.findings:
        raise _broken(finding)
    fields = _Fields(read.matter)
    is_open = fields.one_of("state", ("open", "closed")) == "open"
    body, *comments = _split(read.text)
    issue = Issue(
        number=number,
        title=fields.text("title"),
        body=body,
        labels=fields.texts("labels"),
        assignees=fields.texts("assignees"),
        is_open=is_open,
        reason=None if is_open else fields.reason(),
        url=path,
    )
    return IssueFile(issue, tuple(comments))


def written_issue(file: IssueFile) -> bytes:
    """The bytes of the file, which read back as the same."""
    issue = file.issue
    fields: dict[str, Plain] = {
        "title": issue.title,
        "state": "open" if issue.is_open else "closed",
        **({"reason": issue.reason} if issue.reason else {}),
        "labels": list(issue.labels),
        "assignees": list(issue.assignees),
    }
    matter = [line for key, value in fields.items() for line in entry_lines(key, value, 0)]
    texts = f"\n{_COMMENT}\n".join(map(_without_separators, (issue.body, *file.comments)))
    return "\n".join(["---", *matter, "---", texts, ""]).encode()


def _split(text: str) -> list[str]:
    """The body and the comments: what stands between separators, without its last line break."""
    parts: list[list[str]] = [[]]
    for line in text.removesuffix("\n").split("\n"):
        if line.rstrip() == _COMMENT:
            parts.append([])
        else:
            parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _without_separators(text: str) -> str:
    """The text without lines that would begin a comment, and with the line breaks of the file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line for line in lines if line.rstrip() != _COMMENT)


class _Fields:
    """The front matter, read key by key."""

    def __init__(self, matter: YamlResult) -> None:
        self._matter = matter
        document = matter.document
        if not isinstance(document, dict):
            raise self._wrong((), "The front matter is no list of keys and values.")
        unknown = [key for key in document if key not in _KEYS]
        if unknown:
            raise self._wrong((unknown[0],), f"There is no key `{unknown[0]}`.")
        self._document = document

    def text(self, key: str) -> str:
        value = self._document.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong((key,), f"`{key}` is no text.")
        return value

    def one_of(self, key: str, known: Sequence[str]) -> str:
        value = self._document.get(key)
        if value not in known:
            raise self._wrong((key,), f"`{key}` is neither {' nor '.join(known)}.")
        return str(value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._document.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong((key,), f"`{key}` is no list of texts.")
        return tuple(value)

    def reason(self) -> CloseReason | None:
        value = self._document.get("reason")
        if value is not None and value not in _REASONS:
            raise self._wrong(("reason",), f"`reason` is none of {', '.join(map(str, _REASONS))}.")
        return _REASONS.get(value)

    def _wrong(self, pointer: Pointer, message: str) -> TrackerFailure:
        positions = self._matter.positions
        mark = positions.values.get(pointer) or positions.keys.get(pointer) or (1, 1)
        return _failure(Location(positions.path, *mark), message)


def _broken(finding: Finding) -> TrackerFailure:
    if finding.code is BAD_FRONT_MATTER:
        told = "The front matter is not there whole: it stands between two lines of “---”."
        return _failure(finding.location, told)
    return _failure(finding.location, finding.message)


def _failure(at: Location, message: str) -> TrackerFailure:
    return TrackerFailure(
        f"{at.path}:{at.line}: {message}",
        "Nothing is done while a file of an issue is broken. Mend it, or delete the file.",
    )
