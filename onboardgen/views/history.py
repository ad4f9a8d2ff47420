"""What happened, as one audience may know it: record by record, and day by day.

History knows more than a portal may tell. An event is told only where its record stands in the
portal and was for these readers before and after it; a value only where they could read it then.
What a page shows today, such as why a promise moved, is taken from there and not from history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from itertools import groupby
from typing import Final

from onboardgen.audit.event import Event, EventKind, Value
from onboardgen.audit.history import shared_events
from onboardgen.git.signatures import Signature
from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, AnswerType, AnswerValue
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.tasks import MoveView, moves

COMMIT: Final = 9
"""Digits by which a commit is called, as everywhere else in the tool."""
LONGEST: Final = 60
"""Characters of an answer that is told; of a longer one only that it changed."""
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "task": frozenset(
        {"title", "owner", "counterpart", "duration", "start", "due", "how", "evidence", "links",
         "phase", "category", "stage", "blocked", "confirmed", "started", "done"}
    ),
    "decision": frozenset(
        {"title", "owner", "due", "date", "context", "decision", "reason", "alternatives",
         "consequences", "decided_by", "approved"}
    ),
    "change": frozenset(
        {"title", "target", "current", "requested", "reason", "downstream", "effective", "owner",
         "due", "classification", "in_scope", "assessment", "approved"}
    ),
    "setting": frozenset({"question", "type", "choices", "required", "default", "architectural"}),
    "scope": frozenset({"list", "text", "revisit"}),
    "stage": frozenset({"name", "outcome"}),
    "guide": frozenset({"title", "text"}),
    "commitment": frozenset({"text", "state", "made_by", "source", "reference"}),
    "section": frozenset({"title", "owner", "due"}),
    "signoff": frozenset({"due", "signers"}),
}  # fmt: skip
"""The fields whose change is told, by kind of reference: what stands on the pages, and points at
nothing that the reader may not see."""


_NOT_TOLD: Final[frozenset[EventKind]] = frozenset({"deleted", "renamed", "granted", "grant_ended"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedView:
    """The commit that an event stands in. `author` is None for somebody the reader never met;
    `party` then says whose commit it is. `day` is the author's."""

    commit: str
    day: Day
    author: Who | None
    party: str
    signature: Signature | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One thing that happened. `fields` are those that a plain change touched; `has_values` says
    whether before and after are told; `other` is what took the place of the record."""

    kind: EventKind
    target: Target
    recorded: RecordedView
    place: int
    fields: tuple[str, ...] = ()
    has_values: bool = False
    before: AnswerValue | Day = None
    after: AnswerValue | Day = None
    type: AnswerType = "text"
    reason: str | None = None
    note: str | None = None
    by: Who | None = None
    on: Day | None = None
    other: Target | None = None

    @property
    def ref(self) -> Reference:
        return Reference(self.target.kind, self.target.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """What one commit did to one record."""

    recorded: RecordedView
    events: tuple[EventView, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is told, the oldest first."""

    events: tuple[EventView, ...] = ()

    def of(self, reference: Reference) -> tuple[EntryView, ...]:
        """The life of one record, commit by commit, the oldest first."""
        mine = [event for event in self.events if event.ref == reference]
        return tuple(
            EntryView(recorded=recorded, events=tuple(without_echoes(tuple(events))))
            for recorded, events in groupby(mine, key=lambda event: event.recorded)
        )


NO_HISTORY: Final = History()


def history_of(events: Iterable[Event], reading: Reading) -> History:
    """What the reader may be told of a customer's events."""
    tasks = {task.id: task for task in reading.full_tasks()}
    answers = dict(_answers(reading))
    told = (
        _view(event, place, reading, tasks, answers)
        for place, event in enumerate(told_events(events, reading))
    )
    return History(tuple(event for event in told if event))


def told_events(events: Iterable[Event], reading: Reading) -> Iterator[Event]:
    """The events of records that stand in the portal, without what only others could read then.

    A partner reads records because its people own them, or because they were set apart for it.
    Nobody can tell since when, so it is told that something happened and not what was written.
    """
    if reading.audience == PROVIDER:
        yield from (event for event in events if event.ref and _stands(event.ref, reading))
        return
    for event in shared_events(events, reading.audience):
        if event.ref is None or not _stands(event.ref, reading):
            continue
        is_whole = reading.audience == CUSTOMER
        yield event if is_whole else replace(event, before=None, after=None, note=None, on=None)


def _stands(reference: Reference, reading: Reading) -> bool:
    if reference.kind == "signoff":
        return reference in reading.visible
    is_there = reference in reading.titles and reference in reading.visible
    return is_there and not reading.visible.is_outline(reference)


def _view(
    event: Event,
    place: int,
    reading: Reading,
    tasks: Mapping[str, Task],
    answers: Mapping[str, Answer],
) -> EventView | None:
    """An event as pages tell it; None for what no reader of a portal asks for."""
    ref, is_plain = event.ref, event.kind == "changed"
    field = (event.field or "").partition(".")[0]
    if ref is None or event.kind in _NOT_TOLD or (is_plain and not _is_field(ref, field)):
        return None
    view = EventView(
        kind=event.kind,
        target=_target(ref, reading),
        recorded=_recorded(event, reading),
        place=place,
        fields=(field,) if is_plain else (),
        after=str(event.after) if event.kind == "status" else None,
        by=reading.who(event.by),
        on=_day(event.on),
    )
    if ref.kind == "task" and ref.id in tasks:
        return _of_task(view, event, tasks[ref.id])
    if event.kind == "answered" and ref.id in answers:
        return _answered(view, event, answers[ref.id])
    return replace(view, other=_other(ref, reading)) if event.kind == "superseded" else view


def _is_field(ref: Reference, field: str) -> bool:
    return field in FIELDS.get(ref.kind, ())


def _target(ref: Reference, reading: Reading) -> Target:
    title = reading.titles.get(ref, "")
    return Target(kind=ref.kind, id=ref.id, title=title, path=reading.path(ref))


def _recorded(event: Event, reading: Reading) -> RecordedView:
    """Whoever is not among the people of the account worked for the organization."""
    who = reading.who(event.stamp.author.person)
    return RecordedView(
        commit=event.stamp.commit.hash[:COMMIT],
        day=event.stamp.at.date(),
        author=who,
        party=who.party_name if who else reading.party_name(PROVIDER),
        signature=event.stamp.signature,
    )


def _of_task(view: EventView, event: Event, task: Task) -> EventView:
    if event.kind == "moved":
        return _moved(view, event, moves(task))
    if event.kind == "promised":
        return replace(view, after=_day(event.after))
    if event.kind == "blocked" and task.blocked and task.blocked.since == view.on:
        return replace(view, reason=task.blocked.reason)
    return view


def _moved(view: EventView, event: Event, known: Sequence[MoveView]) -> EventView:
    """Reason and note are those of the task's page; without a move there, only that it moved."""
    before, after = _day(event.before), _day(event.after)
    move = next((m for m in reversed(known) if (m.before, m.after) == (before, after)), None)
    return replace(
        view,
        before=before,
        after=after,
        has_values=before is not None and after is not None,
        reason=move.reason if move else None,
        note=move.note if move else None,
    )


def _answered(view: EventView, event: Event, answer: Answer) -> EventView:
    before, after = _short(event.before), _short(event.after)
    tells = after is not None and (event.before is None or before is not None)
    if not tells or answer.type == "table":
        return view
    return replace(view, has_values=True, before=before, after=after, type=answer.type)


def _other(ref: Reference, reading: Reading) -> Target | None:
    """The accepted decision that names this one, where the reader sees it."""
    for decision in reading.account.decisions:
        if decision.supersedes == ref.id and decision.status == "accepted":
            return _target(Reference("decision", decision.id), reading)
    return None


def _short(value: Value) -> AnswerValue:
    """A value that fits in a line, else None."""
    if isinstance(value, tuple):
        texts = [each for each in value if isinstance(each, str)]
        fits = len(texts) == len(value) and len(", ".join(texts)) <= LONGEST
        return tuple(texts) if fits else None
    if isinstance(value, str):
        return value if len(value) <= LONGEST and "\n" not in value else None
    return value if isinstance(value, bool | int | float) else None


def _day(value: Value) -> Day | None:
    try:
        return Day.fromisoformat(str(value))
    except ValueError:
        return None


def _answers(reading: Reading) -> Iterator[tuple[str, Answer]]:
    for section in reading.account.worksheet.sections if reading.account.worksheet else ():
        yield from ((f"{section.id}.{answer.id}", answer) for answer in section.answers)


def without_echoes(events: Sequence[EventView]) -> Iterator[EventView]:
    """The events of one commit and one record, all plain changes as one; that a record was
    approved says nothing where it says who approved."""
    has_approvals = any(event.kind == "approved" for event in events)
    fields = tuple(dict.fromkeys(field for event in events for field in event.fields))
    for event in events:
        is_echo = event.kind == "status" and event.after == "approved" and has_approvals
        if event.kind != "changed":
            yield from () if is_echo else (event,)
        elif fields:
            yield replace(event, fields=fields)
            fields = ()
