"""Records of two states side by side: which are new, which gone, which say something else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Protocol, TypeVar

from onboardgen.agreements.canonical import Json
from onboardgen.changes.impact_report import RecordChange
from onboardgen.changes.wording import changed_fields
from onboardgen.model.plan import Need
from onboardgen.model.record import Record
from onboardgen.model.reference import Reference


class Identified(Protocol):
    """A record with an id."""

    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=Identified)


def side_by_side(
    before: Iterable[Item], now: Iterable[Item]
) -> Iterator[tuple[str, Item | None, Item | None]]:
    """Each record with what it was, by id: those of today in order, then those that are gone."""
    old = {one.id: one for one in before}
    new = {one.id: one for one in now}
    for id_ in dict.fromkeys((*new, *old)):
        yield id_, old.get(id_), new.get(id_)


def came_and_went(ref: Reference, title: str, old: object, new: object) -> Iterator[RecordChange]:
    """That a record is new, or gone; nothing where both are there."""
    if old is None and new is not None:
        yield RecordChange(ref=ref, kind="created", title=title)
    elif old is not None and new is None:
        yield RecordChange(ref=ref, kind="deleted", title=title)


def field_changes(
    ref: Reference, title: str, old: Record, new: Record, told: Collection[str] = ()
) -> Iterator[RecordChange]:
    """One change for each field that says something else, but for those told elsewhere."""
    for name in changed_fields(old, new, told):
        before, after = plain(getattr(old, name)), plain(getattr(new, name))
        yield RecordChange(
            ref=ref, kind="changed", title=title, field=name.rstrip("_"), before=before, after=after
        )


def plain(value: object) -> Json:
    """A value of a record as JSON has it; of a record inside, what differs from its defaults."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Record) and not isinstance(value, Need):
        written = ((f.name.rstrip("_"), getattr(value, f.name)) for f in fields(value))
        return {name: plain(part) for name, part in written if _is_written(name, part)}
    return _need(value) if isinstance(value, Need) else str(value)


def _is_written(name: str, part: object) -> bool:
    return name != "at" and part not in (None, (), "")


def _need(need: Need) -> str:
    lag = f"{need.lag:+d} days" if need.lag else ""
    type_ = need.type if need.type != "FS" else ""
    more = ", ".join(filter(None, (type_, lag)))
    return f"{need.ref} ({more})" if more else str(need.ref)
