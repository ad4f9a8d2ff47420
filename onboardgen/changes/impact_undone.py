"""A customer as they are now, but for one of the changes: what it would be without that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from onboardgen.changes.impact_records import Identified, side_by_side
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference

Item = TypeVar("Item", bound=Identified)


def undone_one_by_one(base: Account, head: Account) -> Iterator[tuple[Reference | None, Account]]:
    """Each change that a forecast may depend on, by the record it changed, with the account
    without it; None stands for the leave and the calendars of people."""
    before, now = base.plan, head.plan
    for id_, tasks in _without_each(before.tasks, now.tasks):
        yield Reference("task", id_), replace(head, plan=replace(now, tasks=tasks))
    for id_, stages in _without_each(before.stages, now.stages):
        yield Reference("stage", id_), replace(head, plan=replace(now, stages=stages))
    for id_, phases in _without_each(before.phases, now.phases):
        yield Reference("phase", id_), replace(head, plan=replace(now, phases=phases))
    for id_, decisions in _without_each(base.decisions, head.decisions):
        yield Reference("decision", id_), replace(head, decisions=decisions)
    for id_, changes in _without_each(base.changes, head.changes):
        yield Reference("change", id_), replace(head, changes=changes)
    if (before.kickoff, before.go_live) != (now.kickoff, now.go_live):
        plan = replace(now, kickoff=before.kickoff, go_live=before.go_live)
        yield Reference("plan", head.slug), replace(head, plan=plan)
    if before.signoffs != now.signoffs:
        plan = replace(now, signoffs=before.signoffs)
        yield Reference("signoff", "plan"), replace(head, plan=plan)
    if base.worksheet != head.worksheet:
        yield Reference("signoff", "worksheet"), replace(head, worksheet=base.worksheet)
    if base.customer != head.customer or base.members != head.members:
        yield None, replace(head, customer=base.customer, members=base.members)


def _without_each(
    before: Sequence[Item], now: Sequence[Item]
) -> Iterator[tuple[str, tuple[Item, ...]]]:
    """The present records but for one that differs, by its id."""
    for id_, old, new in side_by_side(before, now):
        if old is None:
            yield id_, tuple(one for one in now if one.id != id_)
        elif new is None:
            yield id_, (*now, old)
        elif old != new:
            yield id_, tuple(old if one.id == id_ else one for one in now)
