"""The plan as a picture: what was promised, what will be, what has been, stage by stage."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.schedule.baseline import baseline
from onboardgen.views.reading import Reading
from onboardgen.views.tasks import TaskRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One task or milestone from `start` to `finish`: as it was, or by the forecast.

    `worked` is the day up to which its bar is solid: what has happened. `baseline` is what was
    promised first, where that was another day. `needs` are the ids of the rows it waits for.
    """

    row: TaskRow
    start: Day
    finish: Day
    worked: Day | None
    critical: bool
    baseline: Day | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineStage:
    """A stage from its first start to its last finish, and the last promise in it. Its rows stand
    in the order of their starts."""

    id: str
    name: str
    start: Day | None
    finish: Day | None
    due: Day | None
    worked: Day | None
    baseline: Day | None
    done: bool
    critical: bool
    rows: tuple[TimelineRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """`first` and `last` are the days that the picture spans; `today` is None where all is done,
    so that a finished plan stays the same from day to day."""

    first: Day
    last: Day
    today: Day | None
    stages: tuple[TimelineStage, ...]

    @property
    def moved(self) -> bool:
        """Whether any promise is another than the first one."""
        rows = (one.baseline for stage in self.stages for one in stage.rows)
        return any(rows) or any(stage.baseline for stage in self.stages)


def timeline_view(
    reading: Reading, stages: Iterable[tuple[str, str, tuple[TaskRow, ...]]]
) -> TimelineView | None:
    """The picture of the stages (id, name, rows) that the reader sees; None where nothing has
    a date."""
    needs = _needs(reading)
    first = baseline(reading.outlook.forecast.network.account).promises
    started = {task.id for task in reading.account.plan.tasks if task.started}
    drawn = []
    for id_, name, rows in stages:
        dated = [row for row in rows if row.start and row.forecast]
        bars = [_row(row, reading, needs, started, first) for row in dated]
        bars.sort(key=lambda one: (one.start, one.finish))
        drawn.append(_stage(id_, name, bars, first))
    is_open = any(not one.row.closed for stage in drawn for one in stage.rows)
    days = [reading.as_of] if is_open else []
    for stage in drawn:
        for one in stage.rows:
            days += [day for day in (one.start, one.finish, one.row.due, one.baseline) if day]
    if not any(stage.rows for stage in drawn):
        return None
    return TimelineView(
        first=min(days),
        last=max(days),
        today=reading.as_of if is_open else None,
        stages=tuple(drawn),
    )


def _needs(reading: Reading) -> Mapping[str, tuple[str, ...]]:
    """The visible tasks that each task waits for directly."""
    return {
        task.id: tuple(
            need.ref.id
            for need in task.needs
            if need.ref.kind == "task" and need.ref in reading.visible
        )
        for task in reading.full_tasks()
    }


def _row(
    row: TaskRow,
    reading: Reading,
    needs: Mapping[str, tuple[str, ...]],
    started: Collection[str],
    promises: Mapping[str, Day],
) -> TimelineRow:
    start, finish = row.start or reading.as_of, row.forecast or reading.as_of
    first = promises.get(row.id)
    begun = row.state == "done" or row.id in started
    return TimelineRow(
        row=row,
        start=start,
        finish=finish,
        worked=min(finish, reading.as_of) if begun else None,
        critical=row.room == 0,
        baseline=first if first != row.due else None,
        needs=needs.get(row.id, ()),
    )


def _stage(
    id_: str, name: str, rows: list[TimelineRow], promises: Mapping[str, Day]
) -> TimelineStage:
    due = max((one.row.due for one in rows if one.row.due), default=None)
    first = max((promises[one.row.id] for one in rows if one.row.id in promises), default=None)
    worked = [one.worked for one in rows if one.worked]
    return TimelineStage(
        id=id_,
        name=name,
        start=min((one.start for one in rows), default=None),
        finish=max((one.finish for one in rows), default=None),
        due=due,
        worked=max(worked, default=None),
        baseline=first if first != due else None,
        done=bool(rows) and all(one.row.closed for one in rows),
        critical=any(one.critical for one in rows),
        rows=tuple(rows),
    )
