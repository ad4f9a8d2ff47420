"""What stands between today and go-live: the critical path, and the gates that are not open yet."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import cached_property
from typing import Literal

from onboardgen.model.reference import Reference
from onboardgen.schedule.forecast import TaskForecast
from onboardgen.schedule.network import GATE, PHASE, Node
from onboardgen.views.reading import Reading, Target
from onboardgen.views.tasks import TaskRow

StepKind = Literal["task", "milestone", "go_live", "record", "gate", "phase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayStep:
    """One thing on the way. `after` are the places, in the way, of the steps it waits for.

    `room` are working days by which it may come later at no cost to go-live; None for a gate.
    `between` counts the tasks that stand between it and those steps and have days to spare;
    `hidden` says that there is work among them which the reader does not see.
    """

    kind: StepKind
    target: Target
    row: TaskRow | None
    finish: Day | None
    overdue: bool
    room: int | None
    after: tuple[int, ...]
    between: int
    hidden: bool
    critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """The steps in the order of their dates, each after those it waits for; go-live is the last."""

    steps: tuple[WayStep, ...]

    @property
    def next(self) -> tuple[WayStep, ...]:
        """The steps on which go-live hangs to the day and that wait for no other such step."""
        return tuple(
            one
            for one in self.steps
            if one.critical and not any(self.steps[place].critical for place in one.after)
        )

    @property
    def gates(self) -> tuple[WayStep, ...]:
        return tuple(one for one in self.steps if one.kind in ("gate", "phase"))


def way_view(reading: Reading, rows: Mapping[str, TaskRow]) -> WayView | None:
    """The way as the reader may know it; None where go-live is reached or not theirs to see."""
    milestone = reading.account.plan.go_live.milestone
    go_live = rows.get(milestone)
    if go_live is None or go_live.closed or reading.outlook.forecast.network.go_live is None:
        return None
    return WayView(steps=tuple(_Way(reading, rows, milestone).steps()))


@dataclass(frozen=True)
class _Way:
    """The search for the way. Numbers are those of the network's nodes."""

    reading: Reading
    rows: Mapping[str, TaskRow]
    milestone: str

    def steps(self) -> Iterator[WayStep]:
        places: dict[int, int] = {}
        for place, number in enumerate(self._ordered()):
            places[number] = place
            yield self._step(number, sorted(places[one] for one in self.direct[number]))

    @cached_property
    def nodes(self) -> Sequence[Node]:
        return self.reading.outlook.forecast.network.nodes

    @cached_property
    def before(self) -> Sequence[tuple[int, ...]]:
        """What holds each node directly."""
        held_by = self.reading.outlook.forecast.network.held_by
        return [tuple(dict.fromkeys(edge.source for edge in edges)) for edges in held_by]

    @cached_property
    def open_nodes(self) -> frozenset[int]:
        """What is not true yet, of all that go-live waits for; a gate while anything holds it."""
        net = self.reading.outlook.forecast.network
        is_open = [node.shape != "gate" and self._is_open(node) for node in self.nodes]
        for number in net.order:
            if self.nodes[number].shape == "gate":
                is_open[number] = any(is_open[one] for one in self.before[number])
        found: set[int] = set()
        ahead = [net.go_live] if net.go_live is not None else []
        while ahead:
            number = ahead.pop()
            if number not in found and is_open[number]:
                found.add(number)
                ahead += self.before[number]
        return frozenset(found)

    @cached_property
    def chosen(self) -> frozenset[int]:
        """The steps: what go-live hangs on to the day, gates, and what keeps these shut."""
        gates = [number for number in self.open_nodes if self._gate(self.nodes[number])]
        members = {one for gate in gates for one in self.before[gate] if one in self.open_nodes}
        critical = {one for one in self.open_nodes if self._dates(one).critical}
        both = (members | critical) - {one for one in self.open_nodes if self._is_gate(one)}
        return frozenset([*gates, *(one for one in both if self._is_seen(self.nodes[one]))])

    @cached_property
    def found(self) -> Mapping[int, tuple[frozenset[int], int, bool]]:
        """For each step: the steps before it, the tasks between, and whether some are hidden."""
        return {number: self._look_back(number) for number in self.chosen}

    @cached_property
    def direct(self) -> Mapping[int, frozenset[int]]:
        """For each step the steps before it, without those that stand before another of them."""
        above: dict[int, frozenset[int]] = {}
        direct: dict[int, frozenset[int]] = {}
        for number in self._ordered():
            before = self.found[number][0]
            far = frozenset(one for near in before for one in above[near])
            direct[number] = before - far
            above[number] = before | far
        return direct

    def _look_back(self, number: int) -> tuple[frozenset[int], int, bool]:
        steps: set[int] = set()
        between: set[int] = set()
        hidden = False
        ahead = list(self.before[number])
        while ahead:
            one = ahead.pop()
            if one not in self.open_nodes or one in steps or one in between:
                continue
            if one in self.chosen:
                steps.add(one)
                continue
            between.add(one)
            ahead += self.before[one]
            hidden = hidden or not (self._is_gate(one) or self._is_seen(self.nodes[one]))
        tasks = [one for one in between if self.nodes[one].task and self._is_seen(self.nodes[one])]
        return frozenset(steps), len(tasks), hidden

    def _ordered(self) -> Iterator[int]:
        """The steps by date, each after those it waits for."""
        rank = {number: rank for rank, number in enumerate(self._rank())}
        waiting = {number: set(self.found[number][0]) for number in self.chosen}
        ready = [(rank[number], number) for number, before in waiting.items() if not before]
        heapq.heapify(ready)
        while ready:
            _, number = heapq.heappop(ready)
            yield number
            for other, before in waiting.items():
                if number in before:
                    before.remove(number)
                    if not before:
                        heapq.heappush(ready, (rank[other], other))

    def _rank(self) -> Sequence[int]:
        """The steps by the day on which they come true, else in the order of the network."""
        order = [one for one in self.reading.outlook.forecast.network.order if one in self.chosen]
        return sorted(order, key=lambda one: self._finish(one) or Day.max)

    def _step(self, number: int, after: Sequence[int]) -> WayStep:
        node, dates = self.nodes[number], self._dates(number)
        _, between, hidden = self.found[number]
        row = self.rows.get(node.ref.id) if node.task else None
        target = self._gate(node) or self.reading.target(node.ref)
        overdue = target.due is not None and target.due < self.reading.as_of
        return WayStep(
            kind=self._kind(node),
            target=target,
            row=row,
            finish=self._finish(number),
            overdue=row.overdue if row else overdue,
            room=dates.float_days,
            after=tuple(after),
            between=between,
            hidden=hidden,
            critical=self._is_critical(number),
        )

    def _kind(self, node: Node) -> StepKind:
        if node.shape == "gate":
            return "gate" if node.ref.kind == GATE else "phase"
        if node.task is None:
            return "record"
        if node.ref.id == self.milestone:
            return "go_live"
        return "milestone" if node.task.is_milestone else "task"

    def _gate(self, node: Node) -> Target | None:
        """What a gate opens, where the reader sees it."""
        stage = Reference("stage", node.ref.id)
        if node.ref.kind == GATE and stage in self.reading.visible:
            return self.reading.target(stage)
        phases = {phase.id: phase.name for phase in self.reading.account.plan.phases}
        if node.ref.kind == PHASE and node.ref.id in phases:
            return Target(kind="phase", id=node.ref.id, title=phases[node.ref.id])
        return None

    def _is_critical(self, number: int) -> bool:
        """A gate is where something critical keeps it shut and something critical waits for it."""
        if not self._is_gate(number):
            return self._dates(number).critical
        after = [one for one in self.chosen if number in self.found[one][0]]
        near = (*self.found[number][0], *after)
        beside = {one for one in near if not self._is_gate(one) and self._dates(one).critical}
        return bool(beside & self.found[number][0]) and bool(beside & set(after))

    def _finish(self, number: int) -> Day | None:
        """The day by the forecast; of a gate, that of the last thing that keeps it shut."""
        if self._is_gate(number):
            days = (self._finish(one) for one in self.before[number])
            return max((day for day in days if day), default=None)
        return self._dates(number).finish

    def _dates(self, number: int) -> TaskForecast:
        ahead, node = self.reading.outlook.forecast, self.nodes[number]
        if node.task:
            return ahead.tasks[node.ref.id]
        return ahead.others.get(node.ref, TaskForecast())

    def _is_gate(self, number: int) -> bool:
        return self.nodes[number].shape == "gate"

    def _is_open(self, node: Node) -> bool:
        if node.truth is not None:
            return not node.truth.true
        return self.reading.standing.tasks[node.ref.id].is_open

    def _is_seen(self, node: Node) -> bool:
        if node.shape == "gate":
            return self._gate(node) is not None
        return node.ref in self.reading.visible and not self.reading.visible.is_outline(node.ref)
