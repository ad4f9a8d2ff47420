"""Who reads, and what of a page is theirs: their work, their field, how much of it they want.

A page is one and the same for all readers of a party. It names the people of each line, and the
script brings forward what belongs to whoever unlocked it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Final, Literal

from onboardgen.model.people import Person
from onboardgen.views.asks import Ask
from onboardgen.views.decisions import DecisionView
from onboardgen.views.reading import Reading, Who
from onboardgen.views.tasks import TaskRow
from onboardgen.views.worksheet import SectionView, WorksheetView

Depth = Literal["full", "summary"]
SUMMARY: Final = frozenset({"executive", "sponsor"})
"""The functions that read one page first: whether it goes well, and what they have to decide."""
MOST_FINISHED: Final = 5
"""Finished tasks of each person that are listed; the plan has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody of the party that reads. `own` counts what they are asked for."""

    person: str
    name: str
    function: str | None
    depth: Depth
    own: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A task, and the people of the reader's party whose business it is."""

    row: TaskRow
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldItem:
    """A part of the worksheet or a decision, and everybody in whose field it lies."""

    kind: Literal["section", "decision"]
    title: str
    path: str
    people: tuple[str, ...]
    answered: int = 0
    total: int = 0
    due: Day | None = None
    overdue: bool = False
    decided: Day | None = None


def readers_of(reading: Reading, asks: Iterable[Ask]) -> tuple[Reader, ...]:
    asked = [{who.id for who in ask.people} for ask in asks]
    return tuple(
        Reader(
            person=person.id,
            name=person.name,
            function=person.function,
            depth="summary" if _function(person) in SUMMARY else "full",
            own=sum(person.id in people for people in asked),
        )
        for person in own_people(reading)
    )


def own_people(reading: Reading) -> tuple[Person, ...]:
    return tuple(one.person for one in reading.members.values() if one.party == reading.audience)


def coming_up(rows: Iterable[TaskRow]) -> tuple[Listed, ...]:
    """What the reader's people will do once it can begin, by date."""
    later = [row for row in rows if row.mine and row.state == "waiting" and not row.overdue]
    return tuple(Listed(row, _owner(row)) for row in _by_due(later))


def waiting_on_others(reading: Reading, rows: Iterable[TaskRow]) -> tuple[Listed, ...]:
    """What others are at or could begin, by date, with those of the reader's people who wait for
    it or work on it with them."""
    mine = {person.id for person in own_people(reading)}
    others = [r for r in rows if not r.mine and r.state in ("workable", "in_progress", "blocked")]
    concerned: dict[str, list[str]] = {row.id: [] for row in others}
    for task in reading.full_tasks():
        if task.id in concerned and task.counterpart in mine:
            concerned[task.id].append(task.counterpart)
        if task.owner in mine and reading.standing.tasks[task.id].is_open:
            for need in task.needs:
                if need.ref.kind == "task" and need.ref.id in concerned:
                    concerned[need.ref.id].append(task.owner)
    return tuple(Listed(row, _once(concerned[row.id])) for row in _by_due(others))


def finished(rows: Iterable[TaskRow]) -> tuple[Listed, ...]:
    """What the reader's people finished last, the newest first."""
    done = [row for row in rows if row.mine and row.state == "done" and row.done]
    done.sort(key=lambda row: (row.done or Day.min, row.title), reverse=True)
    told: dict[str, int] = {}
    kept = []
    for row in done:
        owner = row.owner.id if row.owner else ""
        told[owner] = told.get(owner, 0) + 1
        if told[owner] <= MOST_FINISHED:
            kept.append(Listed(row, _owner(row)))
    return tuple(kept)


def field_of(
    reading: Reading,
    worksheet: WorksheetView | None,
    decisions: Iterable[DecisionView],
) -> tuple[FieldItem, ...]:
    """Questions and decisions of each field: of their people, and of those who speak for the
    same field as they do."""
    mates = _mates(own_people(reading))
    owners = _section_owners(worksheet)
    return (
        *(_section(one, mates) for one in (worksheet.sections if worksheet else ())),
        *(_decision(one, owners, mates) for one in decisions if not one.replaced_by),
    )


def _section(section: SectionView, mates: Mapping[str, tuple[str, ...]]) -> FieldItem:
    return FieldItem(
        kind="section",
        title=section.title,
        path=f"worksheet#section-{section.id}",
        people=_in_field([section.owner], mates),
        answered=len(section.questions) - section.unanswered,
        total=len(section.questions),
        due=section.due,
        overdue=section.overdue,
    )


def _decision(
    one: DecisionView, owners: Mapping[str, Who], mates: Mapping[str, tuple[str, ...]]
) -> FieldItem:
    by_setting = (owners.get(setting.setting.partition(".")[0]) for setting in one.settings)
    named = (one.owner, one.decided_by, *(each.who for each in one.approved), *by_setting)
    return FieldItem(
        kind="decision",
        title=one.title,
        path=one.path,
        people=_in_field(named, mates),
        due=one.due,
        overdue=one.overdue,
        decided=one.date if one.status == "accepted" else None,
    )


def _section_owners(worksheet: WorksheetView | None) -> dict[str, Who]:
    sections = worksheet.sections if worksheet else ()
    return {section.id: section.owner for section in sections if section.owner}


def _mates(people: Iterable[Person]) -> dict[str, tuple[str, ...]]:
    """Everybody's id with the ids of those who speak for the same field, their own first."""
    known = tuple(people)
    return {
        one.id: (one.id, *(o.id for o in known if _function(o) and _function(o) == _function(one)))
        for one in known
    }


def _in_field(named: Iterable[Who | None], mates: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    found: Iterator[str] = (mate for who in named if who for mate in mates.get(who.id, ()))
    return _once(found)


def _function(person: Person) -> str:
    return (person.function or "").casefold()


def _owner(row: TaskRow) -> tuple[str, ...]:
    return (row.owner.id,) if row.owner else ()


def _once(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))


def _by_due(rows: Iterable[TaskRow]) -> tuple[TaskRow, ...]:
    return tuple(sorted(rows, key=lambda row: (row.due or Day.max, row.title)))
