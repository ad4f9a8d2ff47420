"""How sure the forecast is: go-live and milestones over many plans that could come true.

Each draw stretches every open task by how much longer than planned such tasks really took
(`calibration.yaml`). Draws are stratified: in a thousand of them every task has each thousandth
of its possible lengths once, in an order of its own that follows from its name. So equal inputs
give equal dates, and an edit of one task leaves the draws of the others as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from math import ceil
from random import Random
from typing import Final

from onboardgen.model.calibration import Calibration
from onboardgen.model.people import PROVIDER
from onboardgen.schedule.network import Network, Node
from onboardgen.schedule.passes import forward
from onboardgen.schedule.placement import Span, placed, started_on, worked_days

DRAWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Likely:
    """With an even chance it is reached by `p50`, and in four of five cases by `p80`."""

    p50: Day
    p80: Day


def simulate(
    net: Network, calibration: Calibration | None, draws: int = DRAWS
) -> Mapping[str, Likely]:
    """The likely dates of every open milestone, by id; none without a calibration."""
    if calibration is None or not calibration.classes:
        return {}
    wanted = [
        number
        for number, node in enumerate(net.nodes)
        if node.shape == "milestone" and placed(net, number).kind != "fixed"
    ]
    parties = {member.person.id: member.party for member in net.account.members}

    def spans(number: int) -> Sequence[Span]:
        return (_drawn(net, number, calibration, parties, draws),)

    finishes = forward(net, spans, wanted).finishes
    return {net.nodes[n].ref.id: _likely(net.nodes[n], finishes[n]) for n in wanted}


def _likely(node: Node, finishes: Sequence[int]) -> Likely:
    order = sorted(finishes)
    p50, p80 = (order[ceil(len(order) * share) - 1] // 2 for share in (0.5, 0.8))
    return Likely(node.days.day(p50), node.days.day(p80))


def _drawn(
    net: Network,
    number: int,
    calibration: Calibration,
    parties: Mapping[str, str],
    draws: int,
) -> Span:
    """The present span of a node, once for each draw."""
    span, node = placed(net, number), net.nodes[number]
    first = list(span.first) * draws
    task = node.task
    if node.shape != "task" or task is None or span.kind == "fixed":
        return Span(span.kind, first, list(span.last) * draws)
    kind = calibration.class_of(parties.get(task.owner, PROVIDER), task.category)
    if kind is None:
        return Span(span.kind, first, list(span.last) * draws)
    left = span.last[0]
    if span.kind == "running" and task.remaining is None:
        started = started_on(node) or 0
        lengths = unfinished(
            lengths_of(task.duration or 1, kind.quantiles, draws), worked_days(node, started)
        )
    else:
        lengths = lengths_of(left, kind.quantiles, draws)
    return Span(span.kind, first, shuffled(lengths, f"{net.account.slug}/{task.id}"))


def lengths_of(planned: int, quantiles: Sequence[float], draws: int) -> list[int]:
    """How long a task of that many working days really takes, from the shortest to the longest:
    one length for the middle of each stratum, whole days, at least 1."""
    top = len(quantiles) - 1
    lengths = []
    for draw in range(draws):
        low, part = divmod((2 * draw + 1) * top, 2 * draws)
        ratio = quantiles[low]
        if part:
            ratio += (quantiles[low + 1] - ratio) * (part / (2 * draws))
        lengths.append(max(int(planned * ratio + 0.5), 1))
    return lengths


def unfinished(lengths: Sequence[int], worked: int) -> list[int]:
    """The days that are left, of a task that has been worked on for so many and is not done."""
    longer = [length - worked for length in lengths if length > worked] or [1]
    return [longer[draw * len(longer) // len(lengths)] for draw in range(len(lengths))]


def shuffled(lengths: Sequence[int], name: str) -> list[int]:
    """The lengths in an order that follows from the name alone."""
    random = Random(name).random  # noqa: S311
    keys = [random() for _ in lengths]
    return [length for _key, length in sorted(zip(keys, lengths, strict=True))]
