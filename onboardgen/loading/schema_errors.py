"""What a document breaks in its schema, as findings in plain words (OG201 to OG206)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from onboardgen.codes import (
    BAD_FORMAT,
    MISSING_PROPERTY,
    NOT_ALLOWED,
    OUT_OF_RANGE,
    UNKNOWN_PROPERTY,
    WRONG_TYPE,
)
from onboardgen.findings import Code, Finding, Location, Place, Pointer, Positions, in_order
from onboardgen.loading.schema_advice import hint, key_message, message
from onboardgen.loading.words import subject

MOST_FINDINGS: Final = 200
"""Of one file. Whoever has more has the wrong file."""
_MOST_FAULTS: Final = 5 * MOST_FINDINGS
"""Looked at before the rest of a file goes unread."""
CODES: Final[Mapping[str, Code]] = {
    "required": MISSING_PROPERTY,
    "additionalProperties": UNKNOWN_PROPERTY,
    "type": WRONG_TYPE,
    "enum": NOT_ALLOWED,
    "format": BAD_FORMAT,
    "pattern": BAD_FORMAT,
    "minimum": OUT_OF_RANGE,
    "exclusiveMinimum": OUT_OF_RANGE,
    "maximum": OUT_OF_RANGE,
    "minLength": OUT_OF_RANGE,
    "maxLength": OUT_OF_RANGE,
    "minItems": OUT_OF_RANGE,
    "maxItems": OUT_OF_RANGE,
}
"""The keywords that may refuse a value, in the order in which they are told."""
_ORDER: Final = tuple(CODES)


@dataclass(frozen=True, slots=True)
class Fault:
    """One keyword of a schema that a value breaks. `pointer` leads to the value at fault: the
    missing or unknown property, or a key that is not allowed (`is_key`)."""

    keyword: str
    pointer: Pointer
    value: object
    schema: Mapping[str, Any]
    is_key: bool = False


def explain(
    schema: Mapping[str, Any], document: object, positions: Positions
) -> tuple[Finding, ...]:
    """What in `document` breaks `schema`, in order of place; nothing where it is valid."""
    place = Place(positions)
    faults = sorted(_faults(schema, document), key=lambda fault: _order(fault, place))
    findings = [_finding(fault, document, place) for fault in faults[:MOST_FINDINGS]]
    if len(faults) > MOST_FINDINGS:
        findings.append(_and_more(faults[MOST_FINDINGS], place))
    return in_order(findings)


def _faults(schema: Mapping[str, Any], document: object) -> list[Fault]:
    """One fault for each place: the first in the order of the keywords."""
    found: dict[tuple[Pointer, bool], Fault] = {}
    errors = _Validator(schema, format_checker=FormatChecker(["date"])).iter_errors(document)
    faults = (fault for error in errors for fault in _from_error(error))
    for fault in islice(faults, _MOST_FAULTS):
        first = found.setdefault((fault.pointer, fault.is_key), fault)
        if _ORDER.index(fault.keyword) < _ORDER.index(first.keyword):
            found[fault.pointer, fault.is_key] = fault
    return list(found.values())


def _from_error(error: ValidationError) -> Iterator[Fault]:
    keyword, value = str(error.validator), cast("Any", error.instance)
    schema = cast("Mapping[str, Any]", error.schema)
    pointer: Pointer = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        yield Fault(keyword, (*pointer, value), value, schema, is_key=True)
    elif keyword == "required":
        for name in schema["required"]:
            if name not in value:
                yield Fault(keyword, (*pointer, name), None, schema)
    elif keyword == "additionalProperties":
        for name in value:
            if name not in schema["properties"]:
                yield Fault(keyword, (*pointer, name), value[name], schema)
    else:
        yield Fault(keyword, pointer, value, schema)


def _finding(fault: Fault, document: object, place: Place) -> Finding:
    advice = hint(fault.keyword, fault.schema, fault.value, fault.pointer)
    if fault.is_key:
        about = subject(document, fault.pointer[:-1])
        text = key_message(about, str(fault.value))
    else:
        about = subject(document, fault.pointer)
        text = message(about, fault.keyword, fault.schema, fault.value)
    return Finding(CODES[fault.keyword], text, _location(fault, place), advice, about.ref)


def _location(fault: Fault, place: Place) -> Location:
    """Where the value stands, or its key; for a missing property the record that lacks it."""
    if fault.is_key or fault.keyword == "additionalProperties":
        return place.key(*fault.pointer)
    return place.value(*fault.pointer)


def _order(fault: Fault, place: Place) -> tuple[Location, str]:
    return _location(fault, place), str(fault.pointer)


def _and_more(first: Fault, place: Place) -> Finding:
    return Finding(
        CODES[first.keyword],
        "More values of this file do not fit.",
        _location(first, place),
        "Mend those above first; perhaps this is another kind of file.",
    )


def _whole_pattern(
    _: object, pattern: str, instance: object, __: object
) -> Iterator[ValidationError]:
    """`pattern` as JSON Schema means it: `$` is the end, not the place before a line break."""
    if isinstance(instance, str) and not re.fullmatch(pattern, instance):
        yield ValidationError(f"does not match {pattern}")


_Validator: Final = validators.extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _whole_pattern}
)
