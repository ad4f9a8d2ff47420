"""A change request from being asked for to a yes or no: new, assessed, rejected, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Final, TypeVar

from onboardgen.agreements.content import WorksheetContent, worksheet_content
from onboardgen.agreements.sign_offs import sign_off_state, signed_content
from onboardgen.agreements.undoing import named_scope
from onboardgen.changes.proposal import Proposal, propose, proposed_price
from onboardgen.checks.answers import same_value
from onboardgen.editing.record_files import (
    assess_change,
    new_change,
    refuse_change,
)
from onboardgen.errors import UsageError
from onboardgen.model.change_request import Assessment, ChangeRequest, ChangeStatus
from onboardgen.model.decision import Attribution
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.model.worksheet import AnswerValue
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import forecast
from onboardgen.workflows.numbered_records import (
    answer_typed,
    change_named,
    next_stem,
    question_named,
    schema_line,
    scope_item_named,
    shown,
)
from onboardgen.workflows.record_edits import (
    Editing,
    FileChange,
    Recorded,
    acting,
    change_of,
    record,
)

OPEN: Final[tuple[ChangeStatus, ...]] = ("submitted", "assessed")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for, as typed. `by` is who asks; `name` is the part of the file name."""

    name: str
    target: str
    requested: str
    reason: str
    title: str | None = None
    effective: Day | None = None
    downstream: tuple[str, ...] = ()
    owner: str | None = None
    due: Day | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What an assessment says; None stays as it is. `price` None: effort times rate, if priced."""

    effort_hours: float | None = None
    schedule_days: int | None = None
    price: float | None = None
    note: str | None = None
    in_scope: bool | None = None
    structural: bool | None = None


def new(editing: Editing, request: Request, *, dry_run: bool) -> Recorded:
    """Write down what somebody asks for, with what holds today and a proposal how to judge it."""
    target = parse_reference(request.target)
    current, requested = _states(editing, target, request.requested)
    proposal = propose(target, requested, _present(editing), signed_worksheet(editing))
    person = acting(editing, request.by).person
    stem = next_stem(editing, "changes", request.name)
    change = ChangeRequest(
        id=stem,
        title=request.title,
        target=target,
        current=current,
        requested=requested,
        reason=request.reason,
        downstream=request.downstream,
        effective=request.effective or editing.today,
        submitted=Attribution(by=person.id, date=editing.today),
        owner=request.owner,
        due=request.due,
        classification=proposal.classification,
        in_scope=proposal.in_scope,
    )
    path = editing.path("changes", f"{stem}.yaml")
    file = FileChange(path, None, new_change(change, schema_line(editing, "change")))
    message = (
        f"{person.name} asks for `{target}` to become {shown(requested)}; now it is "
        f"{shown(current)}."
    )
    notes = (_told(proposal), f"Next: `onboardgen change assess {editing.slug} {stem}`.")
    return record_change(editing, (file,), stem, message, notes, dry_run)


def assess(editing: Editing, id_: str, estimate: Estimate, *, dry_run: bool) -> Recorded:
    """Write down what a change costs; the price is proposed where it is a priced change order."""
    change = in_state(editing, id_, OPEN, "assessed")
    if change.approved:
        raise UsageError(
            f"`{change.approved[0].by}` has approved {change.id} as it stands, so it stays so.",
            f"Withdraw it, and ask anew with `onboardgen change new {editing.slug}`.",
        )
    signed = signed_worksheet(editing)
    proposal = propose(change.target, change.requested, _present(editing), signed)
    in_scope = bool(_first(estimate.in_scope, change.in_scope, proposal.in_scope))
    classification = change.classification or proposal.classification
    if estimate.structural is not None:
        classification = "structural" if estimate.structural else "cosmetic"
    before = change.assessment or Assessment()
    hours = _first(estimate.effort_hours, before.effort_hours)
    price = estimate.price
    if price is None and (before.price is None or estimate.effort_hours is not None):
        price = proposed_price(
            in_scope=in_scope,
            structural=classification == "structural",
            is_signed=signed is not None,
            hours=hours,
            rate=editing.settings.rate,
        )
    assessment = Assessment(
        effort_hours=estimate.effort_hours,
        schedule_days=estimate.schedule_days,
        price=price,
        note=estimate.note,
    )
    after = assess_change(
        editing.data(change.at.path),
        change,
        assessment,
        classification=classification,
        in_scope=in_scope,
    )
    scope = "part of what was agreed" if in_scope else "out of scope"
    message = f"{change.id} is assessed: {classification}, {scope}."
    notes = [*_price_notes(editing, estimate, price, hours), *_go_live_notes(editing, estimate)]
    changed = (change_of(editing, change.at.path, after),)
    return record_change(editing, changed, change.id, message, tuple(notes), dry_run)


def reject(editing: Editing, id_: str, reason: str, *, dry_run: bool) -> Recorded:
    """Say no to a change; the reason joins the note of its assessment."""
    return _refuse(editing, id_, "rejected", reason, dry_run=dry_run)


def withdraw(editing: Editing, id_: str, reason: str | None, *, dry_run: bool) -> Recorded:
    """Take a change back before it is decided."""
    return _refuse(editing, id_, "withdrawn", reason, dry_run=dry_run)


def _refuse(
    editing: Editing, id_: str, status: ChangeStatus, reason: str | None, *, dry_run: bool
) -> Recorded:
    change = in_state(editing, id_, OPEN, status)
    after = refuse_change(editing.data(change.at.path), change, status, reason)
    message = f"{change.id} is {status}; `{change.target}` stays as it is."
    changed = (change_of(editing, change.at.path, after),)
    return record_change(editing, changed, change.id, message, (), dry_run)


def in_state(
    editing: Editing, id_: str, states: tuple[ChangeStatus, ...], to_be: str
) -> ChangeRequest:
    """The change request, provided that it is still open. Raises UsageError for any other."""
    change = change_named(editing, id_)
    if change.status not in states:
        raise UsageError(
            f"{change.id} is {change.status}, so it cannot be {to_be} any more.",
            f"`onboardgen change new {editing.slug}` asks for something new.",
        )
    return change


def record_change(
    editing: Editing,
    changes: tuple[FileChange, ...],
    id_: str,
    message: str,
    notes: tuple[str, ...],
    dry_run: bool,
) -> Recorded:
    """Check and write what was computed for a change request."""
    ref = f"change:{id_}"
    return record(editing, changes, ref=ref, message=message, notes=notes, dry_run=dry_run)


def present_state(editing: Editing, target: Reference, like: AnswerValue) -> AnswerValue:
    """What holds today of a target: an answer; of an item of the scope its words where `like`
    is words, else the list it stands in."""
    if target.kind == "setting":
        return question_named(editing, target.id).answer
    item, stands_in = scope_item_named(editing, target.id)
    state = named_scope(like)
    return item.text if state and state.stands and not state.list else stands_in


def same_state(editing: Editing, target: Reference, one: AnswerValue, other: AnswerValue) -> bool:
    type_ = question_named(editing, target.id).type if target.kind == "setting" else "text"
    return same_value(type_, one, other)


def _states(editing: Editing, target: Reference, typed: str) -> tuple[AnswerValue, AnswerValue]:
    """What holds and what is asked for. Raises UsageError where that is the same."""
    if target.kind not in ("setting", "scope"):
        raise UsageError(
            f"`{target}` cannot be changed by a request.",
            "Name an answer as setting:section.answer, or an item of the scope as scope:id.",
        )
    is_setting = target.kind == "setting"
    if not is_setting and not typed:
        raise UsageError(
            f"`{target}` cannot become nothing.",
            "What is not done any more is excluded: ask with --requested excluded.",
        )
    requested = answer_typed(editing, target.id, typed) if is_setting else typed
    current = present_state(editing, target, requested)
    if same_state(editing, target, current, requested):
        raise UsageError(f"`{target}` is {shown(current)} already.", "Name another --requested.")
    return current, requested


def _present(editing: Editing) -> WorksheetContent:
    worksheet = editing.account.worksheet
    return worksheet_content(worksheet) if worksheet else WorksheetContent()


def signed_worksheet(editing: Editing) -> WorksheetContent | None:
    """What both sides signed last; None where they did not, or its file is not there."""
    state = sign_off_state(editing.account, editing.settings, "worksheet")
    if not state.is_locked or state.digest is None:
        return None
    content = signed_content(editing.account, state.digest)
    return content if isinstance(content, WorksheetContent) else None


def _price_notes(
    editing: Editing, estimate: Estimate, price: float | None, hours: float | None
) -> tuple[str, ...]:
    rate = editing.settings.rate
    currency = f" {rate.currency}" if rate else ""
    if price is None:
        return ()
    if estimate.price is not None or not rate:
        return (f"Price: {price:,.2f}{currency}.",)
    sum_ = f"{hours:g} hours at {rate.per_hour:,.2f}{currency}"
    return (f"Proposed price: {price:,.2f}{currency}, {sum_}. --price sets another.",)


def _go_live_notes(editing: Editing, estimate: Estimate) -> tuple[str, ...]:
    go_live = forecast(editing.account, editing.settings, AsOf(editing.today)).go_live
    if go_live.forecast is None:
        return ()
    promised = f", promised for {go_live.due}" if go_live.due else ""
    days = estimate.schedule_days
    later = f" This change moves it by {days:+d} working days." if days else ""
    return (f"Go-live without this change: {go_live.forecast}{promised}.{later}",)


def _told(proposal: Proposal) -> str:
    scope = "part of what was agreed" if proposal.in_scope else "out of scope"
    because = f" ({'; '.join(proposal.because)})" if proposal.because else ""
    return f"Proposed: {proposal.classification}, {scope}{because}."


def _first(*values: Value | None) -> Value | None:
    """The first that is given."""
    return next((one for one in values if one is not None), None)
