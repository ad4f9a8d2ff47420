"""`onboardgen digest`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import click

from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, counted, paint, print_json, visible, wrapped
from onboardgen.cli.slugs import complete_slug
from onboardgen.cli.tables import paragraph
from onboardgen.cli.values import as_of_options
from onboardgen.cli.wording import day_words
from onboardgen.notifications.letter import plain
from onboardgen.notifications.timing import Quiet
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.digest import DigestReport, DigestRequest, Message, digest
from onboardgen.workflows.digest_readers import Reader
from onboardgen.workspace import find_workspace

CHANNELS = {"email": "mail", "directory": "files", "slack": "Slack", "teams": "Teams"}
QUIET: dict[Quiet, str] = {
    "no_access": "cannot open the portal",
    "no_address": "no e-mail address",
    "uncertain": "the message of today may have arrived",
    "already_today": "told today",
    "day_off": "does not work today",
    "nothing_to_say": "nothing to say",
    "nothing_new": "nothing new since the last message",
    "not_remembered": "not the day of the weekly digest, and nothing is remembered",
}
STATES = {"sent": "sent", "failed": "not sent", "uncertain": "perhaps sent"}
COLOURS = {"sent": "green", "failed": "red", "uncertain": "red"}


@click.command("digest")
@click.option("--for", "person", metavar="PERSON", help="Only this person, with the whole text.")
@click.option(
    "--customer",
    "slugs",
    metavar="SLUG",
    multiple=True,
    shell_complete=complete_slug,
    help="Only the people of this customer and its partners; can be given more than once.",
)
@click.option("--send", is_flag=True, help="Send what is due, and remember it.")
@as_of_options
@FORMAT
@click.pass_obj
def digest_(
    start: Path,
    person: str | None,
    slugs: tuple[str, ...],
    send: bool,
    today: date | None,
    now: datetime | None,
    format_: str,
) -> int:
    """Tell everybody what is asked of them, what is late, what changed.

    Once a week, and once more when something became theirs or late; never twice a day. Customers
    and partners read what their portal shows, and only who can open it now. Without --send
    nothing goes out: you see who would get what, and why the others get nothing.
    """
    request = DigestRequest(
        root=find_workspace(start),
        slugs=slugs,
        person=person,
        moment=Moment(today, now),
        send=send,
        environment=os.environ,
    )
    report = digest(request)
    if format_ == "json":
        print_json("digest", as_json(report))
    else:
        print_report(report, send=send, whole=person is not None)
    print_problems(report)
    code = print_left_out(report.findings, report.broken, as_json=format_ == "json")
    return 3 if report.failed else code


def print_report(report: DigestReport, *, send: bool, whole: bool) -> None:
    """Who gets what, then who gets nothing and why."""
    if report.as_of is None:
        return
    going = [one for one in report.messages if one.state != "quiet"]
    quiet = [one for one in report.messages if one.state == "quiet"]
    verb = _sent_words(going) if send else f"{counted(len(going), 'message')} would go out"
    click.echo(paint(f"{verb} · {day_words(report.as_of.day, report.as_of.day)}", bold=True))
    if not report.channels:
        click.echo("No channel is set up yet: see `notifications` of onboardgen.yaml.")
    for one in going:
        print_message(one)
        if whole:
            print_letter(one)
    if quiet and going:
        click.echo()
    print_quiet(quiet)
    for one in quiet if whole else ():
        if one.letter:
            click.echo(f"  What it would say by {CHANNELS[one.channel]} today:")
            print_letter(one)


def _sent_words(going: list[Message]) -> str:
    sent = sum(one.state == "sent" for one in going)
    rest = f", {len(going) - sent} not" if sent < len(going) else ""
    return f"{counted(sent, 'message')} sent{rest}"


def print_message(one: Message) -> None:
    """Two lines: who, and what the message is called."""
    click.echo()
    state = STATES.get(one.state)
    told = f"{paint(state, fg=COLOURS[one.state])} · " if state else ""
    where = f" <{one.reader.email}>" if one.channel == "email" and one.reader.email else ""
    kind = f"{one.decision.kind or ''} · {CHANNELS[one.channel]}"
    click.echo(f"{told}{visible(reader_words(one.reader))}{visible(where)} · {kind}")
    if one.letter:
        paragraph(one.letter.subject, "  ", "  ")


def print_letter(one: Message) -> None:
    click.echo()
    for line in plain(one.letter).splitlines() if one.letter else ():
        click.echo(f"    {visible(line)}".rstrip())
    click.echo()


def print_quiet(messages: Sequence[Message]) -> None:
    """Who gets nothing, those with the same reason together."""
    alike: dict[str, list[str]] = {}
    for one in messages:
        why = f"by {CHANNELS[one.channel]}: {QUIET[one.decision.quiet or 'nothing_new']}"
        alike.setdefault(why, []).append(reader_words(one.reader))
    for why, names in alike.items():
        paragraph(f"Nothing for {', '.join(names)} {why}.", "", "  ")


def print_problems(report: DigestReport) -> None:
    """On stderr: what failed, with hints, and what nobody knows."""
    if report.lost:
        click.echo(
            "Warning: .onboardgen/state/digests.json cannot be read; only weekly digests go.",
            err=True,
        )
    for reader, channel, day in report.doubtful:
        click.echo(
            f"Warning: the message of {day_words(day, day)} to {visible(reader_words(reader))} by"
            f" {CHANNELS[channel]} may or may not have arrived; it is not sent again that day.",
            err=True,
        )
    problems = groupby(report.failed, key=lambda one: one.problem)
    for problem, group in problems:
        message, hint = problem or ("", "")
        click.echo(wrapped(f"Error: {message}", "", "  "), err=True)
        if hint:
            click.echo(wrapped(hint, "  ", "  "), err=True)
        names = ", ".join(reader_words(one.reader) for one in group)
        click.echo(wrapped(f"Without the message: {names}", "  ", "  "), err=True)


def reader_words(reader: Reader) -> str:
    name = reader.name or "our team"
    return f"{name} ({reader.slug})" if reader.slug else name


def as_json(report: DigestReport) -> dict[str, object]:
    return {
        "as_of": report.as_of.day.isoformat() if report.as_of else None,
        "channels": list(report.channels),
        "messages": [message_as_json(one) for one in report.messages if one.state != "quiet"],
        "quiet": [
            {**reader_as_json(one.reader), "channel": one.channel, "reason": one.decision.quiet}
            for one in report.messages
            if one.state == "quiet"
        ],
        "doubtful": [
            {**reader_as_json(reader), "channel": channel, "day": day.isoformat()}
            for reader, channel, day in report.doubtful
        ],
        "memory_lost": report.lost,
        "left_out": list(report.broken),
    }


def message_as_json(one: Message) -> dict[str, object]:
    letter = one.letter
    return {
        **reader_as_json(one.reader),
        "channel": one.channel,
        "id": one.id,
        "kind": one.decision.kind,
        "state": one.state,
        "fresh": sorted(one.decision.fresh),
        "subject": letter.subject if letter else None,
        "text": plain(letter) if letter else None,
        "problem": one.problem[0] if one.problem else None,
        "hint": one.problem[1] if one.problem else None,
    }


def reader_as_json(reader: Reader) -> dict[str, object]:
    return {
        "customer": reader.slug,
        "person": reader.person,
        "party": reader.audience,
        "day": reader.week.today.isoformat(),
    }
