"""The escalation: which rung something late has reached, and who is told on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onboardgen.model.people import Person


def rung_of(days: int, rungs: Iterable[int]) -> int:
    """How many rungs of the escalation so many working days have reached."""
    return sum(days >= rung for rung in rungs)


def escalation_path(
    owner: str, people: Mapping[str, Person], first: str | None = None
) -> tuple[str, ...]:
    """Who is told, one after the other: who is named on the blocked task, then from person to
    person by `escalate_to`; each once, never the owner."""
    path: dict[str, None] = {}
    current = first or _next(owner, people)
    while current and current not in path and current != owner:
        path[current] = None
        current = _next(current, people)
    if first:
        path |= dict.fromkeys(escalation_path(owner, people))
    return tuple(path)


def told_on(rung: int, path: Sequence[str]) -> str | None:
    """Who of the path is told on a rung, before the first one who would be; the last who is there
    where the path is shorter."""
    return path[min(max(rung, 1), len(path)) - 1] if path else None


def _next(person: str, people: Mapping[str, Person]) -> str | None:
    return people[person].escalate_to if person in people else None
