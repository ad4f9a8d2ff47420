"""The example customers through a quarter: each working day `issues apply` runs twice, and the
second run has nothing to do.

The plans stand still in the files, so the tests let work happen: each task is done a number of
days after its promise, some never.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day
from datetime import timedelta
from pathlib import Path

import pytest

from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import read_tree
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import Deadline, deadlines, team_deadlines
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.state import Standing, standing
from onboardgen.trackers.apply import apply
from onboardgen.trackers.local import Local
from onboardgen.trackers.reconcile import Policy, reconcile
from onboardgen.trackers.routing import LOOKUP_LABEL, TrackerName
from onboardgen.trackers.telling import Links
from onboardgen.trackers.wanted import (
    Wanted,
    account_part,
    team_part,
    wanted_of,
)
from tests.example_workspace import REPOSITORY
from tests.trackers.server.limits import SimulatedClock
from tests.trackers.server.server import TrackerServer
from tests.trackers.world import Wire, World, open_twice

FIRST, LAST = Day(2026, 12, 1), Day(2027, 2, 26)
LINKS = Links(blob="https://github.example/o/r/blob/0123456/", portal="https://portal.example/")


def working_days() -> Iterator[Day]:
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


@dataclass(frozen=True)
class Judged:
    """An account as of a day, and what is late in it."""

    stands: Standing
    items: tuple[Deadline, ...]


@dataclass(frozen=True)
class Quarter:
    """Every account as of every working day."""

    settings: Settings
    days: Mapping[Day, tuple[Judged, ...]]

    def wanted(self, day: Day, name: TrackerName) -> Wanted:
        parts = [
            account_part(one.stands, one.items, self.settings, LINKS, name)
            for one in self.days[day]
        ]  # fmt: skip
        team = team_deadlines(self.settings, None, AsOf(day))
        parts.append(team_part(team, self.settings, None, AsOf(day), LINKS, name))
        return wanted_of(parts, [], self.settings)


@pytest.fixture(scope="module")
def quarter() -> Quarter:
    tree = read_tree(REPOSITORY, None)
    settings = load_settings(tree).settings
    assert settings
    read = [load_account(source, settings)[0] for source in tree.customers]
    accounts = [one for one in read if one]
    assert len(accounts) == len(tree.customers)
    days = {
        day: tuple(judged(as_worked(one, day), settings, day) for one in accounts)
        for day in working_days()
    }
    return Quarter(settings, days)


def judged(account: Account, settings: Settings, day: Day) -> Judged:
    stands = standing(account, settings, AsOf(day))
    items = deadlines(stands, settings, go_live_days(stands.forecast.network), FIRST)
    return Judged(stands, items)


def as_worked(account: Account, day: Day) -> Account:
    """The account as it is on a day: work that was promised by then is done, most of it late."""
    tasks = []
    for position, task in enumerate(account.plan.tasks):
        done = task.due + timedelta(days=position % 5 * 4) if task.due else None
        never = position % 6 == 5
        if done and not never and task.done is None and FIRST <= done <= day:
            tasks.append(replace(task, done=done, blocked=None))
        else:
            tasks.append(task)
    return replace(account, plan=replace(account.plan, tasks=tuple(tasks)))


def test_the_second_run_of_a_day_writes_nothing_on_github(quarter: Quarter, tmp_path: Path) -> None:
    wire, seen = Wire(), set[str]()
    logins = [one.person.github for one in quarter.settings.team_members if one.person.github]
    with TrackerServer() as server:
        repository = server.new("quarter/github", users=logins)
        world = World(server, repository, "github", wire, tmp_path)
        for day in quarter.days:
            wanted = quarter.wanted(day, "github")
            outcome = world.run(wanted, cap=500)
            assert outcome.failure is None, (day, outcome.failure)
            assert outcome.applied
            assert not outcome.applied.postponed
            before = len(repository.writes())
            again = world.run(wanted, cap=500)
            assert len(repository.writes()) == before, (day, again.plan.actions)
            assert not open_twice(repository)
            seen |= {one.action for one in outcome.plan.actions}
        assert not repository.limits.breaches
        assert not [one for one in repository.notices if one.kind in ("mention", "closes")]
        wire.close()
    assert {"create", "update", "comment", "close"} <= seen, "the quarter is worth its name"


def test_the_second_run_of_a_day_writes_nothing_in_files(quarter: Quarter, tmp_path: Path) -> None:
    numbers: frozenset[int] = frozenset()
    shown = Local(tmp_path).issues(LOOKUP_LABEL)
    for day in quarter.days:
        wanted, tracker = quarter.wanted(day, "local"), Local(tmp_path)
        plan = reconcile(wanted, shown, {}, Policy(create_cap=500))
        applied = apply(plan, tracker, SimulatedClock())
        assert applied.failure is None
        assert not applied.undone
        shown = Local(tmp_path).issues(LOOKUP_LABEL)
        again = reconcile(wanted, shown, {}, Policy(create_cap=500))
        assert not again.actions, (day, again.actions)
        assert numbers <= again.numbers, "no issue is ever lost"
        numbers = again.numbers
