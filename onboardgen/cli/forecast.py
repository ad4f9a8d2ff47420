"""`onboardgen forecast`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from onboardgen.cli.backtest_text import backtest_as_json, print_backtest
from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, counted, print_json
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.status import iso, print_slip, slip_as_json
from onboardgen.cli.tables import Cell, Column, heading, paragraph, print_table
from onboardgen.cli.timeline import timeline
from onboardgen.cli.values import FINISHING, as_of_options
from onboardgen.cli.wording import (
    day_words,
    days_words,
    promise_words,
    short_day,
    slip_words,
)
from onboardgen.model.reference import Reference
from onboardgen.schedule.forecast import Forecast, GoLive
from onboardgen.schedule.open_items import live_since
from onboardgen.schedule.simulation import Likely
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.backtest import backtest as backtest_of
from onboardgen.workflows.forecast import AccountForecast
from onboardgen.workflows.forecast import forecast as forecast_of
from onboardgen.workspace import find_workspace

MOST_MOVED = 10


@click.command()
@click.argument("slug", required=False, shell_complete=complete_slug)
@click.option(
    "--if",
    "finishing",
    type=FINISHING,
    multiple=True,
    metavar="REF=DATE",
    help="What if this ended on that day? Can be given more than once.",
)
@click.option(
    "--backtest",
    is_flag=True,
    help="Show how often P50 and P80 were met in the past of all customers.",
)
@as_of_options
@FORMAT
@click.pass_obj
def forecast(
    start: Path,
    slug: str | None,
    finishing: tuple[tuple[Reference, date], ...],
    backtest: bool,
    today: date | None,
    now: datetime | None,
    format_: str,
) -> int:
    """Tell when go-live will be, and why.

    The forecast follows from what has really happened, through dependencies, calendars, leave
    and gates. For each open task: when it begins and ends, how much later it may be at no cost,
    and how many days of go-live hang on it. All days are working days.

    `--if sso-approval=2026-12-18` shows what go-live would be; REF is a task, or as in
    `decision:0002-idp`. Nothing is written.
    """
    if backtest == (slug is not None) or (backtest and finishing):
        raise click.UsageError("Name one customer, or ask for --backtest alone.")
    root, moment = find_workspace(start), Moment(today, now)
    if slug is None:
        return tell_backtest(root, moment, format_)
    report = forecast_of(root, slug, moment, dict(finishing))
    found = report.forecast
    if found and format_ == "json":
        print_json("forecast", as_json(found))
    elif found:
        print_forecast(found)
    elif format_ == "json":
        wrong = [one.as_json() for one in report.findings]
        print_json("forecast", {"customer": slug, "left_out": [slug], "findings": wrong})
    return print_left_out(report.findings, () if found else (slug,), as_json=format_ == "json")


def tell_backtest(root: Path, moment: Moment, format_: str) -> int:
    report = backtest_of(root, moment)
    if format_ == "json":
        print_json("backtest", backtest_as_json(report))
    else:
        print_backtest(report)
    if report.unread:
        click.echo(f"{report.unread} So durations count as they stand now.", err=True)
    return print_left_out(report.findings, report.broken, as_json=format_ == "json")


def print_forecast(found: AccountForecast) -> None:
    today, names = found.standing.as_of.day, found.names
    ahead = found.standing.forecast
    click.echo(f"{names.customer} · {day_words(today, today)}")
    paragraph(promise_words(ahead.go_live, today, live_since(found.account)), "  ", "  ")
    likely = found.likely.get(found.account.plan.go_live.milestone)
    if likely:
        paragraph(likely_words(likely, today), "  ", "  ")
    if found.summary:
        why = slip_words(found.attribution, found.summary, ahead.go_live.due, names, today)
        paragraph(why, "  ", "  ")
    if found.if_so:
        print_what_if(found, found.if_so, today)
    click.echo()
    for line in timeline(found.account, found.standing):
        click.echo(line)
    print_critical_path(found, today)
    print_tasks(found, today)
    print_slip(found.attribution, names, today)


def likely_words(likely: Likely, today: date) -> str:
    """P50 and P80 in words."""
    return (
        f"As likely before as after {day_words(likely.p50, today)} (P50); four times in five "
        f"by {day_words(likely.p80, today)} (P80)."
    )


def print_what_if(found: AccountForecast, if_so: Forecast, today: date) -> None:
    """The go-live as it would be, and whatever else would move."""
    names, now = found.names, found.standing.forecast
    ends = (f"“{names.title(ref)}” on {day_words(d, today)}" for ref, d in found.finishing.items())
    heading(f"What if: {', '.join(ends)}")
    paragraph(f"Go-live {change_words(now.go_live, if_so.go_live, found, today)}.", "  ", "  ")
    asked = {ref.id for ref in found.finishing if ref.kind == "task"}
    moved = [id_ for id_ in moved_tasks(found, if_so) if id_ not in asked]
    shown = moved[:MOST_MOVED]
    for id_ in shown:
        before, after = now.tasks[id_].finish, if_so.tasks[id_].finish
        title = names.title(Reference("task", id_))
        dates = f"{short_day(before, today)} → {short_day(after, today)}"
        paragraph(f"{dates}  {title}", "  ", "    ")
    if len(moved) > len(shown):
        click.echo(f"  and {counted(len(moved) - len(shown), 'other task')}")


def change_words(before: GoLive, after: GoLive, found: AccountForecast, today: date) -> str:
    if before.forecast is None or after.forecast is None:
        return "has no forecast"
    net = found.standing.forecast.network
    days = (
        net.nodes[net.go_live].days.between(before.forecast, after.forecast) if net.go_live else 0
    )
    if before.forecast == after.forecast:
        return f"stays on {day_words(after.forecast, today)}"
    direction = "later" if after.forecast > before.forecast else "earlier"
    return (
        f"{day_words(before.forecast, today)} → {day_words(after.forecast, today)}, "
        f"{days_words(abs(days))} {direction}"
    )


def moved_tasks(found: AccountForecast, if_so: Forecast) -> Iterator[str]:
    """The tasks that would end on another day, in the order of the plan."""
    for id_, dates in found.standing.forecast.tasks.items():
        if dates.finish != if_so.tasks[id_].finish:
            yield id_


def print_critical_path(found: AccountForecast, today: date) -> None:
    ahead = found.standing.forecast
    if not ahead.critical_path:
        return
    owners = {task.id: task.owner for task in found.account.plan.tasks}
    heading("Go-live depends on these to the day")
    for id_ in ahead.critical_path:
        dates = ahead.tasks[id_]
        owner = found.names.person(owners[id_])
        what = f"{found.names.title(Reference('task', id_))} · {owner}"
        start, finish = short_day(dates.start, today), short_day(dates.finish, today)
        paragraph(f"{what} · {start if start == finish else f'{start} – {finish}'}", "  ", "    ")


def print_tasks(found: AccountForecast, today: date) -> None:
    """The open tasks; those that are done need no forecast."""
    states, dates = found.standing.tasks, found.standing.forecast.tasks
    open_ones = [task for task in found.account.plan.tasks if states[task.id].is_open]
    if not open_ones:
        return
    heading(f"{counted(len(open_ones), 'open task')}, in working days")
    columns = (
        Column("Task", wraps=True),
        Column("Starts", "right"),
        Column("Ends", "right"),
        Column("Promise", "right"),
        Column("Slip", "right"),
        Column("Spare", "right"),
        Column("Go-live", "right"),
    )
    rows = []
    for task in open_ones:
        one, cost = dates[task.id], found.costs.get(Reference("task", task.id), 0)
        rows.append(
            (
                task.title,
                short_day(one.start, today),
                short_day(one.finish, today),
                short_day(one.due, today),
                Cell(f"{one.slip_days:+d}", "red" if one.slip_days > 0 else "")
                if one.slip_days
                else "",
                "" if one.float_days is None else str(one.float_days),
                str(cost) if cost > 0 else "",
            )
        )
    print_table(columns, rows)
    click.echo()
    paragraph(
        "Spare: so many days later it may be done at no cost to go-live. "
        "Go-live: so many days earlier go-live would be, were it done already."
    )


def as_json(found: AccountForecast) -> dict[str, object]:
    """The contract's object, and beside it: what go-live waits for but tasks, likely dates of
    milestones, the causes of the slip, and the answer to `--if`."""
    ahead = found.standing.forecast
    return {
        "customer": found.account.slug,
        "as_of": ahead.as_of.day.isoformat(),
        "go_live": go_live_as_json(found, ahead),
        "tasks": list(tasks_as_json(found)),
        "critical_path": list(ahead.critical_path),
        "others": [
            {"ref": str(ref), "due": iso(one.due), "date": iso(one.finish),
             "go_live_days": found.costs.get(ref, 0)}
            for ref, one in sorted(ahead.others.items())
        ],
        "milestones": [
            {"id": id_, "p50": iso(one.p50), "p80": iso(one.p80)}
            for id_, one in found.likely.items()
        ],
        "slip": slip_as_json(found.attribution),
        "what_if": what_if_as_json(found, found.if_so) if found.if_so else None,
    }  # fmt: skip


def go_live_as_json(found: AccountForecast, ahead: Forecast) -> dict[str, object]:
    likely = found.likely.get(found.account.plan.go_live.milestone)
    return {
        "due": iso(ahead.go_live.due),
        "forecast": iso(ahead.go_live.forecast),
        "p50": iso(likely.p50) if likely else None,
        "p80": iso(likely.p80) if likely else None,
        "slip_days": ahead.go_live.slip_days,
    }


def tasks_as_json(found: AccountForecast) -> Iterator[dict[str, object]]:
    for id_, one in found.standing.forecast.tasks.items():
        state = found.standing.tasks[id_]
        yield {
            "id": id_,
            "start": iso(one.start),
            "finish": iso(one.finish),
            "late_start": iso(one.late_start),
            "late_finish": iso(one.late_finish),
            "float_days": one.float_days,
            "critical": one.critical,
            "due": iso(one.due),
            "slip_days": one.slip_days,
            "state": state.state,
            "overdue": state.overdue,
            "due_soon": state.due_soon,
            "go_live_days": found.costs.get(Reference("task", id_), 0),
        }


def what_if_as_json(found: AccountForecast, if_so: Forecast) -> dict[str, object]:
    """What was asked, the new go-live, and the tasks that would end on another day."""
    now = found.standing.forecast.tasks
    return {
        "finishing": {str(ref): iso(day) for ref, day in found.finishing.items()},
        "go_live": {
            "due": iso(if_so.go_live.due),
            "forecast": iso(if_so.go_live.forecast),
            "slip_days": if_so.go_live.slip_days,
        },
        "tasks": [
            {"id": id_, "finish": iso(now[id_].finish), "finish_if": iso(if_so.tasks[id_].finish)}
            for id_ in moved_tasks(found, if_so)
        ],
        "critical_path": list(if_so.critical_path),
    }
