"""`onboardgen audit settings`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from onboardgen.audit.event import plain
from onboardgen.audit.reconfiguration import (
    NEAR,
    Reconfiguration,
    SettingChanges,
    SettingsAudit,
    by_month,
)
from onboardgen.cli.event_words import value_words
from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, counted, paint, print_json, visible, wrapped
from onboardgen.cli.slugs import complete_slug
from onboardgen.workflows.audit_settings import audit_settings
from onboardgen.workspace import find_workspace

_LONGEST = 44
"""Characters of a value that is told."""


@click.command(short_help="Tell what was reconfigured after sign-off.")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@FORMAT
@click.pass_obj
def settings(start: Path, slugs: tuple[str, ...], format_: str) -> int:
    """Tell which settings and scope items changed after the worksheet was first signed.

    How often, how many calendar days after the sign-off, at what stage, why, and by whom, month by
    month. What was changed or put back within 30 days of go-live is proposed as a question to ask
    earlier. Without SLUG, all customers are told of.
    """
    found = audit_settings(find_workspace(start), slugs)
    as_json = format_ == "json"
    if as_json:
        print_json("audit-settings", as_document(found.audits, found.broken))
    else:
        print_audits(found.audits)
    return print_left_out(found.findings, found.broken, as_json=as_json)


def as_document(audits: Sequence[SettingsAudit], broken: Sequence[str]) -> dict[str, object]:
    return {
        "near_days": NEAR,
        "customers": [customer_as_json(audit) for audit in audits],
        "months": [
            {
                "month": month,
                "changes": len(changes),
                "reversals": sum(one.is_reversal for one in changes),
            }
            for month, changes in by_month(audits).items()
        ],
        "left_out": list(broken),
    }


def customer_as_json(audit: SettingsAudit) -> dict[str, object]:
    return {
        "customer": audit.customer,
        "signed_on": audit.signed_on.isoformat() if audit.signed_on else None,
        "go_live": audit.go_live.isoformat() if audit.go_live else None,
        "went_live": audit.went_live,
        "changes": [change_as_json(one) for one in audit.changes],
        "settings": [
            {
                "ref": str(one.ref),
                "title": one.title,
                "changes": len(one.changes),
                "reversals": one.reversals,
            }
            for one in audit.by_setting
        ],
        "ask_earlier": [
            {
                "ref": str(one.ref),
                "question": one.title,
                "changes": len(one.changes),
                "reversals": one.reversals,
            }
            for one in audit.ask_earlier
        ],
    }


def change_as_json(one: Reconfiguration) -> dict[str, object]:
    return {
        "ref": str(one.ref),
        "title": one.title,
        "date": one.day.isoformat(),
        "month": one.month,
        "days_after_sign_off": one.days,
        "days_to_go_live": one.days_to_go_live,
        "stage": one.stage,
        "field": one.field,
        "before": plain(one.before),
        "after": plain(one.after),
        "reversal": one.is_reversal,
        "cause": str(one.cause.ref) if one.cause else None,
        "reason": one.cause.reason if one.cause else None,
        "by": one.by,
        "author": one.stamp.author.as_json(),
        "commit": one.stamp.commit.hash,
        "pull_request": one.stamp.pull_request,
    }


def print_audits(audits: Sequence[SettingsAudit]) -> None:
    names = {id(one): audit.customer for audit in audits for one in audit.changes}
    for month, changes in by_month(audits).items():
        back = sum(one.is_reversal for one in changes)
        click.echo(paint(f"{month}: {counted(len(changes), 'change')}, {back} put back", bold=True))
        for one in changes:
            for line in change_lines(names[id(one)], one):
                click.echo(line)
        click.echo()
    unsigned = [audit.customer for audit in audits if audit.signed_on is None]
    if not names:
        click.echo("Nothing was changed after a worksheet was signed.")
    if unsigned:
        click.echo(wrapped(f"No worksheet signed yet: {', '.join(unsigned)}.", "", "  "))
    print_proposals(audits)


def change_lines(customer: str, one: Reconfiguration) -> Iterator[str]:
    """The record and what became of it; then how soon, at what stage, by whom, and why."""
    yield wrapped(visible(f"{one.day}  {customer} {one.ref}: {difference(one)}"), "  ", "    ")
    stage = f"while in {one.stage}" if one.stage else "after the last stage"
    author = one.stamp.author
    name = f"{author.shown} ({author.person})" if author.person else author.shown
    by = f"answered by {one.by}, written by {name}" if one.by else f"by {name}"
    soon = f"{counted(one.days, 'calendar day')} after the sign-off, {stage}, {by}"
    yield wrapped(visible(f"{soon}; {one.stamp.commit.hash[:9]}"), "    ", "    ")
    if one.cause:
        why = " ".join((one.cause.reason or "no reason is written").split())
        yield wrapped(visible(f"{one.cause.ref}: {why}"), "    ", "    ")
    else:
        yield "    No change request or decision says why."


def difference(one: Reconfiguration) -> str:
    back = ", which it was before" if one.is_reversal else ""
    if one.before is None and one.field is None and one.ref.kind == "scope":
        return f"added{back}"
    if one.after is None:
        return f"taken out{back}"
    before, after = (short(value_words(value)) for value in (one.before, one.after))
    return f"{before} → {after}{back}"


def short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def print_proposals(audits: Sequence[SettingsAudit]) -> None:
    proposals = [(audit, one) for audit in audits for one in audit.ask_earlier]
    if not proposals:
        return
    click.echo()
    click.echo(paint(f"Changed within {NEAR} calendar days of go-live:", bold=True))
    for audit, one in proposals:
        click.echo(wrapped(visible(proposal_words(audit, one)), "  ", "    "))


def proposal_words(audit: SettingsAudit, one: SettingChanges) -> str:
    last = min(one.changes, key=lambda each: abs(each.days_to_go_live or 0))
    days = last.days_to_go_live or 0
    where = f"{counted(abs(days), 'day')} {'before' if days > 0 else 'after'}" if days else "on"
    live = "" if audit.went_live else "promised "
    back = f", {one.reversals} put back" if one.reversals else ""
    title = " ".join(one.title.split())
    return (
        f"Ask earlier: {title} ({audit.customer} {one.ref}: {counted(len(one.changes), 'change')}"
        f"{back}, one of them {where} {live}go-live)"
    )
