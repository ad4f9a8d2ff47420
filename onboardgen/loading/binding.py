"""Validated plain data to frozen records, driven by the annotations of their fields.

One binder is compiled for each annotation and kept. Binding is total for documents without
schema errors: there is nothing left here that could be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date as Day
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from onboardgen.findings import Place, Pointer, Positions
from onboardgen.model.plan import Need
from onboardgen.model.record import STEM, Keyed, Record
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.model.worksheet import Answer

Bound = TypeVar("Bound", bound=Record)
Binder = Callable[[Any, Positions, Pointer], Any]
Plain = Mapping[str, Any]


def bind(
    record_type: type[Bound], document: object, place: Place, stem: str | None = None
) -> Bound:
    """The record that a document holds. `stem` is its file's, for records whose id it is."""
    kind: Any = record_type
    given = {} if stem is None else {_stem_field(kind): stem}
    bound: Bound = _record(kind)(document, place.positions, place.pointer, given)
    return bound


def bind_all(record_type: type[Bound], document: object, place: Place) -> tuple[Bound, ...]:
    """The records of a document that is a list of them."""
    kind: Any = record_type
    bound: tuple[Bound, ...] = _list_of(_binder(kind))(document, place.positions, place.pointer)
    return bound


@cache
def _record(record_type: Any) -> Callable[..., Any]:
    """Binds a mapping; `given` are fields that come from elsewhere: a stem, a mapping's key."""
    hints = get_type_hints(record_type, include_extras=True)
    table = {
        field.name.rstrip("_"): (
            field.name,
            _binder(hints[field.name]),
            _nullable(hints[field.name]),
        )
        for field in fields(record_type)
        if field.name != "at"
    }

    prepared = _PREPARED.get(record_type)

    def bind_record(document: Plain, positions: Positions, pointer: Pointer, given: Plain) -> Any:
        values: dict[str, Any] = {"at": Place(positions, pointer), **given}
        for key, value in (prepared(document) if prepared else document).items():
            name, binder, nullable = table[key]
            if value is None:
                if nullable:
                    values[name] = None
            else:
                values[name] = binder(value, positions, (*pointer, key)) if binder else value
        return record_type(**values)

    return bind_record


@cache
def _stem_field(record_type: Any) -> str:
    hints = get_type_hints(record_type, include_extras=True)
    return next(name for name, hint in hints.items() if STEM in getattr(hint, "__metadata__", ()))


@cache
def _binder(hint: Any) -> Binder | None:
    """What turns a plain value into a value of this annotation; None where it already is one."""
    if hint in _SPECIAL:
        return _SPECIAL[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(arguments)
    if origin in (Union, UnionType):
        return _alternatives(tuple(each for each in arguments if each is not NoneType))
    if origin is tuple:
        return _list_of(_binder(arguments[0]))
    if origin is dict:
        return _values_of(_binder(arguments[1]))
    return _plain_or_record(hint, origin)


def _plain_or_record(hint: Any, origin: Any) -> Binder | None:
    if origin is Literal or hint in (str, bool):
        return None
    if not (isinstance(hint, type) and issubclass(hint, Record)):
        raise TypeError(f"No document can hold a {hint}.")
    kind: Any = hint
    make = _record(kind)
    return lambda value, positions, pointer: make(value, positions, pointer, {})


def _annotated(arguments: tuple[Any, ...]) -> Binder | None:
    hint, note = arguments
    if not isinstance(note, Keyed):
        return _binder(hint)
    make, field = _record(get_args(hint)[0]), note.field
    return lambda value, positions, pointer: tuple(
        make(item, positions, (*pointer, key), {field: key}) for key, item in value.items()
    )


def _alternatives(hints: tuple[Any, ...]) -> Binder | None:
    """Of several kinds of value only lists need work; what is plain stays as it is."""
    if len(hints) == 1:
        return _binder(hints[0])
    return _frozen if any(get_origin(hint) is tuple for hint in hints) else None


def _list_of(item: Binder | None) -> Binder:
    if item is None:
        return lambda value, _positions, _pointer: tuple(value)
    return lambda value, positions, pointer: tuple(
        [item(each, positions, (*pointer, index)) for index, each in enumerate(value)]
    )


def _values_of(item: Binder | None) -> Binder:
    if item is None:
        return lambda value, _positions, _pointer: dict(value)
    return lambda value, positions, pointer: {
        key: each if each is None else item(each, positions, (*pointer, key))
        for key, each in value.items()
    }


def _nullable(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _frozen(value: Any, _positions: Positions, _pointer: Pointer) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _day(value: str, _positions: Positions, _pointer: Pointer) -> Day:
    return Day.fromisoformat(value)


def _reference(value: str, _positions: Positions, _pointer: Pointer) -> Reference:
    return parse_reference(value)


def _need(value: Any, positions: Positions, pointer: Pointer) -> Need:
    """A need is a reference, or a mapping where there is more to say."""
    if isinstance(value, str):
        return Need(ref=parse_reference(value), at=Place(positions, pointer))
    return bind(Need, value, Place(positions, pointer))


def _with_days(answer: Plain) -> Plain:
    """The answer to a question for a date is a date, where it is written as one."""
    if answer.get("type") != "date":
        return answer
    days = {key: _day_or_text(answer[key]) for key in ("answer", "default") if key in answer}
    return {**answer, **days}


def _day_or_text(value: Any) -> Any:
    if isinstance(value, str):
        with suppress(ValueError):
            return Day.fromisoformat(value)
    return value


_SPECIAL: dict[Any, Binder] = {
    int: lambda value, _positions, _pointer: int(value),
    float: lambda value, _positions, _pointer: float(value),
    Day: _day,
    Reference: _reference,
    Need: _need,
}
_PREPARED: dict[Any, Callable[[Plain], Plain]] = {Answer: _with_days}
