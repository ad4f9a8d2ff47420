"""What finished tasks say, and when they say too little."""

from __future__ import annotations

from datetime import date as Day
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.schedule.learning import (
    FEWEST,
    SHARES,
    DurationChange,
    FinishedTask,
    finished_tasks,
    learned,
    shares,
)
from tests.schedule.plans_for_tests import HEAD, read

AS_OF = Day(2026, 12, 1)
LIVE = "  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia}\n"


def told(task: str, customer: str | None = None, **changes: object) -> tuple[FinishedTask, ...]:
    """What a plan of one task says; `changes` of its duration by their day."""
    plan = f"{HEAD}\ntasks:\n  - {{id: a, title: A, stage: all, {task}}}\n{LIVE}"
    account, settings = read(plan, customer=customer) if customer else read(plan)
    return finished_tasks(account, settings, changes.get("changes"))  # type: ignore[arg-type]


def ratio(task: str, customer: str | None = None) -> float:
    (one,) = told(task, customer)
    return one.ratio


def test_working_days_from_start_to_done_are_counted_both_included() -> None:
    assert ratio("owner: jo, duration: 2, started: 2026-11-06, done: 2026-11-10") == 1.5
    """Friday, Monday and Tuesday."""


def test_days_on_which_the_owner_does_not_work_are_not_counted() -> None:
    away = "{id: jo, name: Jo, away: [{from: 2026-11-03, to: 2026-11-04}]}"
    customer = f"name: Halden\ncontacts: {{jo: {away.replace('id: jo, ', '')}}}\n"
    assert ratio("owner: jo, duration: 3, started: 2026-11-02, done: 2026-11-06", customer) == 1


def test_a_task_done_on_a_free_day_took_at_least_one_day() -> None:
    assert ratio("owner: jo, duration: 1, started: 2026-11-07, done: 2026-11-07") == 1


def test_time_spent_blocked_counts() -> None:
    task = "owner: jo, duration: 5, started: 2026-11-02, done: 2026-11-13"
    blocked = "blocked: {since: 2026-11-04, reason: legal, until: 2026-11-10}"
    assert ratio(f"{task}, {blocked}") == 2


@pytest.mark.parametrize(
    "task",
    [
        "owner: jo, started: 2026-11-02, done: 2026-11-03",
        "owner: jo, duration: 2, done: 2026-11-03",
        "owner: jo, duration: 2, started: 2026-11-02",
        "owner: jo, duration: 2, started: 2026-11-05, done: 2026-11-03",
        "owner: jo, duration: 2, started: 2026-11-02, done: 2026-11-03, status: dropped",
        "type: milestone, owner: jo, duration: 2, started: 2026-11-02, done: 2026-11-03",
    ],
    ids=["no duration", "no start", "not done", "done before it began", "dropped", "milestone"],
)
def test_what_does_not_say_how_long_it_took_does_not_count(task: str) -> None:
    assert told(task) == ()


@pytest.mark.parametrize(
    ("owner", "side"), [("mia", "provider"), ("jo", "customer"), ("priya", "partner")]
)
def test_a_task_belongs_to_the_side_of_its_owner(owner: str, side: str) -> None:
    (one,) = told(f"owner: {owner}, duration: 2, started: 2026-11-02, done: 2026-11-03")
    assert (one.side, one.category) == (side, "other")


@pytest.mark.parametrize(
    ("changes", "planned"),
    [
        ([(Day(2026, 11, 10), 3, 8)], 3),
        ([(Day(2026, 11, 2), 3, 8)], 8),
        ([(Day(2026, 10, 1), 2, 4), (Day(2026, 11, 3), 4, 6), (Day(2026, 11, 5), 6, 8)], 4),
        ([(Day(2026, 11, 10), None, 5), (Day(2026, 11, 12), 5, 8)], 5),
    ],
    ids=["written to fit", "written on the first day", "written often", "written late"],
)
def test_a_task_is_measured_by_the_duration_it_had_when_it_began(
    changes: list[tuple[Day, int | None, int]], planned: int
) -> None:
    found = {("halden", "a"): [DurationChange(*one) for one in changes]}
    task = "owner: jo, duration: 8, started: 2026-11-02, done: 2026-11-11"
    (one,) = told(task, changes=found)
    assert (one.planned, one.actual) == (planned, 8)


def some(count: int, side: str, category: str, actual: int = 4) -> list[FinishedTask]:
    return [
        FinishedTask(side=side, category=category, done=AS_OF, planned=2, actual=actual)  # type: ignore[arg-type]
        for _ in range(count)
    ]


def test_a_class_is_told_only_where_it_has_enough_tasks() -> None:
    past = [*some(FEWEST, "customer", "legal"), *some(FEWEST - 1, "provider", "legal")]
    past += some(1, "provider", "training")
    found = [(one.party, one.category, one.samples) for one in learned(past, AS_OF).classes]
    assert found == [
        ("provider", "any", FEWEST),
        ("customer", "legal", FEWEST),
        ("customer", "any", FEWEST),
        ("any", "legal", 2 * FEWEST - 1),
        ("any", "any", 2 * FEWEST),
    ]


def test_too_few_tasks_say_nothing_at_all() -> None:
    assert learned(some(FEWEST - 1, "customer", "legal"), AS_OF).classes == ()


def test_only_what_was_done_by_then_is_learned_from() -> None:
    past = some(FEWEST, "customer", "legal")
    assert learned(past, Day(2026, 11, 30)).classes == ()


def test_the_order_of_the_tasks_does_not_matter() -> None:
    past = [*some(9, "customer", "legal", 5), *some(9, "customer", "legal", 1)]
    assert learned(past, AS_OF) == learned(past[::-1], AS_OF)


def test_what_always_takes_as_long_as_planned_is_told_so() -> None:
    assert shares([1.0] * 17) == (1.0,) * SHARES


@given(st.lists(st.floats(0.05, 20), min_size=1, max_size=200).map(sorted))
def test_shares_rise_and_stay_within_what_was_seen(ratios: list[float]) -> None:
    found = shares(ratios)
    assert all(low <= high for low, high in pairwise(found))
    assert ratios[0] - 0.01 <= found[0]
    assert found[-1] <= ratios[-1] + 0.01


def test_shares_of_many_keep_their_mean() -> None:
    ratios = [number**2 / 10_000 for number in range(1, 401)]
    assert fmean(shares(ratios)) == pytest.approx(fmean(ratios), rel=0.005)


def test_the_k_th_of_n_has_k_of_n_and_one_below_it() -> None:
    found = shares([float(number) for number in range(1, 20)])
    assert found[1:-1] == tuple(number + 0.5 for number in range(1, 19))
    assert (found[0], found[-1]) == (1, 19)
