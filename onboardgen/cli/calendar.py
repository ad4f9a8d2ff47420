"""`onboardgen calendar`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import counted
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.values import as_of_options
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.calendar import make_calendar
from onboardgen.workspace import find_workspace


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option("--for", "person", metavar="PERSON", help="Only what is asked of this person.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the file here instead of printing it.",
)
@as_of_options
@click.pass_obj
def calendar(
    start: Path,
    slugs: tuple[str, ...],
    person: str | None,
    out: Path | None,
    today: date | None,
    now: datetime | None,
) -> int:
    """Write open dates as an iCalendar file, of the customers named by SLUG or of all.

    Each date is an all-day event that keeps its identity when the promise moves, so that a
    calendar that takes the file in again moves the event. Without --for these are all the dates
    our team sees; with it those of one person, of our team or of a customer, as their portal has
    them.
    """
    report = make_calendar(find_workspace(start), slugs, Moment(today, now), person)
    if report.content is None:
        click.echo("No date is open: no file is written.", err=True)
    elif out is None:
        click.echo(report.content, nl=False)
    else:
        out.write_bytes(report.content)
        customers = counted(report.customers, "customer")
        click.echo(f"{out}: {counted(report.dates, 'date')} of {customers}.")
    return print_left_out(report.findings, report.broken, as_json=False)
