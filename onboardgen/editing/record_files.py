"""Decisions and change requests: whole new files, and single places of those there are.

Raises UsageError where a file cannot be written or changed safely.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from onboardgen.editing.key_order import key_order
from onboardgen.editing.notation import Plain
from onboardgen.editing.splice import append, document, put
from onboardgen.model.change_request import Assessment, ChangeRequest, ChangeStatus
from onboardgen.model.decision import Approval, Attribution, Decision
from onboardgen.model.worksheet import AnswerValue

_CHANGE: Final = key_order(ChangeRequest)
_ALWAYS: Final = ("current", "requested", "downstream")
"""What a change request says even where it is empty."""


def new_decision(decision: Decision, first_line: str) -> bytes:
    """The file of a decision; `first_line` names its schema, or is empty."""
    value: dict[str, Plain] = {
        "title": decision.title,
        "status": decision.status,
        "date": decision.date.isoformat(),
        "owner": decision.owner,
        "due": decision.due.isoformat() if decision.due else None,
        "context": decision.context,
        "decision": decision.decision,
        "reason": decision.reason,
        "alternatives": [
            {"option": one.option, "why_not": one.why_not} for one in decision.alternatives
        ],
        "consequences": decision.consequences,
        "decided_by": decision.decided_by,
        "approved": [approval(one) for one in decision.approved],
        "settings": {key: plain(one) for key, one in decision.settings.items()},
        "supersedes": decision.supersedes,
        "visibility": decision.visibility if decision.visibility != "customer" else None,
    }
    return document(value, first_line)


def new_change(change: ChangeRequest, first_line: str) -> bytes:
    """The file of a change request; `first_line` names its schema, or is empty."""
    value: dict[str, Plain] = {
        "title": change.title,
        "target": str(change.target),
        "current": plain(change.current),
        "requested": plain(change.requested),
        "reason": change.reason,
        "downstream": list(change.downstream),
        "effective": change.effective.isoformat(),
        "submitted": approval(change.submitted),
        "owner": change.owner,
        "due": change.due.isoformat() if change.due else None,
        "classification": change.classification,
        "in_scope": change.in_scope,
        "status": change.status,
        "visibility": change.visibility if change.visibility != "customer" else None,
    }
    return document(value, first_line, always=_ALWAYS)


def assess_change(
    data: bytes,
    change: ChangeRequest,
    assessment: Assessment,
    *,
    classification: str | None,
    in_scope: bool | None,
) -> bytes:
    """The assessment of a change request: what is None stays as it stands."""
    given: Mapping[str, Plain] = {
        "effort_hours": _number(assessment.effort_hours),
        "schedule_days": assessment.schedule_days,
        "price": _number(assessment.price),
        "note": assessment.note,
    }
    given = {key: one for key, one in given.items() if one is not None}
    for key, value in (("classification", classification), ("in_scope", in_scope)):
        if value is not None:
            data = _put(data, change, (key,), value)
    if change.assessment is None:
        data = _put(data, change, ("assessment",), given)
    else:
        for key, one in given.items():
            steps = (*change.at.pointer, "assessment", key)
            data = put(change.at.path, data, steps, one, key_order(Assessment))
    return set_change_status(data, change, "assessed")


def approve_change(data: bytes, change: ChangeRequest, by: Approval, status: ChangeStatus) -> bytes:
    """One more approval, and the status that follows from it."""
    steps = (*change.at.pointer, "approved")
    data = append(change.at.path, data, steps, approval(by), _CHANGE)
    return set_change_status(data, change, status)


def refuse_change(
    data: bytes, change: ChangeRequest, status: ChangeStatus, reason: str | None
) -> bytes:
    """Rejected or withdrawn; the reason joins the note of the assessment."""
    if reason:
        note = change.assessment.note if change.assessment else None
        text = f"{note.rstrip()}\n\n{reason}\n" if note else reason
        data = _put(data, change, ("assessment", "note"), text)
    return set_change_status(data, change, status)


def set_change_status(data: bytes, change: ChangeRequest, status: ChangeStatus) -> bytes:
    return _put(data, change, ("status",), status)


def close_change(data: bytes, change: ChangeRequest, decision: str) -> bytes:
    """Done, by that decision."""
    data = set_change_status(data, change, "done")
    return _put(data, change, ("decision",), decision)


def approval(one: Attribution) -> Mapping[str, Plain]:
    """An approval, or who asked and when, as it stands in a file."""
    value: dict[str, Plain] = {"by": one.by, "date": one.date.isoformat()}
    if isinstance(one, Approval) and one.evidence is not None:
        value["evidence"] = one.evidence
    return value


def plain(value: AnswerValue) -> Plain:
    """The value of an answer as it stands in a file."""
    if isinstance(value, tuple):
        return [dict(one) if isinstance(one, dict) else one for one in value]
    return value if value is None or isinstance(value, str | int | float) else value.isoformat()


def _number(value: float | None) -> int | float | None:
    """A number without “.0” where it is whole."""
    return int(value) if value is not None and value == int(value) else value


def _put(data: bytes, change: ChangeRequest, keys: tuple[str, ...], value: Plain) -> bytes:
    order = _CHANGE if len(keys) == 1 or change.assessment is None else key_order(Assessment)
    return put(change.at.path, data, (*change.at.pointer, *keys), value, order)
