"""What happened to decisions, change requests and sign-offs, and who has to sign again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.agreements.sign_offs import sign_off_of, sign_off_state
from onboardgen.changes.facts import Facts
from onboardgen.changes.impact_records import came_and_went, field_changes, plain
from onboardgen.changes.impact_report import RecordChange, RecordKind, SignOffChange
from onboardgen.changes.pairing import changes_now, decisions_now
from onboardgen.changes.wording import lost_approvals
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval, Decision
from onboardgen.model.plan import Signature
from onboardgen.model.reference import Reference

_KINDS: Final[dict[str, RecordKind]] = {
    "accepted": "accepted", "rejected": "rejected", "assessed": "assessed", "done": "done",
    "withdrawn": "withdrawn",
}  # fmt: skip
"""A status that says what happened; `approved` is told by the approvals."""
_TOLD: Final = frozenset({"id", "status", "approved", "due", "supersedes"})


def sign_off_changes(base: Account, head: Account, facts: Facts) -> Iterator[SignOffChange]:
    """Sign-offs that are given now and were not, or are not any more, or lost a signature."""
    for name in SIGNED:
        before = sign_off_state(base, facts.before, name)
        after = sign_off_state(head, facts.settings, name)
        again = tuple(one for one in after.again if one not in before.again)
        if before.given == after.given and not again:
            continue
        known = {difference.ref for difference in before.moved}
        fresh = dict.fromkeys(one.ref for one in after.moved if one.ref not in known)
        yield SignOffChange(
            name=name,
            was_given=before.given,
            is_given=after.given,
            again=again,
            missing=tuple(one for one in after.missing if one not in after.again),
            missing_parties=tuple(
                party
                for party in after.missing_parties
                if party not in {head.parties.get(one) for one in after.again}
            ),
            moved=tuple(fresh),
        )


def agreement_changes(base: Account, head: Account) -> Iterator[RecordChange]:
    """What happened to decisions, change requests and signatures."""
    yield from _of_decisions(base, head)
    yield from _of_requests(base, head)
    for name in SIGNED:
        yield from _of_sign_off(base, head, name)


def _of_decisions(base: Account, head: Account) -> Iterator[RecordChange]:
    now = decisions_now(base, head)
    old_ids = {new.id: old for old, new in now.items()}
    before = {one.id: one for one in base.decisions}
    for decision in head.decisions:
        old_id = old_ids.get(decision.id)
        ref = Reference("decision", decision.id)
        yield from _of_decision(ref, before.get(old_id or ""), now.get(old_id or "", decision))
    for gone in base.decisions:
        if gone.id not in now:
            yield from came_and_went(Reference("decision", gone.id), gone.title, gone, None)


def _of_decision(ref: Reference, old: Decision | None, new: Decision) -> Iterator[RecordChange]:
    if old is None and new.status == "proposed":
        yield RecordChange(ref=ref, kind="created", title=new.title, by=new.owner, on=new.date)
    if new.status != "proposed" and (old is None or old.status != new.status):
        kind = _KINDS[new.status]
        yield RecordChange(ref=ref, kind=kind, title=new.title, by=new.decided_by, on=new.date)
    elif old and old.status != new.status:
        yield _status(ref, old, new)
    yield from _approvals(ref, old, new)
    if new.supersedes and (old is None or old.supersedes != new.supersedes):
        replaced = Reference("decision", new.supersedes)
        yield RecordChange(ref=replaced, kind="superseded", title=new.supersedes, after=new.title)
    elif old and old.supersedes != new.supersedes:
        yield RecordChange(
            ref=ref, kind="changed", title=new.title, field="supersedes", before=old.supersedes
        )
    if old:
        yield from _renamed(ref, old, new)
        told = _TOLD | {"decided_by", "date"} if old.status != new.status else _TOLD
        yield from field_changes(ref, new.title, old, new, told)


def _of_requests(base: Account, head: Account) -> Iterator[RecordChange]:
    now = changes_now(base, head)
    before = {now[one.id].id: one for one in base.changes if one.id in now}
    for change in head.changes:
        yield from _of_request(Reference("change", change.id), before.get(change.id), change)
    for gone in base.changes:
        if gone.id not in now:
            yield from came_and_went(Reference("change", gone.id), _title(gone), gone, None)


def _of_request(
    ref: Reference, old: ChangeRequest | None, new: ChangeRequest
) -> Iterator[RecordChange]:
    if old is None:
        yield RecordChange(
            ref=ref,
            kind="created",
            title=_title(new),
            field=str(new.target),
            before=plain(new.current),
            after=plain(new.requested),
            by=new.submitted.by,
            on=new.submitted.date,
            note="out of scope" if new.in_scope is False else None,
        )
    if new.status != (old.status if old else "submitted"):
        kind = _KINDS.get(new.status)
        if kind:
            yield RecordChange(ref=ref, kind=kind, title=_title(new))
        elif new.status != "approved":
            yield _status(ref, old, new)
    yield from _approvals(ref, old, new)
    if old:
        yield from _renamed(ref, old, new)
        yield from field_changes(ref, _title(new), old, new, _TOLD)


def _of_sign_off(base: Account, head: Account, name: Signed) -> Iterator[RecordChange]:
    ref, title = Reference("signoff", name), f"Sign-off of the {name}"
    before, now = sign_off_of(base, name), sign_off_of(head, name)
    for one in _only_in(now.signed, before.signed):
        yield RecordChange(
            ref=ref, kind="signed", title=title, by=one.by, on=one.date, note=one.evidence
        )
    for one in _only_in(before.signed, now.signed):
        yield RecordChange(ref=ref, kind="signature_removed", title=title, by=one.by, on=one.date)
    yield from _proofs(ref, title, before.signed, now.signed)
    yield from field_changes(ref, title, before, now, ("due", "signed"))


def _only_in(some: tuple[Signature, ...], others: tuple[Signature, ...]) -> list[Signature]:
    known = {(one.by, one.date, one.digest) for one in others}
    return [one for one in some if (one.by, one.date, one.digest) not in known]


def _approvals(
    ref: Reference, old: Decision | ChangeRequest | None, new: Decision | ChangeRequest
) -> Iterator[RecordChange]:
    title = _title(new) if isinstance(new, ChangeRequest) else new.title
    before = old.approved if old else ()
    for one in lost_approvals(new.approved, before):
        if not any((one.by, one.date) == (other.by, other.date) for other in before):
            yield RecordChange(
                ref=ref, kind="approved", title=title, by=one.by, on=one.date, note=one.evidence
            )
    for one in lost_approvals(before, new.approved):
        yield RecordChange(ref=ref, kind="approval_removed", title=title, by=one.by, on=one.date)
    yield from _proofs(ref, title, before, new.approved)


def _proofs(
    ref: Reference,
    title: str,
    before: Sequence[Approval | Signature],
    now: Sequence[Approval | Signature],
) -> Iterator[RecordChange]:
    """Evidence that a yes of before has now, or has other than it had."""
    known = {(one.by, one.date): one.evidence for one in before}
    for one in now:
        was = known.get((one.by, one.date), one.evidence)
        if was != one.evidence and one.evidence:
            yield RecordChange(
                ref=ref,
                kind="changed",
                title=title,
                field="evidence",
                before=was,
                after=one.evidence,
                by=one.by,
            )


def _status(
    ref: Reference, old: Decision | ChangeRequest | None, new: Decision | ChangeRequest
) -> RecordChange:
    title = _title(new) if isinstance(new, ChangeRequest) else new.title
    before = old.status if old else "submitted"
    return RecordChange(ref=ref, kind="status", title=title, before=before, after=new.status)


def _renamed(
    ref: Reference, old: Decision | ChangeRequest, new: Decision | ChangeRequest
) -> Iterator[RecordChange]:
    if old.id != new.id:
        title = _title(new) if isinstance(new, ChangeRequest) else new.title
        yield RecordChange(
            ref=ref, kind="renamed", title=title, field="id", before=old.id, after=new.id
        )


def _title(change: ChangeRequest) -> str:
    return change.title or f"Change of {change.target}"
