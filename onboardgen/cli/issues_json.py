"""What is to be done about issues, or was done, for programs."""

from __future__ import annotations

from onboardgen.trackers.apply import Applied
from onboardgen.trackers.neutral import JOINER
from onboardgen.trackers.plan import Action, LeftAlone
from onboardgen.workflows.issues import IssuesReport


def as_json(report: IssuesReport) -> dict[str, object]:
    """The contract's document. After `apply`, each action has its `outcome`."""
    failure = report.failure
    return {
        "as_of": report.as_of.day.isoformat() if report.as_of else None,
        "tracker": report.place or None,
        "actions": actions_as_json(report),
        "left_alone": [left_alone_as_json(one) for one in report.plan.left_alone],
        "right_already": report.right,
        "warnings": list(report.warnings),
        "brake": report.plan.brake,
        "failure": {"message": failure.message, "hint": failure.hint} if failure else None,
        "left_out": list(report.broken),
    }


def actions_as_json(report: IssuesReport) -> list[dict[str, object]]:
    if report.applied is None:
        return [action_as_json(one) for one in report.plan.actions]
    return outcomes(report.applied)


def outcomes(applied: Applied) -> list[dict[str, object]]:
    done = [
        {
            **action_as_json(one.action),
            "number": one.issue.number,
            "url": one.issue.url,
            "outcome": "done",
        }
        for one in applied.done
    ]
    undone = [
        {
            **action_as_json(one.action),
            "outcome": "refused" if one.is_refused else "changed_meanwhile",
            "why": one.reason,
        }
        for one in applied.undone
    ]
    postponed = [{**action_as_json(one), "outcome": "postponed"} for one in applied.postponed]
    return [*done, *undone, *postponed]


def action_as_json(action: Action) -> dict[str, object]:
    return {
        "action": action.action,
        "ref": action.ref,
        "customer": action.customer,
        "title": action.title.replace(JOINER, ""),
        "reason": action.reason.replace(JOINER, ""),
        "number": action.issue.number if action.issue else None,
    }


def left_alone_as_json(left: LeftAlone) -> dict[str, object]:
    return {
        "code": left.code,
        "ref": left.ref,
        "customer": left.customer,
        "title": left.title.replace(JOINER, ""),
        "reason": left.reason.replace(JOINER, ""),
        "number": left.number,
    }
