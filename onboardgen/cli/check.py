"""`onboardgen check`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import click

from onboardgen.cli.actions_log import print_command
from onboardgen.cli.presentation import counted, json_text, paint, print_findings, print_json
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.values import DAY
from onboardgen.findings import has_errors
from onboardgen.workflows.check import CheckResult
from onboardgen.workflows.check import check as check_workspace
from onboardgen.workspace import find_workspace


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "github", "sarif", "gitlab"]),
    default="text",
    show_default=True,
    help="For people, for programs, as annotations of GitHub Actions, as SARIF for code scanning,"
    " or as a Code Quality report for GitLab.",
)
@click.option("--today", type=DAY, help="Check as of this day instead of today.")
@click.option(
    "--base",
    metavar="REV",
    help="Also find what was agreed and has changed silently since REV, as in origin/main.",
)
@click.option(
    "--exact",
    is_flag=True,
    help="Compare with REV itself, not with where HEAD left it: shows what a forced push took.",
)
@click.pass_obj
def check(
    start: Path,
    slugs: tuple[str, ...],
    strict: bool,
    format_: str,
    today: date | None,
    base: str | None,
    exact: bool,
) -> int:
    """Find what is wrong in the workspace, or with the customers named by SLUG.

    Every file is read, every finding reported with file, line, column and what to do.
    Exits with 1 where an error is found; `onboardgen explain CODE` tells more.

    With --base, the files as they stand, committed or not, are held against the last
    commit that HEAD and REV have in common: what others did on REV since then is not
    taken for yours. This needs the whole history; in a shallow clone it exits with 3.
    """
    root = find_workspace(start)
    if base is not None:
        result = _check_since(root, base, slugs, today, exact)
    elif exact:
        raise click.UsageError("--exact says how to compare with --base; give both.")
    else:
        result = check_workspace(root, slugs, today)
    PRINTERS[format_](result)
    failed = bool(result.findings) if strict else has_errors(result.findings)
    return int(failed)


def _check_since(
    root: Path, base: str, slugs: tuple[str, ...], today: date | None, exact: bool
) -> CheckResult:
    """Git and the rules of change are imported only where they are asked for."""
    from onboardgen.workflows.check_base import check_since  # noqa: PLC0415

    return check_since(root, base, slugs, today, exact=exact)


def _print_text(result: CheckResult) -> None:
    print_findings(result.findings)
    click.echo(closing_line(result))


def _print_json(result: CheckResult) -> None:
    rows = [finding.as_json() for finding in result.findings]
    print_json("check", {"findings": rows, "counts": result.counts})


def _print_annotations(result: CheckResult) -> None:
    from onboardgen.cli.annotations import annotation_lines  # noqa: PLC0415

    for line in annotation_lines(result.findings):
        print_command(line)
    click.echo(closing_line(result))


def _print_sarif(result: CheckResult) -> None:
    from onboardgen.cli.sarif import sarif  # noqa: PLC0415
    from onboardgen.workflows.explain import why_of  # noqa: PLC0415

    click.echo(json_text(sarif(result.findings, why_of)))


def _print_code_quality(result: CheckResult) -> None:
    from onboardgen.cli.code_quality import code_quality  # noqa: PLC0415

    click.echo(json_text(code_quality(result.findings)))


PRINTERS: Mapping[str, Callable[[CheckResult], None]] = {
    "text": _print_text,
    "json": _print_json,
    "github": _print_annotations,
    "sarif": _print_sarif,
    "gitlab": _print_code_quality,
}


def closing_line(result: CheckResult) -> str:
    checked = counted(result.customers, "customer")
    if not result.findings:
        return f"{paint('All fine', fg='green')}: {checked} checked, nothing to say."
    worst = min(result.findings, key=lambda finding: finding.severity)
    errors, warnings = result.counts["error"], result.counts["warning"]
    found = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    return f"{checked} checked: {found}.\n`onboardgen explain {worst.code.id}` tells more."
