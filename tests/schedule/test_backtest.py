"""P80 is met in about 80 of 100 cases where the law is known, and misses are not hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

import pytest

from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration, CalibrationClass
from onboardgen.model.plan import Task
from onboardgen.model.settings import Settings
from onboardgen.schedule.backtest import (
    HORIZONS,
    Backtest,
    Prediction,
    Score,
    backtest,
    calibrations,
    predictions,
)
from onboardgen.schedule.learning import finished_tasks
from tests.schedule.known_law import accounts, weekday
from tests.schedule.plans_for_tests import read

FAR = weekday(5000)


@pytest.fixture(scope="module")
def past() -> tuple[tuple[Account, ...], Settings]:
    return accounts(24, seed=5, tasks=8)


def test_p80_is_met_in_75_to_85_of_100_cases_where_the_law_is_known() -> None:
    projects, settings = accounts(200, seed=1, days_between=4, tasks=8)
    found = backtest(projects, settings, FAR, draws=200).every
    assert found.forecasts > 1000
    assert 75 <= 100 * found.p80_met / found.forecasts <= 85
    assert 44 <= 100 * found.p50_met / found.forecasts <= 56


def test_a_forecast_knows_nothing_of_what_came_after_it(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    projects, settings = past
    day = weekday(80)
    until = backtest(projects, settings, day, draws=50).predictions
    later = backtest(projects, settings, FAR, draws=50).predictions
    assert until
    assert [one for one in later if one.p80 <= day] == list(until)


def test_facts_of_the_day_and_later_do_not_change_a_forecast(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    projects, settings = past
    happened = {(one.slug, task.done) for one in projects for task in one.plan.tasks}
    as_was = backtest(projects, settings, FAR, draws=50).predictions
    day = next(one.made for one in as_was if (one.customer, one.made) in happened)
    delayed = [replace(one, plan=replace(one.plan, tasks=_delayed(one, day))) for one in projects]

    def made(predictions_: tuple[Prediction, ...]) -> list[tuple[str, Day, Day, Day]]:
        return [(p.customer, p.made, p.p50, p.p80) for p in predictions_ if p.made <= day]

    as_delayed = backtest(delayed, settings, FAR, draws=50).predictions
    assert made(as_delayed) == made(as_was)


def _delayed(account: Account, day: Day) -> tuple[Task, ...]:
    """The tasks, with whatever happened from that day on three weeks later."""

    def later(when: Day | None) -> Day | None:
        return when + timedelta(weeks=3) if when and when >= day else when

    return tuple(
        replace(task, started=later(task.started), done=later(task.done))
        for task in account.plan.tasks
    )


def test_on_the_day_it_is_reached_a_milestone_is_not_forecast_any_more() -> None:
    plan = (
        "kickoff: 2026-11-02\ngo_live: {milestone: go-live}\nstages: [{id: all, name: All}]\n"
        "tasks:\n"
        "  - {id: a, title: A, stage: all, owner: jo, duration: 9, started: 2026-11-02,"
        " done: 2026-11-16}\n"
        "  - {id: first, title: F, type: milestone, stage: all, owner: mia, needs: [a],"
        " done: 2026-11-16}\n"
        "  - {id: go-live, title: L, type: milestone, stage: all, owner: mia, needs: [first],"
        " done: 2026-12-01}\n"
    )
    account, settings = read(plan)
    every = CalibrationClass(party="any", category="any", samples=20, quantiles=(1.0,))
    known = {
        day: Calibration(as_of=day, classes=(every,))
        for day in (Day(2026, 11, 2), Day(2026, 11, 16), Day(2026, 11, 30))
    }
    found = predictions(account, settings, FAR, known, draws=5)
    assert [(one.milestone, one.made.day) for one in found] == [
        ("first", 2), ("go-live", 2), ("go-live", 16), ("go-live", 30),
    ]  # fmt: skip


def test_what_is_open_after_its_p80_counts_as_missed(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    projects, settings = past
    *others, last = projects
    tasks = tuple(
        replace(task, done=None) if task.is_milestone else task for task in last.plan.tasks
    )
    never = replace(last, plan=replace(last.plan, tasks=tasks))
    day = weekday(320)
    found = [
        one
        for one in backtest([*others, never], settings, day, draws=50).predictions
        if one.customer == last.slug
    ]
    assert found
    assert all(one.actual is None and not one.met(one.p80) and one.p80 <= day for one in found)


def test_a_forecast_whose_p80_is_ahead_does_not_count(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    projects, settings = past
    day = weekday(100)
    assert all(one.p80 <= day for one in backtest(projects, settings, day, draws=50).predictions)


def test_what_is_learned_is_learned_from_earlier_weeks(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    projects, settings = past
    finished = [task for one in projects for task in finished_tasks(one, settings)]
    known = calibrations(finished, projects, FAR)
    assert all(monday.weekday() == 0 for monday in known)
    for monday, calibration in known.items():
        samples = sum(task.done < monday for task in finished)
        widest = [one.samples for one in calibration.classes if one.party == one.category == "any"]
        assert widest == ([samples] if samples >= 12 else [])


def test_without_a_past_there_is_nothing_to_compare(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    (first, *_), settings = past
    assert backtest([], settings, FAR) == Backtest(as_of=FAR, predictions=())
    assert backtest([first], settings, FAR).predictions == ()


def test_forecasts_are_scored_together_and_by_how_far_they_look_ahead() -> None:
    made = Day(2026, 1, 1)

    def one(ahead: int, late: int, *, live: bool = False) -> Prediction:
        p50 = made + timedelta(days=ahead)
        return Prediction(
            customer="acme", milestone="m", is_go_live=live, made=made, p50=p50,
            p80=p50 + timedelta(days=5), actual=p50 + timedelta(days=late),
        )  # fmt: skip

    found = Backtest(
        as_of=FAR,
        predictions=(one(0, 0), one(28, 5), one(29, 6), one(84, -1, live=True), one(85, 3)),
    )
    assert found.every == Score(5, 2, 4)
    assert found.go_live == Score(1, 1, 1)
    assert found.by_horizon == (Score(2, 1, 2), Score(2, 1, 1), Score(1, 0, 1))
    assert HORIZONS == (28, 84)
