"""What a change does to dates: go-live and what moves it, the critical path, what is late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day

from onboardgen.changes.impact_records import side_by_side
from onboardgen.changes.impact_report import (
    Ahead,
    GoLiveChange,
    Mover,
    Named,
    OverdueItem,
    PromiseChange,
    Side,
)
from onboardgen.changes.impact_tasks import task_pairs
from onboardgen.changes.impact_undone import undone_one_by_one
from onboardgen.changes.pairing import changes_now, decisions_now
from onboardgen.model.account import Account
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Worksheet
from onboardgen.schedule.calendars import Calendars
from onboardgen.schedule.forecast import forecast
from onboardgen.schedule.open_items import live_since, open_items

MOST_UNDONE = 40
"""Above so many changes nobody asks which of them moved go-live: a forecast is made for each."""


def go_live_change(before: Side | None, after: Side | None, settings: Settings) -> GoLiveChange:
    """Go-live in both states, and what moved it."""
    one, other = _ahead(before), _ahead(after)
    old = one.go_live.forecast if one else None
    new = other.go_live.forecast if other else None
    if not before or not after or old is None or new is None:
        return GoLiveChange(before=one, after=other)
    days = _go_live_days(after, old, new)
    movers = tuple(_movers(before, after, settings, days)) if old != new else ()
    return GoLiveChange(before=one, after=other, days=days, movers=movers)


def path_changes(before: Side, after: Side) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """What entered the critical path and what left it; what is done or gone has no place there,
    and is not told."""
    pairs = [(o, n) for o, n in task_pairs(before.account.plan, after.account.plan) if o and n]
    was_called = {new.id: old.id for old, new in pairs}
    one, other = before.outlook.forecast.critical_path, after.outlook.forecast.critical_path
    kept = {was_called.get(id_, id_) for id_ in other}
    states = after.outlook.standing.tasks
    entered = (
        Named(Reference("task", task.id), task.title)
        for task in after.account.plan.tasks
        if task.id in other and was_called.get(task.id, task.id) not in one
    )
    left = (
        Named(Reference("task", new.id), new.title)
        for old, new in pairs
        if old.id in one and old.id not in kept and states[new.id].is_open
    )
    return tuple(entered), tuple(left)


def overdue_changes(
    before: Side, after: Side, settings: Settings
) -> tuple[tuple[OverdueItem, ...], tuple[OverdueItem, ...]]:
    """What is late now and was not, and what was late and is not any more, done or moved."""
    one, other = (
        {item.ref: item for item in open_items(side.outlook.standing, settings) if item.is_overdue}
        for side in (before, after)
    )
    became = (
        OverdueItem(ref=ref, title=item.title, owner=item.owner, due=item.due)
        for ref, item in other.items()
        if ref not in one
    )
    ceased = (
        OverdueItem(ref=ref, title=item.title, owner=item.owner, due=item.due)
        for ref, item in one.items()
        if ref not in other
    )
    return tuple(became), tuple(ceased)


def promise_changes(base: Account, head: Account, settings: Settings) -> Iterator[PromiseChange]:
    """Promises of tasks that are new, moved or gone, in the order of the plan; then those of
    sections, sign-offs, decisions and change requests. What is new or gone has none to tell."""
    calendars = Calendars(head, settings)
    for old, new in task_pairs(base.plan, head.plan):
        if old and new and old.due != new.due and new.status != "dropped":
            yield _of_task(old, new, calendars)
    for ref, title, owner, before, after in _others(base, head):
        if before != after:
            yield PromiseChange(
                ref=ref,
                title=title,
                owner=owner,
                before=before,
                after=after,
                days=calendars.organization.between(before, after) if before and after else None,
            )


def _of_task(old: Task, new: Task, calendars: Calendars) -> PromiseChange:
    added = new.moved[len(old.moved) :]
    move = added[-1] if added else None
    days = calendars.of(new.owner).between(old.due, new.due) if old.due and new.due else None
    return PromiseChange(
        ref=Reference("task", new.id),
        title=new.title,
        owner=new.owner,
        before=old.due,
        after=new.due,
        days=days,
        reason=move.reason if move else None,
        note=move.note if move else None,
        lapsed=old.confirmed.by if old.confirmed and not new.confirmed else None,
    )


def _others(
    base: Account, head: Account
) -> Iterator[tuple[Reference, str, str | None, Day | None, Day | None]]:
    before, now = base.worksheet or Worksheet(), head.worksheet or Worksheet()
    for id_, old, new in side_by_side(before.sections, now.sections):
        if old and new:
            yield Reference("section", id_), new.title, new.owner, old.due, new.due
    signed = before.signoffs.worksheet, now.signoffs.worksheet
    planned = base.plan.signoffs.plan, head.plan.signoffs.plan
    for name, (one, other) in (("worksheet", signed), ("plan", planned)):
        yield Reference("signoff", name), f"Sign-off of the {name}", None, one.due, other.due
    decisions = decisions_now(base, head)
    for was in base.decisions:
        is_ = decisions.get(was.id)
        if is_:
            yield Reference("decision", is_.id), is_.title, is_.owner, was.due, is_.due
    changes = changes_now(base, head)
    for asked in base.changes:
        ask = changes.get(asked.id)
        if ask:
            title = ask.title or f"Change of {ask.target}"
            yield Reference("change", ask.id), title, ask.owner, asked.due, ask.due


def _ahead(side: Side | None) -> Ahead | None:
    if side is None:
        return None
    account, outlook = side.account, side.outlook
    return Ahead(
        go_live=outlook.forecast.go_live,
        likely=outlook.likely.get(account.plan.go_live.milestone),
        live=live_since(account),
        health=outlook.health,
    )


def _go_live_days(side: Side, before: Day, after: Day) -> int:
    net = side.outlook.forecast.network
    return net.nodes[net.go_live].days.between(before, after) if net.go_live is not None else 0


def _movers(before: Side, after: Side, settings: Settings, days: int) -> Iterator[Mover]:
    """The changes that, undone alone, would bring go-live back some of the way."""
    variants = tuple(undone_one_by_one(before.account, after.account))
    if len(variants) > MOST_UNDONE:
        return
    now = after.outlook.forecast.go_live.forecast
    found = []
    for ref, variant in variants:
        other = forecast(variant, settings, after.outlook.as_of).go_live.forecast
        if other is not None and now is not None:
            found.append(Mover(ref, _go_live_days(after, other, now)))
    yield from _greatest(found, 1 if days > 0 else -1)


def _greatest(found: Iterable[Mover], sign: int) -> list[Mover]:
    pushing = [one for one in found if one.days * sign > 0]
    return sorted(pushing, key=lambda one: (-one.days * sign, str(one.ref or "")))
