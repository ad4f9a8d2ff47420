"""What can be done about one issue, each as the action that does it in one write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from onboardgen.trackers.issue_text import summary_texts, summary_title
from onboardgen.trackers.marker import (
    Marker,
    account_of,
    block,
    digest,
    identity_of,
    note_marker,
    with_block,
    with_marker,
    workspace_of,
)
from onboardgen.trackers.neutral import title
from onboardgen.trackers.our_issues import OurIssue
from onboardgen.trackers.plan import Action, ActionKind
from onboardgen.trackers.resolutions import Resolution
from onboardgen.trackers.routing import LOOKUP_LABEL, is_ours
from onboardgen.trackers.tracker import Change, Draft, Issue
from onboardgen.trackers.wanted import WantedIssue

SUMMARY: Final = "summary"
"""The reference of the issue that stands for more than may be made at once."""


def marker_of(workspace: str, wanted: WantedIssue, reopened: int) -> Marker:
    """What the marker of a wanted issue says once it is right."""
    return Marker(
        id=wanted.identity,
        account=wanted.account,
        workspace=workspace_of(workspace),
        facts=wanted.facts,
        rung=wanted.rung,
        reopened=reopened,
    )


def create(workspace: str, wanted: WantedIssue) -> Action:
    marker = marker_of(workspace, wanted, 0)
    body = with_block(block(marker, ""), marker, wanted.texts)
    return Action(
        action="create",
        ref=wanted.ref,
        customer=wanted.customer,
        title=wanted.title,
        reason=wanted.told or "It has no issue yet.",
        identity=wanted.identity,
        draft=Draft(
            title=wanted.title,
            body=body,
            labels=(*wanted.labels, *wanted.routed),
            assignee=wanted.assignee,
        ),
    )


def summary_of(workspace: str, absent: Sequence[WantedIssue], cap: int) -> WantedIssue:
    return WantedIssue(
        identity=identity_of(workspace, None, SUMMARY),
        account=account_of(workspace, None),
        facts=digest(*sorted(one.identity for one in absent)),
        rung=0,
        ref=SUMMARY,
        customer=None,
        title=summary_title(len(absent)),
        texts=summary_texts([one.title for one in absent], cap),
        labels=(LOOKUP_LABEL,),
    )


def action_on(
    kind: ActionKind,
    ours: OurIssue,
    record: WantedIssue | Resolution | None,
    *,
    reason: str,
    change: Change,
    comment: str | None = None,
    note: str = "",
) -> Action:
    mark = note_marker(note) if comment else None
    return Action(
        action=kind,
        ref=record.ref if record else "",
        customer=record.customer if record else None,
        title=record.title if isinstance(record, WantedIssue) else title(ours.issue.title),
        reason=reason,
        identity=ours.marker.id,
        issue=ours.issue,
        change=change,
        comment=f"{mark}\n{comment}" if comment else None,
        comment_marker=mark,
    )


def attention(wanted: WantedIssue, ours: OurIssue, marker: Marker) -> Change:
    """All of an issue made right, with labels and assignee by `routing`: it is to be seen."""
    worn = {label.casefold() for label in ours.issue.labels}
    labels = labels_put_right(wanted, ours.issue)
    routed = tuple(one for one in wanted.routed if one.casefold() not in worn)
    assigned = {login.casefold() for login in ours.issue.assignees}
    is_new = wanted.assignee is not None and wanted.assignee.casefold() not in assigned
    return replace(
        labels,
        title=retitled(wanted, ours.issue),
        body=with_block(ours.issue.body, marker, wanted.texts),
        add_labels=(*labels.add_labels, *routed),
        assignee=wanted.assignee if is_new else None,
    )


def labels_put_right(wanted: WantedIssue, issue: Issue) -> Change:
    """Labels of ours put right; those of people are not looked at."""
    worn = {label.casefold() for label in issue.labels}
    right = {label.casefold() for label in wanted.labels}
    return Change(
        add_labels=tuple(one for one in wanted.labels if one.casefold() not in worn),
        remove_labels=tuple(
            one for one in issue.labels if is_ours(one) and one.casefold() not in right
        ),
    )


def relabelled(ours: OurIssue, record: WantedIssue | Resolution | None) -> Action | None:
    """The lookup label put back, without which no list shows the issue."""
    if not ours.is_hidden:
        return None
    change = Change(add_labels=(LOOKUP_LABEL,))
    return action_on(
        "label", ours, record, reason="The label it is found by is put back.", change=change
    )


def closing(ours: OurIssue, change: Change) -> Change:
    """The write that closes, and says in the marker that it was ours."""
    body = with_marker(ours.issue.body, replace(ours.marker, is_open=False))
    return replace(change, body=body, add_labels=(LOOKUP_LABEL,) if ours.is_hidden else ())


def retitled(wanted: WantedIssue, issue: Issue) -> str | None:
    return None if " ".join(issue.title.split()) == wanted.title else wanted.title


def news(old: Marker, new: Marker) -> str:
    if not old.is_open:
        return "A person opened it again, and it is wanted."
    return "What it tells has changed." if old.facts != new.facts else "Its rung has changed."


def as_worn(why: Resolution, issue: Issue) -> Resolution:
    """What was told as blocked, and not as late, closes because it is not blocked any more."""
    worn = {label.casefold() for label in issue.labels}
    was_blocked = "onboardgen:blocked" in worn and "onboardgen:overdue" not in worn
    is_so = was_blocked and why.code in ("moved", "no_work")
    return replace(why, code="unblocked", day=None) if is_so else why
