"""Every day of the slip has a cause, and what hangs on a task is what its being done would give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.loading.loader import load
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.attribution import Cause, attribution
from onboardgen.schedule.baseline import baseline
from onboardgen.schedule.forecast import forecast
from onboardgen.schedule.impact import go_live_days
from tests.example_workspace import REPOSITORY
from tests.schedule.plans_for_tests import HEAD, read
from tests.schedule.random_plans import Drawn, drawn_plans

EXAMPLES = {account.slug: account for account in load(REPOSITORY).accounts}
SETTINGS = load(REPOSITORY, ["fennel"]).settings

CHAIN = (
    HEAD
    + """
tasks:
  - {id: export, title: Export, stage: all, category: data_migration, owner: jo, duration: 3}
  - {id: load, title: Load, stage: all, category: configuration, owner: mia, duration: 2,
     needs: [export]}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [load],
     due: 2026-11-06}
"""
)
"""Mon 2 to Wed 4, Thu 5 and Fri 6 November: promised without a day to spare."""


def causes(plan: str, day: Day) -> list[tuple[str | None, int, str | None, str | None]]:
    account, workspace = read(plan)
    found = attribution(account, workspace, AsOf(day)).causes
    return [(str(one.ref) if one.ref else None, one.days, one.reason, one.party) for one in found]


def total(found: tuple[Cause, ...]) -> int:
    return sum(cause.days for cause in found)


@pytest.mark.parametrize("slug", EXAMPLES)
@pytest.mark.parametrize("month", range(0, 12, 3))
def test_the_causes_of_an_example_add_up_to_its_slip(slug: str, month: int) -> None:
    account = EXAMPLES[slug]
    assert SETTINGS
    as_of = AsOf(account.plan.kickoff + timedelta(days=21 * month))
    found = attribution(account, SETTINGS, as_of)
    assert found.forecast == forecast(account, SETTINGS, as_of).go_live.forecast
    assert found.slip_days is not None
    assert total(found.causes) == found.slip_days


@given(drawn_plans(), st.integers(-5, 40))
@settings(max_examples=60, deadline=None)
def test_the_causes_always_add_up_to_the_slip(drawn: Drawn, later: int) -> None:
    as_of = AsOf(drawn.today + timedelta(days=later))
    found = attribution(drawn.account, drawn.settings, as_of)
    ahead = forecast(drawn.account, drawn.settings, as_of)
    promised = baseline(drawn.account).go_live
    if promised is None or found.slip_days is None:
        assert found.causes == ()
        return
    owner = next(t.owner for t in drawn.account.plan.tasks if t.id == "go-live")
    days = ahead.network.calendars.of(owner)
    assert ahead.go_live.forecast
    assert found.forecast == ahead.go_live.forecast
    assert total(found.causes) == found.slip_days == days.between(promised, found.forecast)


def test_days_that_pass_belong_to_what_has_not_begun() -> None:
    assert causes(CHAIN, Day(2026, 11, 2)) == []
    assert causes(CHAIN, Day(2026, 11, 5)) == [("task:export", 3, "data_migration", "customer")]


def test_each_lost_day_goes_to_who_had_the_work_then() -> None:
    late = CHAIN.replace("duration: 3}", "duration: 3, started: 2026-11-02, done: 2026-11-06}")
    assert causes(late, Day(2026, 11, 11)) == [
        ("task:export", 2, "data_migration", "customer"),
        ("task:load", 2, "configuration", "provider"),
    ]


TWINS = """
  - {id: roles, title: Roles, stage: all, owner: jo, duration: 4, due: %s}
  - {id: export, title: Export, stage: all, owner: jo, duration: 4, due: 2026-11-06}
"""
TWO = (
    HEAD
    + """
tasks: %s
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [export, roles],
     due: 2026-11-05}
"""
)


def test_of_two_that_are_late_alike_the_one_promised_first_takes_the_days_wherever_it_stands() -> (
    None
):
    _, roles, export, _ = (TWINS % "2026-11-05").split("\n")
    for twins in ((roles, export), (export, roles)):
        found = causes(TWO % "\n".join(("", *twins)), Day(2026, 11, 9))
        assert found == [("task:roles", 5, None, "customer")]


def test_a_promise_that_moves_hands_the_days_to_nobody_else() -> None:
    moved = "2026-11-20, moved: [{from: 2026-11-05, reason: technical}]"
    found = causes(TWO % (TWINS % moved), Day(2026, 11, 9))
    assert found == [("task:roles", 5, "technical", "customer")]


@given(drawn_plans(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_causes_do_not_follow_the_order_of_the_file(drawn: Drawn, random: Random) -> None:
    plan, as_of = drawn.account.plan, AsOf(drawn.today)
    tasks = random.sample(plan.tasks, k=len(plan.tasks))
    shuffled = replace(drawn.account, plan=replace(plan, tasks=tuple(tasks)))
    found = attribution(drawn.account, drawn.settings, as_of)
    assert attribution(shuffled, drawn.settings, as_of) == found


def test_work_done_early_gives_days_back() -> None:
    late = CHAIN.replace("duration: 3}", "duration: 3, started: 2026-11-02, done: 2026-11-06}")
    quick = late.replace("duration: 2,", "duration: 2, started: 2026-11-09, done: 2026-11-09,")
    assert causes(quick, Day(2026, 11, 9)) == [
        ("task:export", 2, "data_migration", "customer"),
        ("task:load", -1, "configuration", "provider"),
    ]


def test_what_blocks_a_task_is_the_reason() -> None:
    blocked = CHAIN.replace(
        "duration: 3}",
        "duration: 3, blocked: {since: 2026-11-03, reason: it_approval, until: 2026-11-12}}",
    )
    found = causes(blocked, Day(2026, 11, 4))
    assert found == [
        ("task:export", 7, "it_approval", "customer"),
        ("task:export", 1, "data_migration", "customer"),
    ]


def test_a_plan_that_never_fitted_its_promise_says_so_itself() -> None:
    long = CHAIN.replace("duration: 2,", "duration: 4,")
    assert causes(long, Day(2026, 11, 2)) == [(None, 2, None, None)]


def test_a_late_decision_takes_the_days_it_costs() -> None:
    """Open at the end of the first day, it already holds the export back by one: the plan's."""
    plan = CHAIN.replace("duration: 3}", "duration: 3, needs: ['decision:0001-books']}")
    decision = "{title: Books, status: proposed, date: 2026-11-02, owner: jo, due: 2026-11-01}"
    account, workspace = read(plan, **{"decisions/0001-books": decision})
    found = attribution(account, workspace, AsOf(Day(2026, 11, 4)))
    assert [(str(one.ref), one.days, one.owner) for one in found.causes] == [
        ("decision:0001-books", 2, "jo"),
        ("None", 1, None),
    ]


def test_without_a_promise_there_is_no_slip() -> None:
    found = attribution(*read(CHAIN.replace("due: 2026-11-06", "")), AsOf(Day(2026, 12, 1)))
    assert (found.slip_days, found.causes) == (None, ())


def test_the_baseline_is_the_promise_before_it_moved_first() -> None:
    moved = CHAIN.replace(
        "due: 2026-11-06",
        "due: 2026-11-20, moved: [{from: 2026-11-06, reason: legal}, "
        "{from: 2026-11-13, reason: legal}]",
    )
    found = baseline(read(moved)[0])
    assert (found.go_live, found.signed) == (Day(2026, 11, 6), False)


@given(drawn_plans())
@settings(max_examples=60, deadline=None)
def test_what_hangs_on_a_task_is_what_go_live_gains_where_it_takes_no_time(drawn: Drawn) -> None:
    as_of = AsOf(drawn.today)
    ahead = forecast(drawn.account, drawn.settings, as_of)
    hanging = go_live_days(ahead.network)
    owner = next(t.owner for t in drawn.account.plan.tasks if t.id == "go-live")
    days = ahead.network.calendars.of(owner)
    for ref, found in hanging.items():
        node = ahead.network.nodes[ahead.network.index[ref]]
        yesterday = node.today - timedelta(days=1)
        if node.task is None or (node.task.started and not node.task.is_milestone):
            after = forecast(drawn.account, drawn.settings, as_of, {ref: yesterday})
        else:
            after = forecast(without_delay(drawn.account, ref.id), drawn.settings, as_of)
        assert after.go_live.forecast
        assert ahead.go_live.forecast
        assert found == days.between(after.go_live.forecast, ahead.go_live.forecast), ref


def without_delay(account: Account, id_: str) -> Account:
    """The same plan with a milestone in the place of one task."""
    changed = tuple(
        replace(task, type="milestone", duration=None, start=None, blocked=None)
        if task.id == id_
        else task
        for task in account.plan.tasks
    )
    return replace(account, plan=replace(account.plan, tasks=changed))


def test_only_what_is_asked_for_is_told_and_never_go_live_itself() -> None:
    ahead = forecast(*read(CHAIN), AsOf(Day(2026, 11, 2)))
    export, load_ = Reference("task", "export"), Reference("task", "load")
    assert go_live_days(ahead.network) == {export: 3, load_: 2}
    assert go_live_days(ahead.network, [load_]) == {load_: 2}


def test_a_first_promise_years_before_everything_else_is_measured_in_full() -> None:
    moved = CHAIN.replace(
        "due: 2026-11-06", "due: 2026-11-06, moved: [{from: 2016-11-06, reason: legal}]"
    )
    found = attribution(*read(moved), AsOf(Day(2026, 11, 2)))
    weekdays = sum(
        (Day(2016, 11, 6) + timedelta(days=n)).weekday() < 5
        for n in range(1, (Day(2026, 11, 6) - Day(2016, 11, 6)).days + 1)
    )
    assert found.slip_days == weekdays
