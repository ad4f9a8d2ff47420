"""What an edit did to a file: to its lines, and to what it says."""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import cache
from typing import Any

from onboardgen.loading.loader import Loaded, load
from onboardgen.loading.yaml_reader import read_yaml
from tests.example_workspace import REPOSITORY


@cache
def examples() -> Loaded:
    """The example customers, read once."""
    return load(REPOSITORY)


def example_file(path: str) -> bytes:
    return (REPOSITORY / path).read_bytes()


def says(data: bytes) -> Any:
    """What a file says, provided that it reads without a finding."""
    result = read_yaml("x.yaml", data)
    assert not result.findings
    return result.document


def at(document: Any, pointer: tuple[str | int, ...]) -> Any:
    for step in pointer:
        document = document[step]
    return document


def changed_lines(before: bytes, after: bytes) -> tuple[list[int], list[bytes], list[bytes]]:
    """The numbers (from 1) of the lines of `before` that are gone or stand at what was added,
    then the lines that are gone and those that are new, each with its line end."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    numbers: list[int] = []
    gone: list[bytes] = []
    added: list[bytes] = []
    for tag, start, end, new_start, new_end in _opcodes(old, new):
        if tag != "equal":
            numbers += range(start + 1, max(end, start + 1) + 1)
            gone += old[start:end]
            added += new[new_start:new_end]
    return numbers, gone, added


def _opcodes(old: list[bytes], new: list[bytes]) -> list[tuple[str, int, int, int, int]]:
    """Those of difflib, without looking at what is equal at both ends."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    middle = SequenceMatcher(
        None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False
    )
    return [(t, a + head, b + head, c + head, d + head) for t, a, b, c, d in middle.get_opcodes()]
