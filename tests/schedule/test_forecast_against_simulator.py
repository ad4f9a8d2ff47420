"""The forecast of random networks on random calendars equals a simulation day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from typing import NamedTuple

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.schedule import forecast as schedule
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import Forecast, forecast
from tests.schedule.day_by_day import Clock, Simulator
from tests.schedule.random_plans import Drawn, drawn_plans

MAX = Day.max
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class Forward(NamedTuple):
    start: Day | None
    finish: Day | None
    slip_days: int | None


class Backward(NamedTuple):
    late_start: Day | None
    late_finish: Day | None
    float_days: int | None
    critical: bool


def as_of(drawn: Drawn) -> AsOf:
    if drawn.instant:
        return AsOf.at(drawn.instant, drawn.settings.organization.timezone)
    return AsOf(drawn.today)


def simulator(drawn: Drawn) -> Simulator:
    """The same plan and the same now, for the simulator."""
    if drawn.instant:
        everywhere = Clock(drawn.today, drawn.instant)
        ours = everywhere.day_in(drawn.settings.organization.timezone)
        return Simulator(drawn.account, drawn.settings, Clock(ours, drawn.instant))
    return Simulator(drawn.account, drawn.settings, Clock(drawn.today))


def forecast_of(drawn: Drawn) -> Forecast:
    return forecast(drawn.account, drawn.settings, as_of(drawn))


@settings(max_examples=500, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(drawn_plans())
def test_every_task_starts_and_finishes_when_it_does_day_by_day(drawn: Drawn) -> None:
    found, simulated = forecast_of(drawn), simulator(drawn)
    placed = simulated.run()
    expected = {}
    for id_, one in placed.items():
        slip = simulated.slip(simulated.tasks[id_], one.finish if one else None)
        start, finish = (one.start, one.finish) if one else (None, None)
        expected[id_] = Forward(start, finish, slip)
    assert expected == {
        id_: Forward(one.start, one.finish, one.slip_days) for id_, one in found.tasks.items()
    }
    go_live = drawn.account.plan.go_live.milestone
    assert found.go_live.forecast == expected[go_live].finish
    assert found.go_live.due == simulated.tasks[go_live].due
    assert found.go_live.slip_days == expected[go_live].slip_days


@settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(drawn_plans())
def test_a_task_may_be_as_late_as_it_can_without_go_live_moving(drawn: Drawn) -> None:
    found, simulated = forecast_of(drawn), simulator(drawn)
    expected = {task.id: _backward(simulated, task) for task in drawn.account.plan.tasks}
    assert expected == {
        id_: Backward(one.late_start, one.late_finish, one.float_days, one.critical)
        for id_, one in found.tasks.items()
    }


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(drawn_plans())
def test_the_critical_path_holds_what_is_critical_by_date_and_then_by_needs(drawn: Drawn) -> None:
    found, simulated = forecast_of(drawn), simulator(drawn)
    path = found.critical_path
    assert sorted(path) == sorted(id_ for id_, one in found.tasks.items() if one.critical)
    dates = {id_: (found.tasks[id_].start or MAX, found.tasks[id_].finish or MAX) for id_ in path}
    assert list(dates.values()) == sorted(dates.values())
    for place, id_ in enumerate(path):
        for before in simulated.tasks_before(simulated.tasks[id_]):
            assert before not in path[place:] or dates[before] != dates[id_]


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=SLOW)
@given(drawn_plans(), st.integers(0, 20))
def test_what_if_says_what_the_forecast_would_be_were_it_done_then(drawn: Drawn, days: int) -> None:
    found, plan = forecast_of(drawn), drawn.account.plan
    day = drawn.today + timedelta(days=days)
    ends = [task for task in plan.tasks if task.effective_status not in ("done", "dropped")]
    for task in ends:
        done = replace(task, done=day, blocked=None)
        tasks = tuple(done if one.id == task.id else one for one in plan.tasks)
        account = replace(drawn.account, plan=replace(plan, tasks=tasks))
        asked = schedule.forecast_of(found.network, {Reference("task", task.id): day})
        then = forecast(account, drawn.settings, as_of(drawn))
        assert asked.go_live.forecast == then.go_live.forecast
        assert {id_: (one.start, one.finish) for id_, one in asked.tasks.items()} == {
            id_: (one.start, one.finish) for id_, one in then.tasks.items()
        }


def _backward(simulated: Simulator, task: Task) -> Backward:
    late = simulated.late(task)
    if late is None:
        return Backward(None, None, None, False)
    return Backward(late.start, late.finish, late.days, late.days == 0)
