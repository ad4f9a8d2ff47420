"""Which record, and which customer, of the present state is which of the base.

A renamed file is the same record, and a renamed directory the same customer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.plan import Task

Numbered = TypeVar("Numbered", Decision, ChangeRequest)
Pair = tuple[Account | None, Account | None]

NUMBER: Final = 4
"""How many digits a record's file name begins with."""
ALIKE: Final = 0.5
"""The share of records that two customers' directories have in common to be one customer's."""


def paired(base: Iterable[Account], head: Iterable[Account]) -> tuple[Pair, ...]:
    """Each customer of the base with what they are now, and those who are new; by slug, else by
    a portal, else by name, else by most of their records."""
    before = {account.slug: account for account in base}
    now = {account.slug: account for account in head}
    pairs: list[Pair] = [(before[slug], now[slug]) for slug in before if slug in now]
    gone = [account for slug, account in before.items() if slug not in now]
    fresh = [account for slug, account in now.items() if slug not in before]
    for test in (_same_portal, _same_name, _alike):
        for old in list(gone):
            found = next((new for new in fresh if test(old, new)), None)
            if found:
                pairs.append((old, found))
                gone.remove(old)
                fresh.remove(found)
    return (*pairs, *((old, None) for old in gone), *((None, new) for new in fresh))


def decisions_now(base: Account, head: Account) -> Mapping[str, Decision]:
    """The present decision for each id of the base; those that are gone are left out.

    What it supersedes is named by its id of the base, so that following a rename is no edit.
    """
    renamed = new_ids(base.decisions, head.decisions, _content_of_decision)
    old_ids = {new: old for old, new in renamed.items()}
    now = {decision.id: decision for decision in head.decisions}
    found = {old: now[new] for old, new in renamed.items()}
    return {
        old: replace(new, supersedes=old_ids.get(new.supersedes or "", new.supersedes))
        for old, new in found.items()
    }


def changes_now(base: Account, head: Account) -> Mapping[str, ChangeRequest]:
    """The present change request for each id of the base; those that are gone are left out."""
    renamed = new_ids(base.changes, head.changes, _content_of_change)
    now = {change.id: change for change in head.changes}
    return {old: now[new] for old, new in renamed.items()}


def tasks_now(base: Account, head: Account) -> Mapping[str, Task]:
    """The present task for each id of the base; one that got another id is known by its title."""
    now = {task.id: task for task in head.plan.tasks}
    found = {task.id: now[task.id] for task in base.plan.tasks if task.id in now}
    fresh = {task.title: task for task in reversed(head.plan.tasks) if task.id not in found}
    for old in base.plan.tasks:
        if old.id not in found and old.title in fresh:
            found[old.id] = fresh.pop(old.title)
    return found


def new_ids(
    before: Sequence[Numbered], now: Sequence[Numbered], content: Callable[[Numbered], object]
) -> dict[str, str]:
    """The present id for each id of the base: the same, else that of a record with the same
    content, else of the only new one with the same number."""
    ids = {one.id for one in now}
    found = {one.id: one.id for one in before if one.id in ids}
    fresh = [one for one in now if one.id not in found]
    for old in (one for one in before if one.id not in ids):
        same = [new for new in fresh if content(new) == content(old)]
        numbered = [new for new in fresh if new.id[:NUMBER] == old.id[:NUMBER]]
        match = same[:1] or (numbered if len(numbered) == 1 else [])
        for new in match:
            found[old.id] = new.id
            fresh.remove(new)
    return found


def _content_of_decision(decision: Decision) -> object:
    return replace(decision, id="", supersedes=None)


def _content_of_change(change: ChangeRequest) -> object:
    return replace(change, id="", decision=None)


def _same_portal(old: Account, new: Account) -> bool:
    return bool(_portals(old) & _portals(new))


def _portals(account: Account) -> set[str]:
    return {portal.id for portal in account.access.portals} if account.access else set()


def _same_name(old: Account, new: Account) -> bool:
    return old.customer.name == new.customer.name


def _alike(old: Account, new: Account) -> bool:
    one, other = _records(old), _records(new)
    return len(one & other) >= ALIKE * len(one | other)


def _records(account: Account) -> set[str]:
    return {
        *(f"task:{task.id}" for task in account.plan.tasks),
        *(f"decision:{decision.id}" for decision in account.decisions),
        *(f"change:{change.id}" for change in account.changes),
    }
