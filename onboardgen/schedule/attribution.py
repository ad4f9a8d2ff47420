"""Why go-live is not where it was promised: every working day of the slip has a cause.

The account is replayed from its first day: each day passes for one open thing after the other,
what was promised first before the others, then each fact of that day is told, in the same order.
Whatever moves go-live takes the days by which it moves it. So the days of all causes together are
the slip, always.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from itertools import pairwise

from onboardgen.model.account import Account
from onboardgen.model.people import Party
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.baseline import baseline
from onboardgen.schedule.gates import party_of
from onboardgen.schedule.network import Network, Node, network
from onboardgen.schedule.passes import Early, forward
from onboardgen.schedule.placement import PRESENT, Moment, Span, placed, started_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Days of go-live that one thing took, or gave back where they are less than 0.

    `ref` is None for the days that the plan itself had from the start, before anything happened.
    The reason is what blocked it or moved its promise, else its category.
    """

    ref: Reference | None
    days: int
    reason: str | None = None
    owner: str | None = None
    party: Party | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The working days of go-live's owner from its baseline to its forecast, and what took them.

    The causes with the most days come first. Without a baseline there is no slip and no cause.
    """

    baseline: Day | None = None
    forecast: Day | None = None
    slip_days: int | None = None
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of the replay: the same for all nodes but those that are `ahead` or behind.

    `by` are the nodes to which its difference from the step before belongs; where they are
    several, it is not known yet to which.
    """

    moment: Moment
    ahead: Mapping[int, Moment] = field(default_factory=dict)
    by: tuple[int, ...] = ()

    def of(self, number: int) -> Moment:
        return self.ahead.get(number, self.moment)


def attribution(account: Account, settings: Settings, as_of: AsOf) -> Attribution:
    """Replay the account up to the as-of day and give every day of the slip to its cause."""
    return attribution_of(network(account, settings, as_of))


def attribution_of(net: Network) -> Attribution:
    """The attribution of a network that is there already."""
    promised = baseline(net.account).go_live
    if net.go_live is None or promised is None:
        return Attribution()
    coarse = list(_days_and_facts(net))
    steps = list(_split(net, coarse, net.go_live))
    days = net.nodes[net.go_live].days
    reached = _days(_replayed(net, steps, (net.go_live,)), net.go_live)
    slips = [days.through(at) - days.through(days.offset(promised)) for at in reached]
    found: Counter[tuple[Reference | None, str | None]] = Counter()
    found[None, None] = slips[0]
    for step, (before, after) in zip(steps[1:], pairwise(slips), strict=True):
        if after != before:
            node = net.nodes[step.by[0]]
            found[node.ref, _reason(node, step.of(step.by[0]))] += after - before
    parties = party_of(net.account)
    causes = [_cause(net, ref, reason, days_, parties) for (ref, reason), days_ in found.items()]
    return Attribution(
        baseline=promised,
        forecast=days.day(reached[-1]),
        slip_days=slips[-1],
        causes=tuple(sorted(filter(lambda one: one.days, causes), key=_weight)),
    )


def _weight(cause: Cause) -> tuple[int, str, str]:
    return -cause.days, str(cause.ref or ""), cause.reason or ""


def _cause(
    net: Network, ref: Reference | None, reason: str | None, days: int, parties: Mapping[str, Party]
) -> Cause:
    node = net.nodes[net.index[ref]] if ref else None
    owner = node.task.owner if node and node.task else None
    if node and node.truth:
        owner = next(iter(node.truth.owed_by), None)
    return Cause(ref=ref, days=days, reason=reason, owner=owner, party=parties.get(owner or ""))


def _reason(node: Node, moment: Moment) -> str | None:
    task = node.task
    if task is None:
        return None
    if task.blocked and moment.knows(node.days.offset(task.blocked.since)):
        return task.blocked.reason
    return task.moved[-1].reason if task.moved else task.category


def _replayed(net: Network, steps: Sequence[Step], wanted: Collection[int] | None) -> Early:
    return forward(net, lambda number: tuple(_spans(net, number, steps)), wanted)


def _days(early: Early, go_live: int) -> list[int]:
    """The day on which go-live falls, in each step."""
    return [at // 2 for at in early.finishes[go_live]]


def _spans(net: Network, number: int, steps: Sequence[Step]) -> Iterator[Span]:
    """What a node is in each step; steps in a row of the same kind are one span."""
    first: list[int] = []
    last: list[int] = []
    kind, seen, span = None, None, None
    for step in steps:
        moment = step.of(number)
        if span is None or moment != seen:
            span, seen = placed(net, number, moment), moment
        if kind is not None and span.kind != kind:
            yield Span(kind, first, last)
            first, last = [], []
        kind = span.kind
        first.append(span.first[0])
        last.append(span.last[0])
    if kind is not None:
        yield Span(kind, first, last)


def _days_and_facts(net: Network) -> Iterator[Step]:
    """For each day one step in which it passes for all, and one for each fact it brought."""
    facts = _facts_by_day(net)
    zero = net.calendars.organization.offset
    today = zero(net.as_of.day)
    first = min([zero(net.account.plan.kickoff), *facts, today])
    everybody = _in_turn(net)
    yield Step(Moment(first, first - 1))
    for day in range(first, today + 1):
        if day > first:
            yield Step(Moment(day, day - 1), by=everybody)
        ahead: dict[int, Moment] = {}
        for number in facts.get(day, ()):
            ahead = {**ahead, number: Moment(day, day)}
            yield Step(Moment(day, day - 1), ahead, (number,))
    yield Step(PRESENT, by=everybody)


def _in_turn(net: Network) -> tuple[int, ...]:
    """All nodes, what was promised first before the others: of things that hold up go-live alike it
    takes the days, wherever in the files they stand, and however often its promise moved since."""
    first = baseline(net.account).promises

    def turn(number: int) -> tuple[Day, Reference]:
        node = net.nodes[number]
        due = node.truth.due if node.truth else first.get(node.ref.id) if node.task else None
        return due or Day.max, node.ref

    return tuple(sorted(net.order, key=turn))


def _facts_by_day(net: Network) -> dict[int, list[int]]:
    """The nodes to which something happened on each day, in their turn."""
    found: dict[int, list[int]] = {}
    for number in _in_turn(net):
        for day in sorted(set(_fact_days(net.nodes[number]))):
            found.setdefault(day, []).append(number)
    return found


def _fact_days(node: Node) -> Iterator[int]:
    offset = node.days.offset
    if node.truth and node.truth.true and node.truth.since:
        yield offset(node.truth.since)
    if node.task:
        started = started_on(node)
        if started is not None:
            yield started
        yield from map(offset, _dates(node.task))


def _dates(task: Task) -> Iterator[Day]:
    if task.done:
        yield task.done
    if task.blocked:
        yield task.blocked.since


def _split(net: Network, steps: Sequence[Step], go_live: int) -> Iterator[Step]:
    """The steps, those that moved go-live for all at once taken apart node by node."""
    early = _replayed(net, steps, None)
    days = _days(early, go_live)
    yield steps[0]
    for place, (before, after) in enumerate(pairwise(steps)):
        if len(after.by) == 1:
            yield after
        elif days[place] != days[place + 1]:
            starts = [column[place] for column in early.starts]
            movers = [number for number in after.by if _moves(net, number, before, after, starts)]
            yield from _one_by_one(before, after, movers)


def _moves(net: Network, number: int, before: Step, after: Step, starts: Sequence[int]) -> bool:
    """Whether the step can change the dates of this node by itself: a day that passes holds back
    only what could have begun before it."""
    if after.moment.today is not None and starts[number] >= after.moment.today:
        return False
    return placed(net, number, before.of(number)) != placed(net, number, after.of(number))


def _one_by_one(before: Step, after: Step, movers: Iterable[int]) -> Iterator[Step]:
    ahead = dict(before.ahead)
    for number in movers:
        ahead = {**ahead, number: after.of(number)}
        yield Step(before.moment, ahead, (number,))
