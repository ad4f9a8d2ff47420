"""What somebody probably meant: the nearest of the names that exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_LONGEST_WORD: Final = 80


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that a few typing slips away from `word`, or None where nothing is near.

    Letters left out, added, changed or swapped count one each, about one per three letters is
    forgiven. A candidate that holds the whole word (or the other way round) comes next. Of
    equals the first in alphabetical order wins.
    """
    known = sorted(set(candidates))
    if len(word) > _LONGEST_WORD:
        return None
    wanted = word.casefold()
    allowed = max(1, len(word) // 3)
    distances = (
        (distance(wanted, name.casefold()), name)
        for name in known
        if abs(len(name) - len(word)) <= allowed
    )
    best = min((pair for pair in distances if pair[0] <= allowed), default=None)
    return best[1] if best else _holding(wanted, known)


def distance(left: str, right: str) -> int:
    """How many letters have to be added, taken away, changed or swapped with their neighbour."""
    earlier: list[int] = []
    previous = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(
                previous[column] + 1,
                current[column - 1] + 1,
                previous[column - 1] + (letter != other),
            )
            swapped = row > 1 and column > 1 and letter == right[column - 2]
            if swapped and left[row - 2] == other:
                cost = min(cost, earlier[column - 2] + 1)
            current.append(cost)
        earlier, previous = previous, current
    return previous[-1]


def _holding(wanted: str, known: list[str]) -> str | None:
    if len(wanted) < 4:
        return None
    holding = [name for name in known if _holds(name.casefold(), wanted)]
    return min(holding, key=lambda name: (abs(len(name) - len(wanted)), name), default=None)


def _holds(name: str, wanted: str) -> bool:
    return wanted in name or (len(name) >= 4 and name in wanted)
