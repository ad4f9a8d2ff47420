"""`onboardgen build`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from onboardgen.cli.presentation import (
    FORMAT,
    counted,
    paint,
    portal_name,
    print_findings,
    print_json,
)
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.values import DAY
from onboardgen.findings import has_errors
from onboardgen.workflows.build import BuildReport, BuildRequest, BuiltPortal
from onboardgen.workflows.build import build as build_site
from onboardgen.workflows.preview import PreviewReport, PreviewRequest
from onboardgen.workflows.preview import preview as build_preview
from onboardgen.workspace import DEFAULT_OUT, find_workspace

LISTED = 24


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help=f"Where the site is written.  [default: {DEFAULT_OUT}/ in the workspace]",
)
@click.option("--today", type=DAY, help="Build as of this day instead of today.")
@click.option(
    "--preview",
    is_flag=True,
    help="Needs no key: seal with a new one, into a new directory, with a page that opens all.",
)
@click.option(
    "--base", metavar="REV", help="With --preview, only customers that changed since HEAD left REV."
)
@FORMAT
@click.pass_obj
def build(
    start: Path,
    slugs: tuple[str, ...],
    out: Path | None,
    today: date | None,
    preview: bool,
    base: str | None,
    format_: str,
) -> int:
    """Make one sealed portal per customer and partner, and the team's own.

    Only what changed is built again; the same inputs give the same bytes. A customer with an
    error keeps the portal it has, is named, and the exit code is 1; the others are built.

    With --preview, the portals of customers and partners are sealed with a key that is made for
    this one build and stands in a page beside them. Nobody's access is used or changed, and
    nothing of it belongs on the portals' own address.
    """
    root = find_workspace(start)
    if preview:
        if out is None:
            raise click.UsageError("A preview goes into a new directory: name it with --out.")
        found = build_preview(
            PreviewRequest(root=root, slugs=slugs, out=out, today=today, base=base)
        )
        print_preview(found, format_)
        return int(has_errors(found.findings))
    if base is not None:
        raise click.UsageError("--base says what a preview shows; give --preview with it.")
    request = BuildRequest(root, slugs, out or root / DEFAULT_OUT, today, os.environ)
    with progress() as step:
        report = build_site(request, step)
    if format_ == "json":
        print_json("build", as_json(report))
    else:
        print_report(report)
    return int(has_errors(report.findings))


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, from the second customer on; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    columns = (TextColumn("Building"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("build", total=None, visible=False)

        def step(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total > 1)

        yield step


def print_report(report: BuildReport) -> None:
    print_findings([finding for finding in report.findings if finding.severity == "error"])
    if len(report.portals) <= LISTED:
        print_portals(report.portals)
    not_built = paint("Not built", fg="red")
    if report.stopped:
        click.echo(f"{not_built}: the workspace's own files have errors. What was built stays.")
        return
    for slug in report.failed:
        click.echo(f"{not_built}: {slug} has errors. What was built of it before stays.")
    for slug in report.without_portal:
        click.echo(f"{slug} has no portal yet: `onboardgen access grant {slug} PERSON` makes one.")
    changed = sum(portal.changed for portal in report.portals)
    click.echo(
        f"{counted(len(report.portals), 'portal')} as of {report.as_of}: "
        f"{changed} written, {len(report.portals) - changed} as they were."
    )
    if report.exported:
        click.echo("Built with exported keys: all other portals were left alone.")
    if report.shallow:
        click.echo("Without history: this clone is shallow. `git fetch --unshallow` brings it.")
    if report.demo:
        click.echo("Sealed with the public demo root: anyone can open these portals.")


def print_preview(report: PreviewReport, format_: str) -> None:
    """What was made, without the keys: a log may see this."""
    if format_ == "json":
        print_json("build", preview_as_json(report))
        return
    print_findings([finding for finding in report.findings if finding.severity == "error"])
    not_built = paint("Not built", fg="red")
    if report.stopped:
        click.echo(f"{not_built}: the workspace's own files have errors.")
    for slug in report.failed:
        click.echo(f"{not_built}: {slug} has errors.")
    if report.page is None:
        click.echo("Nothing to preview.")
        return
    click.echo(f"Preview of {counted(len(report.portals), 'portal')} as of {report.as_of}.")
    click.echo("Open this page in a browser; it carries the keys of this preview:")
    click.echo(f"  {report.page}")


def print_portals(portals: tuple[BuiltPortal, ...]) -> None:
    width = max((len(portal_name(one.slug, one.audience)) for one in portals), default=0)
    for portal in portals:
        state = "written" if portal.changed else "as it was"
        click.echo(f"  {portal_name(portal.slug, portal.audience):<{width}}  {state}")
        click.echo(f"    {portal.path}")


def as_json(report: BuildReport) -> dict[str, object]:
    return {
        "as_of": report.as_of.isoformat(),
        "portals": [
            {
                "customer": portal.slug,
                "audience": portal.audience,
                "path": str(portal.path),
                "changed": portal.changed,
            }
            for portal in report.portals
        ],
        "failed": list(report.failed),
        "without_portal": list(report.without_portal),
        "findings": [finding.as_json() for finding in report.findings],
    }


def preview_as_json(report: PreviewReport) -> dict[str, object]:
    return {
        "as_of": report.as_of.isoformat(),
        "preview": str(report.page) if report.page else None,
        "portals": [
            {"customer": one.slug, "audience": one.audience, "path": str(one.path), "changed": True}
            for one in report.portals
        ],
        "failed": list(report.failed),
        "without_portal": [],
        "findings": [finding.as_json() for finding in report.findings],
    }
