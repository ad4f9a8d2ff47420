"""Likely dates: drawn from calibration, equal for equal inputs, as sure as the samples allow."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date as Day
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration, CalibrationClass
from onboardgen.model.plan import Task
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import forecast
from onboardgen.schedule.learning import FinishedTask, learned
from onboardgen.schedule.network import network
from onboardgen.schedule.placement import Moment
from onboardgen.schedule.simulation import Likely, lengths_of, order_of, simulate, unfinished
from tests.example_workspace import REPOSITORY
from tests.schedule.known_law import accounts, weekday
from tests.schedule.plans_for_tests import HEAD, read
from tests.schedule.random_plans import Drawn, drawn_plans

TODAY = AsOf(Day(2026, 11, 2))
TWO_ENDS = (
    HEAD
    + """
tasks:
  - {id: a, title: A, stage: all, owner: jo, duration: 5}
  - {id: b, title: B, stage: all, owner: mia, duration: 5}
  - {id: first, title: First, type: milestone, stage: all, owner: mia, needs: [a]}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [a, b]}
"""
)
RATIOS = st.lists(st.floats(0, 4), min_size=1, max_size=6).map(sorted)


def of_all(*quantiles: float, samples: int = 30) -> Calibration:
    """A calibration that knows one class."""
    one = CalibrationClass(party="any", category="any", samples=samples, quantiles=quantiles)
    return Calibration(as_of=TODAY.day, classes=(one,))


def likely(account: Account, settings_: Settings, calibration: Calibration) -> dict[str, Likely]:
    return dict(simulate(network(account, settings_, TODAY), calibration))


def with_task(account: Account, id_: str, **fields: object) -> Account:
    tasks = tuple(
        replace(task, **fields) if task.id == id_ else task  # type: ignore[arg-type]
        for task in account.plan.tasks
    )
    return replace(account, plan=replace(account.plan, tasks=tasks))


@settings(max_examples=60, deadline=None)
@given(drawn_plans())
def test_where_all_takes_as_long_as_planned_likely_dates_are_the_forecast(drawn: Drawn) -> None:
    as_of = AsOf(drawn.today)
    ahead = forecast(drawn.account, drawn.settings, as_of)
    found = simulate(ahead.network, of_all(1.0, 1.0, 1.0), draws=7)
    assert {id_: (one.p50, one.p80) for id_, one in found.items()} == {
        node.ref.id: (ahead.tasks[node.ref.id].finish,) * 2
        for node in ahead.network.nodes
        if node.shape == "milestone" and node.task and not node.task.done
    }


@settings(max_examples=40, deadline=None)
@given(drawn_plans(), RATIOS, st.lists(st.floats(0, 1), min_size=6, max_size=6))
def test_slower_tasks_never_make_a_date_earlier(
    drawn: Drawn, ratios: list[float], more: list[float]
) -> None:
    slower = sorted(ratio + extra for ratio, extra in zip(ratios, more, strict=False))
    net = network(unstarted(drawn.account), drawn.settings, AsOf(drawn.today))
    before = simulate(net, of_all(*ratios), draws=50)
    after = simulate(net, of_all(*slower), draws=50)
    assert before.keys() == after.keys()
    for id_, one in before.items():
        assert one.p50 <= after[id_].p50
        assert one.p80 <= after[id_].p80


def unstarted(account: Account) -> Account:
    """Only with needs that wait for the end: where ends wait for ends, a longer task may begin
    earlier. And what runs tells by running that it is none of the quick ones."""
    tasks = tuple(
        replace(
            task,
            started=None,
            needs=tuple(replace(need, type="FS") for need in task.needs),
        )
        for task in account.plan.tasks
    )
    return replace(account, plan=replace(account.plan, tasks=tasks))


def test_p50_and_p80_of_one_task_are_the_ratios_of_its_class() -> None:
    account, settings_ = read(TWO_ENDS)
    found = likely(account, settings_, of_all(1, 1, 1, 1, 2, 2, 2, 3, 3, 3))
    assert found["first"] == Likely(Day(2026, 11, 13), Day(2026, 11, 20))
    """Five of ten within 2 × 5 days, eight of ten within 3 × 5 days, from Monday 2 November."""


def test_an_edit_of_one_task_leaves_the_draws_of_the_others() -> None:
    account, settings_ = read(TWO_ENDS)
    calibration = of_all(0.5, 1, 1.5, 2, 3)
    before = likely(account, settings_, calibration)
    after = likely(with_task(account, "b", duration=40), settings_, calibration)
    assert after["first"] == before["first"]
    assert after["go-live"] != before["go-live"]


def test_draws_follow_from_the_names_of_customer_and_task_alone() -> None:
    account, settings_ = read(TWO_ENDS.replace("owner: mia, duration: 5", "owner: mia, needs: [a]"))
    new = replace(account.plan.tasks[1], id="new", needs=())
    more = replace(account, plan=replace(account.plan, tasks=(new, *account.plan.tasks)))
    calibration = of_all(1, 2, 4, 8, 16, 32)

    def drawn(one: Account, slug: str) -> Likely:
        net = network(replace(one, slug=slug), settings_, TODAY)
        return simulate(net, calibration, draws=6)["go-live"]

    slugs = [f"customer-{number}" for number in range(9)]
    assert [drawn(more, slug) for slug in slugs] == [drawn(account, slug) for slug in slugs]
    assert len({drawn(account, slug) for slug in slugs}) > 1


def test_two_tasks_are_drawn_apart_the_more_the_surer_the_class_is() -> None:
    def overlap(samples: int) -> int:
        """Of the slowest hundred draws of one task, how many are the slowest of the other."""
        kind = replace(of_all(1.0).classes[0], samples=samples)
        return len({*order_of("p/a", kind, 1000)[900:]} & {*order_of("p/b", kind, 1000)[900:]})

    assert overlap(2) > overlap(12) > overlap(10**6)
    assert 0 < overlap(10**6) < 25
    """Ten of a hundred where they have nothing in common."""


def test_every_length_is_drawn_as_often_as_its_share() -> None:
    assert lengths_of(10, (0.5, 1, 2), 9) == [5, 5, 5, 10, 10, 10, 20, 20, 20]
    assert len(lengths_of(3, (1.0,) * 20, 1000)) == 1000
    assert lengths_of(1, (0.01, 0.4, 1.6), 3) == [1, 1, 2]


def test_what_runs_longer_than_the_quickest_cannot_be_as_quick_any_more() -> None:
    assert unfinished([2, 4, 6, 8], 4) == [2, 2, 4, 4]
    assert unfinished([2, 4, 6, 8], 9) == [1, 1, 1, 1]


def test_the_remaining_days_of_a_running_task_are_stretched_like_a_plan() -> None:
    account, settings_ = read(TWO_ENDS)
    running = with_task(account, "a", started=Day(2026, 10, 26), remaining=2)
    assert likely(running, settings_, of_all(2.0))["first"].p50 == Day(2026, 11, 5)


def test_without_a_calibration_nothing_is_likely() -> None:
    account, settings_ = read(TWO_ENDS)
    net = network(account, settings_, TODAY)
    assert simulate(net, None) == {}
    assert simulate(net, Calibration(as_of=TODAY.day)) == {}


def test_the_past_is_drawn_as_if_nothing_had_happened_since() -> None:
    (account,), settings_ = accounts(1, seed=3)
    tasks = tuple(replace(task, remaining=1) for task in account.plan.tasks)
    account = replace(account, plan=replace(account.plan, tasks=tasks))
    made = weekday(20)
    net = network(account, settings_, AsOf(weekday(400)))
    today = net.calendars.organization.offset(made)
    as_it_was = tuple(forgotten(task, made) for task in account.plan.tasks)
    then = replace(account, plan=replace(account.plan, tasks=as_it_was))
    calibration = of_all(0.8, 1, 1.3, 2)
    expected = simulate(network(then, settings_, AsOf(made)), calibration)
    assert expected
    assert simulate(net, calibration, moment=Moment(today, today - 1)) == expected


def forgotten(task: Task, day: Day) -> Task:
    """The task as it was known before that day."""
    done = task.done if task.done and task.done < day else None
    started = task.started if task.started and task.started < day else None
    return replace(task, done=done, started=started, remaining=None)


def test_equal_inputs_give_equal_dates_in_another_process() -> None:
    script = (
        "from pathlib import Path\n"
        "from datetime import date\n"
        "from onboardgen.loading.loader import load\n"
        "from onboardgen.schedule.as_of import AsOf\n"
        "from onboardgen.schedule.network import network\n"
        "from onboardgen.schedule.simulation import simulate\n"
        "found = load(Path('.'), ['halden'])\n"
        "net = network(found.accounts[0], found.settings, AsOf(date(2026, 12, 1)))\n"
        "print(simulate(net, found.calibration))\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=REPOSITORY,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(printed) == 1
    assert "go-live" in printed.pop()


def test_the_p80_of_a_long_chain_holds_although_few_tasks_told_of_its_class() -> None:
    length, planned, times = 12, 8, 300
    tasks = "".join(
        f"  - {{id: t{n}, title: T, stage: all, owner: jo, duration: {planned}"
        f"{f', needs: [t{n - 1}]' if n else ''}}}\n"
        for n in range(length)
    )
    live = "{id: go-live, title: L, type: milestone, stage: all, owner: mia, needs: [t11]}"
    account, settings_ = read(f"{HEAD}\ntasks:\n{tasks}  - {live}\n")
    net = network(account, settings_, TODAY)
    chance, met = Random(1), 0
    for _ in range(times):
        past = [
            FinishedTask(side="customer", category="other", done=TODAY.day, planned=planned,
                         actual=took(chance, planned))
            for _ in range(12)
        ]  # fmt: skip
        really = sum(took(chance, planned) for _ in range(length))
        p80 = simulate(net, learned(past, TODAY.day), draws=200)["go-live"].p80
        met += net.calendars.organization.between(Day(2026, 11, 1), p80) >= really
    assert 75 <= 100 * met / times <= 85


def took(chance: Random, planned: int) -> int:
    return max(int(planned * 1.2 * chance.lognormvariate(0, 0.45) + 0.5), 1)
