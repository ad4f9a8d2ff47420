"""What is wrong with one value, and what to write instead, in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from onboardgen.findings import Pointer
from onboardgen.loading.suggestions import nearest
from onboardgen.loading.words import Subject, shown, visible

Schema = Mapping[str, Any]

_TYPES: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
}
_LIMITS: Final = {
    "minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most",
}  # fmt: skip
_YEAR: Final = "(?P<year>(?:19|20)[0-9]{2})"
_MONTH: Final = "(?P<month>0?[1-9]|1[0-2])"
_DAY: Final = "(?P<day>0?[1-9]|[12][0-9]|3[01])"
_DATES: Final = (
    re.compile(f"{_YEAR}[-./]{_MONTH}[-./]{_DAY}(?:[T ].*)?"),
    re.compile(f"{_DAY}[.]{_MONTH}[.]{_YEAR}"),
    re.compile(f"(?P<day>1[3-9]|2[0-9]|3[01])/{_MONTH}/{_YEAR}"),
    re.compile(f"{_MONTH}/(?P<day>1[3-9]|2[0-9]|3[01])/{_YEAR}"),
)
"""Other ways to write a day, where it is certain which day is meant."""


def message(about: Subject, keyword: str, schema: Schema, value: object) -> str:
    """What is wrong with `value`, which breaks `keyword` of `schema`."""
    return f"{about} {_complaint(keyword, schema, value)}"


def key_message(about: Subject, key: str) -> str:
    """What is wrong with a key that cannot stand in the mapping `about`."""
    return f"{about}: the key {shown(key)} is not written as it has to be."


def hint(keyword: str, schema: Schema, value: object, pointer: Pointer) -> str:
    """What to do about it."""
    match keyword:
        case "required":
            return f"Add `{pointer[-1]}`: {_first_sentence(schema, str(pointer[-1]))}"
        case "additionalProperties":
            return _instead(str(pointer[-1]), list(schema["properties"]), "Known here")
        case "type":
            return _right_type(schema, value)
        case "enum":
            return _instead(value, [each for each in schema["enum"] if each is not None], "Allowed")
        case "format" | "pattern" if value != "":
            return _right_format(schema, value)
        case _:
            return str(schema.get("description", ""))


def _complaint(keyword: str, schema: Schema, value: object) -> str:
    match keyword:
        case "required" | "additionalProperties":
            return "is missing." if keyword == "required" else "is not known here."
        case "type":
            needed = "" if value is None else f", but has to be {_expected(schema)}"
            return f"is {shown(value)}{needed}."
        case "enum":
            return f"is {shown(value)}, which is not one of those allowed."
        case "format" | "pattern":
            return _ill_formed(schema, value)
        case _:
            return f"{_beyond(keyword, schema[keyword], value)}."


def _ill_formed(schema: Schema, value: object) -> str:
    if value == "":
        return "is an empty text."
    if schema.get("format") == "date":
        return f"is {shown(value)}, which is not a date."
    return f"is {shown(value)}, which is not written as it has to be."


def _beyond(keyword: str, limit: float, value: object) -> str:
    match value:
        case []:
            return "is empty, but needs at least one entry"
        case str():
            return f"has {len(value):,} characters; at most {limit:,} are allowed"
        case list():
            return f"has {len(value):,} entries; at most {limit:,} are allowed"
        case _:
            return f"is {shown(value)}, but has to be {_LIMITS[keyword]} {limit:,}"


def _expected(schema: Schema) -> str:
    if schema.get("format") == "date":
        return "a date"
    return " or ".join(_TYPES[name] for name in _types(schema))


def _types(schema: Schema) -> list[str]:
    written = schema["type"]
    return [name for name in ([written] if isinstance(written, str) else written) if name != "null"]


def _right_type(schema: Schema, value: object) -> str:
    if value is None:
        return f"Write {_expected(schema)}, or delete the line where it may be missing."
    if schema.get("format") == "date":
        return _right_date(str(value))
    return _other_spelling(_types(schema), value) or str(schema.get("description", ""))


def _other_spelling(types: list[str], value: object) -> str:
    """How the same value is written as one of the types, where a slip is likely."""
    match value:
        case bool() | int() | float() if "string" in types:
            return f'Put quotes around it: "{shown(value)}".'
        case str() if "array" in types:
            return f"Write a list, an entry per line after a hyphen, or [{visible(value)}]."
        case str() if types == ["boolean"]:
            return "Write true or false, without quotes."
        case str() if types[0] in ("integer", "number"):
            return f"Write {_TYPES[types[0]]} in digits, without quotes."
        case _:
            return "Write it as lines of `key: value`." if types == ["object"] else ""


def _right_format(schema: Schema, value: object) -> str:
    if schema.get("format") == "date":
        return _right_date(str(value))
    example = next((each for each in schema.get("examples", ()) if isinstance(each, str)), None)
    about = str(schema.get("description", ""))
    return f"{about} For example: {example}" if example else about


def _right_date(text: str) -> str:
    """How a date looks: the one that was meant, where that is certain."""
    found = next(filter(None, (order.fullmatch(text) for order in _DATES)), None)
    if not found:
        return "A date is written as year-month-day, for example 2026-11-30."
    meant = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    if meant == text:
        return "There is no such day in the calendar."
    return f"A date is written as year-month-day: perhaps {meant}."


def _instead(word: object, known: list[Any], label: str) -> str:
    near = nearest(word, [str(each) for each in known]) if isinstance(word, str) else None
    listed = f"{label}: {', '.join(str(each) for each in known)}."
    return f"Did you mean `{near}`? {listed}" if near else listed


def _first_sentence(schema: Schema, name: str) -> str:
    return str(schema["properties"][name].get("description", "")).split(". ")[0].rstrip(".") + "."
