"""The way from what the tracker shows to what is wanted: a pure difference.

Applied, it leaves nothing to do: reconciling once more plans no action.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Final

from onboardgen.trackers.actions import (
    SUMMARY,
    action_on,
    as_worn,
    attention,
    closing,
    create,
    labels_put_right,
    marker_of,
    news,
    relabelled,
    retitled,
    summary_of,
)
from onboardgen.trackers.marker import identity_of, note_id, with_block
from onboardgen.trackers.our_issues import OurIssue, our_issues
from onboardgen.trackers.plan import Action, LeftAlone, LeftAloneCode, Plan
from onboardgen.trackers.resolutions import Resolution
from onboardgen.trackers.tracker import Change, Issue
from onboardgen.trackers.wanted import Wanted, WantedIssue

REOPEN_LIMIT: Final = 2
"""How often an issue is opened again by us before it is left to a person."""
_ORDER: Final = ("close", "label", "reopen", "comment", "update", "create")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How much a run may do: `create_cap` issues are created at most, else one summary issue.

    `next_working_day` is given on a day off of ours: nobody is bothered then, and issues are only
    closed.
    """

    create_cap: int = 20
    next_working_day: Day | None = None


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
    ours = our_issues(wanted.workspace, shown, missing)
    plan = _Difference(wanted, ours, policy, _brake(lost)).plan()
    return _only_closing(plan, policy.next_working_day) if policy.next_working_day else plan


def _only_closing(plan: Plan, next_working_day: Day) -> Plan:
    """The plan of a day off; what else there is to do waits."""
    reason = f"Today is a day off. This follows on {next_working_day.isoformat()}."
    waiting = tuple(
        LeftAlone(
            code="day_off",
            ref=one.ref,
            customer=one.customer,
            title=one.title,
            reason=reason,
            number=one.issue.number if one.issue else None,
        )
        for one in plan.actions
        if one.action != "close"
    )
    closing = tuple(one for one in plan.actions if one.action == "close")
    return replace(plan, actions=closing, left_alone=(*plan.left_alone, *waiting))


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
        self, wanted: Wanted, ours: tuple[OurIssue, ...], policy: Policy, brake: str | None
    ) -> None:
        self.wanted, self.ours, self.policy, self.brake = wanted, ours, policy, brake
        self.by_identity = {one.identity: one for one in wanted.issues}
        self.summary = identity_of(wanted.workspace, None, SUMMARY)
        self.left_alone: list[LeftAlone] = []

    def plan(self) -> Plan:
        first: dict[str, OurIssue] = {}
        for one in self.ours:
            first.setdefault(one.marker.id, one)
        absent = [one for one in self.wanted.issues if one.identity not in first]
        if self.brake is None and len(absent) > self.policy.create_cap:
            summary = summary_of(self.wanted.workspace, absent, self.policy.create_cap)
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

    def _of_known(self, ours: OurIssue) -> Action | None:
        issue = self.by_identity.get(ours.marker.id)
        if issue is not None:
            return self._toward(issue, ours)
        why = self.wanted.why_not(ours.marker.id, ours.marker.account)
        return None if why is None else self._away(ours, why)

    def _creates(
        self, absent: Sequence[WantedIssue], summary: OurIssue | None
    ) -> Iterator[Action | None]:
        if self.brake is not None:
            for one in absent:
                self._leave("braked", one, "Nothing is created in this run.")
            return
        if len(absent) <= self.policy.create_cap:
            if summary is not None:
                yield self._away(summary, Resolution("made", ref=SUMMARY))
            yield from (create(self.wanted.workspace, one) for one in absent)
            return
        stands_for_all = self.by_identity[self.summary]
        for one in absent:
            reason = f"More than {self.policy.create_cap} issues would be created at once."
            self._leave("capped", one, reason)
        if summary is not None:
            yield self._toward(stands_for_all, summary)
        else:
            yield create(self.wanted.workspace, stands_for_all)

    def _toward(self, wanted: WantedIssue, ours: OurIssue) -> Action | None:
        """What a wanted issue that is there needs."""
        marker = ours.marker
        if ours.issue.is_open:
            return self._kept_right(wanted, ours)
        if marker.is_open and marker.facts == wanted.facts:
            reason = "A person closed it; it rests until something changes."
            self._leave("snoozed", wanted, reason, ours.number)
            return relabelled(ours, wanted)
        if marker.reopened >= REOPEN_LIMIT:
            reason = f"It was opened again {marker.reopened} times; now it is left to a person."
            self._leave("left_to_a_person", wanted, reason, ours.number)
            return relabelled(ours, wanted)
        return self._reopened(wanted, ours)

    def _reopened(self, wanted: WantedIssue, ours: OurIssue) -> Action:
        by_person = ours.marker.is_open
        marker = marker_of(self.wanted.workspace, wanted, ours.marker.reopened + 1)
        reason = "Something changed since a person closed it." if by_person else "It is back."
        told = wanted.told or wanted.title
        return action_on(
            "reopen",
            ours,
            wanted,
            reason=reason,
            change=replace(attention(wanted, ours, marker), is_open=True),
            comment=f"Open again: {told}",
            note=note_id(marker.id, "reopened", marker.rung, marker.facts, marker.reopened),
        )

    def _kept_right(self, wanted: WantedIssue, ours: OurIssue) -> Action | None:
        """What an open issue needs: most often nothing."""
        old = ours.marker
        marker = marker_of(self.wanted.workspace, wanted, old.reopened)
        if old.is_open and wanted.rung > old.rung:
            return action_on(
                "comment",
                ours,
                wanted,
                reason=f"The escalation has reached rung {wanted.rung}.",
                change=attention(wanted, ours, marker),
                comment=wanted.told or wanted.title,
                note=note_id(marker.id, "rung", marker.rung, marker.facts, marker.reopened),
            )
        labels = labels_put_right(wanted, ours.issue)
        if marker != old:
            body = with_block(ours.issue.body, marker, wanted.texts)
            change = replace(labels, title=retitled(wanted, ours.issue), body=body)
            return action_on("update", ours, wanted, reason=news(old, marker), change=change)
        if right_title := retitled(wanted, ours.issue):
            change = replace(labels, title=right_title)
            return action_on("update", ours, wanted, reason="Its title is put back.", change=change)
        if labels != Change():
            return action_on(
                "label", ours, wanted, reason="Its labels are put right.", change=labels
            )
        return None

    def _away(self, ours: OurIssue, why: Resolution) -> Action | None:
        """What an issue needs that is not wanted. One that a person opened again stays open."""
        issue, marker = ours.issue, ours.marker
        if not issue.is_open or not marker.is_open:
            return relabelled(ours, why)
        why = as_worn(why, issue)
        return action_on(
            "close",
            ours,
            why,
            reason=str(why),
            change=closing(ours, Change(is_open=False, reason=why.reason)),
            comment=str(why),
            note=note_id(
                marker.id,
                f"closed {why.code} {why.day}",
                marker.rung,
                marker.facts,
                marker.reopened,
            ),
        )

    def _duplicate(self, ours: OurIssue, first: OurIssue) -> Action | None:
        """Close an issue that another with a lower number stands for; but one that a person opened
        again stays open as long as it is the only one, and is not wanted."""
        marker, wanted = ours.marker, self.by_identity.get(ours.marker.id)
        if marker.account in self.wanted.left_out:
            return None
        is_kept = not marker.is_open and wanted is None and not first.issue.is_open
        if not ours.issue.is_open or is_kept:
            return relabelled(ours, wanted)
        text = f"Duplicate of #{first.number}"
        event = f"duplicate {first.number} {ours.number}"
        return action_on(
            "close",
            ours,
            wanted,
            reason=f"{text}.",
            change=closing(ours, Change(is_open=False, reason="duplicate")),
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
