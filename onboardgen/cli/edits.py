"""What all commands that change a customer's files share: options, diff, refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar, get_args

import click

from onboardgen.cli.presentation import FORMAT, paint, print_findings, print_json, visible, wrapped
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.values import DAY
from onboardgen.model.plan import Reason
from onboardgen.workflows.record_edits import Recorded

Command = TypeVar("Command", bound=Callable[..., object])

REASON = click.Choice(get_args(Reason))
SLUG = click.argument("slug", shell_complete=complete_slug)
TASK = click.argument("task")
TODAY = click.option("--today", type=DAY, help="As of this day, instead of today in our time zone.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show the change, write nothing.")
PERSON = click.option(
    "--as",
    "person",
    metavar="PERSON",
    help="Who does it, by id. By default whoever has the e-mail address that Git knows.",
)
EVIDENCE = click.option("--evidence", metavar="LINK", help="Where it can be seen.")


def editing_options(command: Command) -> Command:
    """--today, --dry-run and --format, as the last options of a command."""
    return TODAY(DRY_RUN(FORMAT(command)))


def report(command: str, recorded: Recorded, format_: str) -> int:
    """Print what was changed; the exit code. A refusal prints the errors it would bring."""
    if format_ == "json":
        print_json(command, as_json(recorded))
        return int(bool(recorded.refused))
    if recorded.refused:
        print_findings(recorded.refused)
        click.echo("Nothing was written: the change would bring what stands above.")
        return 1
    for change in recorded.changes:
        click.echo("\n".join(coloured(change.diff)) + "\n")
    for line in (recorded.message, *recorded.notes):
        click.echo(wrapped(line, "", ""))
    if recorded.warnings:
        click.echo("\nWorth a look now:\n")
        print_findings(recorded.warnings)
    if not recorded.changes:
        click.echo("The files say so already: nothing is changed.")
    elif not recorded.written:
        click.echo("Nothing was written: this was a dry run.")
    return 0


def as_json(recorded: Recorded) -> dict[str, object]:
    return {
        "customer": recorded.customer,
        "ref": recorded.ref,
        "written": recorded.written,
        "message": recorded.message,
        "notes": list(recorded.notes),
        "files": [
            {"path": one.path, "new": one.before is None, "diff": one.diff}
            for one in recorded.changes
        ],
        "findings": [one.as_json() for one in (*recorded.refused, *recorded.warnings)],
    }


def coloured(diff: str) -> Iterator[str]:
    """The lines of a diff as they are usually coloured; nothing in them steers the terminal."""
    for line in diff.splitlines():
        shown = visible(line)
        if line.startswith(("---", "+++")):
            yield paint(shown, bold=True)
        elif line.startswith("@@"):
            yield paint(shown, fg="cyan")
        elif line.startswith(("+", "-")):
            yield paint(shown, fg="green" if line[0] == "+" else "red")
        else:
            yield shown
