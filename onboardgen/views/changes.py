"""Change requests: the list, and one page each with its six fields, cost and approvals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from onboardgen.agreements.approvals import missing_approvals
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerType, AnswerValue
from onboardgen.views.decisions import ApprovalView, approvals, setting_view, waiting_on
from onboardgen.views.history import NO_HISTORY, EntryView, History
from onboardgen.views.reading import Reading, Target, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One change request. `price` is in `currency`; None where nothing is priced yet."""

    id: str
    number: str
    title: str
    path: str
    status: str
    target: Target
    value_type: AnswerType
    columns: tuple[str, ...]
    current: AnswerValue
    requested: AnswerValue
    reason: str
    downstream: tuple[str, ...]
    effective: Day
    requested_by: Who | None
    requested_on: Day
    owner: Who | None
    due: Day | None
    overdue: bool
    classification: str | None
    in_scope: bool | None
    schedule_days: int | None
    price: float | None
    currency: str | None
    effort_hours: float | None
    note: str | None
    approved: tuple[ApprovalView, ...]
    missing_approvals: tuple[str, ...]
    waits_on_reader: bool
    decision: Target | None
    unblocks: tuple[Target, ...]
    history: tuple[EntryView, ...] = ()

    @property
    def open(self) -> bool:
        return self.status in ("submitted", "assessed")


def change_views(reading: Reading, history: History = NO_HISTORY) -> tuple[ChangeView, ...]:
    """Every change request, open ones first, then the newest first."""
    views = [_change(one, reading, history) for one in reading.account.changes]
    newest = sorted(views, key=lambda view: (view.requested_on, view.id), reverse=True)
    return tuple(sorted(newest, key=lambda view: not view.open))


def _change(change: ChangeRequest, reading: Reading, history: History) -> ChangeView:
    cost = change.assessment
    value = setting_view(change.target.id, change.current, reading)
    open_ = change.status in ("submitted", "assessed")
    parties = {id_: member.party for id_, member in reading.members.items()}
    four_eyes = reading.settings.rules.four_eyes
    missing = missing_approvals(change, parties, four_eyes) if open_ else ()
    target = reading.target(change.target)
    rate = reading.settings.rate
    return ChangeView(
        id=change.id,
        number=change.id.partition("-")[0],
        title=change.title or target.title or str(change.target),
        path=f"changes/{change.id}",
        status=change.status,
        target=target,
        value_type=value.type,
        columns=value.columns,
        current=change.current,
        requested=change.requested,
        reason=change.reason,
        downstream=change.downstream,
        effective=change.effective,
        requested_by=reading.who(change.submitted.by),
        requested_on=change.submitted.date,
        owner=reading.who(change.owner),
        due=change.due,
        overdue=open_ and change.due is not None and change.due < reading.as_of,
        classification=change.classification,
        in_scope=change.in_scope,
        schedule_days=cost.schedule_days if cost else None,
        price=cost.price if cost else None,
        currency=rate.currency if rate else None,
        effort_hours=cost.effort_hours if cost else None,
        note=cost.note if cost else None,
        approved=approvals(change.approved, reading),
        missing_approvals=tuple(reading.party_name(party) for party in missing),
        waits_on_reader=change.status == "assessed" and reading.audience in missing,
        decision=reading.target(Reference("decision", change.decision))
        if change.decision
        else None,
        unblocks=waiting_on(Reference("change", change.id), reading),
        history=history.of(Reference("change", change.id)),
    )
