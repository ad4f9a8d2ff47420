"""The plan of a run: what is done to the tracker, in order, and what is left alone and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from onboardgen.trackers.tracker import Change, Draft, Issue

ActionKind = Literal["create", "update", "comment", "close", "reopen", "label"]
LeftAloneCode = Literal["snoozed", "left_to_a_person", "capped", "braked", "day_off"]
ACTION_KINDS: Final[tuple[ActionKind, ...]] = (
    "create", "update", "comment", "close", "reopen", "label",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One issue's way from what it is to what it should be.

    `reason` says why, in words. A `create` has a `draft` and the `identity` that tells whether it
    is there already; every other action has the `issue` and a `change`. The `comment`, if any, is
    written before the change and holds a marker of its own (`comment_marker`), so that a run that
    broke in between neither forgets nor repeats it.
    """

    action: ActionKind
    ref: str
    customer: str | None
    title: str
    reason: str
    identity: str
    draft: Draft | None = None
    issue: Issue | None = None
    change: Change | None = None
    comment: str | None = None
    comment_marker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """An item without the issue it would have, and why in a sentence."""

    code: LeftAloneCode
    ref: str
    customer: str | None
    title: str
    reason: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run does. `numbers` are the issues of ours that the tracker showed, to be remembered.

    `brake` is the sentence that says why nothing is created; None where nothing stands in the way.
    """

    actions: tuple[Action, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    numbers: frozenset[int] = field(default_factory=frozenset)
    brake: str | None = None


@dataclass(frozen=True, slots=True)
class Memory:
    """What runs remember of each tracker's place: the numbers of our issues that were seen."""

    numbers: Mapping[str, frozenset[int]] = field(default_factory=dict)
