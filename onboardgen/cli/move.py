"""`onboardgen move`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import REASON, SLUG, TASK, editing_options, report
from onboardgen.cli.values import DAY
from onboardgen.model.plan import Reason
from onboardgen.workflows import edit_plan
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


@click.command()
@SLUG
@TASK
@click.option("--to", type=DAY, required=True, help="The day it is promised for now.")
@click.option("--reason", type=REASON, required=True, metavar="REASON", help="Why it moves.")
@click.option("--note", metavar="TEXT", help="The reason in a sentence; the customer reads it.")
@editing_options
@click.pass_obj
def move(
    start: Path,
    slug: str,
    task: str,
    to: date,
    reason: Reason,
    note: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Promise TASK for another day.

    The date before goes to `moved`, with the reason. What the owner confirmed was the old date,
    so `confirmed` goes. A task without a date gets its first one.

    REASON is what can also block a task: it_approval, third_party, stakeholder_alignment,
    data_migration, integration, configuration, validation, training, handoff, legal, other,
    customer_availability, provider_capacity, scope_change, technical or data_quality.
    """
    editing = open_for_editing(find_workspace(start), slug, today)
    recorded = edit_plan.move(editing, task, to, reason, note, dry_run=dry_run)
    return report("move", recorded, format_)
