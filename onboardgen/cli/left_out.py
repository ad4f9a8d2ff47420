"""Customers that cannot be judged because of errors: named, while the others are told."""

from __future__ import annotations

from collections.abc import Sequence

import click

from onboardgen.cli.presentation import finding_as_text
from onboardgen.findings import Finding


def print_left_out(findings: Sequence[Finding], broken: Sequence[str], *, as_json: bool) -> int:
    """Say on stderr what is wrong and who is left out; the exit code: 1 where something is."""
    for finding in findings if not as_json else ():
        click.echo(finding_as_text(finding) + "\n", err=True)
    if broken:
        click.echo(f"Left out for their errors: {', '.join(broken)}.", err=True)
    if findings and as_json:
        click.echo("`onboardgen check` tells what is wrong.", err=True)
    return int(bool(findings))
