"""`onboardgen deadlines`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import click

from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, counted, paint, print_json, visible
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.tables import heading, paragraph
from onboardgen.cli.values import as_of_options
from onboardgen.cli.wording import day_words, days_words
from onboardgen.schedule.deadlines import Deadline
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.deadlines import DeadlinesReport
from onboardgen.workflows.deadlines import deadlines as deadlines_of
from onboardgen.workflows.names import Names
from onboardgen.workspace import find_workspace

COLOURS = {"overdue": "red", "blocked_too_long": "red", "gate_waiting": "red"}
TO_DO = {
    "section": "Answer the questions: ",
    "decision": "Decide: ",
    "change": "Answer the request: ",
}


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option(
    "--fail-on",
    type=click.Choice(["overdue", "due_soon"]),
    help="Exit with 1 where something is overdue, or also where something is due soon.",
)
@as_of_options
@FORMAT
@click.pass_obj
def deadlines(
    start: Path,
    slugs: tuple[str, ...],
    fail_on: str | None,
    today: date | None,
    now: datetime | None,
    format_: str,
) -> int:
    """List what is late, due soon, stuck or left alone.

    An item is late when its day has ended where its owner is. With each stand who owes it, what
    waits for it, who is told next, and the line in the file. Exits with 0 whatever is late,
    unless --fail-on says otherwise.
    """
    report = deadlines_of(find_workspace(start), slugs, Moment(today, now))
    if format_ == "json":
        print_json("deadlines", as_json(report))
    else:
        print_deadlines(report)
    code = print_left_out(report.findings, report.broken, as_json=format_ == "json")
    return max(code, int(hits(report.items, fail_on)))


def hits(items: Iterable[Deadline], fail_on: str | None) -> bool:
    """Whether anything is of the kind that the run is to fail on."""
    kinds = {"overdue": {"overdue"}, "due_soon": {"overdue", "due_soon"}}.get(fail_on or "", set())
    return any(item.kind in kinds for item in items)


def print_deadlines(report: DeadlinesReport) -> None:
    if report.as_of is None:
        return
    today = report.as_of.day
    if not report.items:
        if report.broken and not any(report.names):
            return
        where = " in the others" if report.broken else ""
        click.echo(f"Nothing is late or due soon{where}. · {day_words(today, today)}")
        return
    late = sum(item.kind == "overdue" for item in report.items)
    soon = sum(item.kind == "due_soon" for item in report.items)
    told = f"{late} late, {soon} due soon, {counted(len(report.items), 'item')} in all"
    click.echo(f"{told} · {day_words(today, today)}")
    for customer, items in groupby(report.items, key=lambda item: item.customer):
        names = report.names[customer]
        heading(f"{names.customer} · {customer}" if customer else f"{names.customer}, our team")
        for item in items:
            print_deadline(item, names, today)


def print_deadline(item: Deadline, names: Names, today: date) -> None:
    """Three lines: how late and what; who and what waits; who is next, and the place."""
    state = state_words(item, today)
    click.echo(f"  {paint(state, fg=COLOURS.get(item.kind, 'yellow'))}")
    paragraph(f"{TO_DO.get(item.ref.partition(':')[0], '')}{item.title}", "    ", "    ")
    due = "" if item.due is None else f" · {due_word(item)} {day_words(item.due, today)}"
    waits = f" · {counted(len(item.blocks), 'waits', 'wait')} for it" if item.blocks else ""
    hangs = f" · go-live hangs on it by {days_words(item.go_live_days)}"
    paragraph(
        f"{names.who([item.owner])}{due}{waits}{hangs if item.go_live_days > 0 else ''}",
        "    ",
        "    ",
    )
    told = f"next: {names.person(item.escalate_to)} · " if item.rung and item.escalate_to else ""
    click.echo(visible(f"    {told}{item.at.path}:{item.at.line}"))


def state_words(item: Deadline, today: date) -> str:
    """What is the matter, and for how long. Who works on no day until the promise has it soon."""
    days = days_words(item.days)
    match item.kind:
        case "overdue":
            return f"{days} late" if item.days else "late"
        case "due_soon":
            ahead = item.due is not None and item.due > today
            return f"due in {days}" if item.days else "due soon" if ahead else "due today"
        case "blocked_too_long":
            return f"blocked for {days}"
        case "gate_waiting":
            return f"gate {days} late" if item.days else "gate late"
        case "plan_untouched":
            return f"nothing changed for {days}"
        case _:
            return "access ends" if item.rung == 0 else "access ended"


def due_word(item: Deadline) -> str:
    words = {"overdue": "was due", "due_soon": "due", "gate_waiting": "needed by"}
    return words.get(item.kind, "due" if item.kind == "blocked_too_long" else "until")


def as_json(report: DeadlinesReport) -> dict[str, object]:
    return {
        "as_of": report.as_of.day.isoformat() if report.as_of else None,
        "items": [item_as_json(item) for item in report.items],
        "left_out": list(report.broken),
    }


def item_as_json(item: Deadline) -> dict[str, object]:
    return {
        "ref": item.ref,
        "customer": item.customer,
        "kind": item.kind,
        "rung": item.rung,
        "title": item.title,
        "owner": item.owner,
        "party": item.party,
        "due": item.due.isoformat() if item.due else None,
        "days": item.days,
        "blocks": [str(ref) for ref in item.blocks],
        "go_live_days": item.go_live_days,
        "escalate_to": item.escalate_to,
        "path": item.at.path,
        "line": item.at.line,
    }
