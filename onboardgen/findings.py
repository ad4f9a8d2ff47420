"""What is wrong with a workspace, as values: code, severity, message, hint and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
Pointer = tuple[str | int, ...]
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A point in a file: path relative to the workspace, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where every key and value of one file stands, by JSON pointer as a tuple."""

    path: str
    values: Mapping[Pointer, Mark] = field(default_factory=dict)
    keys: Mapping[Pointer, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a record was read from, so that a check can point at any part of it."""

    positions: Positions
    pointer: Pointer = ()

    @property
    def path(self) -> str:
        return self.positions.path

    def value(self, *steps: str | int) -> Location:
        """The location of the value below this record; of its nearest parent where unwritten."""
        return self._nearest(self.positions.values, self.pointer + steps)

    def key(self, *steps: str | int) -> Location:
        """The location of the key that leads to the value below this record."""
        mark = self.positions.keys.get(self.pointer + steps)
        return Location(self.path, *mark) if mark else self.value(*steps)

    def child(self, *steps: str | int) -> Place:
        return Place(self.positions, self.pointer + steps)

    def _nearest(self, marks: Mapping[Pointer, Mark], pointer: Pointer) -> Location:
        while pointer and pointer not in marks:
            pointer = pointer[:-1]
        return Location(self.path, *marks.get(pointer, (1, 1)))


NOWHERE = Place(Positions(""))


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: its stable number, its severity, and what it says in a few words."""

    id: str
    severity: Severity
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where it stands, and what to do about it."""

    code: Code
    message: str
    location: Location
    hint: str = ""
    ref: str | None = None

    @property
    def severity(self) -> Severity:
        return self.code.severity

    @property
    def sort_key(self) -> tuple[Location, str, str]:
        return (self.location, self.code.id, self.message)

    def as_json(self) -> dict[str, str | int | None]:
        """The finding as the data contract publishes it."""
        return {
            "code": self.code.id,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "path": self.location.path,
            "line": self.location.line,
            "column": self.location.column,
            "ref": self.ref,
        }


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding once, by path, line, column and code: the same order on every run."""
    return tuple(sorted(set(findings), key=lambda finding: finding.sort_key))


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)
