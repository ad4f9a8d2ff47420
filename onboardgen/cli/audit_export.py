"""`onboardgen audit export`."""

from __future__ import annotations

from pathlib import Path

import click

from onboardgen.cli.event_words import event_words
from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, counted, print_json, visible, wrapped
from onboardgen.cli.slugs import complete_slug
from onboardgen.workflows.audit_export import export as write_bundle
from onboardgen.workspace import find_workspace


@click.command(short_help="Write the evidence of one customer.")
@click.argument("slug", shell_complete=complete_slug)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A new or empty directory for the bundle.",
)
@FORMAT
@click.pass_obj
def export(start: Path, slug: str, out: Path, format_: str) -> int:
    """Write the evidence of customer SLUG into a directory, for an auditor.

    A report to read and print, all events as CSV and JSON, the decision log, the exact files of
    each sign-off, their digests, and how to verify it with Git alone. It tells of the commit that
    is checked out; the same commit makes the same bytes. Internal events are in it.
    """
    done = write_bundle(find_workspace(start), slug, out, event_words)
    if format_ == "json":
        print_json(
            "audit-export",
            {
                "customer": slug,
                "commit": done.commit,
                "out": str(out),
                "files": list(done.files),
                "left_out": [] if done.files else [slug],
            },
        )
    elif done.files:
        click.echo(f"Wrote {counted(len(done.files), 'file')}, as of commit {done.commit[:9]}:")
        click.echo(f"  {visible(str(out))}\n")
        click.echo(
            wrapped(
                "It holds internal events: it is for auditors, not for the customer. VERIFY.md "
                "says how to verify it.",
                "",
                "",
            )
        )
    left_out = () if done.files else (slug,)
    return print_left_out(done.findings, left_out, as_json=format_ == "json")
