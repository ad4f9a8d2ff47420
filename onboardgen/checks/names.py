"""Names that exist, where they stand, and which of them is nearest to one that does not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import cached_property

from onboardgen.findings import Location

LOOKED_AT = 40
"""How many neighbours are compared where there are many names: a miss must stay cheap."""
ALIKE = 0.6


class Names:
    """The names of one kind with their places; a name given twice keeps its first place."""

    def __init__(self, places: Iterable[tuple[str, Location]]) -> None:
        self.places: Mapping[str, Location] = dict(reversed(tuple(places)))

    def __contains__(self, name: object) -> bool:
        return name in self.places

    def nearest(self, name: str) -> str | None:
        """The existing name most like `name`; None only where there are no names."""
        return max(self._candidates(name), key=lambda other: _likeness(name, other), default=None)

    def hint(self, name: str, write: str = "{}") -> str:
        """What to do about an unknown name; `write` shows how the nearest one is written."""
        found = self.nearest(name)
        if found is None:
            return ""
        place = self.places[found]
        known = f"`{write.format(found)}` ({place.path}:{place.line})"
        if _likeness(name, found) >= ALIKE:
            return f"Did you mean {known}?"
        return f"The nearest that exists is {known}."

    def _candidates(self, name: str) -> Iterable[str]:
        if len(self.places) <= LOOKED_AT:
            return sorted(self.places)
        forward = _neighbours(self._sorted, name)
        backward = _neighbours(self._reversed, name[::-1])
        return sorted({*forward, *(other[::-1] for other in backward)})

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.places)

    @cached_property
    def _reversed(self) -> list[str]:
        return sorted(name[::-1] for name in self.places)


def _neighbours(ordered: list[str], name: str) -> list[str]:
    middle = bisect_left(ordered, name)
    return ordered[max(0, middle - LOOKED_AT) : middle + LOOKED_AT]


def _likeness(name: str, other: str) -> float:
    """Between 0 and 1; a name that begins with the other counts as alike."""
    short, long = sorted((name.casefold()[:200], other.casefold()[:200]), key=len)
    ratio = SequenceMatcher(None, short, long, autojunk=False).ratio()
    return max(ratio, ALIKE) if len(short) > 1 and long.startswith(short) else ratio
