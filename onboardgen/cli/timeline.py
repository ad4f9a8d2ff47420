"""A small timeline in characters: one line for each stage, from kickoff to the last task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from itertools import pairwise

from rich.cells import cell_len, set_cell_size

from onboardgen.cli.tables import WIDTH, can_draw
from onboardgen.cli.wording import MONTHS
from onboardgen.model.account import Account
from onboardgen.schedule.state import Standing


@dataclass(frozen=True, slots=True)
class Marks:
    """The characters for what is past, what is ahead, nothing, today and the promise."""

    past: str
    ahead: str
    nothing: str
    today: str
    promise: str


DRAWN = Marks("█", "▒", "·", "▼", "◆")
PLAIN = Marks("#", "=", ".", "v", "*")
LABEL = 27


def timeline(account: Account, standing: Standing) -> Iterator[str]:
    """The lines: months, today and promise; the stages; what the characters mean."""
    marks = DRAWN if can_draw("".join((DRAWN.past, DRAWN.ahead, DRAWN.today))) else PLAIN
    stages = [(stage.name, _span(account, standing, stage.id)) for stage in account.plan.stages]
    spans = [span for _name, span in stages if span]
    if not spans:
        return
    today, promise = standing.as_of.day, standing.forecast.go_live.due
    edges = [day for span in spans for day in span]
    edges += [account.plan.kickoff, *([promise] if promise else [])]
    runs = today <= max(edges)
    edges += [today] if runs else []
    scale = Scale(min(edges), max(edges), WIDTH - 1 - LABEL)
    yield " " * LABEL + _months(scale)
    yield " " * LABEL + _points(scale, ({today: marks.today} if runs else {}) | _at(promise, marks))
    for name, span in stages:
        yield f"{_label(name)}{_bar(scale, span, today, marks)}".rstrip()
    legend = [f"{marks.past} until today", f"{marks.ahead} forecast"]
    legend += [f"{marks.today} today"] if runs else []
    legend += [f"{marks.promise} go-live as promised"] if promise else []
    yield "  ".join(legend)


@dataclass(frozen=True, slots=True)
class Scale:
    """Days spread over so many columns."""

    first: Day
    last: Day
    columns: int

    def column(self, day: Day) -> int:
        days = max((self.last - self.first).days, 1)
        return (day - self.first).days * (self.columns - 1) // days


def _span(account: Account, standing: Standing, stage: str) -> tuple[Day, Day] | None:
    """From the first start to the last finish of a stage's tasks."""
    dates = [standing.forecast.tasks[one.id] for one in account.plan.tasks if one.stage == stage]
    starts = [one.start for one in dates if one.start]
    finishes = [one.finish for one in dates if one.finish]
    return (min(starts), max(finishes)) if starts and finishes else None


def _bar(scale: Scale, span: tuple[Day, Day] | None, today: Day, marks: Marks) -> str:
    cells = [marks.nothing] * scale.columns
    if span:
        first, last = scale.column(span[0]), scale.column(span[1])
        now = scale.column(min(today, scale.last))
        for column in range(first, last + 1):
            cells[column] = marks.past if column <= now and span[0] <= today else marks.ahead
    return "".join(cells)


def _months(scale: Scale) -> str:
    """The names of the months where they begin, as far as there is room for them."""
    cells = [" "] * scale.columns
    firsts = list(_first_days(scale))
    for day, following in pairwise([*firsts, None]):
        column = scale.column(max(day, scale.first)) if day else 0
        room = (scale.column(following) if following else scale.columns) - column
        if day and room > 3:
            cells[column : column + 3] = MONTHS[day.month - 1]
    return "".join(cells).rstrip()


def _first_days(scale: Scale) -> Iterator[Day]:
    day = scale.first.replace(day=1)
    while day <= scale.last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)


def _points(scale: Scale, points: dict[Day, str]) -> str:
    cells = [" "] * scale.columns
    for day, mark in points.items():
        cells[scale.column(day)] = mark
    return "".join(cells).rstrip()


def _at(promise: Day | None, marks: Marks) -> dict[Day, str]:
    return {promise: marks.promise} if promise else {}


def _label(name: str) -> str:
    room = LABEL - 2
    short = name if cell_len(name) <= room else f"{set_cell_size(name, room - 1).rstrip()}."
    return set_cell_size(short, LABEL)
