"""The impact of a change for programs: `onboardgen.diff/1`."""

from __future__ import annotations

from collections.abc import Iterable

from onboardgen.changes.impact_report import (
    Ahead,
    GoLiveChange,
    Impact,
    LockChange,
    Named,
    OverdueItem,
    PromiseChange,
    RecordChange,
    SignOffChange,
)
from onboardgen.cli.status import iso
from onboardgen.workflows.diff import DiffReport


def as_json(report: DiffReport) -> dict[str, object]:
    return {
        "base": report.base,
        "as_of": iso(report.as_of.day if report.as_of else None),
        "broken": [one.as_json() for one in report.broken],
        "customers": [_customer(one.impact) for one in report.customers],
        "workspace": [_record(one) for one in report.workspace],
        "only_form": list(report.only_form),
        "unread": [
            {
                "side": one.side,
                "customer": one.customer,
                "findings": [finding.as_json() for finding in one.findings],
            }
            for one in report.unread
        ],
    }


def _customer(found: Impact) -> dict[str, object]:
    held = found.contents
    return {
        "customer": found.slug,
        "customer_before": found.slug_before,
        "name": found.name,
        "change": found.kind,
        "broken": [one.as_json() for one in found.broken],
        "go_live": _go_live(found.go_live),
        "critical_path": {"entered": _refs(found.entered), "left": _refs(found.left)},
        "signoffs": [_sign_off(one) for one in found.sign_offs],
        "locked": [_lock(one) for one in found.locks],
        "promises": [_promise(one) for one in found.promises],
        "overdue": {
            "became": [_overdue(one) for one in found.became_overdue],
            "no_longer": [_overdue(one) for one in found.no_longer_overdue],
        },
        "records": [_record(one) for one in found.records],
        "contents": {
            "tasks": held.tasks,
            "questions": held.questions,
            "decisions": held.decisions,
            "changes": held.changes,
            "grants": held.grants,
        }
        if held
        else None,
    }


def _go_live(found: GoLiveChange) -> dict[str, object]:
    return {
        "before": _ahead(found.before),
        "after": _ahead(found.after),
        "days": found.days,
        "moved_by": [
            {"ref": str(one.ref) if one.ref else None, "days": one.days} for one in found.movers
        ],
    }


def _ahead(ahead: Ahead | None) -> dict[str, object] | None:
    if ahead is None:
        return None
    return {
        "due": iso(ahead.go_live.due),
        "forecast": iso(ahead.go_live.forecast),
        "p50": iso(ahead.likely.p50 if ahead.likely else None),
        "p80": iso(ahead.likely.p80 if ahead.likely else None),
        "slip_days": ahead.go_live.slip_days,
        "live": iso(ahead.live),
        "health": ahead.health.level,
    }


def _sign_off(one: SignOffChange) -> dict[str, object]:
    return {
        "ref": f"signoff:{one.name}",
        "was_given": one.was_given,
        "given": one.is_given,
        "again": list(one.again),
        "missing": [*one.missing, *one.missing_parties],
        "moved": [str(ref) for ref in one.moved],
    }


def _lock(one: LockChange) -> dict[str, object]:
    return {
        "ref": str(one.ref),
        "title": one.title,
        "before": one.before,
        "after": one.after,
        "allowed": not one.is_broken,
        "changes": list(one.allowed_by),
        "missing": one.missing or None,
    }


def _promise(one: PromiseChange) -> dict[str, object]:
    return {
        "ref": str(one.ref),
        "title": one.title,
        "owner": one.owner,
        "from": iso(one.before),
        "to": iso(one.after),
        "days": one.days,
        "reason": one.reason,
        "note": one.note,
        "lapsed": one.lapsed,
    }


def _overdue(one: OverdueItem) -> dict[str, object]:
    return {"ref": str(one.ref), "title": one.title, "owner": one.owner, "due": iso(one.due)}


def _record(one: RecordChange) -> dict[str, object]:
    return {
        "ref": str(one.ref),
        "kind": one.kind,
        "title": one.title,
        "field": one.field,
        "before": one.before,
        "after": one.after,
        "by": one.by,
        "on": iso(one.on),
        "note": one.note,
        "finish": {"before": iso(one.shift.before), "after": iso(one.shift.after)}
        if one.shift
        else None,
    }


def _refs(named: Iterable[Named]) -> list[str]:
    return [one.ref.id for one in named]
