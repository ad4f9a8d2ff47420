"""How a value is written in YAML: on one line, or as lines of its own."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Final

Plain = str | int | float | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]

WIDEST: Final = 120
_LONG: Final = 110
"""A text longer than this stands folded below its key, where that loses nothing of it."""
_SAFE: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_./@+-]*|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[a-z][a-z0-9-]*"
)
_REFERENCE: Final = re.compile(r"[a-z]+:(?:[0-9]{4}-)?[a-z][A-Za-z0-9_.-]*")
_SENTENCE: Final = re.compile(r"[^\W\d_][\w .;!?()/'’“”„…–—%&+€£$@^*=-]*[\w.!?)’”…%€£$]")
_INVISIBLE: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def written(value: Plain, *, in_flow: bool = True) -> str:
    """A value on one line, in a form that every YAML reader takes the same way.

    `in_flow`: between `[…]` or `{…}`, where a comma would end it.
    """
    if isinstance(value, str):
        return value if _is_plain(value, in_flow) else _quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key_text(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


def key_text(key: str) -> str:
    """A key; what is more than a word stands in quotes."""
    safe = _SAFE.fullmatch(key) and key.casefold() not in _WORDS
    return key if safe else _quoted(key)


def text_lines(text: str, column: int) -> tuple[str, list[str]] | None:
    """The header and the lines, indented to `column`, of a text of several lines or a long one;
    None for a text that stands better, or only, on the line of its key."""
    indent = " " * column
    if "\n" in text:
        body = text.rstrip("\n")
        ends = len(text) - len(body)
        unfit = not body or ends > 1 or body[0].isspace() or _INVISIBLE.search(body)
        if unfit or re.search(r"\r|[ \t]$|^ *\t", body, re.MULTILINE):
            return None
        return "|" if ends else "|-", [indent + line if line else "" for line in body.split("\n")]
    if len(text) <= _LONG or text != " ".join(text.split()) or _INVISIBLE.search(text):
        return None
    wide = max(100 - column, 40)
    folded = textwrap.wrap(text, wide, break_long_words=False, break_on_hyphens=False)
    return ">-", [indent + line for line in folded]


def entry_lines(key: str, value: Plain, column: int, *, deep: bool = False) -> list[str]:
    """`key: value` as lines at `column`; what fits stays on one line, unless it is a list or,
    with `deep`, a mapping."""
    start = " " * column + key_text(key) + ":"
    if isinstance(value, str):
        block = text_lines(value, column + 2)
        if block:
            return [f"{start} {block[0]}", *block[1]]
        return [f"{start} {written(value, in_flow=False)}"]
    if isinstance(value, Mapping) and value:
        line = f"{start} {written(value)}"
        holds_more = any(isinstance(one, Mapping) for one in value.values())
        if deep or len(line) > WIDEST or (column == 0 and holds_more):
            return [start, *mapping_lines(value, column + 2)]
        return [line]
    if isinstance(value, Sequence) and value:
        return [start, *(line for one in value for line in item_lines(one, column + 2))]
    return [f"{start} {written(value)}"]


def mapping_lines(value: Mapping[str, Plain], column: int) -> list[str]:
    """A mapping, one key after the other, at `column`."""
    return [line for key, item in value.items() for line in entry_lines(key, item, column)]


def item_lines(value: Plain, column: int, *, deep: bool | None = None, inset: int = 2) -> list[str]:
    """`- value` as lines at `column`; `inset` is from the dash to the value. A mapping has one
    line per key with `deep`, one in all without, and what fits where nothing is said."""
    dash = " " * column + "-" + " " * (inset - 1)
    if isinstance(value, Mapping) and value:
        line = dash + written(value)
        if deep if deep is not None else len(line) > WIDEST:
            first, *rest = mapping_lines(value, column + inset)
            return [dash + first.lstrip(" "), *rest]
        return [line]
    if isinstance(value, str):
        block = text_lines(value, column + inset)
        if block:
            return [dash + block[0], *block[1]]
        return [dash + written(value, in_flow=False)]
    return [dash + written(value)]


def _is_plain(text: str, in_flow: bool) -> bool:
    if text.casefold() in _WORDS:
        return False
    if _SAFE.fullmatch(text) or _REFERENCE.fullmatch(text):
        return True
    return bool(_SENTENCE.fullmatch(text if in_flow else text.replace(", ", " ")))


def _quoted(text: str) -> str:
    """In double quotes, with what no editor shows as an escape."""
    shown = json.dumps(text, ensure_ascii=False)
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found.group()):04x}", shown)
