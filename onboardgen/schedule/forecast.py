"""What will really happen: the dates of every task, the critical path and the date of go-live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.network import Network, Node, network
from onboardgen.schedule.passes import Early, backward, forward
from onboardgen.schedule.placement import Span, ends_its_day, placed


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForecast:
    """Early and late dates of one task. `float_days` and `slip_days` are working days of its
    owner; late dates and float are None where go-live does not depend on it any more, all dates
    are None for what was dropped."""

    start: Day | None = None
    finish: Day | None = None
    late_start: Day | None = None
    late_finish: Day | None = None
    float_days: int | None = None
    due: Day | None = None
    slip_days: int | None = None

    @property
    def critical(self) -> bool:
        """Whether a day lost here is a day of go-live lost."""
        return self.float_days == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLive:
    """`slip_days` are working days of go-live's owner from promise to forecast. `forecast` is None
    only where go-live is dropped."""

    due: Day | None
    forecast: Day | None
    slip_days: int | None

    @property
    def is_late(self) -> bool:
        """Whether the forecast lies after the promise, even if its owner works on no day between:
        on leave, or over a weekend that others work."""
        return self.due is not None and self.forecast is not None and self.forecast > self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The dates of one account. `others` are the records but tasks that something waits for:
    a decision or sign-off with the day on which it is expected."""

    as_of: AsOf
    go_live: GoLive
    tasks: Mapping[str, TaskForecast]
    others: Mapping[Reference, TaskForecast]
    critical_path: tuple[str, ...]
    """The open tasks and milestones that go-live depends on to the day, in order."""
    network: Network


def forecast(
    account: Account,
    settings: Settings,
    as_of: AsOf,
    finishing: Mapping[Reference, Day] | None = None,
) -> Forecast:
    """The forecast of one account on one day.

    `finishing` asks what if: what it names is taken to end on that day. Names that the network
    does not hold change nothing.
    """
    return forecast_of(network(account, settings, as_of), finishing)


def forecast_of(net: Network, finishing: Mapping[Reference, Day] | None = None) -> Forecast:
    """The forecast of a network that is there already."""
    what_if = {net.index[ref]: day for ref, day in (finishing or {}).items() if ref in net.index}
    spans = [
        finished(net, number, what_if[number]) if number in what_if else placed(net, number)
        for number in range(len(net.nodes))
    ]
    early = forward(net, lambda number: (spans[number],))
    is_open = [number for number in net.order if spans[number].kind != "fixed"]
    open_facts = [n for n in net.order if _is_open_fact(net.nodes[n]) and n not in what_if]
    late = backward(net, early, [*is_open, *open_facts])
    dates = {number: _dates(net, number, early, late) for number in range(len(net.nodes))}
    tasks = {
        task.id: dates[number] if (number := net.task(task.id)) is not None else _no_dates(task.due)
        for task in net.account.plan.tasks
    }
    return Forecast(
        as_of=net.as_of,
        go_live=_go_live(net, tasks),
        tasks=tasks,
        others={n.ref: dates[i] for i, n in enumerate(net.nodes) if n.shape == "fact"},
        critical_path=tuple(_critical_path(net, tasks)),
        network=net,
    )


def finished(net: Network, number: int, day: Day) -> Span:
    """A node as it would stand were it done on that day; it begins no later than it would."""
    node = net.nodes[number]
    offset = node.days.offset(day)
    days = node.task.duration or 1 if node.task and node.shape == "task" else 0
    started = _started(node)
    start = node.days.nth(node.days.through(offset) - days) if days else offset
    start = node.days.offset(started) if started else start
    return Span("fixed", [min(start, offset)], [2 * offset + int(ends_its_day(net, number))])


def _is_open_fact(node: Node) -> bool:
    return node.truth is not None and not node.truth.true


def _no_dates(due: Day | None) -> TaskForecast:
    return TaskForecast(due=due)


def _dates(net: Network, number: int, early: Early, late: Mapping[int, int]) -> TaskForecast:
    node = net.nodes[number]
    days = node.days
    start, finish = early.starts[number][0], early.finishes[number][0] // 2
    due = node.task.due if node.task else node.truth.due if node.truth else None
    # Who stands at the end of a day cannot stand at the start of the next and keep what follows.
    half = early.finishes[number][0] % 2
    late_finish = (late[number] - half) // 2 if number in late else None
    late_start = float_days = None
    if late_finish is not None:
        float_days = days.through(late_finish) - days.through(finish)
        late_start = start if _runs(node) else days.shifted(start, float_days)
        late_start = late_start if node.shape == "task" else late_finish
    return TaskForecast(
        start=_started(node) or days.day(start),
        finish=days.day(finish),
        late_start=None if late_start is None else days.day(late_start),
        late_finish=None if late_finish is None else days.day(late_finish),
        float_days=float_days,
        due=due,
        slip_days=None if due is None else days.between(due, days.day(finish)),
    )


def _runs(node: Node) -> bool:
    return node.task is not None and node.task.started is not None


def _started(node: Node) -> Day | None:
    return node.task.started if node.task and node.shape == "task" else None


def _go_live(net: Network, tasks: Mapping[str, TaskForecast]) -> GoLive:
    own = tasks.get(net.account.plan.go_live.milestone, TaskForecast())
    return GoLive(due=own.due, forecast=own.finish, slip_days=own.slip_days)


def _critical_path(net: Network, tasks: Mapping[str, TaskForecast]) -> Iterator[str]:
    ids = [node.ref.id for node in (net.nodes[n] for n in net.order) if node.task]
    critical = [(tasks[id_].start or Day.max, tasks[id_].finish or Day.max, id_) for id_ in ids]
    for _start, _finish, id_ in sorted(critical, key=lambda one: one[:2]):
        if tasks[id_].critical:
            yield id_
