"""`onboardgen status`."""

from __future__ import annotations

import textwrap
from datetime import date, datetime
from pathlib import Path
from typing import Final

import click

from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.next import action_as_json
from onboardgen.cli.presentation import FORMAT, counted, paint, print_json
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.tables import Cell, Column, heading, paragraph, print_table
from onboardgen.cli.values import as_of_options
from onboardgen.cli.wording import (
    COLOURS,
    action_words,
    day_words,
    due_words,
    health_words,
    late_words,
    promise_words,
    reason_words,
    short_day,
    slip_words,
)
from onboardgen.schedule.attribution import Attribution
from onboardgen.schedule.forecast import GoLive
from onboardgen.schedule.gates import Truth
from onboardgen.schedule.health import Health
from onboardgen.schedule.next_action import can_do_today
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.names import Names
from onboardgen.workflows.status import (
    AccountDetail,
    AccountStatus,
    DetailReport,
    Gate,
    StatusReport,
    account_status,
)
from onboardgen.workflows.status import status as status_of_all
from onboardgen.workspace import find_workspace

LONGEST: Final = 40


@click.command()
@click.argument("slug", required=False, shell_complete=complete_slug)
@as_of_options
@FORMAT
@click.pass_obj
def status(
    start: Path, slug: str | None, today: date | None, now: datetime | None, format_: str
) -> int:
    """Tell how every account is, or one account in full.

    Without SLUG: one line for each account, those in trouble first. With SLUG: its health and
    the reasons, what waits on whom, the gates, what each party can do today although something
    else is stuck, and what took the days by which go-live moved.
    """
    root, moment = find_workspace(start), Moment(today, now)
    as_json = format_ == "json"
    if slug is None:
        report = status_of_all(root, moment)
        if as_json:
            print_json("status", accounts_as_json(report))
        elif report.as_of:
            print_accounts(report, report.as_of.day)
        return print_left_out(report.findings, report.broken, as_json=as_json)
    found = account_status(root, slug, moment)
    if as_json:
        print_json("status", detail_as_json(found, slug))
    elif found.detail and found.as_of:
        print_detail(found.detail, found.as_of.day)
    broken = () if found.detail else (slug,)
    return print_left_out(found.findings, broken, as_json=as_json)


def print_accounts(report: StatusReport, today: date) -> None:
    if not report.accounts:
        if not report.broken:
            click.echo("No accounts yet: each customer is a directory in plans/.")
        return
    click.echo(f"{counted(len(report.accounts), 'account')} · {day_words(today, today)}\n")
    columns = (
        Column("Account", wraps=True),
        Column("Health"),
        Column("Go-live"),
        Column("Next milestone", wraps=True),
        Column("In the way", wraps=True),
        Column("Moved"),
    )
    print_table(columns, [account_row(one, today) for one in report.accounts])


def account_row(one: AccountStatus, today: date) -> tuple[str | Cell, ...]:
    milestone, stuck = one.next_milestone, one.in_the_way
    live = f"since {short_day(one.live_since, today)}"
    upcoming = (
        f"{short_day(milestone.forecast, today)}, {shortened(one.names.title(milestone.ref))}"
        if milestone
        else ""
    )
    return (
        one.slug,
        Cell(health_words(one.health), COLOURS[one.health.level]),
        live if one.live_since else go_live_words(one.go_live, today),
        upcoming,
        f"{one.names.person(stuck.people[0])}: {shortened(stuck.title)}" if stuck else "",
        short_day(one.moved_on, today),
    )


def shortened(title: str) -> str:
    """A title for a narrow column, cut between words."""
    return textwrap.shorten(title, LONGEST, placeholder=" …")


def go_live_words(go_live: GoLive, today: date) -> str:
    """Promise and forecast of go-live, and on a second line what lies between them."""
    due, forecast = short_day(go_live.due, today), short_day(go_live.forecast, today)
    if go_live.due is None or go_live.slip_days is None:
        return forecast
    if go_live.slip_days:
        return f"{due} → {forecast}\n{late_words(go_live.slip_days)}"
    return f"{due} → {forecast}\nlate" if go_live.is_late else f"{due}\non time"


def print_detail(detail: AccountDetail, today: date) -> None:
    one = detail.status
    health = paint(health_words(one.health), fg=COLOURS[one.health.level], bold=True)
    click.echo(f"{paint(one.names.customer, bold=True)} · {health} · {day_words(today, today)}")
    paragraph(promise_words(one.go_live, today, one.live_since), "  ", "  ")
    if detail.summary:
        why = slip_words(detail.attribution, detail.summary, one.go_live.due, one.names, today)
        paragraph(why, "  ", "  ")
    for reason in one.health.reasons:
        paragraph(f"{reason_words(reason, one.names, today)}", "  - ", "    ")
    print_waits(detail, today)
    print_gates(detail.gates, one.names, today)
    print_today(detail, today)
    print_slip(detail.attribution, one.names, today)


def print_waits(detail: AccountDetail, today: date) -> None:
    """Who is waited for: what they can do now and others wait for."""
    held = [one for one in detail.actions if one.blocks]
    if not held:
        return
    heading("What waits on whom")
    for action in held:
        names = detail.status.names
        paragraph(names.who(action.people), "  ", "  ")
        what = action_words(action.kind, action.title, action.questions)
        due = due_words(action.due, today, over=action.late_days is not None)
        waiting = ", ".join(names.title(ref) for ref in action.blocks)
        paragraph(f"{what} · {due}", "    ", "    ")
        paragraph(f"waits: {waiting}", "    ", "    ")


def print_gates(gates: tuple[Gate, ...], names: Names, today: date) -> None:
    if not gates:
        return
    heading("Gates")
    for gate in gates:
        state = "shut" if gate.missing else "open"
        click.echo(f"  {gate.stage.name}: {paint(state, fg='yellow' if gate.missing else 'green')}")
        for truth in gate.missing:
            paragraph(truth_words(truth, names, today), "    - ", "      ")


def truth_words(truth: Truth, names: Names, today: date) -> str:
    """What has to come true, who makes it true, and by when."""
    parties = ", ".join(names.party(party) for party in truth.owed_by_parties)
    who = ", ".join(filter(None, (names.who(truth.owed_by), parties)))
    due = f" · {due_words(truth.due, today, over=truth.due < today)}" if truth.due else ""
    return f"{names.title(truth.ref)}{f' · {who}' if who else ''}{due}"


def print_today(detail: AccountDetail, today: date) -> None:
    names = detail.status.names
    for party, actions in can_do_today(detail.actions).items():
        heading(f"{names.party(party)} can do today")
        for action in actions:
            what = action_words(action.kind, action.title, action.questions)
            due = due_words(action.due, today, over=action.late_days is not None)
            people = ", ".join(names.person(one) for one in action.people)
            paragraph(f"{what} · {people} · {due}", "  - ", "    ")


def print_slip(attribution: Attribution, names: Names, today: date) -> None:
    if not attribution.causes or attribution.baseline is None:
        return
    heading(f"What moved go-live since the promise of {day_words(attribution.baseline, today)}")
    columns = (
        Column("Days", "right"),
        *(Column(name, wraps=True) for name in ("What", "Who", "Why")),
    )
    rows = [
        (
            f"{cause.days:+d}",
            names.title(cause.ref) if cause.ref else "The plan itself",
            names.person(cause.owner),
            (cause.reason or "").replace("_", " "),
        )
        for cause in attribution.causes
    ]
    print_table(columns, [*rows, (f"{attribution.slip_days or 0:+d}", "in all", "", "")])


def accounts_as_json(report: StatusReport) -> dict[str, object]:
    return {
        "as_of": report.as_of.day.isoformat() if report.as_of else None,
        "accounts": [account_as_json(one) for one in report.accounts],
        "left_out": list(report.broken),
    }


def account_as_json(one: AccountStatus) -> dict[str, object]:
    milestone, stuck = one.next_milestone, one.in_the_way
    return {
        "customer": one.slug,
        "name": one.names.customer,
        "health": health_as_json(one.health),
        "go_live": {
            "due": iso(one.go_live.due),
            "forecast": iso(one.go_live.forecast),
            "slip_days": one.go_live.slip_days,
        },
        "live_since": iso(one.live_since),
        "next_milestone": {
            "ref": str(milestone.ref),
            "due": iso(milestone.due),
            "forecast": iso(milestone.forecast),
        }
        if milestone
        else None,
        "in_the_way": action_as_json(stuck) if stuck else None,
        "last_movement": iso(one.moved_on),
        "tasks": {"open": one.open_tasks, "overdue": one.late_tasks, "blocked": one.blocked_tasks},
    }


def health_as_json(health: Health) -> dict[str, object]:
    reasons = [
        {
            "code": one.code,
            "level": one.level,
            "number": one.number,
            "refs": [str(ref) for ref in one.refs],
            "day": iso(one.day),
        }
        for one in health.reasons
    ]
    return {"level": health.level, "reasons": reasons}


def detail_as_json(report: DetailReport, slug: str) -> dict[str, object]:
    content: dict[str, object] = {"as_of": iso(report.as_of.day) if report.as_of else None}
    detail = report.detail
    if detail is None:
        return {**content, "customer": slug, "left_out": [slug]}
    slip = detail.attribution
    return {
        **content,
        **account_as_json(detail.status),
        "actions": [action_as_json(one) for one in detail.actions],
        "gates": [gate_as_json(one) for one in detail.gates],
        "can_do_today": {
            party: [str(one.ref) for one in actions]
            for party, actions in can_do_today(detail.actions).items()
        },
        "slip": slip_as_json(slip),
    }


def gate_as_json(gate: Gate) -> dict[str, object]:
    return {
        "stage": gate.stage.id,
        "open": not gate.missing,
        "missing": [
            {
                "ref": str(one.ref),
                "owed_by": list(one.owed_by),
                "owed_by_parties": list(one.owed_by_parties),
                "due": iso(one.due),
            }
            for one in gate.missing
        ],
    }


def slip_as_json(slip: Attribution) -> dict[str, object]:
    """The attribution, as `status` and `forecast` publish it."""
    return {
        "baseline": iso(slip.baseline),
        "forecast": iso(slip.forecast),
        "slip_days": slip.slip_days,
        "causes": [
            {
                "ref": str(one.ref) if one.ref else None,
                "days": one.days,
                "reason": one.reason,
                "owner": one.owner,
                "party": one.party,
            }
            for one in slip.causes
        ],
    }


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
