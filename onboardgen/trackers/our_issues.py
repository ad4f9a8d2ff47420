"""Which of a tracker's issues are ours: those whose body holds a marker of this workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onboardgen.trackers.marker import Marker, read_marker, workspace_of
from onboardgen.trackers.routing import LOOKUP_LABEL
from onboardgen.trackers.tracker import Issue


@dataclass(frozen=True, slots=True)
class OurIssue:
    """An issue of this workspace. `is_hidden`: its lookup label was taken off."""

    issue: Issue
    marker: Marker
    is_hidden: bool

    @property
    def number(self) -> int:
        return self.issue.number


def our_issues(
    workspace: str, shown: Iterable[Issue], missing: Mapping[int, Issue | None]
) -> tuple[OurIssue, ...]:
    """The issues with a marker of this workspace, each once, by number. One whose marker a person
    took off is theirs."""
    found = {one.number: one for one in (*missing.values(), *shown) if one is not None}
    hashed = workspace_of(workspace)
    marked = ((issue, read_marker(issue.body)) for _, issue in sorted(found.items()))
    return tuple(
        OurIssue(issue, marker, LOOKUP_LABEL not in map(str.casefold, issue.labels))
        for issue, marker in marked
        if marker is not None and marker.workspace == hashed
    )
