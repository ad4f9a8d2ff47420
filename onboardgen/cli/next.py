"""`onboardgen next`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, paint, print_json, visible
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.tables import paragraph
from onboardgen.cli.values import as_of_options
from onboardgen.cli.wording import action_words, day_words, due_words, why_words
from onboardgen.schedule.next_action import NextAction
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.names import Names
from onboardgen.workflows.next_actions import NextReport, next_actions
from onboardgen.workspace import find_workspace

LISTED = 10


@click.command(name="next")
@click.option("--for", "person", metavar="PERSON", help="Only what this person can do.")
@click.option(
    "--customer",
    "slugs",
    metavar="SLUG",
    multiple=True,
    shell_complete=complete_slug,
    help="Only this customer; can be given more than once.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=LISTED,
    show_default=True,
    help="How many to show; 0 for all. JSON holds all where this is not given.",
)
@as_of_options
@FORMAT
@click.pass_context
def next_(
    ctx: click.Context,
    person: str | None,
    slugs: tuple[str, ...],
    limit: int,
    today: date | None,
    now: datetime | None,
    format_: str,
) -> int:
    """Show what to move next, what matters most first.

    Everything that somebody can do now stands in one queue: first what makes go-live late, then
    what is late itself, then what others wait for. Each line says why it stands where it does.
    """
    start: Path = ctx.obj
    report = next_actions(find_workspace(start), slugs, Moment(today, now), person)
    given = ctx.get_parameter_source("limit") is not click.core.ParameterSource.DEFAULT
    if format_ == "json":
        print_json("next", as_json(report, limit if given else 0))
    else:
        print_queue(report, limit, person)
    return print_left_out(report.findings, report.broken, as_json=format_ == "json")


def print_queue(report: NextReport, limit: int, person: str | None) -> None:
    if report.as_of is None:
        return
    shown = report.actions[: limit or None]
    today = report.as_of.day
    if not shown:
        if report.names or not report.broken:
            click.echo("Nothing can be moved now." if person is None else "Nothing to do now.")
        return
    click.echo(paint(f"Move this next · {day_words(today, today)}", bold=True))
    for rank, action in enumerate(shown, start=1):
        print_action(action, report.names[action.customer], today, rank=rank)
    rest = len(report.actions) - len(shown)
    if rest:
        click.echo(f"\n{rest} more: --limit 0 shows all.")


def print_action(action: NextAction, names: Names, today: date, *, rank: int | None = None) -> None:
    """Three lines: what; by whom and when; why now. Without a rank the customer is left out."""
    indent = "    " if rank else "  "
    what = action_words(action.kind, action.title, action.questions)
    number = f"{rank:>2}  " if rank else indent
    click.echo()
    paragraph(what, number, indent)
    over = action.late_days is not None
    who = names.who(action.people)
    where = f"{action.customer} · " if rank else ""
    paragraph(f"{where}{who} · {due_words(action.due, today, over=over)}", indent, indent)
    click.echo(f"{indent}{paint(visible(why_words(action.why)), fg='cyan')}")


def as_json(report: NextReport, limit: int) -> dict[str, object]:
    return {
        "as_of": report.as_of.day.isoformat() if report.as_of else None,
        "actions": [
            {"rank": rank, "customer": action.customer, **action_as_json(action)}
            for rank, action in enumerate(report.actions[: limit or None], start=1)
        ],
        "left_out": list(report.broken),
    }


def action_as_json(action: NextAction) -> dict[str, object]:
    place = action.at
    return {
        "ref": str(action.ref),
        "kind": action.kind,
        "title": action.title,
        "people": list(action.people),
        "party": action.party,
        "due": action.due.isoformat() if action.due else None,
        "late_days": action.late_days,
        "holds_up_days": action.holds_up,
        "go_live_days": action.go_live_days,
        "blocks": [str(ref) for ref in action.blocks],
        "why": {"code": action.why.code, "number": action.why.number},
        "path": place.path,
        "line": place.line,
    }
