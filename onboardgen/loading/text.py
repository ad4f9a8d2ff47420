"""Bytes to text: UTF-8 only, without the characters that no person typed."""

from __future__ import annotations

import re
from typing import Final

from onboardgen.codes import NOT_UTF8, SYNTAX
from onboardgen.findings import Finding, Location, Mark

BYTE_ORDER_MARK: Final = "\ufeff"
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
"""What YAML does not allow in a file, and no page can show."""
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")
_OTHER_ENCODINGS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def read_text(path: str, data: bytes) -> str | Finding:
    """The text of a file without its byte-order mark, or why it is none."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(path, data, error)
    text = text.removeprefix(BYTE_ORDER_MARK)
    control = CONTROL.search(text)
    return _control_character(path, data, text, control.start()) if control else text


def mark_at(text: str, index: int) -> Mark:
    """Line and column, from 1 and in characters, of a place in a text."""
    line, start = 1, 0
    for line_break in _LINE_BREAK.finditer(text, 0, index):
        line, start = line + 1, line_break.end()
    return line, index - start + 1


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Finding:
    other = _other_encoding(data)
    if other:
        return _other(path, other)
    before = data[: error.start].decode("utf-8").removeprefix(BYTE_ORDER_MARK)
    return Finding(
        NOT_UTF8,
        f"The byte 0x{data[error.start]:02x} is not UTF-8.",
        Location(path, *mark_at(before, len(before))),
        "Save the file as UTF-8. Letters with accents often come from Windows-1252 or Latin-1.",
    )


def _control_character(path: str, data: bytes, text: str, index: int) -> Finding:
    other = _other_encoding(data)
    if other:
        return _other(path, other)
    return Finding(
        SYNTAX,
        f"The file holds the control character U+{ord(text[index]):04X}.",
        Location(path, *mark_at(text, index)),
        "Delete it. It is invisible in most editors and often comes with pasted text.",
    )


def _other_encoding(data: bytes) -> str | None:
    for start, name in _OTHER_ENCODINGS:
        if data.startswith(start):
            return name
    head = data[:64]
    half = len(head) // 2
    zeros = max(head[0::2].count(0), head[1::2].count(0))
    return "UTF-16" if half >= 2 and zeros >= half * 0.8 and head.count(0) <= half else None


def _other(path: str, name: str) -> Finding:
    return Finding(NOT_UTF8, f"The file is {name}.", Location(path), "Save it as UTF-8.")
