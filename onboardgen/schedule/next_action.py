"""What to move next: everything that somebody can do now, what matters most first.

The rank of an action is decided by the first of these in which two differ:

1. how many days of go-live's lateness hang on it, the most first
2. whether it is late, and by how many working days of its owner
3. how many working days of go-live hang on it at all
4. how many open records wait directly for it
5. its promise, the earliest first
6. customer and reference, in the order of the alphabet
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Final, Literal

from onboardgen.findings import Location
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.open_items import OpenItem, open_items
from onboardgen.schedule.state import Standing

ActionKind = Literal["do", "unblock", "answer", "sign", "decide", "approve", "confirm"]
KIND_OF: Final[Mapping[str, ActionKind]] = {
    "section": "answer",
    "signoff": "sign",
    "decision": "decide",
    "change": "approve",
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why an action stands where it does, by the first thing that lifts it.

    `number` is: `holds_up` days of go-live's lateness, `late` working days, `critical` days of
    go-live, `unblocks` records that wait; it says nothing with `due` and `open`.
    """

    code: Literal["holds_up", "late", "critical", "unblocks", "due", "open"]
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAction:
    """One thing that any of `people` can do now. `late_days` is None where it is not late;
    `holds_up` are the days of go-live's lateness among the `go_live_days` that hang on it."""

    customer: str
    ref: Reference
    kind: ActionKind
    title: str
    people: tuple[str, ...]
    party: Party
    due: Day | None
    late_days: int | None
    holds_up: int
    go_live_days: int
    blocks: tuple[Reference, ...]
    questions: int = 0
    at: Location

    @property
    def why(self) -> Why:
        if self.holds_up > 0:
            return Why("holds_up", self.holds_up)
        if self.late_days is not None:
            return Why("late", self.late_days)
        if self.go_live_days > 0:
            return Why("critical", self.go_live_days)
        if self.blocks:
            return Why("unblocks", len(self.blocks))
        return Why("due" if self.due else "open")

    @property
    def rank(self) -> tuple[int, int, int, int, Day, str, Reference]:
        """Sorts what matters most first."""
        return (
            -self.holds_up,
            1 if self.late_days is None else -self.late_days,
            -self.go_live_days,
            -len(self.blocks),
            self.due or Day.max,
            self.customer,
            self.ref,
        )


def next_actions(
    standing: Standing, settings: Settings, costs: Mapping[Reference, int]
) -> tuple[NextAction, ...]:
    """The queue of one account; `costs` are the days of go-live that hang on each record."""
    items = open_items(standing, settings)
    answered = all(item.ref.kind != "section" for item in items)
    slip = standing.forecast.go_live.slip_days
    soon = settings.rules.due_soon_days
    found = [
        _action(standing, item, kind, costs, slip)
        for item in items
        if (kind := _kind(standing, item, soon, answered=answered))
    ]
    return ranked(found)


def ranked(actions: Iterable[NextAction]) -> tuple[NextAction, ...]:
    """The actions of one or many accounts in one queue."""
    return tuple(sorted(actions, key=lambda one: one.rank))


def can_do_today(actions: Iterable[NextAction]) -> Mapping[Party, tuple[NextAction, ...]]:
    """What each party can do today, whatever else is stuck: the customer first, then we, then
    the partners by name."""
    free = [action for action in actions if action.kind != "unblock"]
    first = {CUSTOMER: "", PROVIDER: " "}
    parties = sorted({one.party for one in free}, key=lambda party: first.get(party, party))
    return {party: tuple(one for one in free if one.party == party) for party in parties}


def _kind(standing: Standing, item: OpenItem, soon: int, *, answered: bool) -> ActionKind | None:
    """What can be done about an open record now; None where nothing can."""
    if item.state is None:
        ready = item.questions > 0 if item.ref.kind == "section" else True
        ready = ready and (answered or item.ref != Reference("signoff", "worksheet"))
        return KIND_OF[item.ref.kind] if ready else None
    if item.state.state == "blocked":
        return "unblock"
    if item.state.state in ("workable", "in_progress"):
        return "do"
    wanted = item.due and not item.is_overdue and not item.state.confirmed
    return "confirm" if wanted and _begins_within(standing, item, soon) else None


def _begins_within(standing: Standing, item: OpenItem, days: int) -> bool:
    """Whether the forecast lets it begin within so many working days of its owner."""
    start = standing.forecast.tasks[item.ref.id].start
    return start is not None and item.days.between(item.today, start) <= days


def _action(
    standing: Standing,
    item: OpenItem,
    kind: ActionKind,
    costs: Mapping[Reference, int],
    slip: int | None,
) -> NextAction:
    """`slip` is how late go-live is; without a promise it is not."""
    days = 0 if kind == "confirm" else max(costs.get(item.ref, 0), 0)
    return NextAction(
        customer=standing.forecast.network.account.slug,
        ref=item.ref,
        kind=kind,
        title=item.title,
        people=tuple(dict.fromkeys(_people(item, kind))),
        party=item.party,
        due=item.due,
        late_days=item.late_days if item.is_overdue and kind != "confirm" else None,
        holds_up=min(days, max(slip or 0, 0)),
        go_live_days=days,
        blocks=() if kind == "confirm" else item.blocks,
        questions=item.questions,
        at=item.at,
    )


def _people(item: OpenItem, kind: ActionKind) -> Iterator[str]:
    yield from item.people
    blocked = item.task.blocked if item.task else None
    if kind == "unblock" and blocked and blocked.escalate_to:
        yield blocked.escalate_to
