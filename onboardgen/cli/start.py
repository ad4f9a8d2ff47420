"""`onboardgen start`."""

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
@click.option("--on", type=DAY, help="The day work began, instead of today.")
@editing_options
@click.pass_obj
def start(
    start: Path,
    slug: str,
    task: str,
    on: date | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record that work on TASK began."""
    editing = open_for_editing(find_workspace(start), slug, today)
    return report("start", edit_plan.start(editing, task, on, dry_run=dry_run), format_)
