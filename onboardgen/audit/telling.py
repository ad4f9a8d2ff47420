"""The difference of two versions of a document in the words of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from onboardgen.audit.contents import Field, Tell, kinds_of
from onboardgen.audit.event import EventKind, Row, Value
from onboardgen.audit.facts import EXISTS, Document, Facts, Key
from onboardgen.model.reference import Reference

_INTERNAL: Final = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What there is to say of one difference; an Event but for who made it, when and where."""

    kind: EventKind
    field: str | None = None
    before: Value = None
    after: Value = None
    note: str | None = None
    by: str | None = None
    on: str | None = None
    ref: Reference | None = None
    visibility: str = "customer"
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class _Difference:
    """One field (or part of one) before and after, and the record around it."""

    key: Key
    before: Value
    after: Value
    old: Facts
    new: Facts

    @property
    def name(self) -> str:
        return f"{self.key.field}.{self.key.part}" if self.key.part else self.key.field

    def beside(self, facts: Facts, field: str) -> Value:
        """Another field of the same record."""
        return facts.get(Key(self.key.kind, self.key.id, field))


def differ(one: Value, other: Value) -> bool:
    """Whether two values differ; `1` and `true` do."""
    return one != other or isinstance(one, bool) is not isinstance(other, bool)


def differing(old: Facts, new: Facts) -> tuple[Key, ...]:
    """The keys whose values differ, in the order of the new version, then of the old."""
    keys = dict.fromkeys((*new, *old))
    return tuple(key for key in keys if differ(old.get(key), new.get(key)))


def tell(document: Document, old: Facts, new: Facts) -> Iterator[Told]:
    """What happened to each record between two versions of a document.

    Of a new record only what was given, done or promised is told besides its beginning; of a
    deleted one only its end.
    """
    records: dict[tuple[str, str], list[Key]] = {}
    for key in differing(old, new):
        records.setdefault((key.kind, key.id), []).append(key)
    for (kind, id_), keys in records.items():
        reference = kinds_of(document.kind)[kind].reference
        for told in _tell_record(document, Key(kind, id_, EXISTS), keys, old, new):
            if reference:
                yield replace(told, ref=Reference(reference, id_ or document.name))
            else:
                yield replace(told, field=_path(document, id_, told.field))


def tell_rename(document: Document, before: str) -> Told:
    """The record of a file has another id: the file has another stem."""
    ref = Reference(document.kind, document.name)
    return Told(kind="renamed", before=before, after=document.name, ref=ref)


def superseding(told: Told, document: Document) -> Told:
    """Names the decision that takes the place of another."""
    return replace(told, after=document.name) if told.kind == "superseded" else told


def _tell_record(
    document: Document, record: Key, keys: list[Key], old: Facts, new: Facts
) -> Iterator[Told]:
    kind = kinds_of(document.kind)[record.kind]
    visibility = _INTERNAL if kind.internal else _visibility(record, old, new)
    appeared = record in new and record not in old
    if record in old and record not in new:
        yield Told(kind="deleted", before=_title(record, old), visibility=visibility)
        return
    if appeared:
        yield _beginning(record, new, visibility)
    is_new = appeared or not (kind.appears or any(key[:2] == record[:2] for key in old))
    for key in keys:
        field = kind.fields.get(key.field)
        if field is None or (is_new and field.tell == "plain"):
            continue
        hidden = field.internal or key.part in field.internal_parts
        for told in _tell_field(field, _Difference(key, old.get(key), new.get(key), old, new)):
            yield replace(
                superseding(told, document),
                visibility=_INTERNAL if hidden else visibility,
                is_open=field.is_open,
            )


def _beginning(record: Key, new: Facts, visibility: str) -> Told:
    if record.kind != "grant":
        return Told(kind="created", after=_title(record, new), visibility=visibility)
    by, on = _who_and_when(new.get(Key(record.kind, record.id, "granted")))
    after = _title(record, new)
    return Told(kind="granted", after=after, by=by, on=on, visibility=visibility)


def _title(record: Key, facts: Facts) -> Value:
    return None if facts[record] is True else facts[record]


def _tell_field(field: Field, difference: _Difference) -> Iterator[Told]:
    if field.name == "moved" and _promise_moved(difference):
        return
    if field.name == "answered" and _is_told_by(difference, "answer"):
        return
    told = _TELLERS[field.tell](difference)
    if told:
        yield told


def _plain(one: _Difference) -> Told | None:
    return Told(kind="changed", field=one.name, before=one.before, after=one.after)


def _answer(one: _Difference) -> Told | None:
    by, on = _who_and_when(one.beside(one.new, "answered"))
    return Told(kind="answered", before=one.before, after=one.after, by=by, on=on)


def _promise(one: _Difference) -> Told | None:
    if one.before is None:
        return Told(kind="promised", after=one.after)
    if one.after is None:
        return _plain(one)
    moves = one.beside(one.new, "moved")
    last = moves[-1] if isinstance(moves, tuple) and moves else None
    has_reason = differ(moves, one.beside(one.old, "moved"))
    note = _joined(last, "reason", "note") if has_reason else None
    return Told(kind="moved", before=one.before, after=one.after, note=note)


def _promise_moved(one: _Difference) -> bool:
    """Whether the promise moved with it, whose event tells the reason."""
    due = one.beside(one.old, "due"), one.beside(one.new, "due")
    return None not in due and differ(*due)


def _is_told_by(one: _Difference, field: str) -> bool:
    return differ(one.beside(one.old, field), one.beside(one.new, field))


def _started(one: _Difference) -> Told | None:
    return Told(kind="started", on=str(one.after)) if one.before is None else _plain(one)


def _done(one: _Difference) -> Told | None:
    if one.before is None:
        return Told(kind="done", on=str(one.after))
    if one.after is None:
        return Told(kind="reopened", before=one.before)
    return _plain(one)


def _blocked(one: _Difference) -> Told | None:
    if one.before is None:
        since, reason = _part(one.after, "since"), _part(one.after, "reason")
        return Told(kind="blocked", after=reason, on=since, note=_part(one.after, "note"))
    if one.after is None:
        return Told(kind="unblocked", before=_part(one.before, "reason"))
    return _plain(one)


def _task_status(one: _Difference) -> Told | None:
    """Other statuses only repeat what the dates say."""
    if one.after == "dropped":
        return Told(kind="dropped")
    if one.before == "dropped":
        return Told(kind="status", before=one.before, after=one.after or "todo")
    return None


def _status(one: _Difference) -> Told | None:
    if one.before is None and one.after in ("proposed", "submitted"):
        return None
    kinds: Mapping[str, EventKind] = {
        "accepted": "accepted", "rejected": "rejected", "assessed": "assessed",
        "withdrawn": "withdrawn", "done": "done",
    }  # fmt: skip
    kind = kinds.get(str(one.after), "status")
    before = one.before or ("submitted" if one.key.kind == "change" else None)
    after = one.after or ("submitted" if one.key.kind == "change" else None)
    return Told(kind=kind, before=before, after=after)


def _confirmation(one: _Difference) -> Told | None:
    if one.after is None:
        return _plain(one)
    by, on = _who_and_when(one.after)
    kind: EventKind = "confirmed" if one.key.field == "confirmed" else "changed"
    if kind == "changed" and one.before is None:
        return None
    return Told(kind=kind, field=one.key.field, by=by, on=on)


def _approval(one: _Difference) -> Told | None:
    return _given(one, "approved", "approval_removed")


def _signature(one: _Difference) -> Told | None:
    return _given(one, "signed", "signature_removed")


def _given(one: _Difference, given: EventKind, removed: EventKind) -> Told | None:
    """A yes that a person gave, was taken away, or says something else than before."""
    row = one.before if one.after is None else one.after
    on, note, digest = _part(row, "date"), _part(row, "evidence"), _part(row, "digest")
    by = one.key.part or None
    if one.before is None:
        return Told(kind=given, by=by, on=on, note=note, after=digest)
    if one.after is None:
        return Told(kind=removed, by=by, on=on, note=note, before=digest)
    return Told(kind="changed", field=one.name, before=one.before, after=one.after, by=by)


def _ended(one: _Difference) -> Told | None:
    if one.before is None:
        person = one.beside(one.new, "person")
        return Told(kind="grant_ended", after=person, on=str(one.after))
    return _plain(one)


def _superseded(one: _Difference) -> Told | None:
    return Told(kind="superseded") if one.after is not None else _plain(one)


_TELLERS: Final[Mapping[Tell, Callable[[_Difference], Told | None]]] = {
    "plain": _plain,
    "answer": _answer,
    "promise": _promise,
    "started": _started,
    "done": _done,
    "blocked": _blocked,
    "task_status": _task_status,
    "status": _status,
    "confirmation": _confirmation,
    "approval": _approval,
    "signature": _signature,
    "ended": _ended,
    "superseded": _superseded,
}


def _part(row: Value, name: str) -> str | None:
    found = dict(row.items).get(name) if isinstance(row, Row) else None
    return None if found is None else str(found)


def _joined(row: Value, *names: str) -> str | None:
    parts = [part for name in names if (part := _part(row, name))]
    return ": ".join(parts) or None


def _who_and_when(row: Value) -> tuple[str | None, str | None]:
    return _part(row, "by"), _part(row, "date")


def _visibility(record: Key, old: Facts, new: Facts) -> str:
    """Who may know: those who may see the record before and after. That a decision is superseded
    may be known to those who may see the one that does it."""
    if record.kind == "superseded":
        record = Key("decision", "", EXISTS)
    written = {
        str(facts.get(Key(record.kind, record.id, "visibility")) or "customer")
        for facts in (old, new)
        if record in facts
    }
    if len(written) > 1:
        written -= {"customer"}
    return written.pop() if len(written) == 1 else _INTERNAL if written else "customer"


def _path(document: Document, id_: str, field: str | None) -> str | None:
    """For what has no reference, the field says which record it is."""
    if document.kind == "file":
        return document.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return ".".join(part for part in (id_, field) if part) or None
