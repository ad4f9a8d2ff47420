"""`onboardgen sign`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.cli.edits import SLUG, as_json, editing_options, report
from onboardgen.cli.presentation import print_json
from onboardgen.workflows import sign as workflow
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workflows.sign import Signing
from onboardgen.workspace import find_workspace


@click.command()
@SLUG
@click.argument("what", type=click.Choice(SIGNED))
@click.option("--as", "person", metavar="PERSON", required=True, help="Who signs, by id.")
@click.option(
    "--evidence",
    metavar="TEXT",
    help="Where their yes can be seen: a link, or a mail, a receipt, the minutes of a call.",
)
@editing_options
@click.pass_obj
def sign(
    start: Path,
    slug: str,
    what: Signed,
    person: str,
    evidence: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record that PERSON signs what the worksheet or the plan says now.

    What they sign is kept in signed/, and the signature names it by its digest. From then on
    `check` and the portal name every answer, scope item and task that moves.
    """
    editing = open_for_editing(find_workspace(start), slug, today)
    signing = workflow.sign(editing, what, person, evidence, dry_run=dry_run)
    recorded = signing.recorded
    if format_ == "json":
        print_json("sign", {**as_json(recorded), **_as_json(signing)})
        return int(bool(recorded.refused))
    shown = tuple(one for one in recorded.changes if one.path != signing.document)
    code = report("sign", replace(recorded, changes=shown), format_)
    if recorded.written:
        click.echo(f"What is signed: {signing.document}")
    return code


def _as_json(signing: Signing) -> dict[str, object]:
    after = signing.after
    return {
        "by": signing.by,
        "digest": signing.digest,
        "document": signing.document,
        "counts": {name.replace(" ", "_"): count for name, count in signing.counts.items()},
        "moved": [
            {
                "ref": str(one.ref),
                "field": one.field,
                "change": one.change,
                "before": one.before,
                "after": one.after,
                "locked": one.locked,
            }
            for one in signing.moved
        ],
        "given": after.given,
        "missing": [*after.missing, *after.missing_parties],
        "again": list(after.again),
    }
