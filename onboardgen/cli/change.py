"""`onboardgen change` and its verbs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.edits import EVIDENCE, PERSON, SLUG, editing_options, report
from onboardgen.cli.values import DAY
from onboardgen.workflows import change_requests
from onboardgen.workflows.change_approvals import approve as approve_change
from onboardgen.workflows.change_approvals import approve_and_apply
from onboardgen.workflows.change_requests import Estimate, Request
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workspace import find_workspace


class InOrder(click.Group):
    """Its commands in the order in which they are met, not by alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


ID = click.argument("id_", metavar="ID")


@click.group(cls=InOrder)
def change() -> None:
    """Ask for a change of what was agreed, assess it, approve it.

    Each is a file in changes/, and stays there whatever comes of it. ID is the file's name
    without .yaml, or its number.
    """


@change.command(short_help="Ask for a change.")
@SLUG
@click.argument("name")
@click.option(
    "--target",
    required=True,
    metavar="REF",
    help="What shall change: setting:section.answer or scope:id.",
)
@click.option(
    "--requested",
    required=True,
    metavar="VALUE",
    help="What shall hold. For the scope: included, deferred, excluded, or other words.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why it is needed.")
@click.option("--title", help="The change in one line.")
@click.option("--effective", type=DAY, help="From which day it shall hold, instead of today.")
@click.option(
    "--downstream", metavar="TEXT", multiple=True, help="What changes with it. Several times."
)
@click.option("--owner", metavar="PERSON", help="Who brings it to an end.")
@click.option("--due", type=DAY, help="The promised day for the answer.")
@PERSON
@editing_options
@click.pass_obj
def new(
    start: Path,
    slug: str,
    name: str,
    target: str,
    requested: str,
    reason: str,
    title: str | None,
    effective: date | None,
    downstream: tuple[str, ...],
    owner: str | None,
    due: date | None,
    person: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Ask for a change: writes changes/NNNN-NAME.yaml.

    What holds today is filled in. Whether it is part of what was agreed is proposed, by
    comparing it with the worksheet as signed.
    """
    request = Request(
        name=name,
        target=target,
        requested=requested,
        reason=reason,
        title=title,
        effective=effective,
        downstream=downstream,
        owner=owner,
        due=due,
        by=person,
    )
    editing = open_for_editing(find_workspace(start), slug, today)
    return report("change-new", change_requests.new(editing, request, dry_run=dry_run), format_)


@change.command(short_help="Say what a change costs.")
@SLUG
@ID
@click.option("--effort-hours", type=click.FloatRange(min=0), help="Our effort, in hours.")
@click.option("--schedule-days", type=int, help="Working days by which it moves go-live.")
@click.option("--price", type=float, help="The price, instead of effort times rate.")
@click.option("--note", metavar="TEXT", help="What the customer should know about it.")
@click.option(
    "--in-scope/--out-of-scope", default=None, help="Whether it is part of what was agreed."
)
@click.option("--structural/--cosmetic", default=None, help="Whether others build on it.")
@editing_options
@click.pass_obj
def assess(
    start: Path,
    slug: str,
    id_: str,
    effort_hours: float | None,
    schedule_days: int | None,
    price: float | None,
    note: str | None,
    in_scope: bool | None,
    structural: bool | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Say what a change costs, in hours, days of go-live, and money.

    Out of scope, or structural after sign-off, it is a change order: its price is our effort
    times our rate, unless --price says another.
    """
    estimate = Estimate(
        effort_hours=effort_hours,
        schedule_days=schedule_days,
        price=price,
        note=note,
        in_scope=in_scope,
        structural=structural,
    )
    editing = open_for_editing(find_workspace(start), slug, today)
    recorded = change_requests.assess(editing, id_, estimate, dry_run=dry_run)
    return report("change-assess", recorded, format_)


@change.command(short_help="Record that somebody approves.")
@SLUG
@ID
@EVIDENCE
@click.option("--apply", is_flag=True, help="With the last approval, change the worksheet too.")
@PERSON
@editing_options
@click.pass_obj
def approve(
    start: Path,
    slug: str,
    id_: str,
    evidence: str | None,
    apply: bool,
    person: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Record that somebody approves a change.

    Approved means that both sides did; whoever asked counts for their own side, unless
    rules.four_eyes is on. With --apply the worksheet then says what was asked for.
    """
    editing = open_for_editing(find_workspace(start), slug, today)
    act = approve_and_apply if apply else approve_change
    recorded = act(editing, id_, person, evidence, dry_run=dry_run)
    return report("change-approve", recorded, format_)


@change.command(short_help="Say no to a change.")
@SLUG
@ID
@click.option("--reason", required=True, metavar="TEXT", help="Why; the customer reads it.")
@editing_options
@click.pass_obj
def reject(
    start: Path,
    slug: str,
    id_: str,
    reason: str,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Say no to a change. The reason joins the note of its assessment."""
    editing = open_for_editing(find_workspace(start), slug, today)
    recorded = change_requests.reject(editing, id_, reason, dry_run=dry_run)
    return report("change-reject", recorded, format_)


@change.command(short_help="Take a change back.")
@SLUG
@ID
@click.option("--reason", metavar="TEXT", help="Why; the customer reads it.")
@editing_options
@click.pass_obj
def withdraw(
    start: Path,
    slug: str,
    id_: str,
    reason: str | None,
    today: date | None,
    dry_run: bool,
    format_: str,
) -> int:
    """Take a change back that nobody has decided on yet."""
    editing = open_for_editing(find_workspace(start), slug, today)
    recorded = change_requests.withdraw(editing, id_, reason, dry_run=dry_run)
    return report("change-withdraw", recorded, format_)
