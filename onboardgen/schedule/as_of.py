"""The moment for which everything is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day that is the same everywhere, or an instant that gives each time zone its own day.

    `day` is the day of the organization; where `instant` is None it is everybody's.
    """

    day: Day
    instant: datetime | None = None

    @classmethod
    def at(cls, instant: datetime, timezone: str) -> Self:
        """An instant with its offset, seen from the organization's IANA time zone."""
        return cls(instant.astimezone(ZoneInfo(timezone)).date(), instant)

    def day_in(self, timezone: str) -> Day:
        """The day that it is in an IANA time zone; one that nobody knows has the organization's."""
        if self.instant is None:
            return self.day
        try:
            return self.instant.astimezone(ZoneInfo(timezone)).date()
        except (KeyError, ValueError, OSError):
            return self.day
