"""Which approved change requests let a locked record move, and which have had their effect."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from typing import Final

from onboardgen.agreements.approvals import approved_on, missing_approvals
from onboardgen.agreements.canonical import canonical_answer, same
from onboardgen.agreements.comparison import Part
from onboardgen.agreements.content import SignedAnswer, SignedScopeItem
from onboardgen.agreements.undoing import ABSENT, ScopeState, named_scope
from onboardgen.changes.facts import Facts
from onboardgen.changes.pairing import changes_now
from onboardgen.changes.wording import shown
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerValue

_SIDES: Final = {CUSTOMER: "the customer's side", PROVIDER: "our side"}


def permits(
    base: Account, head: Account, target: Reference, was: Part | None, since: Day, facts: Facts
) -> tuple[ChangeRequest, ...]:
    """The changes of a target that may be carried out now, in the order of approval.

    `was` is what the target was at the base. A change that was approved there counts with what
    it said there, and no longer once its effect was reached.
    """
    before = {new.id: old for old, new in _followed(base, head)}
    known = approved(base, target, since, facts)
    spent = {change.id for change in _spent(known, was)}
    agreed = {change.id: change for change in known}
    found = []
    for change in approved(head, target, since, facts):
        old = before.get(change.id)
        if old is None or old.id not in agreed:
            found.append(change)
        elif old.id not in spent:
            found.append(old)
    return tuple(found)


def approved(account: Account, target: Reference, since: Day, facts: Facts) -> list[ChangeRequest]:
    """The changes of a target that both sides approved on that day or later, in that order."""
    parties = facts.parties(account)
    found = [
        (day, change.id, change)
        for change in account.changes
        if change.target == target
        and (day := approved_on(change, parties, facts.four_eyes))
        and day >= since
    ]
    return [change for _, _, change in sorted(found, key=lambda one: one[:2])]


def what_is_missing(
    head: Account, target: Reference, was: Part | None, now: Part | None, facts: Facts
) -> str:
    """Why the change requests for a target do not let it move, in a sentence; empty where there
    are none."""
    for change in head.changes:
        if change.target != target:
            continue
        if not (stands_for(change.current, was) and stands_for(change.requested, now)):
            values = (canonical_answer("text", one) for one in (change.current, change.requested))
            asked = "from {} to {}".format(*map(shown, values))
            told = f"`{change.id}` asks for a change {asked}, which is not this one."
        elif change.status in ("rejected", "withdrawn"):
            told = f"`{change.id}` asked for it and was {change.status}."
        else:
            missing = missing_approvals(change, facts.parties(head), facts.four_eyes)
            sides = " and ".join(_SIDES.get(party, party) for party in missing)
            lacks = f"{sides} has not approved it" if sides else f"it is {change.status}"
            told = f"`{change.id}` asks for it, but {lacks}."
        return told
    return ""


def stands_for(value: AnswerValue, part: Part | None) -> bool:
    """Whether a value of a change request names the state that a record is in."""
    if isinstance(part, SignedAnswer):
        return same(canonical_answer(part.type, value), part.answer)
    named = named_scope(value)
    if isinstance(part, SignedScopeItem):
        return named is not None and named.fits(ScopeState(part.list, part.text))
    return named == ABSENT


def _followed(base: Account, head: Account) -> Iterator[tuple[ChangeRequest, ChangeRequest]]:
    now = changes_now(base, head)
    return ((old, now[old.id]) for old in base.changes if old.id in now)


def _spent(known: list[ChangeRequest], was: Part | None) -> list[ChangeRequest]:
    """Those that have led to what the base says: up to the last one that asked for just that."""
    reached = [n for n, change in enumerate(known, 1) if stands_for(change.requested, was)]
    done = [change for change in known if change.status == "done"]
    return known[: reached[-1]] if reached else done
