"""`onboardgen block`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import REASON, SLUG, TASK, editing_options, report
from onboardgen.cli.values import DAY
from onboardgen.model.plan import Blocked, Reason
from onboardgen.workflows import edit_plan
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


@click.command()
@SLUG
@TASK
@click.option(
    "--reason", type=REASON, required=True, metavar="REASON", help="What stands in the way."
)
@click.option("--note", metavar="TEXT", help="The reason in a sentence; the customer reads it.")
@click.option("--since", type=DAY, help="The day it stopped, instead of today.")
@click.option("--until", type=DAY, help="The day on which it is expected to go on.")
@click.option("--escalate-to", metavar="PERSON", help="Who can help, by id.")
@editing_options
@click.pass_obj
def block(
    start: Path,
    slug: str,
    task: str,
    reason: Reason,
    note: str | None,
    since: date | None,
    until: date | None,
    escalate_to: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record that nothing can go on with TASK, since when and why.

    REASON is one of those that `onboardgen move` takes, such as it_approval or third_party.
    """
    editing = open_for_editing(find_workspace(start), slug, today)
    blocked = Blocked(
        since=since or editing.today,
        reason=reason,
        note=note,
        until=until,
        escalate_to=escalate_to,
    )
    return report("block", edit_plan.block(editing, task, blocked, dry_run=dry_run), format_)
