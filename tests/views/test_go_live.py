"""Promise, forecast and the reason between them, as each reader may know them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day
from datetime import timedelta

import pytest

from onboardgen.model.calibration import Calibration, CalibrationClass
from onboardgen.model.plan import Blocked, Need, Task
from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.views.go_live import GoLiveView
from onboardgen.views.portal import portal_view
from tests.views.planted import DAY, SETTINGS, account, portal_of, task

QUICK = Calibration(
    as_of=DAY,
    classes=(CalibrationClass(party="any", category="any", samples=9, quantiles=(1.0,)),),
)


def needs(id_: str) -> tuple[Need, ...]:
    return (Need(ref=Reference("task", id_)),)


def late_plan(**approval: object) -> tuple[Task, ...]:
    """Ten days of approval from 2 December (Jo is away before), go-live promised for the second."""
    return (
        task("approval", owner="jo", duration=10, **approval),
        task(
            "go-live", type="milestone", owner="mia", needs=needs("approval"), due=Day(2026, 12, 3)
        ),
    )


def ahead(*tasks: Task, audience: str = "customer") -> GoLiveView | None:
    return portal_of(account(tasks), audience).overview.ahead


def test_the_forecast_and_its_cause_stand_beside_the_promise() -> None:
    view = ahead(*late_plan(category="it_approval"))
    assert view
    assert (view.due, view.forecast, view.slip_days) == (Day(2026, 12, 3), Day(2026, 12, 15), 8)
    (first, *_more) = view.causes
    assert first.target
    assert first.owner
    assert (first.target.title, first.owner.id, first.reason) == ("Approval", "jo", "it_approval")


def test_a_hidden_cause_is_the_work_of_others() -> None:
    view = ahead(*late_plan(visibility="internal"))
    assert view
    assert next((one.target and one.target.kind, one.owner, one.reason) for one in view.causes) == (
        "hidden",
        None,
        None,
    )


def test_what_took_days_for_two_reasons_is_told_once_with_the_greater() -> None:
    stuck = Blocked(since=DAY - timedelta(days=7), reason="technical")
    plan = account(late_plan(category="it_approval", blocked=stuck))
    causes = outlook(plan, SETTINGS, AsOf(DAY)).attribution.causes
    assert len([one for one in causes if one.ref == Reference("task", "approval")]) == 2
    view = portal_of(plan, "customer").overview.ahead
    assert view
    told = [one for one in view.causes if one.target and one.target.title == "Approval"]
    assert [one.days for one in told] == [sum(one.days for one in causes if one.ref)]


def test_what_is_on_time_has_no_cause() -> None:
    view = ahead(task("go-live", type="milestone", owner="mia", due=Day(2026, 12, 3)))
    assert view
    assert (view.slip_days, view.causes) == (-2, ())


@pytest.mark.parametrize("audience", ["partner:kestrel", "partner:bracken"])
def test_a_partner_learns_nothing_of_go_live(audience: str) -> None:
    assert ahead(*late_plan(), audience=audience) is None


def test_nothing_lies_ahead_once_it_is_live() -> None:
    assert ahead(task("go-live", type="milestone", owner="mia", done=Day(2026, 11, 30))) is None


def test_likely_dates_come_from_the_calibration_alone() -> None:
    made = account(late_plan())
    without = portal_view(made, SETTINGS, "customer", outlook(made, SETTINGS, AsOf(DAY)))
    with_it = portal_view(made, SETTINGS, "customer", outlook(made, SETTINGS, AsOf(DAY), QUICK))
    assert without.overview.ahead
    assert with_it.overview.ahead
    assert without.overview.ahead.p50 is None
    found = with_it.overview.ahead
    assert (found.p50, found.p80) == (found.forecast, found.forecast)


def test_the_timeline_spans_what_was_what_will_be_and_what_was_promised() -> None:
    view = portal_of(account(late_plan(started=Day(2026, 11, 27))), "customer").plan.timeline
    assert view
    (stage,) = view.stages
    approval, go_live = stage.rows
    assert (view.first, view.last) == (Day(2026, 11, 27), approval.finish)
    assert (approval.start, approval.worked) == (Day(2026, 11, 27), DAY)
    assert (approval.needs, go_live.needs) == ((), ("approval",))
    assert approval.critical
    assert stage.due == Day(2026, 12, 3)


def test_a_task_with_room_says_how_much() -> None:
    made = account(
        (
            *late_plan(),
            task("texts", owner="jo", duration=2),
            task("acceptance", owner="jo", duration=1, needs=needs("texts")),
        )
    )
    plan = replace(
        made.plan,
        tasks=tuple(
            replace(one, needs=(*one.needs, *needs("acceptance"))) if one.id == "go-live" else one
            for one in made.plan.tasks
        ),
    )
    view = portal_of(replace(made, plan=plan), "customer")
    rooms = {page.row.id: page.row.room for page in view.tasks}
    assert rooms == {"approval": 0, "go-live": 0, "texts": 7, "acceptance": 7}
