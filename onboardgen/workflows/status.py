"""`status`: how every account is, or one of them in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from pathlib import Path

from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.plan import Stage
from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.attribution import Attribution, attribution_of
from onboardgen.schedule.deadlines import deadlines
from onboardgen.schedule.forecast import GoLive
from onboardgen.schedule.gates import Truth
from onboardgen.schedule.health import Health, health, needs_likely
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.movement import last_movement
from onboardgen.schedule.next_action import NextAction, next_actions
from onboardgen.schedule.open_items import live_since
from onboardgen.schedule.simulation import Likely, simulate
from onboardgen.schedule.state import Standing, standing
from onboardgen.schedule.summary import Summary, summary
from onboardgen.workflows.accounts import Context, Moment, judge_accounts
from onboardgen.workflows.last_touched import Touched, last_touched
from onboardgen.workflows.names import Names, names_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMilestone:
    """The first milestone that is open, by its forecast."""

    ref: Reference
    due: Day | None
    forecast: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountStatus:
    """One account on one line. `in_the_way` is what is stuck or late and matters most;
    `moved_on` the last day on which anything happened."""

    slug: str
    names: Names
    health: Health
    go_live: GoLive
    live_since: Day | None
    next_milestone: NextMilestone | None
    in_the_way: NextAction | None
    moved_on: Day | None
    open_tasks: int
    late_tasks: int
    blocked_tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The gate of one stage that has open tasks, with what is missing; open where nothing is."""

    stage: Stage
    missing: tuple[Truth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDetail:
    """One account in full. `actions` are what somebody can do now, what matters most first."""

    status: AccountStatus
    actions: tuple[NextAction, ...]
    gates: tuple[Gate, ...]
    attribution: Attribution
    summary: Summary | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """All accounts; without an as-of moment the workspace's own files have errors."""

    as_of: AsOf | None
    accounts: tuple[AccountStatus, ...]
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailReport:
    """One account, or the errors that stand in its way."""

    as_of: AsOf | None
    detail: AccountDetail | None
    findings: tuple[Finding, ...] = ()


def status(root: Path, moment: Moment) -> StatusReport:
    """Every account, the worst first: by health, then by days late; those that are live last."""
    judged = judge_accounts(root, (), moment, partial(_status_of, last_touched(root)))
    return StatusReport(
        as_of=judged.context.as_of if judged.context else None,
        accounts=tuple(sorted(judged.results, key=_urgency)),
        broken=judged.broken,
        findings=judged.findings,
    )


def account_status(root: Path, slug: str, moment: Moment) -> DetailReport:
    """One account in full. Raises UsageError where the slug names no customer."""
    judged = judge_accounts(root, (slug,), moment, partial(_detail_of, last_touched(root)))
    return DetailReport(
        as_of=judged.context.as_of if judged.context else None,
        detail=judged.results[0] if judged.results else None,
        findings=judged.findings,
    )


def _urgency(one: AccountStatus) -> tuple[int, int, Day, str]:
    level = ("red", "amber", "green", None).index(one.health.level)
    return level, -(one.go_live.slip_days or 0), one.go_live.forecast or Day.max, one.slug


def _status_of(touched: Touched, context: Context, account: Account) -> AccountStatus:
    return _judge(touched, context, account)[0]


def _detail_of(touched: Touched, context: Context, account: Account) -> AccountDetail:
    one, stands, actions = _judge(touched, context, account)
    attributed = attribution_of(stands.forecast.network)
    return AccountDetail(
        status=one,
        actions=actions,
        gates=tuple(_gates(account, stands)),
        attribution=attributed,
        summary=summary(attributed),
    )


def _judge(
    touched: Touched, context: Context, account: Account
) -> tuple[AccountStatus, Standing, tuple[NextAction, ...]]:
    settings = context.settings
    stands = standing(account, settings, context.as_of)
    net, go_live = stands.forecast.network, stands.forecast.go_live
    costs = go_live_days(net)
    likely: Mapping[str, Likely] = {}
    if live_since(account) is None and needs_likely(go_live, settings.rules):
        likely = simulate(net, context.calibration)
    day = touched.get(account.slug)
    items = deadlines(stands, settings, costs, day)
    actions = next_actions(stands, settings, costs)
    today = context.as_of.day
    moved = [d for d in (day, last_movement(account, today)) if d and d <= today]
    states = [state for state in stands.tasks.values() if state.is_open]
    one = AccountStatus(
        slug=account.slug,
        names=names_of(account),
        health=health(stands, settings.rules, items, likely),
        go_live=go_live,
        live_since=live_since(account),
        next_milestone=_next_milestone(account, stands),
        in_the_way=next(filter(_is_in_the_way, actions), None),
        moved_on=max(moved, default=None),
        open_tasks=len(states),
        late_tasks=sum(state.overdue for state in states),
        blocked_tasks=sum(state.state == "blocked" for state in states),
    )
    return one, stands, actions


def _is_in_the_way(action: NextAction) -> bool:
    return action.kind == "unblock" or action.late_days is not None or action.holds_up > 0


def _next_milestone(account: Account, stands: Standing) -> NextMilestone | None:
    dates = stands.forecast.tasks
    found = [
        NextMilestone(ref=Reference("task", task.id), due=task.due, forecast=dates[task.id].finish)
        for task in account.plan.tasks
        if task.is_milestone and stands.tasks[task.id].is_open
    ]
    return min(found, key=lambda one: (one.forecast or Day.max, one.ref), default=None)


def _gates(account: Account, stands: Standing) -> Iterator[Gate]:
    for stage in account.plan.stages:
        tasks = [task.id for task in account.plan.tasks if task.stage == stage.id]
        if stage.gate and any(stands.tasks[id_].is_open for id_ in tasks):
            missing = tuple(truth for truth in stands.gates[stage.id] if not truth.true)
            yield Gate(stage=stage, missing=missing)
