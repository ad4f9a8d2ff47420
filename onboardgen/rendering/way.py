"""The way to go-live as a picture: beside every step, the lines that lead to it and past it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onboardgen.views.way import WayStep

LANE = 18
MIDDLE = 9
"""Pixels from lane to lane, and from the edge to the first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line in one lane; `critical` where go-live hangs on both of its ends."""

    x: int
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayPicture:
    """What is drawn beside one step, in pixels from the left. `arriving` lines bend from above to
    the step, `passing` ones run through; `leaves` says whether a line goes on below the step."""

    x: int
    width: int
    arriving: tuple[Line, ...]
    passing: tuple[Line, ...]
    leaves: Line | None


def way_pictures(steps: Sequence[WayStep]) -> tuple[WayPicture, ...]:
    """One picture for each step, all of one width. What is critical keeps to the first lane while
    that is free; a line keeps its lane until the last step that it leads to."""
    lanes = _lanes(steps)
    width = (max(lanes, default=0) + 1) * LANE
    return tuple(_picture(steps, lanes, place, width) for place in range(len(steps)))


def _lanes(steps: Sequence[WayStep]) -> list[int]:
    """The lane of each step: that of a step whose line ends here, else the first that is free."""
    last = _last_use(steps)
    lanes: list[int] = []
    for place, step in enumerate(steps):
        busy = {lanes[one] for one in range(place) if last[one] > place}
        ending = [lanes[one] for one in step.after if last[one] == place]
        lowest = 0 if step.critical else 1
        every = (*sorted(ending), *range(lowest, lowest + place + 1))
        lanes.append(next(lane for lane in every if lane >= lowest and lane not in busy))
    return lanes


def _last_use(steps: Sequence[WayStep]) -> list[int]:
    last = list(range(len(steps)))
    for place, step in enumerate(steps):
        for one in step.after:
            last[one] = place
    return last


def _picture(steps: Sequence[WayStep], lanes: Sequence[int], place: int, width: int) -> WayPicture:
    last = _last_use(steps)
    return WayPicture(
        x=_x(lanes[place]),
        width=width,
        arriving=tuple(_line(steps, lanes, one, place) for one in steps[place].after),
        passing=tuple(_passing(steps, lanes, last, place)),
        leaves=_below(steps, lanes, place) if last[place] > place else None,
    )


def _passing(
    steps: Sequence[WayStep], lanes: Sequence[int], last: Sequence[int], place: int
) -> Iterator[Line]:
    """The lines of steps above that lead to a step below."""
    for one in range(place):
        if last[one] > place:
            ahead = [to for to in range(place + 1, len(steps)) if one in steps[to].after]
            both = steps[one].critical and any(steps[to].critical for to in ahead)
            yield Line(_x(lanes[one]), both)


def _line(steps: Sequence[WayStep], lanes: Sequence[int], start: int, end: int) -> Line:
    return Line(_x(lanes[start]), steps[start].critical and steps[end].critical)


def _below(steps: Sequence[WayStep], lanes: Sequence[int], place: int) -> Line:
    ahead = [to for to in range(place + 1, len(steps)) if place in steps[to].after]
    both = steps[place].critical and any(steps[to].critical for to in ahead)
    return Line(_x(lanes[place]), both)


def _x(lane: int) -> int:
    return MIDDLE + lane * LANE
