"""A change request that both sides agree to, and what it makes of the worksheet."""

from __future__ import annotations

from dataclasses import replace

from onboardgen.agreements.approvals import missing_approvals
from onboardgen.agreements.undoing import named_scope
from onboardgen.editing.record_files import approve_change, plain, set_change_status
from onboardgen.editing.worksheet_file import (
    move_scope_item,
    reword_scope_item,
    set_answer,
)
from onboardgen.errors import UsageError
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval, Attribution
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerValue
from onboardgen.workflows.change_requests import (
    OPEN,
    in_state,
    present_state,
    record_change,
    same_state,
    signed_worksheet,
)
from onboardgen.workflows.numbered_records import (
    change_named,
    question_named,
    scope_item_named,
    shown,
)
from onboardgen.workflows.record_edits import (
    Editing,
    FileChange,
    Recorded,
    acting,
    change_of,
    proof_wanted,
)


def approve(
    editing: Editing, id_: str, by: str | None, evidence: str | None, *, dry_run: bool
) -> Recorded:
    """Record that somebody approves; with the last side's approval the change is approved."""
    change, approved, data, message = _approved(editing, id_, by, evidence)
    given = approved.approved[-1]
    if approved.status != "approved":
        notes = [f"Still to approve: {_missing_in_words(editing, approved)}."]
    else:
        notes = [f"To do: {_what_changes(approved)}", _how_to_carry_out(editing, approved)]
    notes += [*_price_wanted(editing, change), *proof_wanted(editing, given.by, given.evidence)]
    changed = (change_of(editing, change.at.path, data),)
    return record_change(editing, changed, change.id, message, tuple(notes), dry_run)


def approve_and_apply(
    editing: Editing, id_: str, by: str | None, evidence: str | None, *, dry_run: bool
) -> Recorded:
    """The same, and carry it out in the worksheet; a change that is approved already is only
    carried out. Raises UsageError while a side is missing."""
    change = change_named(editing, id_)
    approved, data = change, editing.data(change.at.path)
    message = f"{change.id} was approved by both sides."
    if change.status != "approved":
        change, approved, data, message = _approved(editing, id_, by, evidence)
    if approved.status != "approved":
        raise UsageError(
            f"{_missing_in_words(editing, approved)} has not approved {change.id} yet.",
            "Record this approval without --apply; it comes with the last one.",
        )
    changed = (
        change_of(editing, change.at.path, set_change_status(data, approved, "done")),
        *_carried_out(editing, approved),
    )
    notes = (f"Carried out: {_what_changes(approved)}",)
    return record_change(editing, changed, change.id, message, notes, dry_run)


def carry_out(
    editing: Editing, data: bytes, target: Reference, value: AnswerValue, answered: Attribution
) -> bytes:
    """The worksheet with a setting answered so, or an item of the scope moved or reworded."""
    if target.kind == "setting":
        return set_answer(data, question_named(editing, target.id), plain(value), answered)
    item, stands_in = scope_item_named(editing, target.id)
    state = named_scope(value)
    if state is None or not state.stands:
        raise UsageError(
            f"An item of the scope cannot become “{shown(value)}”.",
            "It can be included, deferred or excluded, or get other words.",
        )
    if state.list and state.list != stands_in:
        return move_scope_item(data, replace(item, text=state.text or item.text), state.list)
    return reword_scope_item(data, item, state.text) if state.text else data


def _approved(
    editing: Editing, id_: str, by: str | None, evidence: str | None
) -> tuple[ChangeRequest, ChangeRequest, bytes, str]:
    """The change request before and after one more approval, its file, and that in words."""
    change = in_state(editing, id_, OPEN, "approved")
    member = acting(editing, by)
    person = member.person
    _refuse_approval(editing, change, person.id, member.party)
    _refuse_unassessed(editing, change)
    given = Approval(by=person.id, date=editing.today, evidence=evidence)
    approved = replace(change, approved=(*change.approved, given))
    message = f"{person.name} approves {change.id}."
    if not _missing(editing, approved):
        approved = replace(approved, status="approved")
        message += " Both sides agree to it now."
    data = approve_change(editing.data(change.at.path), change, given, approved.status)
    return change, approved, data, message


def _refuse_approval(editing: Editing, change: ChangeRequest, person: str, party: Party) -> None:
    if any(one.by == person for one in change.approved):
        raise UsageError(f"`{person}` approved {change.id} already.")
    if party not in (CUSTOMER, PROVIDER):
        raise UsageError(
            f"`{person}` is of a partner, and a change is agreed between us and the customer.",
            "Name somebody of one of the two sides with --as.",
        )
    if editing.settings.rules.four_eyes and person == change.submitted.by:
        raise UsageError(
            f"`{person}` asked for {change.id}, and rules.four_eyes wants somebody else.",
            "Name another person of the same side with --as.",
        )


def _price_wanted(editing: Editing, change: ChangeRequest) -> list[str]:
    """A structural change after sign-off is a change order; once approved its price stands."""
    order = change.classification == "structural" and signed_worksheet(editing) is not None
    if not order or change.assessment is not None:
        return []
    return [
        f"{change.id} is structural and comes after the signatures, and nobody has said what it "
        "costs. Once it is approved, that can no longer be added."
    ]


def _refuse_unassessed(editing: Editing, change: ChangeRequest) -> None:
    if change.assessment is None and change.in_scope is False:
        raise UsageError(
            f"{change.id} is out of scope, and nobody has said what it costs.",
            f"Run `onboardgen change assess {editing.slug} {change.id}` first.",
        )


def _carried_out(editing: Editing, change: ChangeRequest) -> tuple[FileChange, ...]:
    """The worksheet after the change, unless it says so already."""
    worksheet = editing.account.worksheet
    target = change.target
    now = present_state(editing, target, change.requested)
    if worksheet is None or same_state(editing, target, now, change.requested):
        return ()
    if not same_state(editing, target, now, change.current):
        raise UsageError(
            f"`{target}` is {shown(now)} now; when {change.id} was asked for, it was "
            f"{shown(change.current)}.",
            "Ask for it anew, so that both sides see what they agree to.",
        )
    path, answered = worksheet.at.path, Attribution(by=change.submitted.by, date=editing.today)
    after = carry_out(editing, editing.data(path), target, change.requested, answered)
    return (change_of(editing, path, after),)


def _what_changes(change: ChangeRequest) -> str:
    return (
        f"`{change.target}` becomes {shown(change.requested)} instead of {shown(change.current)}."
    )


def _how_to_carry_out(editing: Editing, change: ChangeRequest) -> str:
    slug = editing.slug
    return (
        f"`onboardgen change approve {slug} {change.id} --apply` writes it into the worksheet; "
        f"`onboardgen decide {slug} NAME --closes {change.id}` also says why."
    )


def _missing(editing: Editing, change: ChangeRequest) -> tuple[Party, ...]:
    four_eyes = editing.settings.rules.four_eyes
    return missing_approvals(change, editing.account.parties, four_eyes)


def _missing_in_words(editing: Editing, change: ChangeRequest) -> str:
    names = {
        CUSTOMER: editing.account.customer.name,
        PROVIDER: editing.settings.organization.name,
    }
    return " and ".join(names[party] for party in _missing(editing, change))
