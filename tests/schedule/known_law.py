"""A made-up past whose law is known: how much longer tasks take, by owner and category.

Everything is worked out here in working days of a plain week, with nothing of the schedule.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta
from random import Random
from typing import Any

import yaml

from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from tests.schedule.plans_for_tests import CUSTOMER, WORKSPACE, read_files

FIRST_MONDAY = Day(2024, 1, 1)
LAWS = {
    ("mia", "configuration"): (1.0, 0.25),
    ("mia", "data_migration"): (1.2, 0.4),
    ("jo", "it_approval"): (1.5, 0.6),
    ("jo", "validation"): (1.1, 0.3),
    ("priya", "integration"): (1.3, 0.45),
}
"""Median and spread of how much longer than planned: the logarithm is normal."""


def weekday(number: int) -> Day:
    """The n-th working day since the first Monday, which is 0."""
    return FIRST_MONDAY + timedelta(days=number // 5 * 7 + number % 5)


def accounts(
    projects: int, seed: int, days_between: int = 6, tasks: int = 14
) -> tuple[tuple[Account, ...], Settings]:
    """So many finished projects, one kickoff after the other; equal numbers, equal projects."""
    read = []
    for number in range(projects):
        chance = Random(f"{seed}/{number}")
        plan = _plan(chance, number * days_between, tasks)
        files = {"customer.yaml": CUSTOMER, "plan.yaml": yaml.safe_dump(plan)}
        account, settings = read_files(WORKSPACE, files)
        read.append(replace(account, slug=f"p{number:03}"))
    return tuple(read), settings


def _plan(chance: Random, kickoff: int, size: int) -> dict[str, Any]:
    tasks: list[dict[str, Any]] = []
    ends: list[int] = []
    for number in range(size):
        owner, category = chance.choice(list(LAWS))
        median, spread = LAWS[owner, category]
        needs = sorted({max(number - chance.randint(1, 4), 0) for _ in range(2)} - {number})
        begin = max((ends[need] + 1 for need in needs), default=kickoff)
        planned = chance.randint(2, 12)
        took = max(int(planned * median * chance.lognormvariate(0, spread) + 0.5), 1)
        ends.append(begin + took - 1)
        tasks.append(
            {"id": f"t{number}", "title": f"Task {number}", "stage": "all", "owner": owner,
             "category": category, "duration": planned, "needs": [f"t{need}" for need in needs],
             "started": str(weekday(begin)), "done": str(weekday(ends[-1]))}
        )  # fmt: skip
    needed = {need for task in tasks for need in task["needs"]}
    waits = [task["id"] for task in tasks if task["id"] not in needed]
    live = {"id": "go-live", "title": "Go-live", "type": "milestone", "stage": "all"}
    live |= {"owner": "mia", "needs": waits, "done": str(weekday(max(ends)))}
    return {
        "kickoff": str(weekday(kickoff)),
        "go_live": {"milestone": "go-live"},
        "stages": [{"id": "all", "name": "All"}],
        "tasks": [*tasks, live],
    }
