"""What hangs on each thing: how much earlier go-live would be if it took no time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from onboardgen.model.reference import Reference
from onboardgen.schedule.network import Network
from onboardgen.schedule.passes import forward
from onboardgen.schedule.placement import Span, placed, started_on


def go_live_days(
    net: Network, refs: Collection[Reference] | None = None
) -> Mapping[Reference, int]:
    """How many working days of go-live's owner hang on each of `refs`, or on all that is open
    but go-live itself.

    What hangs on a thing is how much earlier go-live would be if it took no time and were not
    held by its own `start` or blockade: it would be done as soon as what it waits for is. What
    runs, and a record that is not true yet, would have been done the day before the as-of day.
    One pass over the network answers for all of them: each has a column of its own.
    """
    if net.go_live is None:
        return {}
    asked = [
        number
        for number in _open(net)
        if number != net.go_live and (refs is None or net.nodes[number].ref in refs)
    ]
    column = {number: place for place, number in enumerate(asked, start=1)}
    size = len(asked) + 1

    def spans(number: int) -> Sequence[Span]:
        span = placed(net, number)
        own = column.get(number)
        if own is None:
            return (_repeated(span, size),)
        after = _repeated(span, size - own - 1)
        parts = (_repeated(span, own), _without_delay(net, number), after)
        return tuple(part for part in parts if len(part))

    dates = [at // 2 for at in forward(net, spans, (net.go_live,)).finishes[net.go_live]]
    through = net.nodes[net.go_live].days.through
    return {
        net.nodes[number].ref: through(dates[0]) - through(dates[place])
        for number, place in column.items()
    }


def _without_delay(net: Network, number: int) -> Span:
    node = net.nodes[number]
    today = node.days.offset(node.today)
    if node.task is None or (node.task.started and not node.task.is_milestone):
        begun = started_on(node) if node.task else None
        start = today - 1 if begun is None else min(begun, today - 1)
        return Span("fixed", [start], [2 * (today - 1) + 1])
    return Span("passing", [max(today, node.days.offset(net.account.plan.kickoff))], [0])


def _open(net: Network) -> list[int]:
    """Tasks and milestones that are not done, and other records that are not true."""
    return [
        number
        for number, node in enumerate(net.nodes)
        if (node.task is not None and node.task.done is None)
        or (node.truth is not None and not node.truth.true)
    ]


def _repeated(span: Span, times: int) -> Span:
    return Span(span.kind, list(span.first) * times, list(span.last) * times)
