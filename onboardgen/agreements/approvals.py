"""Who has to approve a change request, and since when it is approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date as Day

from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval
from onboardgen.model.people import CUSTOMER, PROVIDER, Party


def missing_approvals(
    change: ChangeRequest, parties: Mapping[str, Party], four_eyes: bool
) -> tuple[Party, ...]:
    """The sides that have not approved. Who asked counts for their own side; with `four_eyes`
    somebody else has to, on each side, and what the one who asked approved does not count."""
    return _missing(change, change.approved, parties, four_eyes)


def approved_on(change: ChangeRequest, parties: Mapping[str, Party], four_eyes: bool) -> Day | None:
    """The day on which the last side approved; None where the change is not approved."""
    if change.status not in ("approved", "done"):
        return None
    in_time = sorted(change.approved, key=lambda one: one.date)
    for count, approval in enumerate(in_time, 1):
        if not _missing(change, in_time[:count], parties, four_eyes):
            return max(approval.date, change.submitted.date)
    return None


def _missing(
    change: ChangeRequest,
    approvals: Iterable[Approval],
    parties: Mapping[str, Party],
    four_eyes: bool,
) -> tuple[Party, ...]:
    asked = change.submitted.by
    people = {one.by for one in approvals}
    people = people - {asked} if four_eyes else people | {asked}
    sides = {parties.get(person) for person in people}
    return tuple(party for party in (CUSTOMER, PROVIDER) if party not in sides)
