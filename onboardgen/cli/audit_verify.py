"""`onboardgen audit verify`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import click

from onboardgen.audit.event import Event
from onboardgen.cli.presentation import (
    FORMAT,
    counted,
    finding_as_text,
    paint,
    print_json,
    visible,
    wrapped,
)
from onboardgen.cli.slugs import complete_slug
from onboardgen.git.log import Commit
from onboardgen.workflows.audit_verify import Audit
from onboardgen.workflows.audit_verify import verify as verify_history
from onboardgen.workspace import find_workspace

_STATES: Final = {
    "none": "not signed",
    "unknown_key": "signed by an unknown key",
    "bad": "BAD SIGNATURE",
}
_MOST: Final = 12
"""Entries of a list that are shown."""
_YES: Final = {"approved": "approval", "signed": "signature"}


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...", shell_complete=complete_slug)
@click.option(
    "--range", "range_", metavar="A..B", help="Only the commits that B reaches and A does not."
)
@click.option("--since", metavar="REV", help="Only the commits since REV: the same as REV..HEAD.")
@FORMAT
@click.pass_obj
def verify(
    start: Path, slugs: tuple[str, ...], range_: str | None, since: str | None, format_: str
) -> int:
    """Hold every commit against the one before it, by the rules of `check --base`.

    Tells what was changed silently and by whom, who recorded an approval or signature for somebody
    else, which commits came past review, without a good signature where `allowed_signers` is set,
    or with dates that disagree, and whether history was rewritten since a checkpoint.

    Exits with 1 where an error is found or history was rewritten.
    """
    if range_ is not None and since is not None:
        raise click.UsageError("Give --range or --since, not both.")
    without, head = _ends(range_) if range_ is not None else (since, "HEAD")
    found = verify_history(find_workspace(start), slugs, without=without, head=head)
    if format_ == "json":
        print_json("audit-verify", as_json(found))
    else:
        for line in lines(found):
            click.echo(line)
    return int(found.failed)


def _ends(range_: str) -> tuple[str, str]:
    without, dots, head = range_.partition("..")
    if not (without and dots and head) or head.startswith("."):
        raise click.UsageError(f"{range_!r} is no range. Write it like v1.0..main.")
    return without, head


def as_json(found: Audit) -> dict[str, object]:
    unsigned = found.unsigned
    return {
        "commits": len(found.commits),
        "first": found.commits[0].hash if found.commits else None,
        "last": found.commits[-1].hash if found.commits else None,
        "findings": [{**_commit_json(one.commit), **one.finding.as_json()} for one in found.broken],
        "counts": found.counts,
        "unread": [
            {**_commit_json(one.commit), "what": one.what, "why": one.why} for one in found.unread
        ],
        "recorded_for_others": [
            {**one.as_json(), "customer": one.slug, "has_evidence": bool(one.note)}
            for one in found.recorded
        ],
        "direct": [_commit_json(one) for one in found.direct],
        "unsigned": unsigned
        and [{**_commit_json(one), "signature": state} for one, state in unsigned],
        "misdated": [
            {**_commit_json(one), "committed": one.committed.isoformat()} for one in found.misdated
        ],
        "checkpoints": found.checkpoints,
        "rewritten": list(found.rewritten),
    }


def _commit_json(commit: Commit) -> dict[str, object]:
    return {
        "commit": commit.hash,
        "at": commit.authored.isoformat(),
        "author": {"name": commit.author.name, "email": commit.author.email},
        "subject": commit.subject,
    }


def lines(found: Audit) -> Iterator[str]:
    yield f"{opening(found)}\n"
    for _, group in groupby(found.broken, key=lambda one: one.commit.hash):
        told = list(group)
        yield paint(heading(told[0].commit), bold=True)
        for one in told:
            yield f"{finding_as_text(one.finding)}\n"
    for title, texts in lists(found):
        if texts:
            yield paint(f"{title}: {len(texts)}", bold=True)
            yield from (wrapped(visible(text), "  ", "    ") for text in texts[:_MOST])
            if len(texts) > _MOST:
                yield f"  and {len(texts) - _MOST} more: `--format json` lists all"
            yield ""
    yield closing(found)


def opening(found: Audit) -> str:
    if not found.commits:
        return "No commit touches the workspace here."
    first, last = (f"{one.hash[:9]} ({day(one)})" for one in (found.commits[0], found.commits[-1]))
    return f"Checked {counted(len(found.commits), 'commit')}, {first} to {last}."


def lists(found: Audit) -> Iterator[tuple[str, Sequence[str]]]:
    """Each list under its title, one text for each entry; empty ones are not shown."""
    yield "History was rewritten", found.rewritten
    yield (
        "Could not be read, so the next sound commit was held against the last sound one",
        [f"{heading(one.commit)}: {one.what}, {one.why}" for one in found.unread],
    )
    yield "Recorded for somebody else", [recorded(one) for one in found.recorded]
    yield "Committed directly, without merge or pull request", list(headings(found.direct))
    yield (
        "Without a good signature",
        [f"{heading(one)}: {_STATES[state]}" for one, state in found.unsigned or ()],
    )
    yield (
        "Written after they were committed",
        [f"{heading(one)}: committed {one.committed.date()}" for one in found.misdated],
    )


def recorded(event: Event) -> str:
    commit, yes = event.stamp.commit, _YES[event.kind]
    proof = f"evidence: {event.note}" if event.note else "no evidence"
    return f"{heading(commit)}: {yes} of {event.by}, {event.slug} {event.ref}, {proof}"


def headings(commits: Iterable[Commit]) -> Iterator[str]:
    return (f"{heading(one)}: {one.subject}" for one in commits)


def heading(commit: Commit) -> str:
    return visible(f"{day(commit)}  {commit.hash[:9]}  {commit.author.name or commit.author.email}")


def day(commit: Commit) -> str:
    return commit.authored.date().isoformat()


def closing(found: Audit) -> str:
    total = counted(len(found.commits), "commit")
    held = f" {counted(found.checkpoints, 'checkpoint')} held." if found.checkpoints else ""
    if found.rewritten:
        return "History is not what it was when a checkpoint was recorded."
    if found.broken:
        which = len({one.commit.hash for one in found.broken})
        errors, warnings = found.counts["error"], found.counts["warning"]
        told = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
        return f"{which} of {total} changed something silently: {told}.{held}"
    if found.unread:
        unread = len({one.commit.hash for one in found.unread})
        return f"Nothing else was changed silently in {total}; {unread} could not be read.{held}"
    return f"Nothing was changed silently in {total}.{held}"
