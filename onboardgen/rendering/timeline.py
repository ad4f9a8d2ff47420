"""Where things stand on the timeline, in percent of its width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta

from onboardgen.views.timeline import TimelineRow, TimelineStage, TimelineView

MARGIN = timedelta(days=2)
FULL = 100.0


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month, or of a quarter where months would crowd."""

    at: float
    day: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`start` to `end` is the whole of it, up to `worked` it has happened; `due` is the promise.

    A milestone has its day at `end`.
    """

    start: float
    end: float
    worked: float | None
    due: float | None

    @property
    def width(self) -> float:
        return round(self.end - self.start, 2)

    @property
    def done(self) -> float:
        return 0.0 if self.worked is None else round(self.worked - self.start, 2)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as percent of the width between two days, each with its margin."""

    first: Day
    last: Day

    def at(self, day: Day, end: bool = False) -> float:
        """The left edge of a day, or its right one."""
        span = (self.last - self.first).days + 1
        return round(FULL * ((day - self.first).days + int(end)) / span, 2)

    def ticks(self) -> Iterator[Tick]:
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = 1 if months <= 8 else 3 if months <= 24 else 12
        for number in range(self.first.month, self.first.month + months + 1):
            month = (number - 1) % 12 + 1
            day = Day(self.first.year + (number - 1) // 12, month, 1)
            if (month - 1) % step == 0 and self.first <= day <= self.last:
                yield Tick(self.at(day), day)

    def bar(self, one: TimelineRow) -> Bar:
        return Bar(
            start=self.at(one.start),
            end=self.at(one.finish, end=True),
            worked=self.at(one.worked, end=True) if one.worked else None,
            due=self.at(one.row.due, end=True) if one.row.due else None,
        )

    def stage_bar(self, one: TimelineStage) -> Bar | None:
        if one.start is None or one.finish is None:
            return None
        return Bar(
            start=self.at(one.start),
            end=self.at(one.finish, end=True),
            worked=self.at(one.worked, end=True) if one.worked else None,
            due=self.at(one.due, end=True) if one.due else None,
        )


def scale(view: TimelineView) -> Scale:
    """The scale of a timeline, with a little room at both ends."""
    return Scale(view.first - MARGIN, view.last + MARGIN)
