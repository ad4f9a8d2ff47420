"""Where things stand on the timeline, in percent of its width."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta

from onboardgen.views.timeline import TimelineRow, TimelineStage, TimelineView

MARGIN = timedelta(days=2)
FULL = 100.0
FEW_MONTHS, MANY_MONTHS = 8, 24


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that the axis names: the first of a month, of a quarter or of a week."""

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
    baseline: float | None

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

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def crowds(self) -> bool:
        """Whether months would crowd on the whole width, so that quarters are named there."""
        return self._months > FEW_MONTHS

    @property
    def _months(self) -> int:
        years = self.last.year - self.first.year
        return years * 12 + self.last.month - self.first.month

    def quarters(self) -> Iterator[Tick]:
        """The axis of the whole width: months where they fit, else quarters, or years."""
        return self._ticks(12 if self._months > MANY_MONTHS else 3 if self.crowds else 1)

    def months(self) -> Iterator[Tick]:
        return self._ticks(1)

    def weeks(self) -> Iterator[Tick]:
        """Every Monday."""
        day = self.first + timedelta(days=-self.first.weekday() % 7)
        while day <= self.last:
            yield Tick(self.at(day), day)
            day += timedelta(days=7)

    def _ticks(self, step: int) -> Iterator[Tick]:
        """The first of every month whose number in its year is one more than a multiple of it."""
        for number in range(self.first.month, self.first.month + self._months + 1):
            month = (number - 1) % 12 + 1
            day = Day(self.first.year + (number - 1) // 12, month, 1)
            if (month - 1) % step == 0 and self.first <= day <= self.last:
                yield Tick(self.at(day), day)

    def bar(self, one: TimelineRow) -> Bar:
        return self._bar(one.start, one.finish, one.worked, one.row.due, one.baseline)

    def stage_bar(self, one: TimelineStage) -> Bar | None:
        if one.start is None or one.finish is None:
            return None
        return self._bar(one.start, one.finish, one.worked, one.due, one.baseline)

    def _bar(
        self, start: Day, finish: Day, worked: Day | None, due: Day | None, baseline: Day | None
    ) -> Bar:
        return Bar(
            start=self.at(start),
            end=self.at(finish, end=True),
            worked=self._end(worked),
            due=self._end(due),
            baseline=self._end(baseline),
        )

    def _end(self, day: Day | None) -> float | None:
        return self.at(day, end=True) if day else None


def scale(view: TimelineView) -> Scale:
    """The scale of a timeline, with a little room at both ends."""
    return Scale(view.first - MARGIN, view.last + MARGIN)
