"""What happened to records, in the words of one line each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date as Day
from itertools import groupby
from typing import Final

from onboardgen.agreements.canonical import Json
from onboardgen.changes.impact_report import RecordChange, RecordKind, Shift
from onboardgen.cli.presentation import counted
from onboardgen.cli.wording import day_words, short_day
from onboardgen.model.reference import KINDS, Reference, parse_reference
from onboardgen.workflows.names import Names

LONGEST: Final = 80
"""Characters of a value that is shown; of longer texts only that they changed."""
_PEOPLE: Final = frozenset({
    "owner", "counterpart", "confirmed", "signers", "escalate_to", "by", "decided_by",
    "blocked.escalate_to", "person",
})  # fmt: skip
_FIELDS: Final = {
    "needs": "waits for",
    "gate": "gate",
    "start": "not before",
    "how": "how to complete it",
    "blocked.until": "blocked until",
    "blocked.reason": "reason of the blockade",
    "blocked.note": "note on the blockade",
    "in_scope": "in scope",
    "text": "text",
    "list": "list",
    "answered": "who answered and when",
    "architectural": "locked once signed",
    "moved": "record of earlier moves",
    "confirmed": "yes to the date",
}
_NOUNS: Final = {
    "stage": "Stage", "phase": "Phase", "section": "Section", "scope": "Scope", "guide": "Guide",
    "outcome": "Outcome", "commitment": "Commitment", "partner": "Partner", "person": "",
    "grant": "Access of", "portal": "Portal", "file": "File", "event": "Event", "task": "",
    "decision": "", "change": "", "setting": "",
}  # fmt: skip
_UNQUOTED: Final = frozenset({"person", "partner", "grant", "portal", "file", "event"})


def record_lines(changes: Iterable[RecordChange], names: Names, today: Day) -> Iterator[str]:
    """One line for each record, with all that happened to it."""
    for ref, group in groupby(changes, key=lambda one: one.ref):
        told = list(group)
        parts = [words for one in told if (words := change_words(one, names, today))]
        parts += [shift_words(one.shift, today) for one in told if one.shift]
        yield f"{subject(ref, told[0].title, names)}: {'; '.join(parts)}"


def subject(ref: Reference, title: str, names: Names) -> str:
    """What a line is about, as people call it."""
    if ref.kind not in _NOUNS:
        return title
    if ref.kind == "decision" and title == ref.id:
        title = names.title(ref)
    told = title if ref.kind in _UNQUOTED else f"“{one_line(title)}”"
    return f"{_NOUNS[ref.kind]} {told}".strip()


def change_words(one: RecordChange, names: Names, today: Day) -> str:
    """What happened to a record, without the record."""
    return _WORDS.get(one.kind, _plainly)(one, names, today)


def field_words(one: RecordChange, names: Names, _today: Day) -> str:
    """A field with what it said and says; of what is long, that it changed."""
    name = one.field or "it"
    told = _FIELDS.get(name, name.replace("_", " ").replace(".", " "))
    if name == "content" or (one.before is None and one.after is None):
        return "changed" if name == "content" else f"{told} changed"
    before, after = (_named(value, name, names) for value in (one.before, one.after))
    if isinstance(before or [], list) and isinstance(after or [], list):
        return _list_words(told, _texts(before), _texts(after))
    if not (is_short(before) and is_short(after)):
        return f"{told} {'written' if before is None else 'gone' if after is None else 'rewritten'}"
    unit = " days" if name in ("duration", "remaining") and after is not None else ""
    return f"{told} {pair_words(before, after)}{unit}"


def shift_words(shift: Shift, today: Day) -> str:
    if shift.before is None or shift.after is None:
        return "has no end by the forecast now" if shift.after is None else (
            f"ends {short_day(shift.after, today)}"
        )  # fmt: skip
    return f"ends {short_day(shift.before, today)} → {short_day(shift.after, today)}"


def pair_words(before: Json, after: Json) -> str:
    return f"{value_words(before)} → {value_words(after)}"


def value_words(value: Json) -> str:
    """A value as a person writes it, on one line, cut where it is long."""
    match value:
        case None | "":
            text = "nothing"
        case bool():
            text = "yes" if value else "no"
        case str():
            text = value
        case [*items] if all(isinstance(item, str | int | float) for item in items):
            text = ", ".join(map(value_words, items)) or "nothing"
        case dict() if all(isinstance(part, str | int | float) for part in value.values()):
            text = ", ".join(f"{name} {value_words(part)}" for name, part in value.items())
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return one_line(text, LONGEST)


def one_line(text: str, longest: int = 200) -> str:
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def is_short(value: Json) -> bool:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return len(text) <= LONGEST and "\n" not in text.strip()


def some(texts: Sequence[str], most: int = 6) -> str:
    """Texts in a row, the first of them where there are many."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def _list_words(told: str, before: Sequence[str], after: Sequence[str]) -> str:
    added = [one for one in after if one not in before]
    gone = [one for one in before if one not in after]
    parts = (("now also ", added), ("no longer ", gone))
    words = [f"{start}{some(list(map(one_line, texts)), 4)}" for start, texts in parts if texts]
    return f"{told} {', '.join(words)}" if words else f"{told} in another order"


def _texts(value: Json) -> list[str]:
    items = value if isinstance(value, list) else []
    return [item if isinstance(item, str) else value_words(item) for item in items]


def _named(value: Json, field: str, names: Names) -> Json:
    """Names of people and titles of records for the ids in a value."""
    if isinstance(value, list):
        return [_named(item, field, names) for item in value]
    if not isinstance(value, str):
        return value
    if field in _PEOPLE:
        return names.person(value)
    ref, space, more = value.partition(" ")
    if field in ("needs", "gate", "fulfilled_by") and ref.partition(":")[0] in KINDS:
        return f"“{names.title(parse_reference(ref))}”{space}{more}"
    return value


def _plainly(one: RecordChange, names: Names, today: Day) -> str:
    return f"{one.kind}{_who_and_when(one, names, today)}{_note(one)}"


def _created(one: RecordChange, names: Names, today: Day) -> str:
    who = _who_and_when(one, names, today)
    if one.ref.kind == "change":
        asked = pair_words(one.before, one.after)
        return f"asked for{who}: {one.field} {asked}{_note(one)}"
    more = {"list": f", {one.after}", "due": f", promised for {one.after}"}
    return f"new{more.get(one.field or '', '')}{who}{_note(one)}"


def _deleted(one: RecordChange, _names: Names, _today: Day) -> str:
    return f"taken out, was {one.before}" if one.field == "list" else "taken out"


def _renamed(one: RecordChange, _names: Names, _today: Day) -> str:
    before = one_line(str(one.before))
    return f"renamed, was “{before}”" if one.field == "title" else f"id {before} → {one.after}"


def _answered(one: RecordChange, names: Names, today: Day) -> str:
    if one.after is None:
        return f"answer taken back, was {value_words(one.before)}"
    told = pair_words(one.before, one.after)
    if one.before is None:
        told = f"answered {value_words(one.after)}"
    return f"{told}{_who_and_when(one, names, today)}"


def _reopened(one: RecordChange, _names: Names, today: Day) -> str:
    return f"open again, was done{_on(one, today)}"


def _blocked(one: RecordChange, _names: Names, today: Day) -> str:
    since = f" since {day_words(one.on, today)}" if one.on else ""
    return f"blocked{since}: {plain_words(one.after)}{_note(one)}"


def _unblocked(one: RecordChange, _names: Names, _today: Day) -> str:
    return f"no longer blocked ({plain_words(one.before)})"


def _confirmed(one: RecordChange, names: Names, today: Day) -> str:
    return f"date confirmed{_who_and_when(one, names, today)}"


def _status(one: RecordChange, _names: Names, _today: Day) -> str:
    return f"{plain_words(one.before)} → {plain_words(one.after)}"


def _removed(one: RecordChange, names: Names, _today: Day) -> str:
    what = one.kind.removesuffix("_removed")
    return f"the {what} of {names.person(one.by)} is gone"


def _superseded(one: RecordChange, _names: Names, _today: Day) -> str:
    return f"replaced by “{one_line(str(one.after))}”"


def _granted(one: RecordChange, names: Names, today: Day) -> str:
    until = f", until {one.after}" if one.after else ""
    return f"given{_who_and_when(one, names, today)} ({one.field}{until})"


def _ended(one: RecordChange, _names: Names, today: Day) -> str:
    return f"ended{_on(one, today)}"


_WORDS: Final[Mapping[RecordKind, Callable[[RecordChange, Names, Day], str]]] = {
    "created": _created,
    "deleted": _deleted,
    "renamed": _renamed,
    "changed": field_words,
    "answered": _answered,
    "confirmed": _confirmed,
    "reopened": _reopened,
    "blocked": _blocked,
    "unblocked": _unblocked,
    "status": _status,
    "approval_removed": _removed,
    "signature_removed": _removed,
    "superseded": _superseded,
    "granted": _granted,
    "grant_ended": _ended,
}
"""What is not here says itself: done, accepted, signed."""


def _who_and_when(one: RecordChange, names: Names, today: Day) -> str:
    who = f" by {names.person(one.by)}" if one.by else ""
    return f"{who}{_on(one, today)}"


def _on(one: RecordChange, today: Day) -> str:
    return f" on {day_words(one.on, today)}" if one.on else ""


def _note(one: RecordChange) -> str:
    return f" ({one_line(one.note)})" if one.note else ""


def plain_words(value: Json) -> str:
    """A word of the contract, such as a reason or a status, as people write it."""
    return str(value).replace("it_approval", "IT approval").replace("_", " ")


def contents_words(parts: Sequence[tuple[int, str]]) -> str:
    return some([counted(number, noun) for number, noun in parts if number], 9)
