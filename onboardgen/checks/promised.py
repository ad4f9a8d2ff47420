"""What the promises of a plan leave to each other: each task is held against the promises of what
it waits for, not against what will really happen. That is the forecast's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.checks.far_dates import Middle, middle
from onboardgen.findings import Location
from onboardgen.model.plan import Task
from onboardgen.schedule.network import Edge, Network, Node
from onboardgen.schedule.passes import Column, bound


@dataclass(frozen=True, slots=True)
class Promise:
    """The promise of an open task, unless its year is wrong."""

    number: int
    node: Node
    task: Task
    due: Day
    before_kickoff: bool
    before_start: bool

    @property
    def at(self) -> Location:
        return self.task.at.value("due")


def promised(net: Network) -> Iterator[Promise]:
    """The promises of open tasks, in written order.

    Work that began before the kickoff, or before its `start`, may be due before it.
    """
    around, kickoff = middle(net.account, net.as_of), net.account.plan.kickoff
    trusted = around.is_near(kickoff)
    for number, node in enumerate(net.nodes):
        task = node.task
        if task and task.due and is_open(node) and around.is_near(task.due):
            begun = task.started
            early = trusted and task.due < kickoff and not (begun and begun < kickoff)
            start = task.start if task.start and around.is_near(task.start) else None
            own = start is not None and begun is None and task.due < start
            yield Promise(number, node, task, task.due, early, own)


@dataclass(frozen=True, slots=True)
class Left:
    """What one dependency leaves to a task or milestone: a position (see `schedule.passes`) of its
    start, or by FF and SF of its finish.

    `cause` is where what it waits for is written: the dependency itself, or the entry of a gate.
    """

    edge: Edge
    cause: Edge
    position: int

    @property
    def of_finish(self) -> bool:
        return self.edge.type in ("FF", "SF")

    @property
    def day(self) -> int:
        return self.position // 2


@dataclass(frozen=True, slots=True)
class Promises:
    """The days that promises give each node, as columns of one entry; empty where they say
    nothing of it. `left` are the dependencies of each open task, `circling` what waits in a
    circle, where no date follows from another."""

    net: Network
    around: Middle
    starts: tuple[Column, ...]
    finishes: tuple[Column, ...]
    left: Mapping[int, tuple[Left, ...]]
    circling: frozenset[int]

    def due(self, task: Task) -> Day | None:
        """The promise of a task, unless its year is wrong."""
        return task.due if task.due and self.around.is_near(task.due) else None

    def floor(self, task: Task) -> Day | None:
        """The later of kickoff and its own `start`."""
        return _floor(self.net, self.around, task)


def is_open(node: Node) -> bool:
    return node.task is not None and node.task.effective_status not in ("done", "dropped")


def promises_of(net: Network) -> Promises:
    """One pass through the network, each open node on the day of its promise."""
    around = middle(net.account, net.as_of)
    size = len(net.nodes)
    starts: list[Column] = [()] * size
    finishes: list[Column] = [()] * size
    left: dict[int, tuple[Left, ...]] = {}
    circling = frozenset(one.target for circle in net.circles for one in circle)
    for number in net.order:
        node = net.nodes[number]
        span = None
        if number in circling:
            continue
        if node.shape == "gate":
            span = _of_gate(net, number, finishes)
        elif node.shape == "fact":
            span = _of_record(node, around)
        elif is_open(node):
            left[number] = tuple(_left(net, number, starts, finishes))
            span = _of_task(net, node, left[number], around)
        if span:
            starts[number], finishes[number] = [span[0]], [span[1]]
    return Promises(net, around, tuple(starts), tuple(finishes), left, circling)


def earliest_finish(node: Node, left: tuple[Left, ...], floor: Day | None) -> int | None:
    """The earliest last day of an unstarted task, as an offset; None where nothing holds it."""
    days, duration = node.days, (node.task.duration if node.task else None) or 1
    begins = [days.through(one.day - 1) for one in left if not one.of_finish]
    if floor:
        begins.append(days.through(days.offset(floor) - 1))
    ends = [begin + duration - 1 for begin in begins]
    ends += [days.through(one.day - 1) for one in left if one.of_finish]
    return days.nth(max(ends)) if ends else None


def _left(
    net: Network, number: int, starts: list[Column], finishes: list[Column]
) -> Iterator[Left]:
    for edge in net.held_by[number]:
        if finishes[edge.source]:
            cause = edge
            if net.nodes[edge.source].shape == "gate":
                held = [one for one in net.held_by[edge.source] if finishes[one.source]]
                cause = max(held, key=lambda one: finishes[one.source][0], default=edge)
            yield Left(edge, cause, bound(net, edge, starts, finishes))


def _of_gate(net: Network, number: int, finishes: list[Column]) -> tuple[int, int] | None:
    """A gate opens when the last of what it waits for has come true."""
    ends = [finishes[one.source][0] for one in net.held_by[number] if finishes[one.source]]
    return (max(ends) // 2, max(ends)) if ends else None


def _of_record(node: Node, around: Middle) -> tuple[int, int] | None:
    """A decision, sign-off or other record that is still to come, on the day it is due."""
    truth = node.truth
    if truth is None or truth.true or truth.due is None or not around.is_near(truth.due):
        return None
    day = node.days.offset(truth.due)
    return day, 2 * day + 1


def _of_task(
    net: Network, node: Node, left: tuple[Left, ...], around: Middle
) -> tuple[int, int] | None:
    """Start and finish of an open task: by its promise, else by what it waits for."""
    task, days = node.task, node.days
    if task is None:
        return None
    due = days.offset(task.due) if task.due and around.is_near(task.due) else None
    floor = _floor(net, around, task)
    if node.shape == "milestone":
        return _of_milestone(due, days.offset(floor) if floor else None, left)
    finish = due
    if finish is None and task.started is None:
        finish = earliest_finish(node, left, floor)
    if finish is None:
        return None
    start = days.nth(days.through(finish) - (task.duration or 1))
    if task.started and around.is_near(task.started):
        start = days.offset(task.started)
    return min(start, finish), 2 * finish + 1


def _of_milestone(
    due: int | None, floor: int | None, left: tuple[Left, ...]
) -> tuple[int, int] | None:
    """A milestone can stand at the start of its day if what it waits for ends before."""
    at = max([one.position for one in left], default=None)
    if due is not None:
        at = min(max(at or 0, 2 * due), 2 * due + 1)
    elif floor is not None:
        at = max(at or 0, 2 * floor)
    return None if at is None else (at // 2, at)


def _floor(net: Network, around: Middle, task: Task) -> Day | None:
    days = [day for day in (net.account.plan.kickoff, task.start) if day and around.is_near(day)]
    return max(days, default=None)
