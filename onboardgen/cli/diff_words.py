"""What a change means for one customer, in sentences: what matters comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from onboardgen.agreements.wording import listed
from onboardgen.changes.impact_report import (
    Ahead,
    Impact,
    LockChange,
    Named,
    OverdueItem,
    PromiseChange,
    SignOffChange,
)
from onboardgen.cli.diff_records import (
    contents_words,
    one_line,
    pair_words,
    plain_words,
    record_lines,
    some,
)
from onboardgen.cli.presentation import counted
from onboardgen.cli.wording import LEVELS, day_words, days_words, late_words, short_day
from onboardgen.model.reference import Reference
from onboardgen.schedule.simulation import Likely
from onboardgen.workflows.diff import CustomerDiff, DiffReport
from onboardgen.workflows.names import Names

PROMISE_COLUMNS: Final = ("What", "Who", "From", "To", "Days", "Why")
_GROUPS: Final = (
    ("Decisions, change requests and signatures", frozenset({"decision", "change", "signoff"})),
    ("Answers and scope", frozenset({"setting", "section", "scope"})),
    ("Plan", frozenset({"task", "stage", "phase", "plan"})),
    ("People and access", frozenset({"person", "partner", "grant", "portal"})),
)
"""Where a change of a record is told, by the kind of its reference; what is left comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under a title; of promises, rows under PROMISE_COLUMNS. The further down, the less it
    matters; `is_rest` is what somebody in a hurry need not read. With
    `has_code`, what stands between backticks is to be copied."""

    title: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_rest: bool = False
    has_code: bool = False


def headline(told: CustomerDiff, today: Day) -> str:
    """One sentence: go-live, and what needs somebody to act."""
    found, names = told.impact, told.names
    if found.kind != "changed":
        is_new = found.kind == "new"
        ahead = found.go_live.after if is_new else found.go_live.before
        about = f": {_state_words(ahead, today)}" if ahead and is_new else ""
        return f"{'New' if is_new else 'Gone'}{about}."
    parts = [_go_live_words(found, today)]
    if found.broken:
        parts.insert(
            0, f"{counted(len(found.broken), 'change is', 'changes are')} not allowed as it stands"
        )
    again = [person for one in found.sign_offs for person in one.again]
    if again:
        who = listed([names.person(one) for one in dict.fromkeys(again)])
        parts.append(f"{who} {'has' if len(set(again)) == 1 else 'have'} to sign again")
    moved = [one for one in found.promises if one.before and one.after]
    if moved:
        parts.append(f"{counted(len(moved), 'promise moves', 'promises move')}")
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def sections(told: CustomerDiff, today: Day) -> Iterator[Section]:
    """All there is to say of a customer, the most important first; none is empty."""
    found, names = told.impact, told.names
    every = (
        Section(title="Not allowed as it stands", lines=tuple(_broken(found)), has_code=True),
        Section(title="Go-live", lines=tuple(_go_live(told, today))),
        Section(title="Signatures", lines=tuple(_sign(one, names) for one in found.sign_offs)),
        Section(title="Promises", rows=tuple(_row(one, names, today) for one in found.promises)),
        Section(
            title="Locked answers and scope",
            lines=tuple(_lock(one) for one in found.locks if not one.is_broken),
        ),
        Section(title="Late", lines=tuple(_late(found, names, today))),
        *_record_sections(told, today),
        Section(title="Contents", lines=tuple(_contents(found))),
    )
    return (one for one in every if one.lines or one.rows)


def workspace_lines(report: DiffReport) -> tuple[str, ...]:
    """What changed in the workspace's own files."""
    if report.as_of is None or report.team is None:
        return ()
    return tuple(record_lines(report.workspace, report.team, report.as_of.day))


def only_form_words(report: DiffReport) -> str:
    """Of whom only the form changed; empty where of nobody."""
    if not report.only_form:
        return ""
    return f"Only the form changed, not the meaning: {some(report.only_form, 12)}."


def _go_live_words(found: Impact, today: Day) -> str:
    before, after, days = found.go_live.before, found.go_live.after, found.go_live.days
    if before is None or after is None or after.live:
        live = after.live if after else None
        was = before.live if before else None
        if live and live != was:
            return f"went live on {day_words(live, today)}"
        return f"live since {day_words(live, today)}" if live else "no go-live"
    one, other = before.go_live.forecast, after.go_live.forecast
    if other is None:
        return "go-live has no forecast" + (" any more" if one else "")
    if one is None:
        return f"go-live is forecast for {day_words(other, today)}"
    if one == other:
        return f"go-live stays on {day_words(other, today)}"
    moves = f"go-live moves from {day_words(one, today)} to {day_words(other, today)}"
    return f"{moves}, {_later(days)}" if days else moves


def _go_live(told: CustomerDiff, today: Day) -> Iterator[str]:
    found = told.impact
    before, after = found.go_live.before, found.go_live.after
    if before is None or after is None:
        return
    one, other = before.go_live, after.go_live
    if one.due != other.due:
        yield f"Promise: {_day(one.due, today)} → {_day(other.due, today)}."
    if one.slip_days != other.slip_days and other.slip_days is not None and not after.live:
        was = f", was {late_words(one.slip_days)}" if one.slip_days is not None else ""
        yield f"Against its promise: {late_words(other.slip_days)}{was}."
    if before.likely != after.likely and not after.live:
        yield _likely_words(before.likely, after.likely, today)
    for mover in found.go_live.movers[:1]:
        what = _mover(mover.ref, told.names)
        direction = "earlier" if mover.days > 0 else "later"
        yield (
            f"Most of it comes from {what}: without that change, go-live would be "
            f"{days_words(abs(mover.days))} {direction}."
        )
    if found.entered:
        yield f"Go-live now hangs to the day on {_titles(found.entered)}."
    if found.left:
        yield f"It no longer hangs to the day on {_titles(found.left)}."
    if before.health.level != after.health.level:
        yield f"Health: {LEVELS[before.health.level]} → {LEVELS[after.health.level]}."


def _likely_words(before: Likely | None, after: Likely | None, today: Day) -> str:
    if after is None:
        return "Likely dates: none any more."
    if before is None:
        p50, p80 = day_words(after.p50, today), day_words(after.p80, today)
        return f"Likely dates: P50 {p50}, P80 {p80}."
    told = (
        f"{name} {day_words(one, today)}"
        + (f" → {day_words(other, today)}" if one != other else "")
        for name, one, other in (("P50", before.p50, after.p50), ("P80", before.p80, after.p80))
    )
    return f"Likely dates: {', '.join(told)}."


def _mover(ref: Reference | None, names: Names) -> str:
    if ref is None:
        return "the leave and calendars of people"
    if ref.kind in ("plan", "signoff"):
        return "the kickoff date" if ref.kind == "plan" else f"the {ref.id}"
    return f"“{one_line(names.title(ref))}”"


def _broken(found: Impact) -> Iterator[str]:
    for one in found.broken:
        told = f"{one_line(one.message, 400)} {one_line(one.hint, 400)}".strip()
        yield f"{told} ({one.code.id}, {one.location.path}:{one.location.line})"


def _sign(one: SignOffChange, names: Names) -> str:
    if one.is_given:
        return f"The {one.name} is signed by everybody now."
    why = f", because {_refs(one.moved, names)} changed" if one.moved else ""
    others = [names.person(person) for person in one.missing]
    others += [names.party(party) for party in one.missing_parties]
    if one.again:
        verb = "has" if len(one.again) == 1 else "have"
        rest = f" Still missing: {some(others)}." if others else ""
        who = listed([names.who((person,)) for person in one.again])
        return f"{who} {verb} to sign the {one.name} again{why}.{rest}"
    rest = f" Missing: {some(others)}." if others else ""
    return f"The sign-off of the {one.name} does not hold any more{why}.{rest}"


def _lock(one: LockChange) -> str:
    told = _scope_words(one) if one.field == "scope" else pair_words(one.before, one.after)
    allowed = "It is as it was signed again."
    if one.allowed_by:
        many = len(one.allowed_by) > 1
        requests = "Change requests" if many else "Change request"
        allowed = f"{requests} {some(one.allowed_by)} {'allow' if many else 'allows'} it."
    return f"“{one_line(one.title)}”: {told}. {allowed}"


def _scope_words(one: LockChange) -> str:
    before = one.before if isinstance(one.before, dict) else {}
    after = one.after if isinstance(one.after, dict) else {}
    if not before or not after:
        verb, side = ("added, as", after) if after else ("taken out, was", before)
        return f"{verb} {side.get('list')}"
    parts = [
        pair_words(before.get(name), after.get(name))
        for name in ("list", "text")
        if before.get(name) != after.get(name)
    ]
    return "; ".join(parts)


def _row(one: PromiseChange, names: Names, today: Day) -> tuple[str, ...]:
    reason = plain_words(one.reason) if one.reason else ""
    why = ": ".join(filter(None, (reason, one_line(one.note or ""))))
    if one.lapsed:
        lapsed = f"The yes of {names.person(one.lapsed)} lapses."
        why = f"{why}. {lapsed}" if why else lapsed
    return (
        one_line(one.title),
        names.person(one.owner),
        short_day(one.before, today) or "none",
        short_day(one.after, today) or "none",
        f"{one.days:+d}" if one.days else "",
        why,
    )


def _late(found: Impact, names: Names, today: Day) -> Iterator[str]:
    for start, items in (
        ("Late now", found.became_overdue),
        ("Not late any more", found.no_longer_overdue),
    ):
        for one in items:
            yield f"{start}: {_item(one, names, today)}"


def _item(one: OverdueItem, names: Names, today: Day) -> str:
    due = f", due {day_words(one.due, today)}" if one.due else ""
    return f"“{one_line(one.title)}” · {names.person(one.owner)}{due}"


def _record_sections(told: CustomerDiff, today: Day) -> Iterator[Section]:
    known = frozenset[str]().union(*(kinds for _, kinds in _GROUPS))
    records = told.impact.records
    for title, kinds in _GROUPS:
        lines = record_lines((one for one in records if one.ref.kind in kinds), told.names, today)
        yield Section(title=title, lines=tuple(lines), is_rest=title != _GROUPS[0][0])
    others = (one for one in records if one.ref.kind not in known)
    lines = record_lines(others, told.names, today)
    moved = f"The directory is plans/{told.impact.slug} now, was {told.impact.slug_before}."
    first = (moved,) if told.impact.slug_before else ()
    yield Section(title="Other", lines=(*first, *lines), is_rest=True)


def _contents(found: Impact) -> Iterator[str]:
    held = found.contents
    if held:
        yield contents_words(
            (
                (held.tasks, "task"),
                (held.questions, "question"),
                (held.decisions, "decision"),
                (held.changes, "change request"),
                (held.grants, "grant"),
            )
        ) + "."  # fmt: skip


def _state_words(ahead: Ahead, today: Day) -> str:
    if ahead.live:
        return f"live since {day_words(ahead.live, today)}"
    forecast, due = ahead.go_live.forecast, ahead.go_live.due
    promised = f"promised {day_words(due, today)}, " if due else ""
    told = f"forecast {day_words(forecast, today)}" if forecast else "no forecast"
    return f"go-live {promised}{told}"


def _titles(named: Iterable[Named]) -> str:
    return some([f"“{one_line(one.title, 70)}”" for one in named], 5)


def _refs(refs: Sequence[Reference], names: Names) -> str:
    return some([f"“{one_line(names.title(ref), 70)}”" for ref in refs], 3)


def _day(day: Day | None, today: Day) -> str:
    return day_words(day, today) if day else "none"


def _later(days: int | None) -> str:
    number = days or 0
    return f"{days_words(abs(number))} {'later' if number > 0 else 'earlier'}"
