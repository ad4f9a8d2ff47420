"""The plan as a network: what holds what back, and what has happened to each node.

Nodes are tasks and milestones, the gate of each stage and phase, and every other record that a
need or a gate names. A dropped task is no node: it holds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.findings import Place
from onboardgen.model.account import Account
from onboardgen.model.plan import DependencyType, Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.calendars import Calendars, WorkingDays
from onboardgen.schedule.gates import Truth, truths

Shape = Literal["task", "milestone", "gate", "fact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A dependency; lag in working days of the successor's owner. `at` is where it is written."""

    source: int
    target: int
    type: DependencyType = "FS"
    lag: int = 0
    at: Place
    steps: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One thing with a date.

    `today` is the as-of day of its owner, `days` are the owner's working days. A `fact` is any
    record but a task: `true_since` says when it came true, if it did. A `gate` passes on what the
    records it names say together.
    """

    ref: Reference
    shape: Shape
    days: WorkingDays
    today: Day
    task: Task | None = None
    truth: Truth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`order` holds every node after those it waits for; `index` finds the node of a reference."""

    account: Account
    as_of: AsOf
    nodes: tuple[Node, ...]
    index: Mapping[Reference, int]
    held_by: tuple[tuple[Edge, ...], ...]
    holds: tuple[tuple[Edge, ...], ...]
    order: tuple[int, ...]
    circles: tuple[tuple[Edge, ...], ...]
    """Dependencies that lead back to where they began, each the edges around it in order."""
    go_live: int | None
    calendars: Calendars

    def task(self, id_: str) -> int | None:
        return self.index.get(Reference("task", id_))


def network(
    account: Account, settings: Settings, as_of: AsOf, calendars: Calendars | None = None
) -> Network:
    """The network of one account. The last edge of each circle is left out, so that dates exist."""
    calendars = calendars or Calendars(account, settings)
    nodes = _nodes(account, settings, as_of, calendars)
    index = {node.ref: position for position, node in enumerate(nodes)}
    every = _with_live_gates(nodes, tuple(_edges(account, index)))
    walk = walked(_grouped(len(nodes), every, by_target=True))
    broken = {id(circle[-1]) for circle in walk.circles}
    edges = [edge for edge in every if id(edge) not in broken]
    return Network(
        account=account,
        as_of=as_of,
        nodes=nodes,
        index=index,
        held_by=_grouped(len(nodes), edges, by_target=True),
        holds=_grouped(len(nodes), edges, by_target=False),
        order=walk.order,
        circles=walk.circles,
        go_live=index.get(Reference("task", account.plan.go_live.milestone)),
        calendars=calendars,
    )


def _nodes(
    account: Account, settings: Settings, as_of: AsOf, calendars: Calendars
) -> tuple[Node, ...]:
    zones = {member.person.id: member.timezone for member in account.members}
    known = truths(account, settings)
    nodes = [
        Node(
            ref=Reference("task", task.id),
            shape="milestone" if task.is_milestone else "task",
            days=calendars.of(task.owner),
            today=as_of.day_in(zones.get(task.owner, settings.organization.timezone)),
            task=task,
        )
        for task in account.plan.tasks
        if task.effective_status != "dropped"
    ]
    ours = calendars.organization
    for ref in dict.fromkeys(_named(account)):
        if ref.kind not in ("task", "stage") and ref in known and _may_hold(known[ref]):
            fact = Node(ref=ref, shape="fact", days=ours, today=as_of.day, truth=known[ref])
            nodes.append(fact)
    gates = [*_gates(account), *_stages_waited_for(account)]
    nodes += [Node(ref=ref, shape="gate", days=ours, today=as_of.day) for ref in gates]
    return tuple(nodes)


def _may_hold(truth: Truth) -> bool:
    """Whether it is open, or came true on a day that can be told."""
    return not truth.true or truth.since is not None


def _named(account: Account) -> Iterator[Reference]:
    """Everything that a need or a gate names."""
    plan = account.plan
    for stage in plan.stages:
        yield from stage.gate
    for phase in plan.phases:
        yield from phase.needs
    for task in plan.tasks:
        yield from (need.ref for need in task.needs)


GATE = "gate"
PHASE = "phase"


def _gates(account: Account) -> Iterator[Reference]:
    yield from (Reference(GATE, stage.id) for stage in account.plan.stages if stage.gate)
    yield from (Reference(PHASE, phase.id) for phase in account.plan.phases if phase.needs)


def _stages_waited_for(account: Account) -> tuple[Reference, ...]:
    return tuple(dict.fromkeys(ref for ref in _named(account) if ref.kind == "stage"))


def _edges(account: Account, index: Mapping[Reference, int]) -> Iterator[Edge]:
    plan = account.plan
    stage_of = {Reference("task", task.id): task.stage for task in plan.tasks}
    for stage in plan.stages:
        gate = Reference(GATE, stage.id)
        for edge in _gate_edges(gate, stage.gate, stage.at, "gate", index):
            if stage_of.get(stage.gate[int(edge.steps[1])]) != stage.id:
                yield edge
    for phase in plan.phases:
        yield from _gate_edges(Reference(PHASE, phase.id), phase.needs, phase.at, "needs", index)
    for task in plan.tasks:
        yield from _task_edges(task, index)


def _gate_edges(
    gate: Reference,
    refs: Sequence[Reference],
    at: Place,
    key: str,
    index: Mapping[Reference, int],
) -> Iterator[Edge]:
    """What a gate waits for; a reference that points nowhere holds nothing here."""
    for number, ref in enumerate(refs):
        if ref in index and gate in index:
            yield Edge(source=index[ref], target=index[gate], at=at, steps=(key, number))


def _task_edges(task: Task, index: Mapping[Reference, int]) -> Iterator[Edge]:
    """A task's needs, its stage's and its phase's gate; and its part in the end of its stage."""
    own = index.get(Reference("task", task.id))
    if own is None:
        return
    for need in task.needs:
        source = index.get(need.ref)
        if source is not None and source != own:
            yield Edge(
                source=source, target=own, type=need.type, lag=need.lag, at=need.at, steps=("ref",)
            )
    for gate in (Reference(GATE, task.stage), Reference(PHASE, task.phase or "")):
        if gate in index:
            yield Edge(source=index[gate], target=own, at=task.at, steps=(_KEY[gate.kind],))
    stage = index.get(Reference("stage", task.stage))
    if stage is not None:
        yield Edge(source=own, target=stage, at=task.at, steps=("stage",))


_KEY = {GATE: "stage", PHASE: "phase"}


def _with_live_gates(nodes: Sequence[Node], edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
    """Without the edges from gates that wait for nothing, or only for such gates."""
    while True:
        held = {edge.target for edge in edges}
        live = tuple(e for e in edges if nodes[e.source].shape != "gate" or e.source in held)
        if len(live) == len(edges):
            return live
        edges = live


def _grouped(size: int, edges: Iterable[Edge], *, by_target: bool) -> tuple[tuple[Edge, ...], ...]:
    groups: list[list[Edge]] = [[] for _ in range(size)]
    for edge in edges:
        groups[edge.target if by_target else edge.source].append(edge)
    return tuple(map(tuple, groups))


@dataclass(frozen=True, slots=True)
class Walk:
    """Nodes, each after those it waits for, and the circles met on the way."""

    order: tuple[int, ...]
    circles: tuple[tuple[Edge, ...], ...]


def walked(held_by: Sequence[Sequence[Edge]]) -> Walk:
    """Depth first from every node to what holds it; an edge back to the path closes a circle."""
    order: list[int] = []
    circles: list[tuple[Edge, ...]] = []
    place: dict[int, int] = {}
    finished: set[int] = set()
    for first in range(len(held_by)):
        if first in finished:
            continue
        path: list[Edge] = []
        ways = [iter(held_by[first])]
        place = {first: 0}
        nodes = [first]
        while ways:
            edge = next(ways[-1], None)
            if edge is None:
                ways.pop()
                node = nodes.pop()
                del place[node]
                finished.add(node)
                order.append(node)
                if path:
                    path.pop()
            elif edge.source in place:
                circles.append((*path[place[edge.source] :], edge))
            elif edge.source not in finished:
                path.append(edge)
                place[edge.source] = len(nodes)
                nodes.append(edge.source)
                ways.append(iter(held_by[edge.source]))
    return Walk(tuple(order), tuple(circles))
