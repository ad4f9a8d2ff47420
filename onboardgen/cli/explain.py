"""`onboardgen explain`."""

from __future__ import annotations

import click

from onboardgen.cli.presentation import COLOURS, paint, print_json
from onboardgen.codes import CODES
from onboardgen.workflows.explain import Explanation, explanation


@click.command()
@click.argument("code", required=False, type=click.STRING)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
def explain(code: str | None, format_: str) -> None:
    """Show why CODE is reported, an example that fails and one that passes.

    Without CODE, list all of them.
    """
    if code is None:
        list_codes(format_)
        return
    told = explanation(code.upper())
    if format_ == "json":
        print_json("explain", as_json(told))
    else:
        print_explanation(told)


def list_codes(format_: str) -> None:
    if format_ == "json":
        rows = [{"code": c.id, "severity": c.severity, "title": c.title} for c in CODES]
        print_json("explain", {"codes": rows})
        return
    for code in CODES:
        severity = paint(f"{code.severity:<8}", fg=COLOURS[code.severity])
        click.echo(f"{code.id}  {severity} {code.title}")
