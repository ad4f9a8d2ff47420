"""Change requests: what somebody said yes to stays as it was, and so does the yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from onboardgen import codes
from onboardgen.agreements.approvals import missing_approvals
from onboardgen.changes.facts import Facts
from onboardgen.changes.pairing import changes_now
from onboardgen.changes.wording import changed_fields, lost_approvals
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.change_request import Assessment, ChangeRequest

FREE: Final = ("id", "owner", "due", "status", "approved", "decision", "visibility")
"""What of a change request may change after an approval."""
AGREED: Final = ("approved", "done")
REFUSED: Final = ("rejected", "withdrawn")


def approved_facts_stand(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG808 for a change request whose facts changed after somebody had approved it."""
    for old, new in _approved_before(base, head):
        edited = _edited(old, new) if new else ()
        if new and edited:
            names = ", ".join(f"`{field}`" for field in edited)
            yield Finding(
                codes.CHANGE_EDITED,
                f"`{old.id}` was edited after it was approved: {names}.",
                new.at.value(edited[0]),
                f"Put it back: `{facts.restore(old.at.path)}`. What is wanted now is a change "
                "request of its own, for both sides to approve.",
                f"change:{new.id}",
            )


def approvals_are_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG809 for an approval that is gone, altered or undone by the status."""
    for old, new in _approved_before(base, head):
        back = f"Bring it back: `{facts.restore(old.at.path)}`."
        ref = f"change:{old.id}"
        if new is None:
            message = f"The change request `{old.id}` was approved, and then deleted."
            yield Finding(codes.APPROVAL_TAKEN_BACK, message, old.at.value(), back, ref)
            continue
        for lost in lost_approvals(old.approved, new.approved):
            yield Finding(
                codes.APPROVAL_TAKEN_BACK,
                f"The approval of `{old.id}` by {lost.by} on {lost.date} is gone or altered.",
                new.at.value("approved"),
                f"{back} Who changes their mind asks for the way back in a new change request.",
                ref,
            )
        if old.status in AGREED and new.status not in AGREED:
            yield Finding(
                codes.APPROVAL_TAKEN_BACK,
                f"`{old.id}` was {old.status}, and is {new.status} now.",
                new.at.value("status"),
                f"Write `status: {old.status}` again. Who changes their mind asks for the way back "
                "in a new change request.",
                ref,
            )


def four_eyes_see_each_change(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG817 where four eyes are demanded, and who asked is the only one of their side to approve.

    Demanded by the base's rules or by the present ones, for what is approved since the base.
    """
    if base is None or head is None or not facts.four_eyes:
        return
    parties = facts.parties(head)
    now = {new.id: old for old, new in _pairs(base, head) if new}
    for change in head.changes:
        before = now.get(change.id)
        asked = change.submitted.by
        known = {one.by for one in before.approved} if before else set()
        alone = parties.get(asked) in missing_approvals(change, parties, four_eyes=True)
        for approval in change.approved:
            if approval.by == asked and asked not in known and alone:
                yield Finding(
                    codes.APPROVED_ALONE,
                    f"{asked} asked for this change and approves it, and nobody else of that "
                    "side does.",
                    approval.at.value("by"),
                    "`rules.four_eyes` asks for somebody else of the same side: add them to "
                    "`approved`.",
                    f"change:{change.id}",
                )


def _edited(old: ChangeRequest, new: ChangeRequest) -> tuple[str, ...]:
    """The facts that differ. Who says no may add the reason to the note of the assessment."""
    if new.status in REFUSED and old.status not in AGREED:
        before, after = old.assessment or Assessment(), new.assessment or Assessment()
        if (after.note or "").startswith((before.note or "").rstrip()):
            new = replace(new, assessment=replace(after, note=before.note))
            old = replace(old, assessment=before)
    return changed_fields(old, new, FREE)


def _approved_before(
    base: Account | None, head: Account | None
) -> Iterator[tuple[ChangeRequest, ChangeRequest | None]]:
    """What somebody had approved at the base, with what it is now."""
    if base and head:
        for old, new in _pairs(base, head):
            if old.approved or old.status in AGREED:
                yield old, new


def _pairs(base: Account, head: Account) -> Iterator[tuple[ChangeRequest, ChangeRequest | None]]:
    now = changes_now(base, head)
    return ((old, now.get(old.id)) for old in base.changes)
