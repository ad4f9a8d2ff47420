"""JSON that a command wrote, to plain data; what is wrong has its line and column.

Where its parts stand is asked only once something in them is wrong: JSON is YAML, and the reader
of YAML knows.
"""

from __future__ import annotations

import json
from typing import Final, NoReturn

from onboardgen.codes import DUPLICATE_KEY, EMPTY_FILE, SYNTAX
from onboardgen.findings import Finding, Location, Positions
from onboardgen.loading.text import mark_at, read_text
from onboardgen.loading.yaml_reader import MISSING, YamlResult, read_yaml

_HINT: Final = "Get the file back from the history; only a command writes it."


class _KeyTwice(ValueError):
    """A key of an object stands twice."""


def read_json(path: str, data: bytes) -> YamlResult:
    """The plain tree of one JSON file, without positions: `positions_in` has them."""
    text = read_text(path, data)
    found = text if isinstance(text, Finding) else _document(path, data, text)
    if isinstance(found, Finding):
        return YamlResult(MISSING, Positions(path), (found,))
    return YamlResult(found, Positions(path))


def positions_in(path: str, data: bytes) -> Positions:
    """Where every key and value of a JSON file stands."""
    return read_yaml(path, data).positions


def _document(path: str, data: bytes, text: str) -> object | Finding:
    if not text.strip():
        return Finding(EMPTY_FILE, "The file is empty.", Location(path), _HINT)
    try:
        document: object = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        _refuse_halves(text, document)
    except json.JSONDecodeError as error:
        place = Location(path, *mark_at(text, error.pos))
        return Finding(SYNTAX, f"The file is not JSON: {_said(error)}.", place, _HINT)
    except _KeyTwice as error:
        return _twice(path, data, str(error))
    except (ValueError, RecursionError):
        message = "The file holds a value that is no JSON, or is nested too deeply."
        return Finding(SYNTAX, message, Location(path), _HINT)
    return document


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _KeyTwice(next(key for key in keys if keys.count(key) > 1))
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _refuse_halves(text: str, document: object) -> None:
    """Raises ValueError for an escape that is half a character: no encoding carries it."""
    if "\\ud" in text.lower():
        json.dumps(document, ensure_ascii=False).encode()


def _said(error: json.JSONDecodeError) -> str:
    return error.msg[:1].lower() + error.msg[1:]


def _twice(path: str, data: bytes, key: str) -> Finding:
    """The finding at the second of two keys, as far as one knows where that is."""
    found = (one for one in read_yaml(path, data).findings if one.code is DUPLICATE_KEY)
    shown = key if len(key) <= 40 and key.isprintable() else "…"
    message = f"The key “{shown}” stands twice."
    return next(found, Finding(DUPLICATE_KEY, message, Location(path), _HINT))
