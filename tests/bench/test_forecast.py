"""The plans that forecasts are measured on: as large as they say, and all of it still to do."""

from __future__ import annotations

from bench.forecast import open_plan, plain_pass
from bench.generate import AS_OF
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.network import network


def test_a_measured_plan_has_its_size_and_nothing_done() -> None:
    account, settings = open_plan(30)
    assert len(account.plan.tasks) == 30
    assert not any(task.done for task in account.plan.tasks)
    net = network(account, settings, AsOf(AS_OF))
    assert 30 <= plain_pass(net) <= sum(task.duration or 0 for task in account.plan.tasks)
