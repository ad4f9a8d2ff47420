"""`onboardgen done`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import EVIDENCE, SLUG, TASK, editing_options, report
from onboardgen.cli.values import DAY
from onboardgen.workflows import edit_plan
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


@click.command()
@SLUG
@TASK
@click.option("--on", type=DAY, help="The day it was finished, instead of today.")
@EVIDENCE
@editing_options
@click.pass_obj
def done(
    start: Path,
    slug: str,
    task: str,
    on: date | None,
    evidence: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record that TASK is finished. What blocked it is over then."""
    editing = open_for_editing(find_workspace(start), slug, today)
    recorded = edit_plan.done(editing, task, on, evidence, dry_run=dry_run)
    return report("done", recorded, format_)
