"""`onboardgen history`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import click

from onboardgen.audit.event import Actor, Event, Stamp
from onboardgen.cli.event_words import event_words
from onboardgen.cli.presentation import FORMAT, counted, paint, print_json, visible, wrapped
from onboardgen.cli.slugs import complete_slug
from onboardgen.workflows.history import History
from onboardgen.workflows.history import history as history_of
from onboardgen.workspace import find_workspace

_MOST_ALIKE: Final = 4
"""Events of one kind in one commit that are told one by one."""
_NOUNS: Final = {"setting": "answer", "scope": "scope item", "signoff": "sign-off"}
_MARKS: Final = {
    "good": "signed",
    "unknown_key": "signed by an unknown key",
    "bad": "BAD SIGNATURE",
}


@click.command()
@click.argument("slug", shell_complete=complete_slug)
@click.argument("ref", required=False)
@FORMAT
@click.pass_obj
def history(start: Path, slug: str, ref: str | None, format_: str) -> int:
    """Tell what happened to the records of customer SLUG, or to the one record REF.

    Who changed what, when, in which commit and pull request, and whether it was signed by a key
    that the repository knows. REF is written as everywhere: decision:0003-base-currency,
    setting:billing.base_currency, task:sso-approval, signoff:worksheet.
    """
    found = history_of(find_workspace(start), slug, ref)
    if format_ == "json":
        print_json("history", as_json(found))
    else:
        print_history(found)
    return 0


def as_json(found: History) -> dict[str, object]:
    return {
        "customer": found.customer,
        "ref": str(found.ref) if found.ref else None,
        "events": [one.as_json() for one in found.events],
    }


def print_history(found: History) -> None:
    for _, events in groupby(found.events, key=lambda one: one.stamp.commit.hash):
        told = list(events)
        for line in heading(told[0].stamp):
            click.echo(line)
        for words in lines(told, with_record=found.ref is None):
            click.echo(wrapped(visible(words), "  ", "    "))
        click.echo()
    click.echo(f"{counted(len(found.events), 'event')}.")


def heading(stamp: Stamp) -> Iterator[str]:
    """Day, author and commit; then, where there is more to say, what vouches for it."""
    commit = paint(stamp.commit.hash[:9], fg="yellow")
    yield f"{paint(str(stamp.at.date()), bold=True)}  {commit}  {visible(name(stamp.author))}"
    more = []
    if stamp.committer.identity != stamp.author.identity:
        more.append(f"committed by {visible(name(stamp.committer))}")
    if stamp.pull_request:
        more.append(f"pull request {stamp.pull_request}")
    if stamp.signature in _MARKS:
        more.append(_MARKS[str(stamp.signature)])
    if more:
        yield wrapped(", ".join(more), " " * 12, " " * 12)


def name(actor: Actor) -> str:
    return f"{actor.shown} ({actor.person})" if actor.person else actor.shown


def lines(events: Sequence[Event], *, with_record: bool) -> Iterator[str]:
    """One line for each event of a commit; many of a kind share one."""
    for (kind, what), group in groupby(sorted_by_kind(events), key=kind_of):
        alike = list(group)
        records = list(dict.fromkeys(record(one) for one in alike))
        if len(records) > _MOST_ALIKE and with_record:
            shown, more = ", ".join(records[:3]), len(records) - 3
            yield f"{counted(len(records), what)} {kind}: {shown} and {more} more"
            continue
        for one in alike:
            yield f"{record(one)}: {event_words(one)}" if with_record else event_words(one)


def sorted_by_kind(events: Sequence[Event]) -> list[Event]:
    """Events of one kind together where there are many; the others in their order."""
    kinds = [kind_of(one) for one in events]
    first = {kind: kinds.index(kind) for kind in set(kinds) if kinds.count(kind) > _MOST_ALIKE}
    order = {id(one): first.get(kind_of(one), place) for place, one in enumerate(events)}
    return sorted(events, key=lambda one: order[id(one)])


def kind_of(event: Event) -> tuple[str, str]:
    what = event.ref.kind if event.ref else "fact"
    return event.kind.replace("_", " "), _NOUNS.get(what, what)


def record(event: Event) -> str:
    return str(event.ref) if event.ref else (event.field or "customer").partition(".")[0]
