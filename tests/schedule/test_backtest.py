"""P80 is met in about 80 of 100 cases where the law is known, and misses are not hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

import pytest

from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.schedule import backtest as module
from onboardgen.schedule.backtest import Backtest, Prediction, Score, backtest, calibrations
from onboardgen.schedule.learning import finished_tasks
from tests.schedule.known_law import accounts, weekday

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


def test_facts_after_the_forecast_do_not_change_it(
    past: tuple[tuple[Account, ...], Settings],
) -> None:
    projects, settings = past
    day = weekday(80)
    delayed = [replace(one, plan=replace(one.plan, tasks=_delayed(one, day))) for one in projects]

    def made(found: Backtest) -> list[tuple[str, Day, Day, Day]]:
        before = (one for one in found.predictions if one.made <= day)
        return [(one.customer, one.made, one.p50, one.p80) for one in before]

    expected = made(backtest(projects, settings, FAR, draws=50))
    assert expected
    assert made(backtest(delayed, settings, FAR, draws=50)) == expected


def _delayed(account: Account, day: Day) -> tuple:  # type: ignore[type-arg]
    """The tasks, with whatever was done from that day on done three weeks later."""
    return tuple(
        replace(task, done=task.done + timedelta(weeks=3))
        if task.done and task.done >= day
        else task
        for task in account.plan.tasks
    )


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
    assert module.HORIZONS == (28, 84)
