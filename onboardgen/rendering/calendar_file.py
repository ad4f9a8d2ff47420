"""Dates as iCalendar files (RFC 5545, RFC 7986): all-day events that calendars take in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import date as Day
from typing import Final

from babel.support import NullTranslations
from icalendar import Calendar, Event

from onboardgen.model.people import PROVIDER
from onboardgen.rendering.messages import mark
from onboardgen.views.calendar import CalendarView, DateKind, DateView
from onboardgen.views.portfolio import AccountRow, PortfolioView

PRODUCER: Final = "-//onboardgen//onboardgen//EN"
ALWAYS: Final = Day(2000, 1, 1)
"""Where no kick-off is known, a moment of writing that never changes."""
END: Final = b"END:VCALENDAR\r\n"
KINDS: Final[Mapping[DateKind, str]] = {
    "task": mark("Task"),
    "milestone": mark("Milestone"),
    "go_live": mark("Go-live"),
    "questions": mark("Questions"),
    "signoff": mark("Sign-off"),
    "decision": mark("Decision"),
    "change": mark("Change"),
}
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
Ical = bytes
"""One event as it stands in a file, with the line break after it."""


def calendar_file(name: str, events: Iterable[Ical]) -> bytes:
    """A whole file: a calendar called `name` that holds these events.

    It says nothing of refreshing: it is a copy to take along, and no address to subscribe to.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", one_line(name))
    head = calendar.to_ical(sorted=False).removesuffix(END)
    return b"".join((head, *events, END))


@dataclass(frozen=True, slots=True)
class CalendarWriter:
    """Writes the events of one account in one language. Equal views make equal bytes."""

    view: CalendarView
    words: NullTranslations

    def event(self, date: DateView) -> Ical:
        """One promised day; its identity stays the same when the day moves."""
        view, address = self.view, self._address(date)
        return event_text(
            uid=uid(view.origin, str(date.ref)),
            since=view.since,
            day=date.due,
            summary=self._summary(date),
            description="\n".join(self._description(date, address)),
            categories=(view.project, self.words.gettext(KINDS[date.kind])),
            sequence=date.moves,
            confirmed=date.confirmed,
            url=address,
        )

    def _address(self, date: DateView) -> str | None:
        if self.view.address is None:
            return None
        return f"{self.view.address}#/{date.path}" if date.path else self.view.address

    def _summary(self, date: DateView) -> str:
        """Our team has many customers: there the name of each stands before."""
        what = asked(date, self.words)
        return f"{self.view.customer}: {what}" if self.view.audience == PROVIDER else what

    def _description(self, date: DateView, address: str | None) -> Iterable[str]:
        if date.people:
            yield ", ".join(f"{who.name} ({who.party_name})" for who in date.people)
        if date.stage:
            yield date.stage
        yield f"{self.view.organization} × {self.view.customer}"
        if address:
            yield address


def asked(date: DateView, words: NullTranslations) -> str:
    """What is to be done by that day, in the words of the portal's first page."""
    gettext: Callable[[str], str] = words.gettext
    ngettext: Callable[[str, str, int], str] = words.ngettext
    if date.kind == "questions":
        return ngettext(
            "Answer %(count)s question on %(title)s",
            "Answer %(count)s questions on %(title)s",
            date.count,
        ) % {"count": date.count, "title": date.title}
    if date.kind == "signoff":
        is_plan = date.title == "plan"
        return gettext("Sign the plan") if is_plan else gettext("Sign the worksheet")
    if date.kind == "decision":
        return gettext("Decide: %(title)s") % {"title": date.title}
    if date.kind == "change":
        return gettext("Change: %(title)s") % {"title": date.title}
    return date.title


def account_events(row: AccountRow, view: PortfolioView, words: NullTranslations) -> Iterable[Ical]:
    """What the team's portal knows of an account's dates: its go-live and its next milestone."""
    days: tuple[tuple[DateKind, Day | None], ...] = (
        ("milestone", row.next_milestone if row.next_milestone != row.go_live else None),
        ("go_live", row.go_live),
    )
    for kind, day in days:
        if day is None or row.live_since:
            continue
        word = words.gettext(KINDS[kind])
        yield event_text(
            uid=uid(view.organization, f"{row.slug} {kind}"),
            since=ALWAYS,
            day=day,
            summary=f"{row.name}: {word}",
            description=f"{view.organization} × {row.name}",
            categories=(row.name, word),
        )


def event_text(
    *,
    uid: str,
    since: Day,
    day: Day,
    summary: str,
    description: str,
    categories: Iterable[str],
    sequence: int = 0,
    confirmed: bool = True,
    url: str | None = None,
) -> Ical:
    """An all-day event that leaves its day free. `since` stands for the moment of writing, which
    must not be that of the build: the same content is the same bytes on any day."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", datetime(since.year, since.month, since.day, tzinfo=UTC))
    event.add("sequence", sequence)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", one_line(summary))
    event.add("description", "\n".join(one_line(line) for line in description.split("\n")))
    event.add("categories", [one_line(one) for one in categories])
    event.add("status", "CONFIRMED" if confirmed else "TENTATIVE")
    event.add("transp", "TRANSPARENT")
    if url:
        event.add("url", one_line(url))
    return bytes(event.to_ical(sorted=False))


def uid(origin: str, ref: str) -> str:
    """An identity that stays, and from which nothing can be read."""
    digest = hashlib.sha256(f"onboardgen calendar\n{origin}\n{ref}".encode()).hexdigest()
    return f"{digest[:32]}@onboardgen"


def one_line(text: str) -> str:
    """The text without line breaks and other characters that steer a reader's program."""
    return _UNSPEAKABLE.sub(" ", text).strip()
