"""After a run that went wrong and one that did not, the tracker is as if nothing had happened.

A history is a seeded walk: plans change, days pass, people work in the tracker, what runs remember
is lost now and then. Its last run happens twice from the same state: once as it should, once with
a fault at one of its requests. One more run each, and both trackers must be the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import pytest

from onboardgen.trackers.marker import account_of
from onboardgen.trackers.routing import TrackerName
from onboardgen.workflows.issues import IssuesReport
from tests.trackers.laws import broken_laws, unserved
from tests.trackers.server.faults import FAULTS, FaultKind
from tests.trackers.server.server import TrackerServer
from tests.trackers.server.state import Seen
from tests.trackers.small_accounts import (
    BROKEN,
    DAYS,
    LEFT,
    STATES,
    TASKS,
    USERS,
    Plans,
    wanted,
)
from tests.trackers.world import (
    State,
    Wire,
    World,
    hidden,
    open_twice,
    people_act,
    states,
)

WALKS, FAULTS_A_WALK = 135, 4
QUICK_FAULTS = tuple(one for one in FAULTS if not one.startswith("no reply"))
"""Those that take no time; requests without any reply are looked at in `test_faults`."""
PLACES = 14
"""Every fault strikes at every request of a run up to this one, and at many after it."""


@pytest.fixture(scope="module")
def server() -> Iterator[TrackerServer]:
    with TrackerServer() as running:
        yield running


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    one = Wire()
    yield one
    one.close()


@dataclass
class Walk:
    """A history up to its last run: the state of the tracker, and what the files say then."""

    seed: int
    world: World
    plans: Plans
    story: list[str] = field(default_factory=list)
    forgot: bool = False

    @property
    def left_out(self) -> str:
        """The account that the last run knows nothing of."""
        return account_of("", "brock") if self.plans.brock == BROKEN else ""


def walked(seed: int, server: TrackerServer, wire: Wire, path: Path) -> Walk:
    random = Random(seed)
    flavour: TrackerName = "gitlab" if seed % 3 == 0 else "github"
    name = f"walk/{seed}"
    repository = server.new(
        name, users=list(USERS), token=f"token-of-{name}", page_size=random.choice((2, 3, 100))
    )
    walk = Walk(
        seed, World(server, repository, flavour, wire, path / f"walk-{seed}"), _first_plans(random)
    )
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        outcome = walk.world.run(wanted(walk.plans, flavour), walk.plans.cap)
        walk.story.append(_told(walk.plans, outcome))
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            walk.story.append(people_act(random, repository))
        walk.plans = _next_plans(random, walk.plans)
    if random.random() < 0.25 and not any(hidden(repository)):
        walk.world.forget()
        walk.forgot = True
        walk.story.append("what was remembered is lost")
    walk.story.append(f"last: {walk.plans}")
    repository.limits.breaches.clear()
    return walk


def _first_plans(random: Random) -> Plans:
    tasks = tuple(random.choice(("late", "late", *STATES)) for _ in TASKS)
    return Plans(
        DAYS[random.choice((0, 0, 1, 2))],
        tasks,
        cap=random.choice((20, 20, 20, 2)),
        grouped=random.random() < 0.2,
    )


def _next_plans(random: Random, plans: Plans) -> Plans:
    day = DAYS[min(DAYS.index(plans.day) + random.choice((0, 1, 1)), len(DAYS) - 1)]
    tasks = tuple(
        random.choice(tuple(STATES)) if random.random() < 0.5 else one for one in plans.halden
    )
    brock = random.choice((plans.brock, plans.brock, "late", "done", "moved", BROKEN, LEFT))
    grouped = plans.grouped != (random.random() < 0.05)
    return replace(plans, day=day, halden=tasks, brock=brock, grouped=grouped)


def _told(plans: Plans, outcome: IssuesReport) -> str:
    done = outcome.applied.done if outcome.applied else ()
    return f"{plans}: " + ", ".join(f"{one.action.action} #{one.issue.number}" for one in done)


@dataclass
class Coverage:
    """Which fault struck at which place of a run, and which kind of request."""

    places: Counter[tuple[FaultKind, int]] = field(default_factory=Counter)
    works: Counter[tuple[FaultKind, str]] = field(default_factory=Counter)

    def next_for(self, requests: Sequence[Seen], number: int) -> tuple[FaultKind, int]:
        """What has been struck least in a run of these requests: the kind of request first, then
        the place, the later the better."""
        turn = number % len(QUICK_FAULTS)
        pairs = [
            (kind, at)
            for at in range(len(requests), 0, -1)
            for kind in (*QUICK_FAULTS[turn:], *QUICK_FAULTS[:turn])
        ]
        kind, at = min(
            pairs,
            key=lambda one: (
                min(1, self.works[one[0], work_of(requests[one[1] - 1])]),
                one[1] > PLACES or self.places[one],
            ),
        )
        self.works[kind, work_of(requests[at - 1])] += 1
        self.places[kind, at] += 1
        return kind, at

    def missed(self) -> list[tuple[FaultKind, object]]:
        everything = [(kind, at) for kind in QUICK_FAULTS for at in range(1, PLACES + 1)]
        works = [(kind, work) for kind in QUICK_FAULTS for work in WORKS]
        return [
            *(one for one in everything if not self.places[one]),
            *(one for one in works if not self.works[one]),
        ]


def work_of(seen: Seen) -> str:
    """What a request is for, as in `POST comments`."""
    last = seen.path.rstrip("/").rsplit("/", 1)[-1]
    last = {"notes": "comments"}.get(last, "issue" if last.isdigit() else last)
    return f"{'PATCH' if seen.method == 'PUT' else seen.method} {last}"


WORKS = (
    "GET issues", "GET issue", "GET labels", "GET comments", "GET users",
    "POST issues", "POST labels", "POST comments", "PATCH issue",
)  # fmt: skip


def test_a_fault_at_any_request_leaves_nothing_behind_after_the_next_run(
    server: TrackerServer, wire: Wire, tmp_path: Path
) -> None:
    coverage, histories = Coverage(), 0
    for seed in range(WALKS):
        walk = walked(seed, server, wire, tmp_path)
        clean = walk.world.fork(f"{walk.world.repository.name}-clean")
        first = _last_run(clean, walk.plans)
        requests = list(clean.repository.requests)
        _is_lawful(walk, clean, first)
        _settled(clean, walk)
        for number in range(FAULTS_A_WALK):
            kind, at = coverage.next_for(requests, seed)
            lasting = (seed + number) % 3 == 0
            faulty = walk.world.fork(f"{walk.world.repository.name}-{number}")
            fault = server.break_at(faulty.repository, kind, at, lasting=lasting)
            broken = _last_run(faulty, walk.plans)
            server.mend(faulty.repository)
            story = "\n".join([*walk.story, _of(requests[at - 1]), f"{fault}", f"{broken.failure}"])
            assert fault.hits, story
            _last_run(faulty, walk.plans)
            _same(faulty, clean, kind, requests[at - 1], walk, story)
            assert not faulty.repository.limits.breaches, story
            server.drop(faulty.repository)
            histories += 1
        assert first.applied, walk.story
        server.drop(walk.world.repository, clean.repository)
    assert histories >= 500
    assert not server.strangers
    assert not coverage.missed()


RICH = Plans(DAYS[0], ("late", "late", "blocked"))
RICH_LATER = Plans(DAYS[2], ("late", "done", "late"))


@pytest.mark.parametrize("kind", ["no reply before", "no reply after"])
def test_a_request_that_nobody_answers_leaves_nothing_behind_either(
    server: TrackerServer, wire: Wire, tmp_path: Path, kind: FaultKind
) -> None:
    name = f"silent/{kind.split()[-1]}"
    repository = server.new(name, users=list(USERS), token=f"token-of-{name}")
    world = World(server, repository, "github", wire, tmp_path / "world")
    _last_run(world, RICH)
    del repository.items[3].labels[0]
    walk = Walk(0, world, RICH_LATER)
    clean = world.fork(f"{name}-clean")
    _last_run(clean, walk.plans)
    requests = list(clean.repository.requests)
    _settled(clean, walk)
    impatient = Wire(patience=0.5)
    reads = [at for at, one in enumerate(requests, start=1) if one.method == "GET"]
    writes = [at for at, one in enumerate(requests, start=1) if one.method != "GET"]
    for at in (*reads[::4], *writes[::2]) if kind == "no reply before" else writes:
        faulty = world.fork(f"{name}-{at}")
        fault = server.break_at(faulty.repository, kind, at)
        faulty.wire = impatient
        _last_run(faulty, walk.plans)
        faulty.wire = wire
        server.mend(faulty.repository)
        _last_run(faulty, walk.plans)
        story = f"{_of(requests[at - 1])} {fault}"
        assert fault.hits, story
        _same(faulty, clean, kind, requests[at - 1], walk, story)
    impatient.close()


def _last_run(world: World, plans: Plans) -> IssuesReport:
    return world.run(wanted(plans, world.flavour), plans.cap)


def _is_lawful(walk: Walk, clean: World, run: IssuesReport) -> None:
    """The run without a fault did what it may, and all that is wanted is there."""
    told, asked = "\n".join(walk.story), wanted(walk.plans, clean.flavour)
    before, after = walk.world.repository, clean.repository
    assert not broken_laws(before, after, asked, walk.plans.cap, walk.left_out), told
    missing = unserved(after, asked)
    if not run.plan.brake and len(missing) <= walk.plans.cap:
        assert not missing, told


def _settled(clean: World, walk: Walk) -> None:
    """The run without a fault leaves nothing to do: one more makes no write."""
    before = len(clean.repository.writes())
    again = _last_run(clean, walk.plans)
    told = "\n".join([*walk.story, f"{again.plan.actions}"])
    assert len(clean.repository.writes()) == before, told
    assert not clean.repository.limits.breaches, told
    assert not open_twice(clean.repository, walk.left_out), told


def _same(
    faulty: World, clean: World, kind: FaultKind, struck: Seen, walk: Walk, story: str
) -> None:
    """The two trackers show the same. Four differences are right, and only they:

    - Who could not be assigned, or is not found, is not assigned later: people decide about
      assignees from then on.
    - A server that refuses to close an issue as a duplicate closes it as not planned: older ones
      do not know the reason.
    - A comment whose text is refused is not sent again: it would be refused for ever.
    - A list that is empty by mistake, in a run that remembers nothing, looks like a tracker that
      is empty. The next run closes what was made twice.
    """
    found, expected = states(faulty.repository), states(clean.repository)
    work = work_of(struck)
    nobody = kind == "empty list" and work == "GET users"
    if (kind == "422 assignee" and struck.method != "GET") or nobody:
        found, expected = _unassigned(found), _unassigned(expected)
    if kind == "422 assignee" and work == "POST comments":
        found, expected = _silent(found), _silent(expected)
    if kind == "422 assignee" and (struck.body or {}).get("state_reason") == "duplicate":
        found, expected = _not_planned(found), _not_planned(expected)
    if kind == "empty list" and walk.forgot and work == "GET issues":
        found, expected = _without_duplicates(found), _without_duplicates(expected)
    assert not open_twice(faulty.repository, walk.left_out), story
    assert not difference(found, expected), story


def difference(found: list[State], expected: list[State]) -> list[str]:
    """What is there and should not be, and what is not and should."""
    there, right = Counter(found), Counter(expected)
    return [
        *(f"there: {one}" for one in (there - right).elements()),
        *(f"not there: {one}" for one in (right - there).elements()),
    ]


def _unassigned(shown: list[State]) -> list[State]:
    return sorted(replace(one, assignees=()) for one in shown)


def _silent(shown: list[State]) -> list[State]:
    return sorted(replace(one, comments=()) for one in shown)


def _without_duplicates(shown: list[State]) -> list[State]:
    return [
        one for one in shown if not any("Duplicate of #" in comment for comment in one.comments)
    ]  # fmt: skip


def _not_planned(shown: list[State]) -> list[State]:
    return sorted(
        replace(one, reason="not_planned") if one.reason == "duplicate" else one for one in shown
    )


def _of(seen: Seen) -> str:
    return f"{seen.method} {seen.path} {seen.query}"
