"""`onboardgen leaks`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from onboardgen.cli.presentation import FORMAT, counted, paint, print_json, visible, wrapped
from onboardgen.workflows.leaks import LeakReport, find_site_leaks
from onboardgen.workspace import find_workspace


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@FORMAT
@click.pass_obj
def leaks(start: Path, directory: Path, format_: str) -> int:
    """Prove that the site in DIR tells strangers nothing, and its readers only what is theirs.

    Every sealed file is opened with the keys of this workspace; all that is not sealed is
    searched for names, titles and texts of the workspace in many encodings; every portal is
    searched for what its audience must not see. Exits with 1 where something is found.
    """
    report = find_site_leaks(find_workspace(start), directory, os.environ)
    if format_ == "json":
        rows = [asdict(leak) for leak in report.leaks]
        print_json("leaks", {"leaks": rows, "opened": report.opened})
    else:
        print_report(report)
    return int(bool(report.leaks))


def print_report(report: LeakReport) -> None:
    for leak in report.leaks:
        click.echo(f"{paint(visible(leak.file), bold=True)}  {leak.form}")
        click.echo(wrapped(visible(leak.what), "  ", "    "))
    number = len(report.leaks)
    found = counted(number, "leak") if number else paint("No leak", fg="green")
    opened = counted(report.opened, "portal")
    click.echo(f"{found}: {opened} opened, everything else searched.")
