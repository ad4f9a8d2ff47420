"""`onboardgen audit checkpoint`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.audit.checkpoint import CHECKPOINTS_FILE
from onboardgen.cli.presentation import FORMAT, print_json, wrapped
from onboardgen.cli.values import DAY
from onboardgen.workflows.audit_checkpoint import add_checkpoint
from onboardgen.workspace import find_workspace


@click.command()
@click.option("--today", type=DAY, help="The day of the checkpoint instead of today.")
@FORMAT
@click.pass_obj
def checkpoint(start: Path, today: date | None, format_: str) -> int:
    """Record which commit the history ends with, in checkpoints.jsonl.

    `onboardgen audit verify` then finds whether what led to that commit was rewritten since. Commit
    the file, and keep a copy where nobody can force a push.
    """
    recorded = add_checkpoint(find_workspace(start), today)
    one = recorded.checkpoint
    if format_ == "json":
        values = {"head": one.head, "date": one.date.isoformat(), "chain": one.chain}
        print_json("audit-checkpoint", {**values, "is_new": recorded.is_new})
    elif recorded.is_new:
        click.echo(f"Recorded commit {one.head[:9]} on {one.date}.")
        text = f"Commit the file {CHECKPOINTS_FILE}, and keep a copy elsewhere."
        click.echo(wrapped(text, "", ""))
    else:
        click.echo(f"Commit {one.head[:9]} is recorded already, on {one.date}.")
    return 0
