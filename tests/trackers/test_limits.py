"""Many issues: how many requests a run takes, and how far apart, on a clock that is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date as Day
from itertools import pairwise

import pytest

from onboardgen.trackers.marker import identity_of
from onboardgen.trackers.routing import TrackerName
from onboardgen.trackers.wanted import Wanted
from tests.trackers.server.server import TrackerServer
from tests.trackers.small_accounts import USERS, Plans, wanted
from tests.trackers.world import Wire, World, open_twice

ITEMS: dict[TrackerName, int] = {"github": 1_000, "gitlab": 300}
LATE, LATER = Day(2026, 12, 2), Day(2026, 12, 7)
"""One rung of the escalation apart."""


@pytest.fixture(scope="module")
def server() -> Iterator[TrackerServer]:
    with TrackerServer() as running:
        yield running


@pytest.fixture(scope="module", params=["github", "gitlab"])
def full(
    request: pytest.FixtureRequest, server: TrackerServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A tracker in which 1,000 issues were made, in as many runs as that takes."""
    name = f"many/{request.param}"
    repository = server.new(name, users=list(USERS), token=f"token-of-{name}")
    wire = Wire()
    world = World(server, repository, request.param, wire, tmp_path_factory.mktemp("many") / "full")
    for _ in range(4):
        world.run(many(LATE, request.param), cap=1_000)
    yield world
    wire.close()


def many(day: Day, tracker: TrackerName) -> Wanted:
    """So many items, each like the one late task of a small plan."""
    one = wanted(Plans(day, ("late", "gone", "gone"), "gone"), tracker)
    (issue,) = (each for each in one.issues if each.ref == "task:data-map")
    copies = tuple(
        replace(
            issue,
            identity=identity_of("", "halden", f"task:data-map-{number}"),
            ref=f"task:data-map-{number}",
            title=f"{issue.title} {number}",
        )
        for number in range(ITEMS[tracker])
    )
    return replace(one, issues=copies)


def test_a_thousand_issues_are_made_within_the_limits_each_once(full: World) -> None:
    repository = full.repository
    assert len(repository.items) == ITEMS[full.flavour]
    assert not open_twice(repository)
    assert not repository.limits.breaches


def test_a_run_writes_450_times_at_most_and_says_what_is_left(full: World) -> None:
    world = full.fork(f"{full.repository.name}-first")
    world.repository.items.clear()
    world.forget()
    outcome = world.run(many(LATE, full.flavour), cap=1_000)
    writes = world.repository.writes()
    assert outcome.applied
    left = ITEMS[full.flavour] - len(world.repository.items)
    assert len(writes) <= 450
    assert len(writes) >= 400 or not left
    assert len(outcome.applied.postponed) == left
    gaps = [later.at - sooner.at for sooner, later in pairwise(writes)]
    assert min(gaps) >= 1.0
    assert not world.repository.limits.breaches


def test_a_tracker_that_is_right_costs_the_pages_of_its_list(full: World) -> None:
    world = full.fork(f"{full.repository.name}-again")
    world.run(many(LATE, full.flavour), cap=1_000)
    assert [one.method for one in world.repository.requests] == ["GET"] * (
        ITEMS[full.flavour] // 100
    )


def test_a_rung_for_every_issue_holds_the_limits_run_after_run(full: World) -> None:
    world = full.fork(f"{full.repository.name}-rung")
    for _ in range(2):
        outcome = world.run(many(LATER, full.flavour), cap=1_000)
        assert outcome.failure is None
        assert not world.repository.limits.breaches
    told = [len(one.comments) for one in world.repository.items.values()]
    assert sum(told) in (range(440, 451) if full.flavour == "github" else [300])
    assert max(told) == 1, "a comment and a change for each issue"
    if not outcome.applied or not outcome.applied.postponed:
        before = len(world.repository.writes())
        world.run(many(LATER, full.flavour), cap=1_000)
        assert len(world.repository.writes()) == before


def test_a_list_that_is_empty_by_mistake_makes_nothing_and_holds_the_limits(full: World) -> None:
    world = full.fork(f"{full.repository.name}-empty")
    world.server.break_at(world.repository, "empty list", at=1)
    outcome = world.run(many(LATE, full.flavour), cap=1_000)
    assert len(world.repository.items) == ITEMS[full.flavour]
    assert not world.repository.limits.breaches
    assert outcome.failure or outcome.plan.brake
