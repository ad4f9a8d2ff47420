"""`issues`: what is late becomes issues in a tracker, and what is done closes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import partial
from pathlib import Path
from typing import Final

from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.calendars import WorkingDays
from onboardgen.schedule.deadlines import deadlines as deadlines_of
from onboardgen.schedule.deadlines import team_deadlines
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.state import standing
from onboardgen.trackers.apply import Applied, apply
from onboardgen.trackers.memory import read_memory, remember
from onboardgen.trackers.pace import Clock
from onboardgen.trackers.plan import Memory, Plan
from onboardgen.trackers.reconcile import Policy, reconcile
from onboardgen.trackers.routing import LOOKUP_LABEL
from onboardgen.trackers.tracker import Issue, Tracker
from onboardgen.trackers.wanted import (
    Part,
    TrackerName,
    Wanted,
    account_part,
    team_part,
    wanted_of,
)
from onboardgen.workflows.accounts import Context, Judged, Moment, judge_accounts
from onboardgen.workflows.issue_links import Checkout, checkout_of, links_of
from onboardgen.workflows.issue_trackers import CI_VARIABLES, chosen_tracker, opened
from onboardgen.workflows.last_touched import Touched, last_touched

MOST_ASKED: Final = 200
"""Issues that a run asks for one by one, where the list does not show them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run was told: the tracker, if not the one of the settings; how many issues it may
    open; and that issues which are gone may be forgotten."""

    tracker: TrackerName | None = None
    max_new: int | None = None
    accept_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run meets outside the workspace: variables of the environment, and the clock that
    waits are taken from."""

    environment: Mapping[str, str] = field(repr=False)
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuesReport:
    """What is to be done or was done. `names` are customers' names by slug, ours under None;
    `right` how many issues need nothing; `applied` is None where nothing was to be written.

    Without an as-of moment the workspace's own files have errors. `failure` is what ended the
    run early, `broken` are customers left out.
    """

    as_of: AsOf | None = None
    place: str = ""
    names: Mapping[str | None, str] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    right: int = 0
    applied: Applied | None = None
    warnings: tuple[str, ...] = ()
    failure: EnvironmentFailure | None = None
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def plan_issues(root: Path, moment: Moment, asked: Asked, world: World) -> IssuesReport:
    """What `apply_issues` would do; nothing is written, here or there.

    Raises UsageError where it is not clear which tracker, or which place in it, is meant.
    """
    return _run(root, moment, asked, world, writes=False)


def apply_issues(root: Path, moment: Moment, asked: Asked, world: World) -> IssuesReport:
    """Bring the tracker to what the plans say, as far as it goes. Raises as `plan_issues` does."""
    return _run(root, moment, asked, world, writes=True)


def _run(root: Path, moment: Moment, asked: Asked, world: World, *, writes: bool) -> IssuesReport:
    checkout = checkout_of(root, world.environment)
    ci = {name: world.environment.get(name, "") for name in CI_VARIABLES.values()}
    tracker_of = partial(chosen_tracker, asked.tracker, environment=ci)
    to_part = partial(_of_account, last_touched(root), checkout, tracker_of)
    judged = judge_accounts(root, (), moment, to_part)
    context = judged.context
    if context is None:
        return IssuesReport(broken=judged.broken, findings=judged.findings)
    tracker_name = tracker_of(context.settings)
    report = IssuesReport(
        as_of=context.as_of,
        place=tracker_name,
        names=_names(context, judged),
        broken=judged.broken,
        findings=judged.findings,
    )
    wanted = _wanted(context, judged, checkout, tracker_name)
    policy = Policy(
        create_cap=asked.max_new or context.settings.tracker.create_cap,
        next_working_day=_next_working_day(context),
    )
    try:
        tracker, connection = opened(
            tracker_name, root, context.settings, world.environment, world.clock
        )
        with connection:
            report = replace(report, place=tracker.place)
            return reconciled(root, report, wanted, tracker, policy, asked, world, writes)
    except EnvironmentFailure as failure:
        return replace(report, failure=failure)


def _next_working_day(context: Context) -> Day | None:
    """Our next working day where the as-of day is none of ours."""
    day = context.as_of.day
    ours = WorkingDays(context.settings.organization.calendar, (), day.year - 1)
    return None if ours.is_working(day) else ours.on_or_after(day)


def reconciled(
    root: Path,
    report: IssuesReport,
    wanted: Wanted,
    tracker: Tracker,
    policy: Policy,
    asked: Asked,
    world: World,
    writes: bool,
) -> IssuesReport:
    """One run against a tracker that is open: the report completed by what it planned and did.

    Raises TrackerFailure where the tracker cannot be read; nothing was done then.
    """
    memory, warning = read_memory(root)
    remembered = memory.numbers.get(tracker.place, frozenset())
    shown = tracker.issues(LOOKUP_LABEL)
    missing = _missing(tracker, remembered, shown)
    if asked.accept_missing:
        missing = {number: issue for number, issue in missing.items() if issue is not None}
    plan = reconcile(wanted, shown, missing, policy)
    warnings = [*((warning,) if warning else ()), *tracker.warnings, *_capped(plan, policy)]
    report = replace(report, plan=plan, right=_right(wanted, plan), warnings=tuple(warnings))
    if not writes:
        return report
    applied = apply(plan, tracker, world.clock)
    kept = remembered if plan.brake and not asked.accept_missing else frozenset()
    warnings += _remembered(root, memory, tracker.place, applied.numbers | kept)
    warnings += (*applied.warnings, *tracker.warnings)
    return replace(
        report, applied=applied, warnings=tuple(dict.fromkeys(warnings)), failure=applied.failure
    )


def _missing(
    tracker: Tracker, remembered: frozenset[int], shown: tuple[Issue, ...]
) -> dict[int, Issue | None]:
    """Issues that were there once and that the list does not show: what the tracker says of each
    when asked by number, None for those that it does not have, or that there was no time for."""
    gone = sorted(remembered - {one.number for one in shown})
    asked = {number: tracker.issue(number) for number in gone[:MOST_ASKED]}
    return {**asked, **dict.fromkeys(gone[MOST_ASKED:])}


def _remembered(root: Path, memory: Memory, place: str, numbers: frozenset[int]) -> Iterator[str]:
    """Write down what was seen, where it differs; a warning where that does not work."""
    if memory.numbers.get(place) == numbers:
        return
    try:
        remember(root, memory, place, numbers)
    except EnvironmentFailure as failure:
        yield f"{failure.message} The next run has nothing to compare the tracker's list with."


def _capped(plan: Plan, policy: Policy) -> Iterator[str]:
    number = sum(one.code == "capped" for one in plan.left_alone)
    if number:
        yield (
            f"{number} issues are missing, and a run opens {policy.create_cap} at most: one that "
            f"sums them up stands for all. `onboardgen issues apply --max-new {number}` opens them."
        )


def _right(wanted: Wanted, plan: Plan) -> int:
    """How many of the wanted issues are there as they should be."""
    told = {(one.customer, one.ref) for one in plan.actions}
    told |= {(one.customer, one.ref) for one in plan.left_alone}
    return sum((one.customer, one.ref) not in told for one in wanted.issues)


@dataclass(frozen=True, slots=True)
class _Of:
    slug: str
    name: str
    part: Part


def _of_account(
    touched: Touched,
    checkout: Checkout,
    tracker_of: partial[TrackerName],
    context: Context,
    account: Account,
) -> _Of:
    settings = context.settings
    tracker = tracker_of(settings)
    stands = standing(account, settings, context.as_of)
    costs = go_live_days(stands.forecast.network)
    items = deadlines_of(stands, settings, costs, touched.get(account.slug))
    links = links_of(checkout, settings, tracker)
    part = account_part(stands, items, settings, links, tracker)
    return _Of(account.slug, account.customer.name, part)


def _wanted(
    context: Context, judged: Judged[_Of], checkout: Checkout, tracker: TrackerName
) -> Wanted:
    settings = context.settings
    team = team_part(
        team_deadlines(settings, context.team_access, context.as_of),
        settings,
        context.team_access,
        context.as_of,
        links_of(checkout, settings, tracker),
        tracker,
    )
    parts = [*(one.part for one in judged.results), team]
    return wanted_of(parts, judged.broken, settings)


def _names(context: Context, judged: Judged[_Of]) -> dict[str | None, str]:
    ours: dict[str | None, str] = {None: context.settings.organization.name}
    return ours | {one.slug: one.name for one in judged.results}
