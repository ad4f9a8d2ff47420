"""`onboardgen unblock`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import SLUG, TASK, editing_options, report
from onboardgen.workflows import edit_plan
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


@click.command()
@SLUG
@TASK
@editing_options
@click.pass_obj
def unblock(
    start: Path, slug: str, task: str, today: date | None, dry_run: bool, format_: str
) -> int:
    """Record that TASK can go on. Git remembers what blocked it."""
    editing = open_for_editing(find_workspace(start), slug, today)
    return report("unblock", edit_plan.unblock(editing, task, dry_run=dry_run), format_)
