"""Accepted decisions stand as they were accepted; one replaces another, in one line."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.changes.facts import Facts
from onboardgen.changes.pairing import decisions_now
from onboardgen.changes.wording import changed_fields, lost_approvals
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.decision import Decision


def accepted_decisions_are_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG805 where the file of an accepted decision is gone."""
    if base is None or head is None:
        return
    now = decisions_now(base, head)
    for decision in _accepted(base):
        if decision.id not in now:
            place = decision.at.value()
            yield Finding(
                codes.DECISION_DELETED,
                f"The accepted decision `{decision.id}` was deleted.",
                place,
                f"Bring it back: `{facts.restore(place.path)}`. {_instead(head, decision)}",
                f"decision:{decision.id}",
            )


def accepted_decisions_are_not_edited(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG804 for each decision that was accepted and says something else now.

    Approvals may be added, and evidence to an approval that had none.
    """
    if head is None:
        return
    for old, new in _still_there(base, head):
        edited = changed_fields(old, new, ("id", "approved", "supersedes"))
        if lost_approvals(old.approved, new.approved):
            edited = (*edited, "approved")
        if edited:
            names = ", ".join(f"`{field}`" for field in edited)
            yield Finding(
                codes.DECISION_EDITED,
                f"`{old.id}` was accepted on {old.date} and is not edited any more. "
                f"This was: {names}.",
                new.at.value(edited[0]),
                f"Put it back: `{facts.restore(old.at.path)}`. {_instead(head, new)}",
                f"decision:{new.id}",
            )


def chains_are_not_broken(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG807 where an accepted decision no longer replaces the one it replaced, or another."""
    for old, new in _still_there(base, head):
        if old.supersedes != new.supersedes:
            before = f"`{old.supersedes}`" if old.supersedes else "none"
            after = f"`{new.supersedes}`" if new.supersedes else "none"
            written = f"Write `supersedes: {old.supersedes}` again."
            yield Finding(
                codes.CHAIN_BROKEN,
                f"`{old.id}` was accepted as replacing {before}; now it replaces {after}.",
                new.at.value("supersedes"),
                written if old.supersedes else "Take `supersedes` out; a new decision may have it.",
                f"decision:{new.id}",
            )


def chains_do_not_fork(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG806 for an accepted decision that replaces what another one has replaced already."""
    if base is None or head is None:
        return
    now = decisions_now(base, head)
    known = {now[one.id].id for one in _accepted(base) if one.id in now}
    first: dict[str, Decision] = {}
    in_turn = sorted(_accepted(head), key=lambda one: (one.id not in known, one.date, one.id))
    for decision in in_turn:
        if not decision.supersedes:
            continue
        earlier = first.setdefault(decision.supersedes, decision)
        if earlier is not decision and decision.id not in known:
            last = _last_of_chain(head, earlier)
            yield Finding(
                codes.CHAIN_FORKED,
                f"`{decision.supersedes}` was replaced by `{earlier.id}` already, so two "
                "decisions would hold in its place.",
                decision.at.value("supersedes"),
                f"Write `supersedes: {last}`, the one that holds now.",
                f"decision:{decision.id}",
            )


def _instead(account: Account, decision: Decision) -> str:
    decide = f"onboardgen decide {account.slug} NAME --supersedes {decision.id}"
    return f"To decide anew: `{decide}`."


def _accepted(account: Account) -> Iterator[Decision]:
    return (decision for decision in account.decisions if decision.status == "accepted")


def _still_there(base: Account | None, head: Account | None) -> Iterator[tuple[Decision, Decision]]:
    """Each decision accepted at the base with what it is now."""
    if base and head:
        now = decisions_now(base, head)
        yield from ((old, now[old.id]) for old in _accepted(base) if old.id in now)


def _last_of_chain(account: Account, start: Decision) -> str:
    """The accepted decision at the end of the line of replacements that begins with `start`."""
    by = {one.supersedes: one.id for one in reversed(list(_accepted(account))) if one.supersedes}
    last, seen = start.id, {start.supersedes}
    while last not in seen and by.get(last):
        seen.add(last)
        last = by[last]
    return last
