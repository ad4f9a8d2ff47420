"""How sure the forecast is: go-live and milestones over many plans that could come true.

Each draw stretches every open task by how much longer than planned such tasks really took
(`calibration.yaml`). Draws are stratified: in a thousand of them every task has each thousandth
of its possible lengths once, in an order of its own that follows from its name. So equal inputs
give equal dates, and an edit of one task leaves the draws of the others as they were.

What a few finished tasks say of a class can be wrong for all of its tasks at once. So the orders
of the tasks of one class lean the same way, the more, the fewer finished tasks it was learned
from: learned from n, two of them are about as alike as two draws from an unknown law of which n
draws are known, whose correlation is 1 / (n + 1). Without it the P80 of long chains would be met
too seldom.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import lru_cache
from math import ceil, sqrt
from operator import add
from random import Random
from typing import Final

from onboardgen.model.calibration import Calibration, CalibrationClass
from onboardgen.model.people import PROVIDER
from onboardgen.model.plan import Task
from onboardgen.schedule.network import Network, Node
from onboardgen.schedule.passes import forward
from onboardgen.schedule.placement import PRESENT, Moment, Span, placed, started_on, worked_days

DRAWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Likely:
    """With an even chance it is reached by `p50`, and in four of five cases by `p80`."""

    p50: Day
    p80: Day


def simulate(
    net: Network,
    calibration: Calibration | None,
    draws: int = DRAWS,
    moment: Moment = PRESENT,
) -> Mapping[str, Likely]:
    """The likely dates of every milestone that is open at that moment, by id; none without a
    calibration."""
    if calibration is None or not calibration.classes:
        return {}
    known = [placed(net, number, moment) for number in range(len(net.nodes))]
    wanted = [
        number
        for number, node in enumerate(net.nodes)
        if node.shape == "milestone" and known[number].kind != "fixed"
    ]
    parties = net.account.parties

    def spans(number: int) -> Sequence[Span]:
        node, span = net.nodes[number], known[number]
        if node.task and node.shape == "task" and span.kind != "fixed":
            party = parties.get(node.task.owner, PROVIDER)
            kind = calibration.class_of(party, node.task.category)
            if kind:
                lengths = _lengths(node, node.task, span, kind, draws, moment)
                order = order_of(f"{net.account.slug}/{node.task.id}", kind, draws)
                return (Span(span.kind, span.first, _placed_in(order, lengths)),)
        return (span,)

    finishes = forward(net, spans, wanted).finishes
    return {net.nodes[n].ref.id: _likely(net.nodes[n], finishes[n]) for n in wanted}


def _likely(node: Node, finishes: Sequence[int]) -> Likely:
    order = sorted(finishes)
    p50, p80 = (order[ceil(len(order) * share) - 1] // 2 for share in (0.5, 0.8))
    return Likely(node.days.day(p50), node.days.day(p80))


def _lengths(
    node: Node, task: Task, span: Span, kind: CalibrationClass, draws: int, moment: Moment
) -> Sequence[int]:
    """The possible lengths of what is left of a task, from the shortest to the longest. The
    `remaining` of now says nothing of a past moment."""
    if span.kind != "running" or (task.remaining is not None and moment.known is None):
        return lengths_of(span.last[0], kind.quantiles, draws)
    worked = worked_days(node, started_on(node) or 0, moment)
    return unfinished(lengths_of(task.duration or 1, kind.quantiles, draws), worked)


def lengths_of(planned: int, quantiles: Sequence[float], draws: int) -> list[int]:
    """How long a task of that many working days really takes, from the shortest to the longest:
    each quantile in an equal share of the draws, in whole days, at least 1."""
    lengths: list[int] = []
    for number, ratio in enumerate(sorted(quantiles), start=1):
        length = max(int(planned * ratio + 0.5), 1)
        lengths += [length] * (number * draws // len(quantiles) - len(lengths))
    return lengths


def unfinished(lengths: Sequence[int], worked: int) -> list[int]:
    """The days that are left, of a task that has been worked on for so many and is not done."""
    longer = [length - worked for length in lengths if length > worked] or [1]
    return [longer[draw * len(longer) // len(lengths)] for draw in range(len(lengths))]


def order_of(name: str, kind: CalibrationClass, draws: int) -> list[int]:
    """The draws of a task from the one in which it is shortest to the one in which it is longest;
    it follows from the names of task and class, and from the number of samples."""
    lean = _lean(kind.party, kind.category, kind.samples, draws)
    keys = list(map(add, _numbers(name, draws), lean))
    return sorted(range(draws), key=keys.__getitem__)


@lru_cache(maxsize=256)
def _lean(party: str, category: str, samples: int, draws: int) -> tuple[int, ...]:
    """What the tasks of one class have in common in each draw."""
    share = 1 / sqrt(max(samples, 1))
    return tuple(int(share * number) for number in _numbers(f"{party}/{category}", draws))


def _numbers(name: str, count: int) -> tuple[int, ...]:
    """Numbers below 2**32 that follow from a name, and are the same on every machine."""
    return struct.unpack(f"<{count}I", Random(name).randbytes(4 * count))  # noqa: S311


def _placed_in(order: Sequence[int], values: Sequence[int]) -> list[int]:
    column = [0] * len(order)
    for place, value in zip(order, values, strict=True):
        column[place] = value
    return column
