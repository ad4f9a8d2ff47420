"""The plan page: what is open now, what comes later and what opens it, and its timeline."""

from __future__ import annotations

from datetime import date as Day
from datetime import timedelta

from onboardgen.model.plan import Move, Need, Phase, Stage, Task
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, Section, Worksheet
from onboardgen.rendering.timeline import MARGIN, scale
from onboardgen.views.plan import FEW
from onboardgen.views.timeline import TimelineView
from tests.views.planted import account, portal_of, task

SECOND = Phase(id="second", name="Second wave", needs=(Reference("task", "first"),))


def many(count: int) -> tuple[Task, ...]:
    return tuple(task(f"open-{number}") for number in range(count))


def waiting(id_: str, **more: object) -> Task:
    return task(id_, **{"needs": (Need(ref=Reference("task", "first")),), **more})


def test_what_only_waits_is_put_off_and_what_is_due_or_late_is_not() -> None:
    tasks = (
        task("first", done=None),
        waiting("far", due=Day(2027, 3, 1)),
        waiting("near", due=Day(2026, 12, 2)),
        waiting("late", due=Day(2026, 11, 20)),
        waiting("wave", phase="second", due=Day(2027, 1, 4)),
        task("over", done=Day(2026, 11, 20)),
        *many(FEW),
    )
    (stage,) = portal_of(account(tasks, phases=(SECOND,)), "customer").plan.stages
    later = {part.phase and part.phase.name: [r.id for r in part.items] for part in stage.later}
    assert later == {None: ["far"], "Second wave": ["wave"]}
    assert {row.id for row in stage.now} == {
        "first",
        "near",
        "late",
        *(f"open-{n}" for n in range(FEW)),
    }
    assert [row.id for row in stage.finished] == ["over"]
    assert stage.next_due == Day(2027, 3, 1)
    (opens_with,) = next(part.phase.opens_with for part in stage.later if part.phase)
    assert opens_with.id == "first"


def test_a_short_plan_puts_nothing_off() -> None:
    tasks = (task("first"), waiting("far"), *many(FEW - 2))
    (stage,) = portal_of(account(tasks), "customer").plan.stages
    assert len(stage.now) == FEW
    assert stage.later == ()


def test_what_opens_a_phase_is_told_to_nobody_who_may_not_see_it() -> None:
    phase = Phase(id="second", name="Second", needs=(Reference("task", "secret"),))
    tasks = (task("secret", visibility="internal"), task("wave", phase="second"), *many(FEW))
    (stage,) = portal_of(account(tasks, phases=(phase,)), "customer").plan.stages
    (part,) = stage.later
    assert part.phase
    assert [target.kind for target in part.phase.opens_with] == ["hidden"]


def test_questions_of_a_phase_that_has_not_begun_come_later() -> None:
    section = Section(id="tax", title="Tax", owner="jo", answers=(
        Answer(id="now", question="Now?", type="text"),
        Answer(id="said", question="Said?", type="text", answer="yes"),
        Answer(id="then", question="Then?", type="text", phase="second"),
        Answer(id="early", question="Early?", type="text", phase="second", answer="already"),
    ))  # fmt: skip
    made = account((task("first"),), phases=(SECOND,), worksheet=Worksheet(sections=(section,)))
    view = portal_of(made, "customer").worksheet
    assert view
    (tax,) = view.sections
    assert [one.id for one in tax.now] == ["now"]
    assert [one.id for one in tax.answered] == ["said", "early"]
    assert [(part.phase and part.phase.id, [q.id for q in part.items]) for part in tax.later] == [
        ("second", ["then"])
    ]
    assert (view.wanted, view.later) == (1, 1)


def drawn(*tasks: Task, **more: object) -> TimelineView:
    view = portal_of(account(tasks, **more), "customer").plan.timeline
    assert view
    return view


def test_the_first_promise_is_drawn_where_it_was_another_one_and_has_room() -> None:
    first = Day(2026, 10, 1)
    moved = task("moved", due=Day(2026, 12, 9), moved=(Move(from_=first, reason="legal"),))
    view = drawn(moved, task("kept", due=Day(2026, 12, 9)))
    by_id = {one.row.id: one for one in view.stages[0].rows}
    assert (by_id["moved"].baseline, by_id["kept"].baseline) == (first, None)
    assert view.moved
    assert view.stages[0].baseline is None, "the last promise of the stage did not move"
    assert view.first == first
    assert 0 < (scale(view).bar(by_id["moved"]).baseline or 0) < 5


def test_rows_stand_in_the_order_in_which_they_begin() -> None:
    view = drawn(waiting("second"), task("first", duration=3), stages=(Stage(id="all", name="A"),))
    assert [one.row.id for one in view.stages[0].rows] == ["first", "second"]


def test_the_axis_names_every_monday_and_quarters_only_where_months_would_crowd() -> None:
    short = scale(drawn(task("one", duration=60)))
    assert not short.crowds
    assert [tick.day for tick in short.quarters()] == [tick.day for tick in short.months()]
    mondays = [tick.day for tick in short.weeks()]
    assert {day.weekday() for day in mondays} == {0}
    assert mondays[0] - short.first < timedelta(days=7)
    assert short.last - mondays[-1] < timedelta(days=7)
    long = scale(drawn(task("one", duration=300)))
    assert long.crowds
    assert {tick.day.month for tick in long.quarters()} <= {1, 4, 7, 10}
    assert len(list(long.months())) > len(list(long.quarters()))
    assert long.days == (long.last - long.first).days + 1 > 2 * MARGIN.days
