"""The two passes over a network: early dates forward, late dates backward.

Positions count half days: twice a day's offset is its start, one more is its end. A date that
follows from a dependency is computed by the index of a working day of the successor's owner, as
data-contract "Time" says for FS, SS, FF and SF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.plan import DependencyType
from onboardgen.schedule.calendars import WorkingDays
from onboardgen.schedule.network import Edge, Network
from onboardgen.schedule.placement import Span, placed, started_on

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

    Many columns are many plans at once: what could be, or what was on other days. A column of one
    entry is the same in all of them. With `wanted`, the columns of other nodes are forgotten as
    soon as nothing waits for them any more.
    """
    size = len(network.nodes)
    starts: list[Column] = [()] * size
    finishes: list[Column] = [()] * size
    keep = None if wanted is None else set(wanted)
    needed = [len(edges) for edges in network.holds]
    for number in network.order:
        parts = spans(number)
        if len(parts) == 1:
            placed_ = _place(network, number, parts[0], (starts, finishes), slice(None))
        else:
            placed_ = _place_parts(network, number, parts, (starts, finishes))
        starts[number], finishes[number] = placed_
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


Columns = tuple[Sequence[Column], Sequence[Column]]
"""Of every node, as far as it is known: starts and finishes."""


def _place_parts(
    network: Network, number: int, parts: Sequence[Span], known: Columns
) -> tuple[Column, Column]:
    """The start and finish of a node that is one thing in some columns and another in others."""
    begins: list[int] = []
    ends: list[int] = []
    for span in parts:
        window = slice(len(begins), len(begins) + len(span))
        start, finish = _place(network, number, span, known, window)
        begins += _stretched(start, len(span))
        ends += _stretched(finish, len(span))
    return begins, ends


def _stretched(column: Column, size: int) -> Column:
    return column if len(column) == size else list(column) * size


def _place(
    network: Network, number: int, span: Span, known: Columns, window: slice
) -> tuple[Column, Column]:
    if span.kind == "fixed":
        return span.first, span.last
    node, edges = network.nodes[number], network.held_by[number]
    days = node.days
    if node.shape != "task" or span.kind == "passing":
        reached = _reached(edges, known, window)
        bounds = [_position(type_, lag, column, days) for (type_, lag), column in reached]
        at = _latest([[2 * day for day in span.first], *bounds])
        return [position // 2 for position in at], at
    if span.kind == "running":
        edges = tuple(edge for edge in edges if edge.type in ("FF", "SF"))
    bounds = [
        _less(_index(type_, lag, column, days), span.last, type_)
        for (type_, lag), column in _reached(edges, known, window)
    ]
    indexes = _latest([days.all_through([day - 1 for day in span.first]), *bounds])
    start = [started_on(node) or 0] if span.kind == "running" else days.all_nth(indexes)
    ends = days.all_nth(_together(indexes, span.last, -1))
    return start, [2 * day + 1 for day in ends]


def _reached(
    edges: Iterable[Edge], known: Columns, window: slice
) -> Iterator[tuple[tuple[DependencyType, int], Column]]:
    """By type and lag of the dependencies, how far the latest of their sources reaches. What
    follows from it never falls when it rises, so one look at the latest is enough."""
    groups: dict[tuple[DependencyType, int], list[Column]] = {}
    for edge in edges:
        groups.setdefault((edge.type, edge.lag), []).append(_reaches(edge, known, window))
    for kind, columns in groups.items():
        yield kind, _latest(columns)


def _reaches(edge: Edge, known: Columns, window: slice) -> Column:
    """What its target waits for: the finish of its source for FS and FF, else the start."""
    starts, finishes = known
    column = (finishes if edge.type in ("FS", "FF") else starts)[edge.source]
    return column[window] if len(column) > 1 else column


def _latest(columns: Sequence[Column]) -> Column:
    """The largest entries. What is the same in all plans is compared once; and the calls that
    `max` would need are most of the time that a simulation takes."""
    same = max((column[0] for column in columns if len(column) == 1), default=None)
    latest, *others = [column for column in columns if len(column) > 1] or [()]
    for column in others:
        latest = [a if a > b else b for a, b in zip(latest, column, strict=True)]  # noqa: FURB136
    if same is None:
        return latest
    return [a if a > same else same for a in latest] if latest else [same]  # noqa: FURB136


def _less(indexes: Column, durations: Column, type_: DependencyType) -> Column:
    """The index of the start that follows from one of the finish."""
    if type_ in ("FS", "SS"):
        return indexes
    return _together(indexes, [-days for days in durations], 1)


def _together(one: Column, other: Column, more: int) -> Column:
    """The sums of two columns, each with so much more."""
    if len(other) == 1:
        one, other = other, one
    if len(one) == 1:
        same = one[0] + more
        return [same + number for number in other]
    return [a + b + more for a, b in zip(one, other, strict=True)]


def _index(type_: DependencyType, lag: int, reached: Column, days: WorkingDays) -> Column:
    """The first working day that dependencies leave to a task: of its start by FS and SS, of its
    finish by FF and SF."""
    if type_ == "FS":
        before = days.all_through([(at - 1) // 2 for at in reached])
        return _together(before, [lag], 0) if lag else before
    if type_ == "SF":
        return _together(days.all_through([day - 1 for day in reached]), [lag], -1)
    if type_ == "SS":
        return days.all_index_of(reached, lag)
    return days.all_index_of([at // 2 for at in reached], lag)


def _position(type_: DependencyType, lag: int, reached: Column, days: WorkingDays) -> Column:
    """Where dependencies let a milestone or a gate fall at the earliest."""
    if type_ == "FS" and lag == 0:
        return reached
    shift = days.shifted
    if type_ in ("FS", "FF"):
        return [2 * shift(at // 2, lag) + 1 for at in reached]
    if type_ == "SF":
        return [2 * shift(shift(at, -1), lag) + 1 for at in reached]
    return [2 * shift(at, lag) + 1 for at in reached]


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
    target = network.nodes[edge.target]
    reached = _reaches(edge, (starts, finishes), slice(0, 1))
    if target.shape != "task":
        return _position(edge.type, edge.lag, reached, target.days)[0]
    day = target.days.nth(_index(edge.type, edge.lag, reached, target.days)[0])
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
