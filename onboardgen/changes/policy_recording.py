"""Who wrote down what others said yes to, and when it is said to have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from onboardgen import codes
from onboardgen.agreements.approvals import missing_approvals
from onboardgen.changes.facts import Facts, Writing
from onboardgen.changes.pairing import changes_now, decisions_now, tasks_now
from onboardgen.changes.policy_requests import AGREED
from onboardgen.changes.statements import Deed, Stated, account_statements
from onboardgen.findings import Finding
from onboardgen.model.account import Account

LATE_DAYS: Final = 14
"""Calendar days within which something is written down as it happened."""
PERSONAL: Final[tuple[Deed, ...]] = ("approved", "signed")
"""What is a person's own yes, whoever writes it down."""
NAMES: Final[dict[Deed, str]] = {
    "approved": "approval",
    "signed": "signature",
    "submitted": "request",
    "decided": "decision",
    "answered": "answer",
    "confirmed": "confirmation",
    "done": "completion",
    "granted": "grant",
    "ended": "end",
}


def others_yes_is_proven(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG818 for a new approval or signature that somebody else wrote down, without evidence; and
    for a new request that counts as the approval of who asked."""
    counted = _counted_requests(head, facts) if head else frozenset()
    for stated, written in _new(base, head, facts):
        told = stated.statement
        counts = told.deed == "submitted" and told.ref in counted
        if stated.evidence or not (counts or told.deed in PERSONAL):
            continue
        if not any(one.person == told.by for one in written):
            where = "an entry of theirs in `approved`" if counts else "the entry"
            yield Finding(
                codes.RECORDED_FOR_ANOTHER,
                f"{written[0].name} wrote down the {NAMES[told.deed]} of {told.by}"
                f"{', which counts as a yes,' if counts else ','} and nothing shows it.",
                stated.location,
                f"Add `evidence` to {where}: the mail, the receipt or the minutes where their "
                f"yes can be seen. Or let {told.by} commit it, from an address known before.",
                told.ref,
            )


def nothing_is_dated_ahead(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG819 for a date that had not come anywhere on Earth when it was written, or is still to
    come: a commit may be dated ahead as well."""
    tomorrow = facts.today + timedelta(days=1)
    for stated, written in _new(base, head, facts):
        told = stated.statement
        if all(told.day > min(one.latest, tomorrow) for one in written):
            day = min(written[0].day, facts.today)
            yield Finding(
                codes.STATED_AHEAD,
                f"The {NAMES[told.deed]} is dated {told.day}, and was written down on {day}.",
                stated.location,
                "Write the day on which it happened.",
                told.ref,
            )


def nothing_is_written_down_late(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG820 for what was written down more than LATE_DAYS after the day it is dated."""
    late = timedelta(days=LATE_DAYS)
    for stated, written in _new(base, head, facts):
        told = stated.statement
        if all(one.day - told.day > late for one in written):
            yield Finding(
                codes.STATED_LATE,
                f"The {NAMES[told.deed]} is dated {told.day}, and was written down on "
                f"{written[0].day}, {(written[0].day - told.day).days} days later.",
                stated.location,
                "If the date is right, let the message of the commit say why it comes late.",
                told.ref,
            )


def _counted_requests(head: Account, facts: Facts) -> frozenset[str]:
    """The approved changes to which only who asked said yes on their side, by asking."""
    parties = facts.parties(head)
    return frozenset(
        f"change:{change.id}"
        for change in head.changes
        if change.status in AGREED
        and change.submitted.by not in {one.by for one in change.approved}
        and not missing_approvals(change, parties, four_eyes=False)
        and parties.get(change.submitted.by) in missing_approvals(change, parties, four_eyes=True)
    )


def _new(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[tuple[Stated, tuple[Writing, ...]]]:
    """What the present state says and the base did not, with who wrote it.

    A worksheet or an access file that the base did not have brings its answers and grants along.
    """
    if base is None or head is None:
        return
    brought: set[Deed] = set()
    if base.worksheet is None:
        brought.add("answered")
    if base.access is None:
        brought |= {"granted", "ended"}
    decisions, changes = decisions_now(base, head), changes_now(base, head)
    renamed = {
        **{f"decision:{new.id}": f"decision:{old}" for old, new in decisions.items()},
        **{f"change:{new.id}": f"change:{old}" for old, new in changes.items()},
        **{f"task:{new.id}": f"task:{old}" for old, new in tasks_now(base, head).items()},
    }
    known = {_key(stated, {}) for stated in account_statements(base)}
    for stated in account_statements(head):
        written = facts.written.get(stated.statement)
        is_new = stated.statement.deed not in brought and _key(stated, renamed) not in known
        if written and is_new:
            yield stated, written


def _key(stated: Stated, renamed: dict[str, str]) -> tuple[object, ...]:
    told = stated.statement
    return renamed.get(told.ref, told.ref), told.deed, told.by, told.day, told.detail
