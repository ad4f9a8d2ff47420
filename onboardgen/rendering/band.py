"""Go-live as a picture: promise, forecast, and the days that past projects make likely."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Final, Literal

from onboardgen.views.go_live import GoLiveView

WIDTH: Final = 300
MARGIN: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Places on a line that is 300 wide; None for what there is no day of."""

    promise: float | None
    forecast: float
    early: float | None
    late: float | None
    is_late: bool

    @property
    def likely_width(self) -> float:
        """At least wide enough to be seen."""
        return round(max((self.late or 0) - (self.early or 0), 4), 1)

    def anchor(self, at: float) -> Literal["start", "middle", "end"]:
        """Where the words of a place begin, so that they stay inside."""
        if at < WIDTH / 3:
            return "start"
        return "end" if at > WIDTH * 2 / 3 else "middle"


def band(ahead: GoLiveView | None) -> Band | None:
    """None where a picture would have one day alone to show."""
    if ahead is None:
        return None
    days = [day for day in (ahead.due, ahead.p50, ahead.p80) if day]
    if not days:
        return None
    first, last = min(*days, ahead.forecast), max(*days, ahead.forecast)
    span = (last - first).days

    def at(day: Day) -> float:
        part = (day - first).days / span if span else 0.5
        return round(MARGIN + part * (WIDTH - 2 * MARGIN), 1)

    return Band(
        promise=at(ahead.due) if ahead.due else None,
        forecast=at(ahead.forecast),
        early=at(ahead.p50) if ahead.p50 else None,
        late=at(ahead.p80) if ahead.p80 else None,
        is_late=ahead.due is not None and ahead.forecast > ahead.due,
    )
