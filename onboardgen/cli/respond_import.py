"""`onboardgen respond import`."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import DRY_RUN, TODAY, coloured
from onboardgen.cli.presentation import FORMAT, paint, print_findings, print_json, visible, wrapped
from onboardgen.workflows.respond import Imported, ImportReport, import_responses
from onboardgen.workflows.respond_desk import ImportRequest
from onboardgen.workflows.respond_sources import find_responses
from onboardgen.workspace import find_workspace


@click.command(name="import")
@click.argument("sources", nargs=-1, required=True, metavar="FILE…")
@click.option("--accept", is_flag=True, help="Move promises to the dates that are proposed.")
@TODAY
@DRY_RUN
@FORMAT
@click.pass_obj
def import_(
    start: Path,
    sources: tuple[str, ...],
    accept: bool,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Verify sealed responses and put what they say on a branch, a commit for each.

    FILE is a response as it was sent, a mail that holds one, a directory of them, or - for standard
    input. The author of each commit is whoever answered. Your working tree is not touched: look at
    the branch, and merge it.

    What was imported before, is of another portal, was altered, or is about something that moved
    on since is refused, with the reason.
    """
    report = import_responses(
        ImportRequest(
            root=find_workspace(start),
            found=tuple(find_responses(sources, sys.stdin.buffer)),
            today=today,
            accept=accept,
            dry_run=dry_run,
            environment=os.environ,
        )
    )
    if format_ == "json":
        print_json("respond-import", _as_json(report))
    else:
        _print(report)
    return int(any(one.refusal for one in report.imported))


def _print(report: ImportReport) -> None:
    for one in report.imported:
        _print_one(one)
    branches = dict.fromkeys(one.branch for one in report.imported if one.branch)
    if not report.imported:
        click.echo("There is no response in it.")
    for branch in branches:
        if report.dry_run:
            click.echo(f"Nothing was written: this was a dry run. The branch would be {branch}.")
        else:
            click.echo(f"The branch is {branch}. Look at it: git log -p HEAD..{branch}")
    for slug in report.unseen:
        text = f"Changes of {slug} that you have not committed were not looked at, nor touched."
        click.echo(wrapped(text, "", ""))


def _print_one(one: Imported) -> None:
    click.echo(paint(_heading(one), bold=True))
    if one.refusal:
        refused = paint("refused", fg="red", bold=True)
        click.echo(f"  {refused} ({one.refusal.reason})")
        click.echo(wrapped(visible(one.refusal.message), "  ", "  "))
        if one.refusal.hint:
            click.echo(wrapped(visible(one.refusal.hint), "  → ", "    "))
        print_findings(one.findings)
    elif one.recorded:
        for line in (one.recorded.message, *one.recorded.notes):
            click.echo(wrapped(visible(line), "  ", "  "))
        for change in one.recorded.changes:
            click.echo()
            click.echo("\n".join(coloured(change.diff)))
        if one.recorded.warnings:
            click.echo("\nWorth a look now:\n")
            print_findings(one.recorded.warnings)
    click.echo()


def _heading(one: Imported) -> str:
    source = visible(one.source)
    if one.proven is None:
        return f"{source}{f' ({one.slug})' if one.slug else ''}"
    response, person = one.proven.response, one.proven.member.person
    made = f"{response.at:%Y-%m-%d %H:%M} UTC"
    return f"{source}: {visible(person.name)} ({one.slug}), {made}, {response.kind}"


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        "dry_run": report.dry_run,
        "responses": [_one_as_json(one) for one in report.imported],
        "uncommitted": list(report.unseen),
    }


def _one_as_json(one: Imported) -> dict[str, object]:
    response = one.proven.response if one.proven else None
    recorded, refusal = one.recorded, one.refusal
    warnings = recorded.warnings if recorded else ()
    return {
        "source": one.source,
        "customer": one.slug,
        "id": response.id if response else None,
        "kind": response.kind if response else None,
        "person": response.person if response else None,
        "at": response.at.isoformat().replace("+00:00", "Z") if response else None,
        "refs": [str(ref) for ref in response.about] if response else [],
        "imported": recorded is not None,
        "reason": refusal.reason if refusal else None,
        "message": refusal.message if refusal else recorded.message if recorded else None,
        "hint": refusal.hint if refusal else None,
        "changed": list(refusal.changed) if refusal else [],
        "notes": list(recorded.notes) if recorded else [],
        "files": [
            {"path": file.path, "new": file.before is None, "diff": file.diff}
            for file in (recorded.changes if recorded else ())
        ],
        "branch": one.branch,
        "commit": one.commit,
        "findings": [finding.as_json() for finding in (*one.findings, *warnings)],
    }
