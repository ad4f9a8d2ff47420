"""What stands between today and go-live: the steps, their order, and who may know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date as Day

from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.model.decision import Decision
from onboardgen.model.plan import Need, Phase, Stage, Task
from onboardgen.model.reference import Reference
from onboardgen.rendering.way import way_pictures
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.forecast import forecast
from onboardgen.views.way import WayView
from tests.views.planted import DAY, SETTINGS, account, portal_of, task


def needs(*ids: str) -> tuple[Need, ...]:
    return tuple(Need(ref=Reference("task", id_)) for id_ in ids)


def milestone(*before: str, **more: object) -> Task:
    return task("go-live", **{"type": "milestone", "needs": needs(*before), **more})


def way(*tasks: Task, audience: str = "customer", **more: object) -> WayView | None:
    return portal_of(account(tasks, **more), audience).plan.way


def steps(found: WayView | None) -> list[str]:
    assert found
    return [one.target.id for one in found.steps]


def test_the_way_holds_what_go_live_hangs_on_and_not_what_has_days_to_spare() -> None:
    found = way(
        task("long", duration=9),
        task("short", duration=1),
        task("after", needs=needs("long", "short")),
        milestone("after"),
    )
    assert steps(found) == ["long", "after", "go-live"]
    assert found
    assert [one.after for one in found.steps] == [(), (0,), (1,)]
    assert [one.between for one in found.steps] == [0, 1, 0]
    assert [one.target.id for one in found.next] == ["long"]


def test_a_gate_stands_on_the_way_with_what_keeps_it_shut_however_much_time_that_has() -> None:
    stages = (Stage(id="all", name="All"), Stage(id="end", name="End", gate=(
        Reference("decision", "0001-idp"), Reference("task", "quick"), Reference("task", "done")
    )))  # fmt: skip
    decision = Decision(
        id="0001-idp", title="Which one", status="proposed", date=DAY, owner="jo", due=DAY
    )
    found = way(
        task("done", done=Day(2026, 11, 9)),
        task("quick"),
        task("long", duration=20),
        task("last", stage="end", needs=needs("long")),
        milestone("last", stage="end"),
        stages=stages,
        decisions=(decision,),
    )
    assert found
    by_id = {one.target.id: one for one in found.steps}
    assert set(by_id) == {"0001-idp", "quick", "long", "end", "last", "go-live"}
    gate = by_id["end"]
    assert (gate.kind, gate.critical, len(gate.after)) == ("gate", False, 2)
    assert {found.steps[one].target.id for one in gate.after} == {"0001-idp", "quick"}
    assert by_id["quick"].room
    assert by_id["quick"].room > 0
    assert [one.target.owed_by[0].id for one in found.steps if one.kind == "record"] == ["jo"]


def test_a_phase_that_has_not_begun_is_a_gate_of_its_own() -> None:
    phases = (Phase(id="second", name="Second wave", needs=(Reference("task", "first"),)),)
    found = way(
        task("first", duration=3),
        task("later", phase="second"),
        milestone("later"),
        phases=phases,
    )
    assert found
    assert [one.kind for one in found.steps] == ["task", "phase", "task", "go_live"]
    assert found.steps[1].critical
    assert found.steps[1].target.title == "Second wave"


def test_work_that_the_reader_does_not_see_is_only_said_to_be_there() -> None:
    tasks = (
        task("open", duration=2),
        task("secret", visibility="internal", duration=8, needs=needs("open")),
        task("end", needs=needs("secret")),
        milestone("end"),
    )
    seen = way(*tasks)
    assert steps(seen) == ["open", "end", "go-live"]
    assert seen
    assert [one.hidden for one in seen.steps] == [False, True, False]
    assert "secret" not in repr(seen)
    assert steps(way(*tasks, audience="provider")) == ["open", "secret", "end", "go-live"]


def test_there_is_no_way_once_go_live_is_reached_and_none_for_who_does_not_see_it() -> None:
    tasks = (task("one", owner="priya", counterpart="mia"), milestone("one"))
    assert way(*tasks, audience="partner:kestrel") is None
    reached = milestone("one", done=Day(2026, 11, 30))
    assert way(replace(tasks[0], done=Day(2026, 11, 30)), reached) is None


PLANS = st.lists(
    st.tuples(st.integers(1, 6), st.sets(st.integers(0, 8), max_size=3)), min_size=1, max_size=9
)


def planned(drawn: list[tuple[int, set[int]]]) -> tuple[Task, ...]:
    """Tasks, each after some of those before it, and go-live after those nothing waits for."""
    tasks = [
        task(f"t{n}", duration=days, needs=needs(*(f"t{one}" for one in sorted(before) if one < n)))
        for n, (days, before) in enumerate(drawn)
    ]
    waited_for = {need.ref.id for one in tasks for need in one.needs}
    return (*tasks, milestone(*(one.id for one in tasks if one.id not in waited_for)))


def reach(before: Mapping[str, set[str]], id_: str) -> set[str]:
    """All that stands before it, near and far."""
    return {far for near in before[id_] for far in {near} | reach(before, near)}


@settings(max_examples=60, deadline=None)
@given(PLANS)
def test_steps_follow_one_another_as_their_tasks_do_and_no_line_is_said_twice(
    drawn: list[tuple[int, set[int]]],
) -> None:
    tasks = planned(drawn)
    found = way(*tasks)
    expected = forecast(account(tasks), SETTINGS, AsOf(DAY)).critical_path
    assert found
    assert set(steps(found)) == set(expected)
    assert steps(found)[-1] == "go-live"
    needed = {one.id: {need.ref.id for need in one.needs} for one in tasks}
    said = {
        one.target.id: {found.steps[place].target.id for place in one.after} for one in found.steps
    }
    for place, one in enumerate(found.steps):
        own = one.target.id
        assert all(before < place for before in one.after)
        assert reach(said, own) == reach(needed, own) & set(expected)
        assert not any(near in reach(said, other) for near in said[own] for other in said[own])


@settings(max_examples=60, deadline=None)
@given(PLANS, st.sets(st.integers(0, 8)))
def test_every_line_of_the_picture_leads_from_its_step_to_its_step(
    drawn: list[tuple[int, set[int]]], critical: set[int]
) -> None:
    found = way(*planned(drawn))
    assert found
    made = tuple(
        replace(
            one, after=tuple(sorted(n for n in before if n < place)), critical=place in critical
        )
        for place, (one, (_, before)) in enumerate(zip(found.steps, drawn, strict=False))
    )
    pictures = way_pictures(made)
    going: dict[int, int] = {}
    for place, picture in enumerate(pictures):
        assert {line.x for line in picture.arriving} == {going[one] for one in made[place].after}
        ended = [one for one in going if not any(one in later.after for later in made[place + 1 :])]
        kept = {one: x for one, x in going.items() if one not in ended}
        assert sorted(line.x for line in picture.passing) == sorted(kept.values())
        assert picture.x not in kept.values()
        leads_on = any(place in later.after for later in made[place + 1 :])
        assert (picture.leaves is not None) == leads_on
        going = kept | ({place: picture.x} if leads_on else {})
        assert max([picture.x, *going.values()]) < picture.width
