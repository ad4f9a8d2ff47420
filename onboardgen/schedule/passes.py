"""The two passes over a network: early dates forward, late dates backward.

Positions count half days: twice a day's offset is its start, one more is its end. A date that
follows from a dependency is computed by the index of a working day of the successor's owner, as
data-contract "Time" says for FS, SS, FF and SF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.schedule.calendars import WorkingDays
from onboardgen.schedule.network import Edge, Network
from onboardgen.schedule.placement import Span, placed

Column = Sequence[int]


@dataclass(frozen=True, slots=True)
class Early:
    """For every node, in every column: the day of its start and the position of its finish."""

    starts: tuple[Column, ...]
    finishes: tuple[Column, ...]


def forward(
    network: Network, spans: Callable[[int], Sequence[Span]], wanted: Iterable[int] | None = None
) -> Early:
    """The early dates. `spans` says what each node is, column by column.

    Many columns are many plans at once: what could be, or what was on other days. With `wanted`,
    the columns of other nodes are forgotten as soon as nothing waits for them any more.
    """
    size = len(network.nodes)
    starts: list[Column] = [()] * size
    finishes: list[Column] = [()] * size
    keep = None if wanted is None else set(wanted)
    needed = [len(edges) for edges in network.holds]
    for number in network.order:
        begins: list[int] = []
        ends: list[int] = []
        for span in spans(number):
            window = slice(len(begins), len(begins) + len(span))
            start, finish = _place(network, number, span, starts, finishes, window)
            begins += start
            ends += finish
        starts[number], finishes[number] = begins, ends
        if keep is not None:
            _forget(network, number, needed, keep, (starts, finishes))
    return Early(tuple(starts), tuple(finishes))


def _forget(
    network: Network,
    number: int,
    needed: list[int],
    keep: set[int],
    columns: Sequence[list[Column]],
) -> None:
    for edge in network.held_by[number]:
        needed[edge.source] -= 1
        if needed[edge.source] == 0 and edge.source not in keep:
            for column in columns:
                column[edge.source] = ()


def _place(
    network: Network,
    number: int,
    span: Span,
    starts: Sequence[Column],
    finishes: Sequence[Column],
    window: slice,
) -> tuple[Column, Column]:
    node = network.nodes[number]
    if span.kind == "fixed":
        return span.first, span.last
    edges = network.held_by[number]
    if node.shape != "task" or span.kind == "passing":
        bounds = [_position(e, starts, finishes, window, node.days) for e in edges]
        at = _latest([[2 * day for day in span.first], *bounds])
        return [position // 2 for position in at], at
    days = node.days
    if span.kind == "running":
        edges = tuple(edge for edge in edges if edge.type in ("FF", "SF"))
    begins = [days.through(day - 1) for day in span.first]
    bounds = [
        _less(_index(edge, starts, finishes, window, days), span.last, edge) for edge in edges
    ]
    indexes = _latest([begins, *bounds])
    start = span.first if span.kind == "running" else [days.nth(index) for index in indexes]
    last = [2 * days.nth(i + d - 1) + 1 for i, d in zip(indexes, span.last, strict=True)]
    return start, last


def _latest(columns: Sequence[Column]) -> Column:
    return list(map(max, *columns)) if len(columns) > 1 else columns[0]


def _less(indexes: Column, durations: Column, edge: Edge) -> Column:
    """The index of the start that follows from one of the finish."""
    if edge.type in ("FS", "SS"):
        return indexes
    return [index - days + 1 for index, days in zip(indexes, durations, strict=True)]


def _index(
    edge: Edge,
    starts: Sequence[Column],
    finishes: Sequence[Column],
    window: slice,
    days: WorkingDays,
) -> Column:
    """The first working day that the dependency leaves to a task: of its start by FS and SS, of
    its finish by FF and SF."""
    through, lag = days.through, edge.lag
    if edge.type == "FS":
        return [through((at + 1) // 2 - 1) + lag for at in finishes[edge.source][window]]
    if edge.type == "SF":
        return [through(day - 1) - 1 + lag for day in starts[edge.source][window]]
    if edge.type == "SS":
        return [days.index_of(day, lag) for day in starts[edge.source][window]]
    return [days.index_of(at // 2, lag) for at in finishes[edge.source][window]]


def _position(
    edge: Edge,
    starts: Sequence[Column],
    finishes: Sequence[Column],
    window: slice,
    days: WorkingDays,
) -> Column:
    """Where the dependency lets a milestone or a gate fall at the earliest."""
    if edge.type == "FS" and edge.lag == 0:
        return finishes[edge.source][window]
    if edge.type in ("FS", "FF"):
        return [2 * days.shifted(at // 2, edge.lag) + 1 for at in finishes[edge.source][window]]
    shift = days.shifted
    if edge.type == "SF":
        return [2 * shift(shift(at, -1), edge.lag) + 1 for at in starts[edge.source][window]]
    return [2 * shift(at, edge.lag) + 1 for at in starts[edge.source][window]]


def backward(network: Network, early: Early, open_nodes: Sequence[int]) -> dict[int, int]:
    """The latest position of every open node that leads to go-live, by number, such that go-live
    stays on the day that the first column of `early` gives it.

    Of a task it is the position of its latest finish; a start that other things follow counts
    as far as it binds the finish.
    """
    if network.go_live is None or network.go_live not in set(open_nodes):
        return {}
    is_open = set(open_nodes)
    late = {network.go_live: early.finishes[network.go_live][0] | 1}
    for number in reversed(network.order):
        if number not in is_open or number == network.go_live:
            continue
        bounds = list(_late_bounds(network, number, early, late))
        if bounds:
            late[number] = min(bounds)
    return late


def length(network: Network, number: int, early: Early) -> int:
    """The working days of its owner from its early start to its early finish, both included."""
    days = network.nodes[number].days
    finish = early.finishes[number][0] // 2
    return days.through(finish) - days.through(early.starts[number][0] - 1)


def _late_bounds(
    network: Network, number: int, early: Early, late: dict[int, int]
) -> Iterator[int]:
    node = network.nodes[number]
    for edge in network.holds[number]:
        if edge.target not in late:
            continue
        latest = _latest_source(network, edge, early, late[edge.target])
        if latest is None:
            continue
        if node.shape != "task":
            yield latest
            continue
        last = latest if edge.type in ("FS", "FF") else latest | 1
        index = node.days.through((last - 1) // 2) - 1
        if edge.type in ("SS", "SF"):
            if node.task and node.task.started:
                continue
            index += length(network, number, early) - 1
        yield 2 * node.days.nth(index) + 1


def _latest_source(network: Network, edge: Edge, early: Early, late: int) -> int | None:
    """The last position of the source's finish (FS, FF) or start (SS, SF) that lets the target
    end no later than `late`; None where the target no longer waits for it."""
    target = network.nodes[edge.target]
    days = target.days
    if target.shape != "task":
        if edge.type == "FS" and edge.lag == 0:
            return late
        day = days.last_shifting_to((late - 1) // 2, edge.lag)
        return 2 * (days.last_shifting_to(day, -1) if edge.type == "SF" else day) + 1
    running = target.task is not None and target.task.started is not None
    if running and edge.type in ("FS", "SS"):
        return None
    finish = late // 2
    start = days.nth(days.through(finish) - length(network, edge.target, early))
    if edge.type == "FS":
        return 2 * days.nth(days.through(start) - 1 - edge.lag)
    if edge.type == "SS":
        return 2 * days.last_shifting_to(start, edge.lag) + 1
    day = days.last_shifting_to(finish, edge.lag)
    return 2 * (days.last_shifting_to(day, -1) if edge.type == "SF" else day) + 1


def bound(
    network: Network, edge: Edge, starts: Sequence[Column], finishes: Sequence[Column]
) -> int:
    """The position that a dependency leaves to its target, by the first column of its source: of
    the start of a task by FS and SS, of its finish by FF and SF; where a milestone or gate falls.
    """
    target, window = network.nodes[edge.target], slice(0, 1)
    if target.shape != "task":
        return _position(edge, starts, finishes, window, target.days)[0]
    day = target.days.nth(_index(edge, starts, finishes, window, target.days)[0])
    return 2 * day + int(edge.type in ("FF", "SF"))


def earliest(network: Network, edge: Edge) -> Day | None:
    """The first day that a FS or SS dependency leaves to the start of its successor, where its
    source is settled: done, or started, or come true on a known day. Else None."""
    source, days = network.nodes[edge.source], network.nodes[edge.target].days
    span = placed(network, edge.source)
    settled = span.kind == "fixed" and (source.truth is None or source.truth.true)
    started = source.task.started if source.task else None
    if edge.type == "SS" and (settled or started):
        start = days.offset(started) if started else span.first[0]
        return days.day(days.nth(days.index_of(start, edge.lag)))
    if edge.type == "FS" and settled:
        return days.day(days.nth(days.through((span.last[0] + 1) // 2 - 1) + edge.lag))
    return None
