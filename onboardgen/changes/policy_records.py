"""Records that others rely on, and customers with all that was agreed with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from onboardgen import codes
from onboardgen.changes.facts import Facts
from onboardgen.changes.pairing import changes_now, decisions_now
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference

INSTEAD: Final = {
    "task": "A task that is not done any more has `status: dropped`.",
    "change": "A change request that is not wanted any more has `status: withdrawn`.",
    "decision": "A decision that does not hold has `status: rejected`, or is replaced.",
    "commitment": "A commitment that does not hold any more has `state: withdrawn`.",
}


def what_others_need_is_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG816 for each reference to a record that the base had and that is deleted."""
    if base is None or head is None:
        return
    before, now = _records(base), _records(head)
    renamed = _renamed(base, head)
    for pointer in facts.pointers:
        was = before.get(pointer.reference)
        if was is None or pointer.reference in now:
            continue
        new = renamed.get(pointer.reference)
        what = f"`{pointer.reference}`"
        deleted = f"{what} is called `{new}` now" if new else f"{what} was deleted"
        restore = f"Bring it back from {was.path}:{was.line} of {facts.base}"
        other = INSTEAD.get(pointer.reference.kind, "")
        yield Finding(
            codes.DELETED_BUT_NEEDED,
            f"{deleted}, and this still points at it.",
            pointer.location,
            f"Point at `{new}`." if new else f"{restore}, or point at another one. {other}".strip(),
            pointer.by,
        )


def customers_are_not_deleted(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG823 for a customer who is gone with what was agreed.

    Lawful once `events.yaml` says that they churned and every grant has ended.
    """
    if base is None or head is not None:
        return
    churned = any(event.kind == "churned" for event in base.events)
    grants = base.access.grants if base.access else ()
    open_ones = [grant for grant in grants if grant.is_open(facts.today)]
    if not _agreements(base) or (churned and not open_ones):
        return
    yield Finding(
        codes.CUSTOMER_DELETED,
        f"{base.customer.name} was deleted, and with it {_agreements(base)}.",
        base.customer.at.value(),
        f"Bring it back: `{facts.restore(f'plans/{base.slug}')}`. It may go once a change before "
        "has ended every grant, and written `{kind: churned, date: …}` into its events.yaml.",
    )


def _agreements(account: Account) -> str:
    worksheet = account.worksheet
    signed = len(account.plan.signoffs.plan.signed)
    signed += len(worksheet.signoffs.worksheet.signed) if worksheet else 0
    counts = {
        "accepted decision": sum(one.status == "accepted" for one in account.decisions),
        "approved change request": sum(bool(one.approved) for one in account.changes),
        "signature": signed,
        "response": len(account.responses),
        "grant": len(account.access.grants) if account.access else 0,
    }
    return ", ".join(f"{n} {what}{'s' if n > 1 else ''}" for what, n in counts.items() if n)


def _records(account: Account) -> Mapping[Reference, Location]:
    """Every record that can be deleted, and where it stands."""
    plan, worksheet = account.plan, account.worksheet
    found = {
        **{Reference("task", one.id): one.at for one in plan.tasks},
        **{Reference("stage", one.id): one.at for one in plan.stages},
        **{Reference("decision", one.id): one.at for one in account.decisions},
        **{Reference("change", one.id): one.at for one in account.changes},
        **{Reference("guide", one.id): one.at for one in account.guides},
        **{Reference("commitment", one.id): one.at for one in account.customer.commitments},
    }
    for section in worksheet.sections if worksheet else ():
        found[Reference("section", section.id)] = section.at
        for answer in section.answers:
            found[Reference("setting", f"{section.id}.{answer.id}")] = answer.at
    if worksheet:
        scope = worksheet.scope
        for item in (*scope.included, *scope.deferred, *scope.excluded):
            found[Reference("scope", item.id)] = item.at
    return {reference: at.value() for reference, at in found.items()}


def _renamed(base: Account, head: Account) -> Mapping[Reference, Reference]:
    decisions = {old: new.id for old, new in decisions_now(base, head).items()}
    changes = {old: new.id for old, new in changes_now(base, head).items()}
    return {
        Reference(kind, old): Reference(kind, new)
        for kind, ids in (("decision", decisions), ("change", changes))
        for old, new in ids.items()
        if old != new
    }
