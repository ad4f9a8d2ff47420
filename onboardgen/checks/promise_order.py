"""Promises against each other: what waits is promised after what it waits for, and has time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day

from onboardgen import codes
from onboardgen.checks.promised import (
    Left,
    Promise,
    Promises,
    earliest_finish,
    promised,
    promises_of,
)
from onboardgen.checks.spoken import counted, line_of, name_of, owned, several, spoken
from onboardgen.findings import Code, Finding, Location
from onboardgen.model.settings import Settings
from onboardgen.schedule.network import GATE, PHASE, Network


@dataclass(frozen=True, slots=True)
class TooEarly:
    """A promise that cannot be kept if the others are. `left` is what holds it back most, None
    where that is the kickoff or its own `start`; `day` is the earliest that it could promise."""

    promise: Promise
    code: Code
    left: Left | None
    day: Day


def promises_fit_each_other(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG711 where a task is promised before what it waits for lets it be done, OG716 where there
    is too little time left for its duration. One finding for each cause."""
    promises = promises_of(net)
    found: dict[tuple[Code, int, bool], list[TooEarly]] = {}
    for one in promised(net):
        if one.before_kickoff or one.before_start or one.number in promises.circling:
            continue
        early = _too_early(promises, one)
        if early:
            cause = early.left.cause.source if early.left else one.number
            key = (early.code, cause, early.left is None)
            found.setdefault(key, []).append(early)
    for group in found.values():
        first, *others = sorted(group, key=lambda early: (early.promise.due, early.promise.at))
        also = several(early.promise.task.id for early in others)
        also = f" The same holds for {also}." if also else ""
        if first.left and first.code is codes.PROMISED_TOO_EARLY:
            yield _before_others(promises, first, first.left, also)
        else:
            yield _without_time(promises, first, also)


def _too_early(promises: Promises, one: Promise) -> TooEarly | None:
    days = one.node.days
    due = days.offset(days.on_or_after(one.due))
    running = one.task.started is not None and not one.task.is_milestone
    left = [each for each in promises.left[one.number] if each.of_finish or not running]
    worst = max(left, key=lambda each: each.day, default=None)
    if worst and worst.day > due:
        return TooEarly(one, codes.PROMISED_TOO_EARLY, worst, days.day(worst.day))
    if running or one.task.is_milestone:
        return None
    floor = promises.floor(one.task)
    finish = earliest_finish(one.node, tuple(left), floor)
    if finish is None or finish <= due:
        return None
    begins = [each for each in left if not each.of_finish]
    last = max(begins, key=lambda each: each.day, default=None)
    if last and floor and last.day <= days.offset(days.on_or_after(floor)):
        last = None
    return TooEarly(one, codes.TOO_SHORT, last, days.day(finish))


def _before_others(promises: Promises, early: TooEarly, left: Left, also: str) -> Finding:
    net, task = promises.net, early.promise.task
    reach = "be reached" if task.is_milestone else "be finished" if left.of_finish else "begin"
    at = _due_at(net, left)
    earlier = f", or an earlier one there ({line_of(at)})" if at else ""
    return Finding(
        codes.PROMISED_TOO_EARLY,
        f"{owned(net.account, task)} is promised for {early.promise.due}, but waits for "
        f"{_cause(promises, left)}.{also}",
        early.promise.at,
        f"It cannot {reach} before {early.day}: agree on a later date here{earlier}.",
        f"task:{task.id}",
    )


def _without_time(promises: Promises, early: TooEarly, also: str) -> Finding:
    net, task, days = promises.net, early.promise.task, early.promise.node.days
    floor = promises.floor(task)
    if early.left:
        begin, why = days.day(early.left.day), f"because of {_cause(promises, early.left)}"
    else:
        begin = days.on_or_after(floor or net.account.plan.kickoff)
        why = "because of its `start`" if floor == task.start else "because of the kickoff"
    room = days.between(begin, early.promise.due) + 1
    return Finding(
        codes.TOO_SHORT,
        f"{owned(net.account, task)} takes {counted(task.duration or 1, 'working day')} and is "
        f"promised for {early.promise.due}, but cannot begin before {begin}, {why}: that leaves "
        f"{max(room, 0)}.{also}",
        early.promise.at,
        f"Promise it for {early.day} or later, or correct the other dates or its `duration`.",
        f"task:{task.id}",
    )


def _cause(promises: Promises, left: Left) -> str:
    """What is waited for, by whom it is promised, and for when."""
    net, edge = promises.net, left.cause
    source = net.nodes[edge.source]
    name, due = spoken(source.ref), _due(promises, edge.source)
    if source.task:
        name += f" of {name_of(net.account, source.task.owner)}"
    if left.edge.type in ("SS", "SF"):
        name = f"the start of {name}"
    holder = net.nodes[edge.target].ref
    gate = f" in {spoken(holder)}" if holder.kind in (GATE, PHASE) else ""
    lag = f" (lag {left.edge.lag})" if left.edge.lag else ""
    return f"{name}{gate}{lag}, {due}"


def _due(promises: Promises, number: int) -> str:
    node = promises.net.nodes[number]
    if node.task:
        due = promises.due(node.task)
        if due:
            return f"promised for {due}"
    elif node.truth and node.truth.due:
        return f"due on {node.truth.due}"
    return f"which cannot be done before {node.days.day(promises.finishes[number][0] // 2)}"


def _due_at(net: Network, left: Left) -> Location | None:
    node = net.nodes[left.cause.source]
    return node.task.at.value("due") if node.task and node.task.due else None
