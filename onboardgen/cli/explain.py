"""`onboardgen explain`."""

from __future__ import annotations

from dataclasses import asdict

import click
from click.shell_completion import CompletionItem

from onboardgen.cli.presentation import (
    COLOURS,
    FORMAT,
    finding_as_text,
    paint,
    print_document,
    print_json,
    wrapped,
)
from onboardgen.codes import CODES
from onboardgen.workflows.explain import Explanation, explanation


def complete_code(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [
        CompletionItem(code.id, help=code.title)
        for code in CODES
        if code.id.startswith(incomplete.upper())
    ]


@click.command()
@click.argument("code", required=False, shell_complete=complete_code)
@FORMAT
def explain(code: str | None, format_: str) -> None:
    """Show why CODE is reported, an example that fails and one that passes.

    Without CODE, list all of them.
    """
    if code is None:
        list_codes(format_)
        return
    told = explanation(code)
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


def print_explanation(told: Explanation) -> None:
    severity = paint(told.severity, fg=COLOURS[told.severity], bold=True)
    click.echo(f"{paint(told.code, bold=True)}  {severity}  {told.title}\n")
    for paragraph in told.why.strip().split("\n\n"):
        click.echo(wrapped(" ".join(paragraph.split()), "", "") + "\n")
    for file in told.before:
        print_document(f"Before, in {file.path}:", file.text)
    for file in told.fails:
        print_document(f"This fails, in {file.path}:", file.text)
    for finding in told.found[:1]:
        click.echo(finding_as_text(finding) + "\n")
    for file in told.passes:
        print_document(f"This passes, in {file.path}:", file.text)


def as_json(told: Explanation) -> dict[str, object]:
    return {
        "code": told.code,
        "title": told.title,
        "severity": told.severity,
        "why": told.why,
        "before": [asdict(file) for file in told.before],
        "fails": [asdict(file) for file in told.fails],
        "passes": [asdict(file) for file in told.passes],
        "findings": [finding.as_json() for finding in told.found],
    }
