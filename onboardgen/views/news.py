"""What changed, day by day: every event that history tells, as lines that are soon read.

What one commit did to one record is told once, and what it did to many in the same way in one
line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from itertools import groupby
from typing import Final

from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.audit.event import EventKind
from onboardgen.model.reference import Reference
from onboardgen.views.history import EventView, History, without_echoes
from onboardgen.views.reading import Reading, Target

MOST_LINES: Final = 150
"""Lines of what changed; of earlier ones only how many there are."""
MOST_ALIKE: Final = 3
"""What one commit did to more records than these, in the same way, is one line."""
_STATES: Final[frozenset[EventKind]] = frozenset(
    {"accepted", "rejected", "withdrawn", "assessed", "done", "status"}
)
_ENDS: Final[Mapping[str, frozenset[EventKind]]] = {
    "setting": frozenset({"answered"}),
    "decision": _STATES,
    "change": _STATES,
}
"""What can become of a new record in the commit that made it, and is told instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line of news: what one commit did to a record, or in the same way to several: `events`
    are then those of the first. `since` are the sign-offs that were given before it."""

    events: tuple[EventView, ...]
    targets: tuple[Target, ...]
    since: tuple[Signed, ...]

    @property
    def first(self) -> EventView:
        return self.events[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsDay:
    day: Day
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsView:
    """What changed, the newest day first. `earlier` events are not told any more; `signed` are
    the sign-offs that something came after, with the day of the last signature."""

    days: tuple[NewsDay, ...]
    earlier: int
    signed: tuple[tuple[Signed, Day], ...]


def news_view(history: History, reading: Reading) -> NewsView:
    """The lines of what changed: what one commit did to one record is told once."""
    signed = dict(_signed(history, reading))
    places = {event.recorded.commit: event.place for event in reversed(history.events)}
    lines = [
        LineView(
            events=alike[0],
            targets=tuple(events[0].target for events in alike),
            since=tuple(name for name, last in signed.items() if _is_after(alike[0][0], last)),
        )
        for alike in _lines(history.events)
    ]
    lines.sort(
        key=lambda line: (line.first.recorded.day, places[line.first.recorded.commit]),
        reverse=True,
    )
    shown, earlier = lines[:MOST_LINES], lines[MOST_LINES:]
    days = groupby(shown, key=lambda line: line.first.recorded.day)
    return NewsView(
        days=tuple(NewsDay(day=day, lines=tuple(each)) for day, each in days),
        earlier=sum(len(line.targets) for line in earlier),
        signed=tuple(
            (name, since)
            for name in signed
            if (since := reading.sign_offs[name].since)
            and any(name in line.since for line in shown)
        ),
    )


def _lines(events: Sequence[EventView]) -> Iterator[tuple[tuple[EventView, ...], ...]]:
    """What becomes a line each, commit by commit: the events of each of its records."""
    for _, each in groupby(events, key=lambda event: event.recorded.commit):
        alike: dict[tuple[str, ...], list[tuple[EventView, ...]]] = {}
        for told in _told_once(tuple(each)):
            alike.setdefault(_alike(told), []).append(told)
        for group in alike.values():
            if len(group) > MOST_ALIKE:
                yield tuple(group)
            else:
                yield from ((told,) for told in group)


def _alike(events: Sequence[EventView]) -> tuple[str, ...]:
    """Equal for records of one kind to which the same happened."""
    said = (event.kind + str(event.after if event.kind == "status" else "") for event in events)
    return (events[0].ref.kind, *said)


def _told_once(events: Sequence[EventView]) -> Iterator[tuple[EventView, ...]]:
    """Of each record of one commit what happened; of a new one only that it is there, or what
    became of it at once."""
    by_record: dict[Reference, list[EventView]] = {}
    for event in events:
        by_record.setdefault(event.ref, []).append(event)
    for ref, each in by_record.items():
        if each[0].kind != "created":
            yield tuple(without_echoes(each))
            continue
        ends = _ENDS.get(ref.kind, frozenset())
        became = [event for event in each if event.kind in ends]
        promised = next((event.after for event in each if event.kind == "promised"), None)
        yield (became[-1] if became else replace(each[0], after=promised),)


def _signed(history: History, reading: Reading) -> Iterator[tuple[Signed, EventView]]:
    """The last signature of each sign-off that everybody has signed."""
    for name in SIGNED:
        mine = [
            event
            for event in history.events
            if event.kind == "signed" and event.ref == Reference("signoff", name)
        ]
        if mine and reading.sign_offs[name].since:
            yield name, mine[-1]


def _is_after(event: EventView, last: EventView) -> bool:
    return event.place > last.place and event.recorded.commit != last.recorded.commit
