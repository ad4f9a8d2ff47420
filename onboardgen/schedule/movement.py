"""When something last happened in an account, by what its files say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day

from onboardgen.model.account import Account


def last_movement(account: Account, today: Day) -> Day | None:
    """The last day up to `today` on which somebody did, answered, signed or decided something."""
    return max((day for day in _days(account) if day is not None and day <= today), default=None)


def _days(account: Account) -> Iterator[Day | None]:
    for task in account.plan.tasks:
        yield from (task.started, task.done)
        yield task.blocked.since if task.blocked else None
        yield task.confirmed.date if task.confirmed else None
        yield task.evidence.received if task.evidence else None
    yield from (one.date for one in account.plan.signoffs.plan.signed)
    for decision in account.decisions:
        yield decision.date
    for change in account.changes:
        yield change.submitted.date
        yield from (one.date for one in change.approved)
    if account.worksheet:
        yield from (one.date for one in account.worksheet.signoffs.worksheet.signed)
        for section in account.worksheet.sections:
            yield from (one.answered.date if one.answered else None for one in section.answers)
