"""How much longer than planned things take, learned from finished tasks.

A finished task counts where its start is known and its duration was written: the working days of
its owner from start to done, both included, by the working days planned. Time spent blocked
counts too, for that is how long such things take. Milestones and what was dropped do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from itertools import accumulate, pairwise
from typing import Final, get_args

from onboardgen.model.account import Account
from onboardgen.model.calibration import ANY, Calibration, CalibrationClass, CategoryClass, Side
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.plan import Task
from onboardgen.model.settings import Settings
from onboardgen.schedule.calendars import Calendars, WorkingDays

FEWEST: Final = 12
"""The fewest tasks a class is learned from. With fewer, P80 is met in clearly less than four of
five cases, because the slowest tasks have not been seen yet."""
SHARES: Final = 20
"""How many numbers tell of a class: the mean ratio of each twentieth of its tasks."""


@dataclass(frozen=True, slots=True)
class DurationChange:
    """That the duration of a task was written anew on a day; None where none was written."""

    day: Day
    before: int | None
    after: int | None


DurationChanges = Mapping[tuple[str, str], Sequence[DurationChange]]
"""What the history tells, by the customer's slug and the task's id, the oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedTask:
    """How one task went. `planned` and `actual` are working days of its owner."""

    side: Side
    category: CategoryClass
    done: Day
    planned: int
    actual: int

    @property
    def ratio(self) -> float:
        return self.actual / self.planned


def finished_tasks(
    account: Account, settings: Settings, changes: DurationChanges | None = None
) -> tuple[FinishedTask, ...]:
    """The finished tasks of one account that say how long they took.

    With `changes` a task is measured by the duration it had on the day it was started, as far as
    the history reaches: one that was written afterwards may have been written to fit.
    """
    calendars, parties = Calendars(account, settings), account.parties
    found = []
    for task in account.plan.tasks:
        side = _side(parties.get(task.owner, PROVIDER))
        mine = (changes or {}).get((account.slug, task.id), ())
        one = _finished(task, mine, side, calendars.of(task.owner))
        if one:
            found.append(one)
    return tuple(found)


def _side(party: Party) -> Side:
    """All partners are one."""
    if party in (PROVIDER, CUSTOMER):
        return "provider" if party == PROVIDER else "customer"
    return "partner"


def _finished(
    task: Task, changes: Sequence[DurationChange], side: Side, days: WorkingDays
) -> FinishedTask | None:
    if task.is_milestone or task.effective_status != "done" or not (task.done and task.started):
        return None
    planned = _duration_on(task.started, task, changes)
    if not planned or task.started > task.done:
        return None
    worked = days.through(days.offset(task.done)) - days.through(days.offset(task.started) - 1)
    return FinishedTask(
        side=side,
        category=task.category or "other",
        done=task.done,
        planned=planned,
        actual=max(worked, 1),
    )


def _duration_on(day: Day, task: Task, changes: Sequence[DurationChange]) -> int | None:
    """The duration in force at the end of that day, or the first one after it."""
    later = next((one for one in changes if one.day > day), None)
    if later is None:
        return task.duration
    return later.after if later.before is None else later.before


def learned(finished: Iterable[FinishedTask], as_of: Day) -> Calibration:
    """What the tasks that were done by the end of that day say, by side and category.

    A narrow class is there only where it has enough tasks, and so is the widest.
    """
    ratios: dict[tuple[str, str], list[float]] = {}
    for task in finished:
        if task.done <= as_of:
            for key in _keys(task):
                ratios.setdefault(key, []).append(task.ratio)
    classes = (
        CalibrationClass(
            party=side,
            category=category,
            samples=len(ratios[side, category]),
            quantiles=shares(sorted(ratios[side, category])),
        )
        for side in get_args(Side)
        for category in get_args(CategoryClass)
        if len(ratios.get((side, category), ())) >= FEWEST
    )
    return Calibration(as_of=as_of, classes=tuple(classes))


def _keys(task: FinishedTask) -> Iterator[tuple[str, str]]:
    for side in (task.side, ANY):
        for category in (task.category, ANY):
            yield side, category


def shares(ratios: Sequence[float]) -> tuple[float, ...]:
    """The mean of each of so many equal shares of a law of which these ordered draws are known.

    Between draws the law is taken as even; the k-th of n stands at k / (n + 1), so that what comes
    next lies below it in k of n + 1 cases (Weibull 1939; "type 6" of Hyndman and Fan 1996), and
    nothing lies beyond the first and last. The means keep the mean, which quantiles would not.
    """
    size = len(ratios) + 1
    points = (ratios[0], *ratios, ratios[-1])
    areas = (0.0, *accumulate((low + high) / 2 for low, high in pairwise(points)))

    def area(rank: float) -> float:
        whole = min(int(rank), size - 1)
        part = rank - whole
        low, high = points[whole], points[whole + 1]
        return areas[whole] + part * (low + (high - low) * part / 2)

    edges = [area(size * number / SHARES) for number in range(SHARES + 1)]
    means = (round((high - low) * SHARES / size, 2) for low, high in pairwise(edges))
    return tuple(sorted(means))
