"""The way from what the tracker shows to what is wanted: a pure difference.

Applied, it leaves nothing to do: reconciling once more plans no action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onboardgen.trackers.issue_text import summary_texts, summary_title
from onboardgen.trackers.marker import (
    Marker,
    account_of,
    block,
    digest,
    identity_of,
    note_id,
    note_marker,
    read_marker,
    with_block,
    with_marker,
    workspace_of,
)
from onboardgen.trackers.neutral import title
from onboardgen.trackers.plan import Action, ActionKind, LeftAlone, LeftAloneCode, Plan
from onboardgen.trackers.resolutions import Resolution
from onboardgen.trackers.routing import LOOKUP_LABEL, is_ours
from onboardgen.trackers.tracker import Change, Draft, Issue
from onboardgen.trackers.wanted import Wanted, WantedIssue

__all__ = ["LOOKUP_LABEL", "REOPEN_LIMIT", "SUMMARY", "Policy", "reconcile"]

REOPEN_LIMIT: Final = 2
"""How often an issue is opened again by us before it is left to a person."""
SUMMARY: Final = "summary"
"""The reference of the issue that stands for more than may be made at once."""
_ORDER: Final = ("close", "label", "reopen", "comment", "update", "create")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much a run may do: `create_cap` issues are created at most, else one summary issue."""

    create_cap: int = 20


def reconcile(
    wanted: Wanted,
    shown: Sequence[Issue],
    missing: Mapping[int, Issue | None],
    policy: Policy,
) -> Plan:
    """What is to be done.

    `shown` are the issues that wear the lookup label, open and closed. `missing` are remembered
    numbers that it does not show, each with what the tracker answered when asked for it; one that
    is nowhere is a brake: nothing is created.
    """
    lost = sorted(number for number, issue in missing.items() if issue is None)
    return _Difference(wanted, _ours(wanted, shown, missing), policy, _brake(lost)).plan()


@dataclass(frozen=True, slots=True)
class _Ours:
    """An issue of this workspace. `is_hidden`: its lookup label was taken off."""

    issue: Issue
    marker: Marker
    is_hidden: bool

    @property
    def number(self) -> int:
        return self.issue.number


def _ours(
    wanted: Wanted, shown: Iterable[Issue], missing: Mapping[int, Issue | None]
) -> tuple[_Ours, ...]:
    """The issues with a marker of this workspace, each once, by number. One whose marker a person
    took off is theirs."""
    found = {one.number: one for one in (*missing.values(), *shown) if one is not None}
    workspace = workspace_of(wanted.workspace)
    marked = ((issue, read_marker(issue.body)) for _, issue in sorted(found.items()))
    return tuple(
        _Ours(issue, marker, LOOKUP_LABEL not in map(str.casefold, issue.labels))
        for issue, marker in marked
        if marker is not None and marker.workspace == workspace
    )


def _brake(lost: Sequence[int]) -> str | None:
    if not lost:
        return None
    named = ", ".join(f"#{number}" for number in lost[:10])
    more = f" and {len(lost) - 10} more" if len(lost) > 10 else ""
    verb = "is" if len(lost) == 1 else "are"
    return (
        f"No issue is created: {named}{more} {verb} remembered and cannot be found, so the tracker "
        "may not show all it has. If it is right that they are gone, run "
        "`onboardgen issues apply --accept-missing`."
    )


class _Difference:
    """One reconciliation."""

    def __init__(
        self, wanted: Wanted, ours: tuple[_Ours, ...], policy: Policy, brake: str | None
    ) -> None:
        self.wanted, self.ours, self.policy, self.brake = wanted, ours, policy, brake
        self.by_identity = {one.identity: one for one in wanted.issues}
        self.summary = identity_of(wanted.workspace, None, SUMMARY)
        self.left_alone: list[LeftAlone] = []

    def plan(self) -> Plan:
        first: dict[str, _Ours] = {}
        for one in self.ours:
            first.setdefault(one.marker.id, one)
        absent = [one for one in self.wanted.issues if one.identity not in first]
        if self.brake is None and len(absent) > self.policy.create_cap:
            summary = _summary(self.wanted.workspace, absent, self.policy.create_cap)
            self.by_identity[self.summary] = summary
        actions: list[Action | None] = []
        for one in self.ours:
            if one is not first[one.marker.id]:
                actions.append(self._duplicate(one, first[one.marker.id]))
            elif one.marker.id != self.summary:
                actions.append(self._of_known(one))
        actions += self._creates(absent, first.get(self.summary))
        done = sorted((one for one in actions if one), key=lambda one: _ORDER.index(one.action))
        return Plan(
            actions=tuple(done),
            left_alone=tuple(self.left_alone),
            numbers=frozenset(one.number for one in self.ours),
            brake=self.brake,
        )

    def _of_known(self, ours: _Ours) -> Action | None:
        issue = self.by_identity.get(ours.marker.id)
        if issue is not None:
            return self._toward(issue, ours)
        why = self.wanted.why_not(ours.marker.id, ours.marker.account)
        return None if why is None else self._away(ours, why)

    def _creates(
        self, absent: Sequence[WantedIssue], summary: _Ours | None
    ) -> Iterator[Action | None]:
        if self.brake is not None:
            for one in absent:
                self._leave("braked", one, "Nothing is created in this run.")
            return
        if len(absent) <= self.policy.create_cap:
            if summary is not None:
                yield self._away(summary, Resolution("made", ref=SUMMARY))
            yield from (_create(self.wanted.workspace, one) for one in absent)
            return
        stands_for_all = self.by_identity[self.summary]
        for one in absent:
            reason = f"More than {self.policy.create_cap} issues would be created at once."
            self._leave("capped", one, reason)
        if summary is not None:
            yield self._toward(stands_for_all, summary)
        else:
            yield _create(self.wanted.workspace, stands_for_all)

    def _toward(self, wanted: WantedIssue, ours: _Ours) -> Action | None:
        """What a wanted issue that is there needs."""
        marker = ours.marker
        if ours.issue.is_open:
            return self._kept_right(wanted, ours)
        if marker.is_open and marker.facts == wanted.facts:
            reason = "A person closed it; it rests until something changes."
            self._leave("snoozed", wanted, reason, ours.number)
            return _relabelled(ours, wanted)
        if marker.reopened >= REOPEN_LIMIT:
            reason = f"It was opened again {marker.reopened} times; now it is left to a person."
            self._leave("left_to_a_person", wanted, reason, ours.number)
            return _relabelled(ours, wanted)
        return self._reopened(wanted, ours)

    def _reopened(self, wanted: WantedIssue, ours: _Ours) -> Action:
        by_person = ours.marker.is_open
        marker = _marker(self.wanted.workspace, wanted, ours.marker.reopened + 1)
        reason = "Something changed since a person closed it." if by_person else "It is back."
        told = wanted.told or wanted.title
        return _action(
            "reopen",
            ours,
            wanted,
            reason=reason,
            change=replace(_attention(wanted, ours, marker), is_open=True),
            comment=f"Open again: {told}",
            note=note_id(marker.id, "reopened", marker.rung, marker.facts, marker.reopened),
        )

    def _kept_right(self, wanted: WantedIssue, ours: _Ours) -> Action | None:
        """What an open issue needs: most often nothing."""
        old = ours.marker
        marker = _marker(self.wanted.workspace, wanted, old.reopened)
        if old.is_open and wanted.rung > old.rung:
            return _action(
                "comment",
                ours,
                wanted,
                reason=f"The escalation has reached rung {wanted.rung}.",
                change=_attention(wanted, ours, marker),
                comment=wanted.told or wanted.title,
                note=note_id(marker.id, "rung", marker.rung, marker.facts, marker.reopened),
            )
        labels = _labels(wanted, ours.issue)
        if marker != old:
            body = with_block(ours.issue.body, marker, wanted.texts)
            change = replace(labels, title=_retitled(wanted, ours.issue), body=body)
            return _action("update", ours, wanted, reason=_news(old, marker), change=change)
        if retitled := _retitled(wanted, ours.issue):
            change = replace(labels, title=retitled)
            return _action("update", ours, wanted, reason="Its title is put back.", change=change)
        if labels != Change():
            return _action("label", ours, wanted, reason="Its labels are put right.", change=labels)
        return None

    def _away(self, ours: _Ours, why: Resolution) -> Action | None:
        """What an issue needs that is not wanted. One that a person opened again stays open."""
        issue, marker = ours.issue, ours.marker
        if not issue.is_open or not marker.is_open:
            return _relabelled(ours, why)
        why = _as_worn(why, issue)
        return _action(
            "close",
            ours,
            why,
            reason=str(why),
            change=_closing(ours, Change(is_open=False, reason=why.reason)),
            comment=str(why),
            note=note_id(
                marker.id,
                f"closed {why.code} {why.day}",
                marker.rung,
                marker.facts,
                marker.reopened,
            ),
        )

    def _duplicate(self, ours: _Ours, first: _Ours) -> Action | None:
        """Close an issue that another with a lower number stands for; but one that a person opened
        again stays open as long as it is the only one, and is not wanted."""
        marker, wanted = ours.marker, self.by_identity.get(ours.marker.id)
        if marker.account in self.wanted.left_out:
            return None
        is_kept = not marker.is_open and wanted is None and not first.issue.is_open
        if not ours.issue.is_open or is_kept:
            return _relabelled(ours, wanted)
        text = f"Duplicate of #{first.number}"
        event = f"duplicate {first.number} {ours.number}"
        return _action(
            "close",
            ours,
            wanted,
            reason=f"{text}.",
            change=_closing(ours, Change(is_open=False, reason="duplicate")),
            comment=text,
            note=note_id(marker.id, event, marker.rung, marker.facts, marker.reopened),
        )

    def _leave(
        self,
        code: LeftAloneCode,
        wanted: WantedIssue,
        reason: str,
        number: int | None = None,
    ) -> None:
        self.left_alone.append(
            LeftAlone(
                code=code,
                ref=wanted.ref,
                customer=wanted.customer,
                title=wanted.title,
                reason=reason,
                number=number,
            )
        )


def _marker(workspace: str, wanted: WantedIssue, reopened: int) -> Marker:
    """What the marker of a wanted issue says once it is right."""
    return Marker(
        id=wanted.identity,
        account=wanted.account,
        workspace=workspace_of(workspace),
        facts=wanted.facts,
        rung=wanted.rung,
        reopened=reopened,
    )


def _create(workspace: str, wanted: WantedIssue) -> Action:
    marker = _marker(workspace, wanted, 0)
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


def _summary(workspace: str, absent: Sequence[WantedIssue], cap: int) -> WantedIssue:
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


def _action(
    kind: ActionKind,
    ours: _Ours,
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


def _attention(wanted: WantedIssue, ours: _Ours, marker: Marker) -> Change:
    """All of an issue made right, with labels and assignee by `routing`: it is to be seen."""
    worn = {label.casefold() for label in ours.issue.labels}
    labels = _labels(wanted, ours.issue)
    routed = tuple(one for one in wanted.routed if one.casefold() not in worn)
    assigned = {login.casefold() for login in ours.issue.assignees}
    is_new = wanted.assignee is not None and wanted.assignee.casefold() not in assigned
    return replace(
        labels,
        title=_retitled(wanted, ours.issue),
        body=with_block(ours.issue.body, marker, wanted.texts),
        add_labels=(*labels.add_labels, *routed),
        assignee=wanted.assignee if is_new else None,
    )


def _labels(wanted: WantedIssue, issue: Issue) -> Change:
    """Labels of ours put right; those of people are not looked at."""
    worn = {label.casefold() for label in issue.labels}
    right = {label.casefold() for label in wanted.labels}
    return Change(
        add_labels=tuple(one for one in wanted.labels if one.casefold() not in worn),
        remove_labels=tuple(
            one for one in issue.labels if is_ours(one) and one.casefold() not in right
        ),
    )


def _relabelled(ours: _Ours, record: WantedIssue | Resolution | None) -> Action | None:
    """The lookup label put back, without which no list shows the issue."""
    if not ours.is_hidden:
        return None
    change = Change(add_labels=(LOOKUP_LABEL,))
    return _action(
        "label", ours, record, reason="The label it is found by is put back.", change=change
    )


def _closing(ours: _Ours, change: Change) -> Change:
    """The write that closes, and says in the marker that it was ours."""
    body = with_marker(ours.issue.body, replace(ours.marker, is_open=False))
    return replace(change, body=body, add_labels=(LOOKUP_LABEL,) if ours.is_hidden else ())


def _retitled(wanted: WantedIssue, issue: Issue) -> str | None:
    return None if " ".join(issue.title.split()) == wanted.title else wanted.title


def _news(old: Marker, new: Marker) -> str:
    if not old.is_open:
        return "A person opened it again, and it is wanted."
    return "What it tells has changed." if old.facts != new.facts else "Its rung has changed."


def _as_worn(why: Resolution, issue: Issue) -> Resolution:
    """What was told as blocked, and not as late, closes because it is not blocked any more."""
    worn = {label.casefold() for label in issue.labels}
    was_blocked = "onboardgen:blocked" in worn and "onboardgen:overdue" not in worn
    is_so = was_blocked and why.code in ("moved", "no_work")
    return replace(why, code="unblocked", day=None) if is_so else why
