"""Two states of a workspace side by side: what was agreed in one and changed in the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Day
from typing import Final

from onboardgen import codes
from onboardgen.changes.facts import Facts, Pointer, Writing
from onboardgen.changes.pairing import Pair, paired
from onboardgen.changes.policy import compare, compare_access
from onboardgen.changes.statements import Statement, account_statements
from onboardgen.checks.mentions import mentions
from onboardgen.findings import Code, Finding, in_order
from onboardgen.loading.layout import ACCESS_FILE
from onboardgen.loading.loader import Loaded
from onboardgen.model.account import Account
from onboardgen.model.people import Person
from onboardgen.workspace import PLANS, SETTINGS_FILE

Writers = Callable[[str, Statement], tuple[Writing, ...]]
"""Who wrote what is stated of a customer, by slug and statement."""
FindWriters = Callable[[Iterable[Person]], Writers]
"""Finds writers among people; asked once, and only where something new is stated."""

Told = Mapping[Code, tuple[Code, ...]]
TOLD_BY_FILES: Final[Told] = {
    codes.LOCKED_ANSWER_CHANGED: (codes.SETTING_MOVED,),
    codes.LOCK_LOOSENED: (codes.SETTING_MOVED,),
    codes.SCOPE_CHANGED: (codes.SCOPE_MOVED,),
    codes.APPROVED_ALONE: (codes.CHANGE_NOT_APPROVED,),
}
"""Not said twice: what the present files tell by themselves of the same record."""
TOLD_BY_CHANGE: Final[Told] = {codes.SIGNED_FILE_CHANGED: (codes.SIGNED_FILE_MISSING,)}
"""Nor what follows for the same record from a change that is told."""
TOLD_AT_PLACE: Final[Told] = {
    codes.SIGNED_FILE_CHANGED: (codes.SIGNED_FILE_ALTERED,),
    codes.RESPONSE_CHANGED: (codes.RESPONSE_MISNAMED,),
    codes.DELETED_BUT_NEEDED: (codes.UNKNOWN_REFERENCE,),
}
"""Nor what follows from it at the same place."""


def compared(
    before: Loaded,
    now: Loaded,
    find_writers: FindWriters,
    *,
    base: str,
    today: Day,
    slugs: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """What changed between two states of a workspace, and may not have, in order.

    `base` names the first state to Git, `today` is the day of the second; `slugs` are the
    customers asked for, by default all. Nothing where the workspace was not there before.
    """
    if now.settings is None or before.tree.file(SETTINGS_FILE) is None:
        return ()
    found = list(_unreadable(before, slugs))
    if before.settings is None:
        return in_order(found)
    facts = Facts(before=before.settings, settings=now.settings, base=base, today=today)
    pairs = [pair for pair in _pairs(before, now) if _is_asked_for(pair, slugs)]
    for (old, new), around in zip(pairs, _around(pairs, facts, find_writers), strict=True):
        found += compare(old, new, around)
    if now.tree.file(ACCESS_FILE) is None or now.team_access:
        found += compare_access(before.team_access, now.team_access, facts)
    return in_order(found)


def merged(present: Iterable[Finding], since: Iterable[Finding]) -> tuple[Finding, ...]:
    """What `check` finds and what changed, in one list; of one cause one finding stays."""
    present = tuple(present)
    told = {(one.code, one.ref) for one in present}
    fresh = [
        one
        for one in since
        if not any((code, one.ref) in told for code in TOLD_BY_FILES.get(one.code, ()))
    ]
    records = {(code, one.ref) for one in fresh for code in TOLD_BY_CHANGE.get(one.code, ())}
    places = {(code, one.location) for one in fresh for code in TOLD_AT_PLACE.get(one.code, ())}
    kept = (
        one
        for one in present
        if (one.code, one.ref) not in records and (one.code, one.location) not in places
    )
    return in_order((*kept, *fresh))


def _pairs(before: Loaded, now: Loaded) -> Iterator[Pair]:
    """Customers side by side. One whose present files are broken is left to what `check` says of
    them; where such a one is new it may be anybody who is gone."""
    known = {account.slug for account in before.accounts} | set(before.broken)
    somebody = any(slug not in known for slug in now.broken)
    for old, new in paired(before.accounts, now.accounts):
        is_broken = old is not None and old.slug in now.broken
        if new or not (is_broken or somebody):
            yield old, new


def _is_asked_for(pair: Pair, slugs: Sequence[str]) -> bool:
    return not slugs or any(account.slug in slugs for account in pair if account)


def _around(pairs: Sequence[Pair], facts: Facts, find_writers: FindWriters) -> Iterator[Facts]:
    """The facts for each pair: who wrote what is new in it, what its records point at, and on
    whose side everybody was."""
    fresh = [_fresh(old, new) if old and new else frozenset() for old, new in pairs]
    writers = find_writers(_people(pairs)) if any(fresh) else None
    for (old, new), statements in zip(pairs, fresh, strict=True):
        written = {one: writers(new.slug, one) for one in statements} if new and writers else {}
        pointers = tuple(_pointers(new)) if new else ()
        sides = old.parties if old else {}
        yield replace(facts, written=written, pointers=pointers, sides=sides)


def _fresh(old: Account, new: Account) -> frozenset[Statement]:
    known = {stated.statement for stated in account_statements(old)}
    return frozenset(stated.statement for stated in account_statements(new)) - known


def _people(pairs: Iterable[Pair]) -> tuple[Person, ...]:
    """Everybody with the addresses that were known before: who adds an address to somebody, or
    somebody to the contacts, does not write in their name by it."""
    accounts = (old for old, _ in pairs if old)
    return tuple(member.person for account in accounts for member in account.members)


def _pointers(account: Account) -> Iterator[Pointer]:
    return (Pointer(one.reference, one.location, one.by) for one in mentions(account))


def _unreadable(before: Loaded, slugs: Sequence[str]) -> Iterator[Finding]:
    """OG824 for the base as a whole, or for each customer of it who cannot be read."""
    if before.settings is None:
        yield _unread(before, SETTINGS_FILE, SETTINGS_FILE)
        return
    for slug in before.broken:
        if not slugs or slug in slugs:
            yield _unread(before, f"{PLANS}/{slug}/", slug)


def _unread(before: Loaded, start: str, name: str) -> Finding:
    """What was wrong first below that path."""
    wrong = next(
        one
        for one in before.findings
        if one.severity == "error" and one.location.path.startswith(start)
    )
    return Finding(
        codes.BASE_UNREADABLE,
        f"{name} could not be read at the base ({wrong.code.id}: {wrong.message}), so nothing is "
        "held against it.",
        wrong.location,
        "Compare with an earlier commit that was sound: `onboardgen check --base REV`.",
    )
