"""What is to be done about issues, or was done, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import click

from onboardgen.cli.actions_log import in_actions, print_command
from onboardgen.cli.annotations import MOST, escape_data
from onboardgen.cli.presentation import counted, paint, visible
from onboardgen.cli.tables import heading, paragraph
from onboardgen.cli.wording import day_words
from onboardgen.trackers.apply import Applied
from onboardgen.trackers.neutral import JOINER
from onboardgen.trackers.plan import Action, ActionKind, LeftAlone
from onboardgen.workflows.issues import IssuesReport

VERBS: Mapping[ActionKind, str] = {
    "create": "open", "update": "update", "comment": "comment", "close": "close",
    "reopen": "reopen", "label": "label",
}  # fmt: skip
DONE: Mapping[ActionKind, str] = {
    "create": "opened", "update": "updated", "comment": "commented", "close": "closed",
    "reopen": "reopened", "label": "labelled",
}  # fmt: skip
COLOURS: Mapping[ActionKind, str] = {"create": "yellow", "close": "green", "reopen": "yellow"}
WIDTH_OF_VERB = 11


def print_plan(report: IssuesReport) -> None:
    """The sum first, then each customer's actions, then what is left alone."""
    if report.as_of is None or (report.failure and not report.plan.actions):
        return
    click.echo(plan_summary(report))
    print_actions(report, [(VERBS[one.action], one, number_of(one)) for one in report.plan.actions])
    print_left_alone(report.plan.left_alone)


def print_applied(report: IssuesReport) -> None:
    """Each customer's actions, what is left alone or was not done, and the sum as last line."""
    applied = report.applied
    if report.as_of is None or applied is None:
        return
    print_actions(
        report, [(DONE[one.action.action], one.action, one.issue.number) for one in applied.done]
    )
    print_left_alone(report.plan.left_alone)
    print_undone(applied)
    if applied.done or report.plan.left_alone or applied.undone or applied.postponed:
        click.echo()
    click.echo(applied_summary(report, applied))


def print_warnings(report: IssuesReport, environment: Mapping[str, str], *, as_json: bool) -> None:
    """Warnings on stderr; in GitHub Actions also as annotations."""
    for warning in report.warnings:
        if not as_json:
            click.echo(f"Warning: {plain(warning)}", err=True)
    if in_actions(environment):
        for warning in report.warnings[:MOST]:
            print_command(f"::warning::{escape_data(plain(warning))}", err=True)


def plan_summary(report: IssuesReport) -> str:
    counts = Counter(one.action for one in report.plan.actions)
    told = [f"{counts[kind]} to {VERBS[kind]}" for kind in VERBS if counts[kind]]
    return with_place(report, [*told, f"{report.right} right already"])


def applied_summary(report: IssuesReport, applied: Applied) -> str:
    return with_place(report, [*done_words(applied), f"{report.right} right already"])


def done_words(applied: Applied) -> list[str]:
    counts = Counter(one.action.action for one in applied.done)
    return [f"{counts[kind]} {DONE[kind]}" for kind in DONE if counts[kind]]


def with_place(report: IssuesReport, told: Sequence[str]) -> str:
    day = day_words(report.as_of.day, report.as_of.day) if report.as_of else ""
    return f"{', '.join(told)} · {plain(report.place)} · {day}"


def print_actions(report: IssuesReport, rows: Iterable[tuple[str, Action, int | None]]) -> None:
    in_order = sorted(rows, key=lambda row: (row[1].customer is not None, row[1].customer or ""))
    for customer, group in groupby(in_order, key=lambda row: row[1].customer):
        name = report.names.get(customer, customer or "")
        heading(plain(f"{name} · {customer}" if customer else f"{name}, our team"))
        for verb, action, number in group:
            print_action(verb, action, number, name)


def print_action(verb: str, action: Action, number: int | None, customer: str) -> None:
    """What below the heading of its customer, and why."""
    indent = " " * (WIDTH_OF_VERB + 2)
    first = f"  {verb:<{WIDTH_OF_VERB}}"
    title = plain(action.title).removeprefix(f"{plain(customer)}: ")
    what = f"#{number} {title}" if number else title
    paragraph(what, first, indent)
    paragraph(plain(action.reason), indent, indent)


def print_left_alone(left: Sequence[LeftAlone]) -> None:
    if not left:
        return
    heading("Left alone")
    for one in left:
        number = f"#{one.number} " if one.number else ""
        customer = f" · {one.customer}" if one.customer else ""
        paragraph(plain(f"{number}{one.title}{customer}"), "  ", "    ")
        paragraph(plain(one.reason), "    ", "    ")


def print_undone(applied: Applied) -> None:
    if applied.undone:
        heading("Not done")
    for one in applied.undone:
        paragraph(plain(f"{VERBS[one.action.action]} {one.action.title}"), "  ", "    ")
        paragraph(paint(plain(one.reason), fg="red" if one.is_refused else "yellow"), "    ")
    if applied.postponed:
        told = f"{counted(len(applied.postponed), 'action')} left for the next run"
        why = "" if applied.failure else ": a run writes 450 times at most"
        heading(f"{told}{why}.")


def number_of(action: Action) -> int | None:
    return action.issue.number if action.issue else None


def plain(text: str) -> str:
    """A text to print, without the joiners that keep trackers from acting on it."""
    return visible(text.replace(JOINER, ""))
