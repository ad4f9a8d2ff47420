"""`onboardgen confirm`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import SLUG, TASK, editing_options, report
from onboardgen.cli.values import DAY
from onboardgen.workflows import edit_plan
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


@click.command()
@SLUG
@TASK
@click.option("--on", type=DAY, help="The day they said yes, instead of today.")
@click.option("--as", "person", metavar="PERSON", help="Who said yes, instead of the owner.")
@editing_options
@click.pass_obj
def confirm(
    start: Path,
    slug: str,
    task: str,
    on: date | None,
    person: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record that the owner of TASK said yes to its promised date.

    It holds for this date: a promise that moves has to be confirmed again.
    """
    editing = open_for_editing(find_workspace(start), slug, today)
    recorded = edit_plan.confirm(editing, task, person, on, dry_run=dry_run)
    return report("confirm", recorded, format_)
