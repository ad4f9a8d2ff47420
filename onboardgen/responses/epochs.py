"""Whether an epoch is one that a portal had: of today, or of an earlier state of its grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

from onboardgen.access.grants import AudienceGrants, epoch_of, grants_of
from onboardgen.access.portal_keys import PortalKey
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.people import Member

_DAY = timedelta(days=1)


def is_known_epoch(
    epoch: str,
    key: PortalKey,
    portal: PortalKeys,
    access: Access,
    members: Iterable[Member],
    iterations: int,
    today: Day,
) -> bool:
    """Whether `epoch` follows from the grants as they are, or as they were on an earlier day.

    The portal's `refresh`, its people and the key stretching count as they are now: what was
    locked anew by one of them is a page of no known epoch.
    """
    seen: set[tuple[str, ...]] = set()
    for grants in _states(access, tuple(members), portal, today):
        if grants.closed not in seen:
            seen.add(grants.closed)
            if epoch_of(key, portal, grants, iterations) == epoch:
                return True
    return False


def _states(
    access: Access, members: tuple[Member, ...], portal: PortalKeys, today: Day
) -> Iterator[AudienceGrants]:
    """What was open and closed, the latest state first: grants are only added to the end of
    their list, and each is closed by a day."""
    days = sorted({today, *_days(access.grants, today)}, reverse=True)
    for number in range(len(access.grants), -1, -1):
        for day in days:
            grants = tuple(_on(grant, day) for grant in access.grants[:number])
            yield grants_of(replace(access, grants=grants), members, portal.audience, day)


def _on(grant: Grant, day: Day) -> Grant:
    """The grant as the file had it on a day, when it may not have been ended yet."""
    return replace(grant, ended=None) if grant.ended and grant.ended > day else grant


def _days(grants: Iterable[Grant], today: Day) -> Iterator[Day]:
    """The days around which a grant was closed."""
    for grant in grants:
        for day in (grant.ended, grant.until and grant.until + _DAY):
            if day:
                yield from (one for one in (day, day - _DAY) if one <= today)
