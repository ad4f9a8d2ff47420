"""`onboardgen issues` and its verbs."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import click

from onboardgen.cli.issues_json import as_json
from onboardgen.cli.issues_text import plain, print_applied, print_plan, print_warnings
from onboardgen.cli.issues_trace import leave_trace
from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, print_json
from onboardgen.cli.values import as_of_options
from onboardgen.trackers.pace import SystemClock
from onboardgen.trackers.wanted import TrackerName
from onboardgen.workflows import issues as workflow
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.issue_trackers import TRACKERS
from onboardgen.workflows.issues import Asked, IssuesReport, World
from onboardgen.workspace import find_workspace

Command = TypeVar("Command", bound=Callable[..., object])


@click.group()
def issues() -> None:
    """Turn what is late into issues, and close them when it is done.

    The issues are kept in GitHub, in GitLab, or as files in a directory of the workspace.
    """


def issue_options(command: Command) -> Command:
    """What both verbs take."""
    tracker = click.option(
        "--tracker",
        type=click.Choice(TRACKERS),
        help="Where the issues are, if not where onboardgen.yaml says.",
    )
    max_new = click.option(
        "--max-new",
        type=click.IntRange(1, 500),
        metavar="N",
        help="Open at most N issues; one that sums up, where more are missing.",
    )
    accept = click.option(
        "--accept-missing",
        is_flag=True,
        help="Forget issues that were there once and are gone, and go on.",
    )
    return tracker(max_new(accept(as_of_options(FORMAT(command)))))


@issues.command(short_help="Tell what `apply` would do.")
@issue_options
@click.pass_obj
def plan(
    start: Path,
    tracker: TrackerName | None,
    max_new: int | None,
    accept_missing: bool,
    today: date | None,
    now: datetime | None,
    format_: str,
) -> int:
    """Compare what should be in the tracker with what is there, and change nothing.

    Exits with 3 where the tracker does not answer, or shows less than it did before.
    """
    asked = Asked(tracker=tracker, max_new=max_new, accept_missing=accept_missing)
    return planned(start, asked, Moment(today, now), format_)


@issues.command(short_help="Open, update and close issues.")
@issue_options
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing: `plan`.")
@click.pass_obj
def apply(
    start: Path,
    tracker: TrackerName | None,
    max_new: int | None,
    accept_missing: bool,
    today: date | None,
    now: datetime | None,
    format_: str,
    dry_run: bool,
) -> int:
    """Open, update and close issues until the tracker says what the plans say.

    Nothing is done twice: run again, it has nothing to do. Where the tracker fails half-way, what
    was done stands, the exit code is 3, and the next run goes on.
    """
    asked = Asked(tracker=tracker, max_new=max_new, accept_missing=accept_missing)
    if dry_run:
        return planned(start, asked, Moment(today, now), format_)
    report = workflow.apply_issues(find_workspace(start), Moment(today, now), asked, world())
    if format_ == "json":
        print_json("issues-apply", as_json(report))
    else:
        print_applied(report)
    print_warnings(report, os.environ, as_json=format_ == "json")
    leave_trace(report, os.environ)
    return exit_code(report, format_)


def planned(start: Path, asked: Asked, moment: Moment, format_: str) -> int:
    report = workflow.plan_issues(find_workspace(start), moment, asked, world())
    if format_ == "json":
        print_json("issues-plan", as_json(report))
    else:
        print_plan(report)
    print_warnings(report, os.environ, as_json=format_ == "json")
    return exit_code(report, format_)


def world() -> World:
    return World(environment=os.environ, clock=SystemClock())


def exit_code(report: IssuesReport, format_: str) -> int:
    """3 for a brake or a tracker that fails, 1 for files with errors; what is wrong on stderr."""
    code = print_left_out(report.findings, report.broken, as_json=format_ == "json")
    refused = report.applied and any(one.is_refused for one in report.applied.undone)
    if report.plan.brake:
        click.echo(f"Error: {plain(report.plan.brake)}", err=True)
    if report.failure:
        click.echo(f"Error: {plain(report.failure.message)}", err=True)
        if report.failure.hint:
            click.echo(f"  {plain(report.failure.hint)}", err=True)
    return 3 if report.plan.brake or report.failure or refused else code
