"""Recording a decision: its file, the answers it settles, and the changes it brings to an end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onboardgen.editing.record_files import close_change, new_decision, plain
from onboardgen.editing.worksheet_file import set_answer
from onboardgen.errors import UsageError
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Alternative, Approval, Attribution, Decision
from onboardgen.model.people import Member
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerValue
from onboardgen.workflows.change_approvals import carry_out
from onboardgen.workflows.change_requests import present_state, same_state
from onboardgen.workflows.numbered_records import (
    answer_typed,
    change_named,
    decision_named,
    next_stem,
    question_named,
    schema_line,
    shown,
)
from onboardgen.workflows.record_edits import (
    Editing,
    FileChange,
    Recorded,
    acting,
    change_of,
    member_named,
    record,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What was decided, as typed. `settings` are answers as typed, by setting; `approved_by` and
    `evidence` say who agreed, and where that can be seen; `by` is who records it."""

    name: str
    title: str
    decision: str
    reason: str
    context: str | None = None
    consequences: str | None = None
    alternatives: tuple[tuple[str, str], ...] = ()
    settings: Mapping[str, str]
    approved_by: tuple[str, ...] = ()
    evidence: str | None = None
    decided_by: str | None = None
    owner: str | None = None
    supersedes: str | None = None
    closes: tuple[str, ...] = ()
    proposed: bool = False
    by: str | None = None


def decide(editing: Editing, wording: Wording, *, dry_run: bool) -> Recorded:
    """Write a decision down: accepted, unless it is `proposed`.

    An accepted one also sets the answers it names and closes change requests that are approved.
    Raises UsageError where it supersedes what is not accepted, or closes what is not approved.
    """
    person = acting(editing, wording.by)
    decision = _decision(editing, wording, person)
    path = editing.path("decisions", f"{decision.id}.yaml")
    file = FileChange(path, None, new_decision(decision, schema_line(editing, "decision")))
    closed = tuple(_closed(editing, wording, decision))
    changes = (file, *_settled(editing, decision, closed), *_closings(editing, decision, closed))
    message = f"Decision {decision.id} is {decision.status}: {decision.title}."
    notes = tuple(_notes(editing, decision, closed))
    ref = f"decision:{decision.id}"
    return record(editing, changes, ref=ref, message=message, notes=notes, dry_run=dry_run)


def _decision(editing: Editing, wording: Wording, person: Member) -> Decision:
    accepted = not wording.proposed
    for name in (*wording.approved_by, wording.owner, wording.decided_by):
        if name:
            member_named(editing, name)
    settings = {
        setting: answer_typed(editing, setting, typed)
        for setting, typed in wording.settings.items()
    }
    approvals = (
        Approval(by=name, date=editing.today, evidence=wording.evidence)
        for name in wording.approved_by
    )
    return Decision(
        id=next_stem(editing, "decisions", wording.name),
        title=wording.title,
        status="accepted" if accepted else "proposed",
        date=editing.today,
        owner=wording.owner or person.person.id,
        context=wording.context,
        decision=wording.decision,
        reason=wording.reason,
        alternatives=tuple(Alternative(option=a, why_not=b) for a, b in wording.alternatives),
        consequences=wording.consequences,
        decided_by=wording.decided_by or (person.person.id if accepted else None),
        approved=tuple(approvals),
        settings=settings,
        supersedes=_superseded(editing, wording.supersedes),
    )


def _superseded(editing: Editing, name: str | None) -> str | None:
    """The id of the decision to replace: accepted, and not replaced by another one before."""
    if name is None:
        return None
    older = decision_named(editing, name)
    if older.status != "accepted":
        raise UsageError(
            f"{older.id} is {older.status}: only an accepted decision can be superseded.",
            "Edit it, or leave --supersedes out.",
        )
    for other in editing.account.decisions:
        if other.supersedes == older.id and other.status == "accepted":
            raise UsageError(
                f"{older.id} is superseded by {other.id} already.", f"Supersede {other.id}."
            )
    return older.id


def _closed(editing: Editing, wording: Wording, decision: Decision) -> Iterator[ChangeRequest]:
    """The change requests that end with the decision."""
    if wording.closes and wording.proposed:
        raise UsageError(
            "A proposed decision closes no change request.", "Leave out --propose, or --closes."
        )
    for name in wording.closes:
        change = change_named(editing, name)
        if change.status != "approved":
            raise UsageError(
                f"{change.id} is {change.status}: it is closed once both sides have approved it.",
                f"Run `onboardgen change approve {editing.slug} {change.id}` first.",
            )
        if change.decision:
            raise UsageError(f"{change.id} has a decision already: {change.decision}.")
        decided = decision.settings.get(change.target.id)
        if decided is not None and not same_state(
            editing, change.target, decided, change.requested
        ):
            raise UsageError(
                f"{change.id} asks for {shown(change.requested)}, but --set says {shown(decided)}.",
                "Set what was approved, or ask for the other value anew.",
            )
        yield change


def _settled(
    editing: Editing, decision: Decision, closed: tuple[ChangeRequest, ...]
) -> Iterator[FileChange]:
    """The worksheet with what was decided, and with what the closed requests asked for."""
    worksheet = editing.account.worksheet
    if worksheet is None or decision.status != "accepted":
        return
    data = editing.data(worksheet.at.path)
    answered = Attribution(by=decision.decided_by or decision.owner, date=decision.date)
    for setting, value in decision.settings.items():
        question = question_named(editing, setting)
        target = Reference("setting", setting)
        if not same_state(editing, target, question.answer, value):
            data = set_answer(data, question, plain(value), answered)
    for change in closed:
        now = present_state(editing, change.target, change.requested)
        is_open = not same_state(editing, change.target, now, change.requested)
        if is_open and change.target.id not in decision.settings:
            data = carry_out(editing, data, change.target, change.requested, answered)
    yield change_of(editing, worksheet.at.path, data)


def _closings(
    editing: Editing, decision: Decision, closed: tuple[ChangeRequest, ...]
) -> Iterator[FileChange]:
    for change in closed:
        data = close_change(editing.data(change.at.path), change, decision.id)
        yield change_of(editing, change.at.path, data)


def _notes(
    editing: Editing, decision: Decision, closed: tuple[ChangeRequest, ...]
) -> Iterator[str]:
    for setting, value in decision.settings.items():
        before: AnswerValue = question_named(editing, setting).answer
        verb = "becomes" if decision.status == "accepted" else "would become"
        same = same_state(editing, Reference("setting", setting), before, value)
        stays = f"`setting:{setting}` stays {shown(value)}."
        yield (
            stays if same else f"`setting:{setting}` {verb} {shown(value)}; it was {shown(before)}."
        )
    if decision.supersedes:
        yield f"It supersedes {decision.supersedes}, which stays as it is."
    for change in closed:
        yield f"{change.id} is done with it."
