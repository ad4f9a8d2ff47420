"""What the schedule costs, in this process, as a multiple of a plain pass over the same plan.

A plain pass is the least that any forecast does: the latest end of what each task waits for, plus
its duration; no calendars, gates, facts, late dates or files.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.generate import AS_OF, Size, generate
from onboardgen.loading.loader import load
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import forecast
from onboardgen.schedule.learning import FinishedTask, learned
from onboardgen.schedule.network import Network, network
from onboardgen.schedule.simulation import DRAWS, simulate

MOST_TASKS = 5000
"""Go-live included; the contract allows no more in one plan."""
SIMULATED = 100


def open_plan(tasks: int) -> tuple[Account, Settings]:
    """A generated plan of so many tasks and milestones, nothing done yet."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        generate(root, 1, size=Size(tasks=tasks - 1))
        plan = root / "plans/customer-0000/plan.yaml"
        text = re.sub(r"^    done: .*\n", "", plan.read_text(encoding="utf-8"), flags=re.MULTILINE)
        plan.write_text(text, encoding="utf-8")
        loaded = load(root)
    assert loaded.settings
    return loaded.accounts[0], loaded.settings


def plain_pass(net: Network) -> int:
    """The length of the plan in days that are all worked."""
    ends = [0] * len(net.nodes)
    for number in net.order:
        task = net.nodes[number].task
        begin = max((ends[edge.source] for edge in net.held_by[number]), default=0)
        ends[number] = begin + (task.duration or 0 if task else 0)
    return max(ends)


def seconds(times: int, work: Callable[[], object]) -> float:
    """The median of several runs."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def print_forecasts() -> None:
    as_of = AsOf(AS_OF)
    past = [
        FinishedTask(side="customer", category="other", done=AS_OF, planned=5, actual=actual)
        for actual in range(4, 17)
    ]
    calibration = learned(past, AS_OF)
    account, settings = open_plan(MOST_TASKS)
    large = network(account, settings, as_of)
    whole = seconds(5, lambda: forecast(account, settings, as_of))
    plain = seconds(5, lambda: plain_pass(large))
    print(f"\nForecast of {MOST_TASKS:,} tasks in one plan")
    print(f"  {'forecast':<34}{whole / plain:>8.2f} × {'a plain pass':<18}{whole:>8.2f} s")
    small = network(*open_plan(SIMULATED), as_of)
    drawn = seconds(5, lambda: simulate(small, calibration))
    plain = seconds(5, lambda: [plain_pass(small) for _ in range(DRAWS)])
    print(f"{DRAWS:,} simulations of {SIMULATED} tasks")
    print(
        f"  {'simulations':<34}{drawn / plain:>8.2f} × {f'{DRAWS:,} plain passes':<18}"
        f"{drawn:>8.2f} s"
    )
