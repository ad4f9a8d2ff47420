"""How an account is: red, amber or green, with every reason. Internal.

Red, in trouble:

- very_late: go-live is forecast more than `rules.health.slip_days` after its promise
- escalated: something is late past the last rung of `rules.escalation`, and go-live hangs on it
- blocked: a task is blocked for more than `rules.blocked_days`, and go-live hangs on it

Amber, at risk:

- late: go-live is forecast more than `rules.moved_days` after its promise; where that is 0, also
  by days on none of which its owner works
- likely_late: the P80 of go-live is after its promise
- overdue: something is late past the last rung, and go-live does not hang on it
- gate_waiting: a gate should be open and is not
- moved: promises of one unfinished stage moved `rules.health.moves` times or more
- untouched: nobody touched the plan for more than `rules.untouched_days`

Green, on track: none of these. What `rules.health.ignore` names does not count. After go-live
there is no health, only what is open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Final, Literal, get_args

from onboardgen.model.account import Account
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.model.settings import HealthCode, Rules
from onboardgen.schedule.deadlines import Deadline
from onboardgen.schedule.forecast import GoLive
from onboardgen.schedule.open_items import live_since
from onboardgen.schedule.simulation import Likely
from onboardgen.schedule.state import Standing

Level = Literal["red", "amber", "green"]
CODES: Final[tuple[HealthCode, ...]] = get_args(HealthCode)
RED: Final[frozenset[HealthCode]] = frozenset({"very_late", "escalated", "blocked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReason:
    """One reason. `number` counts working days, with `moved` the moves; `refs` are what it is
    about; `day` is the P80 of `likely_late`."""

    code: HealthCode
    number: int
    refs: tuple[Reference, ...] = ()
    day: Day | None = None

    @property
    def level(self) -> Level:
        return "red" if self.code in RED else "amber"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """`level` is that of the worst reason, None once the account is live."""

    level: Level | None
    reasons: tuple[HealthReason, ...] = ()


def health(
    standing: Standing,
    rules: Rules,
    items: Collection[Deadline],
    likely: Mapping[str, Likely],
) -> Health:
    """The health of one account; `items` are its deadlines, `likely` the P50 and P80 by milestone
    (`simulation.simulate`), empty without a calibration."""
    account = standing.forecast.network.account
    if live_since(account):
        return Health(level=None)
    ignored = rules.health.ignore
    found = (
        *_late(standing, rules, likely.get(account.plan.go_live.milestone)),
        *_stuck(items, rules),
        *_moved(account, standing, rules.health.moves),
    )
    reasons = sorted(
        (one for one in found if one.code not in ignored),
        key=lambda one: (CODES.index(one.code), -one.number, one.refs),
    )
    level: Level = reasons[0].level if reasons else "green"
    return Health(level=level, reasons=tuple(reasons))


def needs_likely(go_live: GoLive, rules: Rules) -> bool:
    """Whether the P80 can matter to the health: a forecast that is late says more."""
    slip, late = go_live.slip_days, min(rules.moved_days, rules.health.slip_days)
    return slip is not None and slip <= late and "likely_late" not in rules.health.ignore


def _late(standing: Standing, rules: Rules, likely: Likely | None) -> Iterator[HealthReason]:
    go_live, net = standing.forecast.go_live, standing.forecast.network
    slip, due = go_live.slip_days, go_live.due
    if slip is None or due is None:
        return
    if slip > rules.health.slip_days:
        yield HealthReason(code="very_late", number=slip)
    elif slip > rules.moved_days or (go_live.is_late and not rules.moved_days):
        yield HealthReason(code="late", number=slip)
    elif likely and likely.p80 > due and net.go_live is not None:
        days = net.nodes[net.go_live].days.between(due, likely.p80)
        yield HealthReason(code="likely_late", number=days, day=likely.p80)


def _stuck(items: Iterable[Deadline], rules: Rules) -> Iterator[HealthReason]:
    last = len(rules.escalation)
    for item in items:
        refs = (parse_reference(item.ref),)
        if item.kind == "overdue" and last and item.rung == last:
            code: HealthCode = "escalated" if item.go_live_days > 0 else "overdue"
            yield HealthReason(code=code, number=item.days, refs=refs)
        elif item.kind == "blocked_too_long" and item.go_live_days > 0:
            yield HealthReason(code="blocked", number=item.days, refs=refs)
        elif item.kind == "gate_waiting":
            yield HealthReason(code="gate_waiting", number=item.days, refs=refs)
        elif item.kind == "plan_untouched":
            yield HealthReason(code="untouched", number=item.days)


def _moved(account: Account, standing: Standing, most: int) -> Iterator[HealthReason]:
    for stage in account.plan.stages:
        tasks = [task for task in account.plan.tasks if task.stage == stage.id]
        moves = sum(len(task.moved) for task in tasks)
        if moves >= most and any(standing.tasks[task.id].is_open for task in tasks):
            yield HealthReason(code="moved", number=moves, refs=(Reference("stage", stage.id),))
