"""What a node is at one moment: open, running or fixed, and the numbers that follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onboardgen.model.plan import Task
from onboardgen.schedule.network import Network, Node

NOTHING: Final = -2
"""The position of what holds nothing: before every day."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a node is in some columns, one entry a column; one entry alone stands for all.

    open: `first` is the earliest day of its start, `last` its duration.
    running: `first` is the day from which its work goes on, `last` the days left.
    fixed: `first` is the day of its start, `last` the position of its finish.
    passing: `first` is its earliest day; it falls where a milestone would, `last` says nothing.
    Positions count half days: twice a day's offset is its start, one more is its end.
    """

    kind: Literal["open", "running", "fixed", "passing"]
    first: Sequence[int]
    last: Sequence[int]

    def __len__(self) -> int:
        return max(len(self.first), len(self.last))


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the last day whose facts are known then; None knows all that is written.

    Both are offsets of the account's calendars. Without `today` each owner has their own.
    """

    today: int | None = None
    known: int | None = None

    def knows(self, day: int | None) -> bool:
        return day is not None and (self.known is None or day <= self.known)


PRESENT: Final = Moment()


def placed(network: Network, number: int, moment: Moment = PRESENT) -> Span:
    """What a node is at that moment, as a span of one column."""
    node = network.nodes[number]
    if node.shape == "gate":
        return Span("open", [NOTHING], [0])
    if node.shape == "fact":
        return _fact(node, moment)
    task = _task(node)
    done = node.days.offset(task.done) if task.done else None
    if done is not None and moment.knows(done):
        return _done(network, number, done)
    started = started_on(node)
    if started is not None and moment.knows(started) and not task.is_milestone:
        return _running(node, started, moment)
    return Span("open", [_floor(network, node, moment)], [task.duration or 1])


def started_on(node: Node) -> int | None:
    """When it was started; of what is done without saying so, counted back by its duration."""
    task = _task(node)
    if task.started and not task.is_milestone:
        return node.days.offset(task.started)
    if task.done is None:
        return None
    done = node.days.offset(task.done)
    if task.is_milestone:
        return done
    return min(node.days.nth(node.days.through(done) - (task.duration or 1)), done)


def _task(node: Node) -> Task:
    if node.task is None:
        raise TypeError(f"{node.ref} is no task.")
    return node.task


def _fact(node: Node, moment: Moment) -> Span:
    """A record but a task: when it came true, else the later of its due and the day it is."""
    truth = node.truth
    since = node.days.offset(truth.since) if truth and truth.true and truth.since else None
    if since is not None and moment.knows(since):
        day = since
    else:
        today = node.days.offset(node.today) if moment.today is None else moment.today
        day = max(today, node.days.offset(truth.due)) if truth and truth.due else today
    return Span("fixed", [day], [2 * day + 1])


def _done(network: Network, number: int, done: int) -> Span:
    start = started_on(network.nodes[number])
    last = 2 * done + int(ends_its_day(network, number))
    return Span("fixed", [done if start is None else min(start, done)], [last])


def ends_its_day(network: Network, number: int) -> bool:
    """Whether it stands at the end of the day on which it is done; a milestone that waits for
    nothing stands at the start."""
    return network.nodes[number].shape != "milestone" or bool(network.held_by[number])


def _running(node: Node, started: int, moment: Moment) -> Span:
    """Its work goes on today, or when it is no longer blocked; half worked, half is left."""
    task, days = _task(node), node.days
    today = days.offset(node.today) if moment.today is None else moment.today
    first = max(today, started)
    blocked = task.blocked
    if blocked and blocked.until and moment.knows(days.offset(blocked.since)):
        first = max(first, days.offset(blocked.until))
    left = max((task.duration or 1) - worked_days(node, started, moment), 1)
    if task.remaining is not None and moment.known is None:
        left = max(task.remaining, 1)
    return Span("running", [first], [left])


def worked_days(node: Node, started: int, moment: Moment = PRESENT) -> int:
    """Its owner's working days since it started, before today and before it was blocked."""
    task, days = _task(node), node.days
    stopped = days.offset(node.today) if moment.today is None else moment.today
    if task.blocked and moment.knows(days.offset(task.blocked.since)):
        stopped = min(stopped, days.offset(task.blocked.since))
    return max(days.through(stopped - 1) - days.through(started - 1), 0)


def _floor(network: Network, node: Node, moment: Moment) -> int:
    """The first day on which it may start: kickoff, `start`, today, the end of its blockade."""
    task, days = _task(node), node.days
    today = days.offset(node.today) if moment.today is None else moment.today
    floors = [today, days.offset(network.account.plan.kickoff)]
    if task.start:
        floors.append(days.offset(task.start))
    if task.blocked and task.blocked.until and moment.knows(days.offset(task.blocked.since)):
        floors.append(days.offset(task.blocked.until))
    return max(floors)
