"""`onboardgen diff`."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import click

from onboardgen.cli.actions_log import in_actions, print_command
from onboardgen.cli.annotations import escape_data
from onboardgen.cli.diff_json import as_json
from onboardgen.cli.diff_markdown import MARKER, as_markdown, unread_who, unread_words
from onboardgen.cli.diff_records import one_line
from onboardgen.cli.diff_words import (
    Section,
    broken_section,
    headline,
    only_form_words,
    sections,
    workspace_lines,
)
from onboardgen.cli.presentation import (
    finding_as_text,
    paint,
    print_json,
    visible,
)
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.tables import heading, paragraph
from onboardgen.cli.values import as_of_options
from onboardgen.cli.wording import day_words
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.diff import CustomerDiff, DiffReport
from onboardgen.workflows.diff import diff as diff_of
from onboardgen.workspace import find_workspace

OUTCOMES = {
    "posted": "The impact report stands under {place} now.",
    "edited": "The impact report under {place} is up to date again.",
    "unchanged": "The impact report under {place} says this already.",
    "not_needed": "Nothing changes in meaning, so nothing is written under {place}.",
    "not_allowed": "This run's token may not comment under {place}, as with every pull request "
    "from a fork. The report stands in the summary of the check.",
}


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option(
    "--base",
    metavar="REV",
    required=True,
    help="Tell what changed since HEAD left REV, as in origin/main.",
)
@click.option("--exact", is_flag=True, help="Compare with REV itself, not with where HEAD left it.")
@as_of_options
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="For people, for a comment under a pull request, or for programs.",
)
@click.option(
    "--comment",
    is_flag=True,
    help="In CI: keep the report as one comment under the pull request or merge request.",
)
@click.pass_obj
def diff(
    start: Path,
    slugs: tuple[str, ...],
    base: str,
    exact: bool,
    today: date | None,
    now: datetime | None,
    format_: str,
    comment: bool,
) -> int:
    """Tell what a branch changes in the plans, for all customers or those named by SLUG.

    In the words of the plan, not in lines: go-live before and after, promises moved, who has to
    sign again, what is not allowed, answers, decisions, tasks, access. The files as they stand,
    committed or not, are compared with the last commit that HEAD and REV have in common, both
    as of the same day and by the present rules.

    Whatever it tells, it exits with 0; with 1 where a customer cannot be read, now or at the base.

    With --comment, it is written under the pull request or merge request that this CI run is for,
    as one comment that later runs edit, and is not printed. Where the token may not comment, as
    that of a fork's pull request, it says so and goes on.
    """
    report = diff_of(find_workspace(start), base, slugs, Moment(today, now), exact=exact)
    if comment:
        keep_comment(report)
    elif format_ == "json":
        print_json("diff", as_json(report))
    elif format_ == "markdown":
        click.echo(as_markdown(report), nl=False)
    else:
        print_diff(report)
    print_unread(report, in_full=format_ == "text" and not comment)
    return int(bool(report.unread))


def keep_comment(report: DiffReport) -> None:
    """Write the report where reviewers are; say in one line what became of it. What talks to the
    network is imported only here."""
    from onboardgen.trackers.pace import SystemClock  # noqa: PLC0415
    from onboardgen.workflows.review import comment_on_review  # noqa: PLC0415

    done = comment_on_review(
        os.environ, MARKER, as_markdown(report), is_needed=says_something(report),
        clock=SystemClock(),
    )  # fmt: skip
    words = OUTCOMES[done.outcome].format(place=done.place)
    if done.outcome == "not_allowed" and in_actions(os.environ):
        print_command(f"::notice::{escape_data(words)}")
    else:
        click.echo(visible(words))


def print_unread(report: DiffReport, *, in_full: bool) -> None:
    """On stderr: what is wrong, and who is left out for it."""
    for one in report.unread:
        for finding in one.findings if in_full else ():
            click.echo("\n" + finding_as_text(finding), err=True)
        words = unread_who(one) if in_full else unread_words(one)
        click.echo(f"\nCould not be read: {visible(words)}", err=True)


def says_something(report: DiffReport) -> bool:
    """Whether a report holds more than that nothing changes."""
    return bool(report.customers or report.workspace or report.broken or report.unread)


def print_diff(report: DiffReport) -> None:
    if report.as_of is None:
        return
    today = report.as_of.day
    day = f"{day_words(today, today)} {today.year}"
    click.echo(f"Since {report.base[:12]}, as of {day}, in working days")
    if report.broken:
        print_section(broken_section(report.broken))
    for one in report.customers:
        print_customer(one, today)
    workspace = workspace_lines(report)
    if workspace:
        print_section(Section(title="Workspace", lines=workspace))
    if not says_something(report):
        click.echo("\nNothing changes in meaning.")
    if report.only_form:
        click.echo()
        paragraph(only_form_words(report))


def print_customer(told: CustomerDiff, today: date) -> None:
    click.echo()
    name = f"{one_line(told.impact.name)} ({told.impact.slug})"
    click.echo(paint(visible(name), bold=True))
    paragraph(headline(told, today))
    for section in sections(told, today):
        print_section(section)


def print_section(section: Section) -> None:
    heading(section.title)
    for line in section.lines:
        paragraph(line, "  ", "    ")
    for what, who, start, end, days, why in section.rows:
        moved = f"{start} → {end}" + (f" ({days})" if days else "")
        paragraph(f"{moved}  {what}{f' · {who}' if who else ''}", "  ", "    ")
        if why:
            paragraph(why, "    ", "    ")
