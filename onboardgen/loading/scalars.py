"""What a plain scalar means: the core schema of YAML 1.2, no more."""

from __future__ import annotations

import math
import re
from typing import Final

Scalar = str | int | float | bool | None

LARGEST_INTEGER: Final = 2**53 - 1
"""Beyond it neither JSON nor a browser keeps every digit."""
_LONGEST_NUMBER: Final = 64
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_HEXADECIMAL: Final = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


class UnfitNumber(Exception):
    """A number that plain data cannot carry: infinite, not a number, or too big."""


def plain_scalar(text: str) -> Scalar:
    """The value of an unquoted scalar. Raises UnfitNumber."""
    if text[:1] in _NUMBER_STARTS and text:
        return _number(text)
    return _WORDS.get(text, text)


def _number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text):
        return _integer(text, 10)
    if _OCTAL.fullmatch(text):
        return _integer(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return _integer(text[2:], 16)
    if _NOT_FINITE.fullmatch(text):
        raise UnfitNumber
    return _float(text) if _FLOAT.fullmatch(text) else text


def _integer(digits: str, base: int) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise UnfitNumber
    value = int(digits, base)
    if abs(value) > LARGEST_INTEGER:
        raise UnfitNumber
    return value


def _float(text: str) -> float:
    if len(text) > _LONGEST_NUMBER:
        raise UnfitNumber
    value = float(text)
    if not math.isfinite(value):
        raise UnfitNumber
    return value
