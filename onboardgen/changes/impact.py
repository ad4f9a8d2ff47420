"""What a change means for one customer: two states in, one record out.

Both states are judged on the same day by the same rules, so what differs comes from the change
and not from the time between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from onboardgen.changes.facts import Facts
from onboardgen.changes.impact_agreements import agreement_changes, sign_off_changes
from onboardgen.changes.impact_dates import (
    go_live_change,
    overdue_changes,
    path_changes,
    promise_changes,
)
from onboardgen.changes.impact_people import access_changes, customer_changes, surrounding_changes
from onboardgen.changes.impact_report import Contents, Impact, RecordChange, Side
from onboardgen.changes.impact_tasks import plan_changes
from onboardgen.changes.impact_worksheet import lock_changes, worksheet_changes
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference


def impact(
    before: Side | None, after: Side | None, facts: Facts, broken: Collection[Finding] = ()
) -> Impact:
    """What changes from one state of a customer to the other; at least one is there.

    `broken` is what the rules of change found between the two and calls an error. Both outlooks
    must be of one day, made with `facts.settings`.
    """
    some = after or before
    if some is None:
        raise ValueError("a customer is there before or after")
    go_live = go_live_change(before, after, facts.settings)
    if before is None or after is None:
        return Impact(
            slug=some.account.slug,
            name=some.account.customer.name,
            kind="new" if after else "removed",
            go_live=go_live,
            broken=tuple(broken),
            contents=_contents(some.account),
        )
    base, head = before.account, after.account
    locks = tuple(lock_changes(base, head, facts, broken))
    entered, left = path_changes(before, after)
    became, ceased = overdue_changes(before, after, facts.settings)
    return Impact(
        slug=head.slug,
        name=head.customer.name,
        kind="changed",
        slug_before=base.slug if base.slug != head.slug else None,
        go_live=go_live,
        broken=tuple(broken),
        entered=entered,
        left=left,
        sign_offs=tuple(sign_off_changes(base, head, facts)),
        locks=locks,
        promises=tuple(promise_changes(base, head, facts.settings)),
        became_overdue=became,
        no_longer_overdue=ceased,
        records=tuple(_records(before, after, {one.ref for one in locks})),
    )


def _records(before: Side, after: Side, locked: Collection[Reference]) -> Iterator[RecordChange]:
    base, head = before.account, after.account
    people = {one.person.id: one.person.name for one in (*base.members, *head.members)}
    return chain(
        agreement_changes(base, head),
        worksheet_changes(base, head, locked),
        plan_changes(before, after),
        access_changes(base.access, head.access, people),
        customer_changes(base, head),
        surrounding_changes(base, head),
    )


def _contents(account: Account) -> Contents:
    sections = account.worksheet.sections if account.worksheet else ()
    return Contents(
        tasks=len(account.plan.tasks),
        questions=sum(len(section.answers) for section in sections),
        decisions=len(account.decisions),
        changes=len(account.changes),
        grants=len(account.access.grants) if account.access else 0,
    )
