"""Findings as workflow commands of GitHub Actions, which it shows as annotations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from onboardgen.cli.actions_log import harmless
from onboardgen.cli.presentation import counted, visible
from onboardgen.findings import Finding

MOST: Final = 10
"""So many annotations of each severity GitHub shows of one step; others it drops unsaid."""


def annotation_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Lines to print: as many annotations as are shown, errors first; the rest as plain text."""
    errors = [one for one in findings if one.severity == "error"]
    warnings = [one for one in findings if one.severity == "warning"]
    for finding in (*errors[:MOST], *warnings[:MOST]):
        yield annotation(finding)
    rest = (*errors[MOST:], *warnings[MOST:])
    if not rest:
        return
    more_errors = counted(len(errors[MOST:]), "error")
    more_warnings = counted(len(warnings[MOST:]), "warning")
    yield (
        f"GitHub shows {MOST} annotations of each kind. Not annotated: {more_errors}, "
        f"{more_warnings}."
    )
    for finding in rest:
        text = f"{finding.location} {finding.severity} {finding.code.id}: {finding.message}"
        yield harmless(visible(text))


def annotation(finding: Finding) -> str:
    """A workflow command: an annotation at file and line."""
    place = finding.location
    fields = {
        "file": place.path,
        "line": str(place.line),
        "col": str(place.column),
        "title": f"{finding.code.id} {finding.code.title}",
    }
    properties = ",".join(f"{name}={escape_property(value)}" for name, value in fields.items())
    message = f"{finding.message} {finding.hint}".strip()
    return f"::{finding.severity} {properties}::{escape_data(message)}"


def escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")
