"""The trace of a run in GitHub's step summary: when it was, and what it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from onboardgen.cli.issues_text import DONE, done_words, plain
from onboardgen.trackers.neutral import inline
from onboardgen.workflows.issues import IssuesReport

SUMMARY = "GITHUB_STEP_SUMMARY"
MOST_LINES = 200


def leave_trace(report: IssuesReport, environment: Mapping[str, str]) -> None:
    """Append to the file that GitHub shows under the run; elsewhere nothing."""
    path = environment.get(SUMMARY)
    if not path or report.as_of is None:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write("\n".join(trace(report)) + "\n\n")
    except OSError as failure:
        click.echo(f"Warning: the step summary cannot be written: {failure.strerror}.", err=True)


def trace(report: IssuesReport) -> Iterator[str]:
    """Lines of Markdown that show what plans say, and do nothing else."""
    day = report.as_of.day.isoformat() if report.as_of else ""
    yield from (f"### Issues for what is late · {day}", "")
    stopped = report.plan.brake or (report.failure.message if report.failure else None)
    if stopped:
        yield from (f"**Stopped:** {inline(plain(stopped))}", "")
    applied = report.applied
    if applied is None:
        return
    told = [*done_words(applied), f"{report.right} right already"]
    yield from (f"{', '.join(told)} in {inline(report.place)}.", "")
    lines = [
        f"{DONE[one.action.action]} #{one.issue.number} {inline(plain(one.action.title))}: "
        f"{inline(plain(one.action.reason))}"
        for one in applied.done
    ]
    lines += [f"not done: {inline(plain(one.reason))}" for one in applied.undone]
    lines += [
        f"left alone: {inline(plain(f'{one.title}: {one.reason}'))}"
        for one in report.plan.left_alone
    ]
    lines += [f"warning: {inline(plain(one))}" for one in report.warnings]
    if applied.postponed:
        lines.append(f"left for the next run: {len(applied.postponed)}")
    yield from (f"- {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield f"- and {len(lines) - MOST_LINES} more"
