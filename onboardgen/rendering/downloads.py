"""The files that a portal offers to take along: dates for calendars, lists for spreadsheets.

Made at build time of what the pages show, and sealed with them as attachments are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from babel.support import NullTranslations

from onboardgen.rendering.calendar_file import (
    CalendarWriter,
    account_events,
    calendar_file,
    one_line,
)
from onboardgen.rendering.tables import account_table, decision_table, task_table
from onboardgen.views.portal import PortalView
from onboardgen.views.portfolio import PortfolioView

FOLDER: Final = "downloads"
_UNSAFE = re.compile(r'[<>:"/\\|?*]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file that pages offer as `path`; it is saved under `name`."""

    path: str
    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFiles:
    """What there is for one person: paths, None where it would be empty."""

    calendar: str | None = None
    table: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloads:
    """All files of a portal, by path, and where pages find them."""

    files: tuple[Download, ...] = ()
    calendar: str | None = None
    table: str | None = None
    people: Mapping[str, PersonFiles] = field(default_factory=dict)


def portal_downloads(view: PortalView, words: NullTranslations) -> Downloads:
    """Calendars of all dates and of each of the reader's people, their tasks, the decisions."""
    maker = _Maker(view, words)
    files = tuple(maker.files())
    paths = {one.path for one in files}
    people = {
        person: PersonFiles(
            calendar=_known(f"{FOLDER}/people/{person}.ics", paths),
            table=_known(f"{FOLDER}/people/{person}.csv", paths),
        )
        for person in maker.people
    }
    return Downloads(
        files=tuple(sorted(files, key=lambda one: one.path)),
        calendar=_known(f"{FOLDER}/dates.ics", paths),
        table=_known(f"{FOLDER}/decisions.csv", paths),
        people={person: found for person, found in people.items() if found != PersonFiles()},
    )


def portfolio_downloads(view: PortfolioView, words: NullTranslations) -> Downloads:
    """Go-lives and milestones of all accounts, and the accounts as a list."""
    if not view.rows:
        return Downloads()
    _ = words.gettext
    rows = sorted(view.rows, key=lambda row: row.slug)
    events = [event for row in rows for event in account_events(row, view, words)]
    title = f"{view.organization}: {_('Accounts')}"
    calendar = Download(
        path=f"{FOLDER}/dates.ics",
        name=_name(view.organization, _("accounts"), "ics"),
        content=calendar_file(title, events),
    )
    table = Download(
        path=f"{FOLDER}/accounts.csv",
        name=_name(view.organization, _("accounts"), "csv"),
        content=account_table(view.rows, _),
    )
    if not events:
        return Downloads(files=(table,), table=table.path)
    return Downloads(files=(table, calendar), calendar=calendar.path, table=table.path)


class _Maker:
    """Makes the files of one portal; every event is written once."""

    def __init__(self, view: PortalView, words: NullTranslations) -> None:
        self.view, self.words = view, words
        self.people = {
            one.who.id: one.who.name for party in view.people if party.mine for one in party.people
        }

    def files(self) -> Iterator[Download]:
        view, calendar, _ = self.view, self.view.calendar, self.words.gettext
        title = f"{calendar.organization} × {calendar.customer}"
        write = CalendarWriter(calendar, self.words).event
        events = {date.ref: write(date) for date in calendar.dates}
        if events:
            content = calendar_file(title, events.values())
            yield self._file("dates.ics", _("all dates"), content)
        for person, name in self.people.items():
            own = [events[date.ref] for date in calendar.of(person)]
            if own:
                content = calendar_file(f"{title}: {name}", own)
                yield self._file(f"people/{person}.ics", name, content)
            tasks = [one for one in view.tasks if one.row.owner and one.row.owner.id == person]
            if tasks:
                content = task_table(tasks, calendar.address, _)
                yield self._file(f"people/{person}.csv", name, content)
        if view.decisions:
            content = decision_table(view.decisions, calendar.address, _)
            yield self._file("decisions.csv", _("decisions"), content)

    def _file(self, path: str, what: str, content: bytes) -> Download:
        name = _name(self.view.calendar.project, what, path.rpartition(".")[2])
        return Download(path=f"{FOLDER}/{path}", name=name, content=content)


def _known(path: str, paths: set[str]) -> str | None:
    return path if path in paths else None


def _name(project: str, what: str, ending: str) -> str:
    """A file name that says whose it is, without what file systems refuse."""
    return f"{_UNSAFE.sub(' ', one_line(f'{project}, {what}'))}.{ending}"
