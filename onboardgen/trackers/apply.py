"""Doing a plan: one action after the other, each so that a run that breaks leaves nothing twice.

What an issue is to be from now on is committed by one write, the last of its action. A comment is
written before it, and only where its marker is not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from onboardgen.trackers.labels import label_of
from onboardgen.trackers.marker import read_marker
from onboardgen.trackers.pace import Clock
from onboardgen.trackers.plan import Action, Plan
from onboardgen.trackers.routing import LOOKUP_LABEL
from onboardgen.trackers.tracker import (
    Change,
    Done,
    Draft,
    Gone,
    Issue,
    LostReply,
    Refused,
    Tracker,
    TrackerFailure,
)

MOST_WRITES: Final = 450
"""Writes of one run. GitHub takes 500 an hour; some are left for people."""
SETTLING: Final = 5.0
"""Seconds to wait after a lost reply, before looking whether it was done."""
_ATTEMPTS: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """An action that was done, and the issue as it is now."""

    action: Action
    issue: Issue


@dataclass(frozen=True, slots=True)
class Undone:
    """An action that was not done, and why in a sentence. `is_refused`: by the tracker; else
    somebody changed the issue meanwhile."""

    action: Action
    reason: str
    is_refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a run did. `postponed` are actions for the next run; `failure` is what ended this one
    early. `numbers` are the issues of ours that there are, as far as the run knows."""

    done: tuple[Step, ...] = ()
    undone: tuple[Undone, ...] = ()
    postponed: tuple[Action, ...] = ()
    warnings: tuple[str, ...] = ()
    failure: TrackerFailure | None = None
    numbers: frozenset[int] = frozenset()


def apply(plan: Plan, tracker: Tracker, clock: Clock, most_writes: int = MOST_WRITES) -> Applied:
    """Do what the plan says, in order. Never raises TrackerFailure: what was done is told."""
    run = _Run(tracker, clock)
    done: list[Step] = []
    undone: list[Undone] = []
    postponed: tuple[Action, ...] = ()
    failure = None
    for position, action in enumerate(plan.actions):
        try:
            if run.writes + run.cost(action) > most_writes:
                postponed = plan.actions[position:]
                break
            done.append(Step(action, run.do(action)))
        except _ChangedMeanwhile as changed:
            undone.append(Undone(action, str(changed), is_refused=False))
        except Refused as refused:
            undone.append(Undone(action, refused.message, is_refused=True))
        except TrackerFailure as stopped:
            failure, postponed = stopped, plan.actions[position:]
            break
    return Applied(
        done=tuple(done),
        undone=tuple(undone),
        postponed=postponed,
        warnings=tuple(dict.fromkeys(run.warnings)),
        failure=failure,
        numbers=plan.numbers | run.made,
    )


class _ChangedMeanwhile(Exception):
    """The issue is not any more what the plan was made from."""


class _Run:
    """One run: what it has written so far, and what it has learnt on the way."""

    def __init__(self, tracker: Tracker, clock: Clock) -> None:
        self.tracker = tracker
        self.clock = clock
        self.writes = 0
        self.warnings: list[str] = []
        self.made: set[int] = set()
        self._labels: set[str] | None = None

    def cost(self, action: Action) -> int:
        """How many writes an action takes, labels that have to be made included."""
        return 1 + (action.comment is not None) + len(self._missing(_labels_of(action)))

    def do(self, action: Action) -> Issue:
        for name in self._missing(_labels_of(action)):
            self.writes += 1
            self.tracker.make_label(label_of(name))
            self._known().add(name.casefold())
        if action.draft is not None:
            return self._create(action.draft, action.identity)
        if action.issue is None:
            raise ValueError(f"{action.action} without an issue")
        return self._change(action, action.issue)

    def _create(self, draft: Draft, identity: str) -> Issue:
        issue = self._told(self._created(draft, identity))
        self.made.add(issue.number)
        if LOOKUP_LABEL not in map(str.casefold, issue.labels):
            raise TrackerFailure(
                f"#{issue.number} was opened, but without its labels: the tracker dropped them, "
                "because the token may open issues and not label them.",
                "Give the token the right to write issues (GitHub: `issues: write`, and push "
                "access; GitLab: the role Reporter or more). The next run puts the labels on.",
            )
        return issue

    def _created(self, draft: Draft, identity: str) -> Done:
        """The new issue; where the reply was lost, the one that is there, else made once more."""
        for attempt in range(1, _ATTEMPTS + 1):
            self.writes += 1
            try:
                return self.tracker.create(draft)
            except LostReply:
                found = self._look_for(identity)
                if found is not None:
                    return Done(issue=found)
                if attempt == _ATTEMPTS:
                    raise
        raise AssertionError

    def _look_for(self, identity: str) -> Issue | None:
        self.clock.sleep(SETTLING)
        for issue in self.tracker.issues(LOOKUP_LABEL):
            marker = read_marker(issue.body)
            if marker is not None and marker.id == identity:
                return issue
        return None

    def _change(self, action: Action, planned: Issue) -> Issue:
        shown = self.tracker.issue(planned.number)
        if shown is None:
            raise _ChangedMeanwhile(f"#{planned.number} is gone since the run began.")
        if _told_of(shown) != _told_of(planned):
            raise _ChangedMeanwhile(
                f"Somebody changed #{shown.number} since the run began; the next run looks again."
            )
        if action.comment is not None:
            self._comment(shown.number, action.comment, action.comment_marker or action.comment)
        if action.change is None or action.change == Change():
            return shown
        self.writes += 1
        return self._told(self.tracker.change(shown, action.change))

    def _comment(self, number: int, text: str, marker: str) -> None:
        """Write a comment unless its marker is there. One that is refused, because the issue is
        locked, does not hold up the change that it explains. Raises Gone."""
        if self._holds(number, marker):
            return
        for attempt in range(1, _ATTEMPTS + 1):
            self.writes += 1
            try:
                self.tracker.comment(number, text)
            except Gone:
                raise
            except Refused as refused:
                self.warnings.append(f"#{number} has no comment: {refused.message}")
            except LostReply:
                self.clock.sleep(SETTLING)
                if self._holds(number, marker):
                    return
                if attempt == _ATTEMPTS:
                    raise
                continue
            return

    def _holds(self, number: int, marker: str) -> bool:
        return any(marker in comment for comment in self.tracker.comments(number))

    def _missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of the labels that do not exist. The tracker is asked once, and only then."""
        wanted = {name.casefold(): name for name in names}
        return tuple(name for key, name in wanted.items() if key not in self._known())

    def _known(self) -> set[str]:
        if self._labels is None:
            self._labels = {name.casefold() for name in self.tracker.labels()}
        return self._labels

    def _told(self, done: Done) -> Issue:
        self.warnings += done.warnings
        return done.issue


def _labels_of(action: Action) -> tuple[str, ...]:
    if action.draft is not None:
        return action.draft.labels
    return action.change.add_labels if action.change is not None else ()


def _told_of(issue: Issue) -> tuple[str, str, bool]:
    return issue.title, issue.body, issue.is_open
