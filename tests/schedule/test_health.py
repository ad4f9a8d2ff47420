"""Red, amber, green: each reason by the rule that stands in the docs."""

from __future__ import annotations

from datetime import date

import pytest

from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.attribution import Attribution, Cause
from onboardgen.schedule.deadlines import deadlines
from onboardgen.schedule.health import Health, health, needs_likely
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.simulation import Likely
from onboardgen.schedule.state import standing
from onboardgen.schedule.summary import MainCause, summary
from tests.schedule.plans_for_tests import HEAD, read

TUESDAY = date(2026, 12, 1)
RULES = "rules: {moved_days: 1, blocked_days: 3, escalation: [1, 5], untouched_days: 4, %s}"
WORKSPACE = """
format: 1
organization: {name: Example Billing}
team: {mia: {name: Mia Keller}}
"""


def health_of(
    tasks: str,
    p80: date | None = None,
    touched: date | None = None,
    rules: str = "health: {}",
    head: str = HEAD,
) -> Health:
    account, settings = read(f"{head}tasks:\n{tasks}", workspace=WORKSPACE + RULES % rules)
    stands = standing(account, settings, AsOf(TUESDAY))
    items = deadlines(stands, settings, go_live_days(stands.forecast.network), touched)
    likely = {"go-live": Likely(p80, p80)} if p80 else {}
    return health(stands, settings.rules, items, likely)


def told(found: Health) -> tuple[str | None, list[tuple[str, int]]]:
    return found.level, [(one.code, one.number) for one in found.reasons]


def plan(due: str, task: str = "") -> str:
    """One task of five days from the as-of day on: go-live on Monday 7 December."""
    return f"""
  - {{id: one, title: One, stage: all, owner: jo, duration: 5{task}}}
  - {{id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [one],
     due: {due}}}
"""


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-12-07", ("green", [])),
        ("2026-12-04", ("green", [])),
        ("2026-12-03", ("amber", [("late", 2)])),
        ("2026-11-30", ("amber", [("late", 5)])),
        ("2026-11-27", ("red", [("very_late", 6)])),
    ],
)
def test_a_late_forecast_is_amber_beyond_moved_days_and_red_beyond_slip_days(
    due: str, expected: tuple[str, list[tuple[str, int]]]
) -> None:
    found = health_of(plan(due), rules="health: {ignore: [overdue, escalated]}")
    assert told(found) == expected


def test_a_p80_after_the_promise_is_amber_where_the_forecast_keeps_it() -> None:
    assert told(health_of(plan("2026-12-09"), p80=date(2026, 12, 9))) == ("green", [])
    assert told(health_of(plan("2026-12-09"), p80=date(2026, 12, 11))) == (
        "amber",
        [("likely_late", 2)],
    )
    late = health_of(plan("2026-12-02"), p80=date(2026, 12, 11))
    assert told(late) == ("amber", [("late", 3)])


def test_the_simulation_is_asked_for_only_where_it_can_matter() -> None:
    account, settings = read(f"{HEAD}tasks:\n{plan('2026-12-03')}", workspace=WORKSPACE)
    go_live = standing(account, settings, AsOf(TUESDAY)).forecast.go_live
    assert go_live.slip_days == 2
    assert not needs_likely(go_live, settings.rules)
    assert needs_likely(standing(account, settings, AsOf(date(2026, 11, 2))).forecast.go_live,
                        settings.rules)  # fmt: skip


def test_past_the_last_rung_is_red_where_go_live_hangs_on_it_and_amber_elsewhere() -> None:
    found = health_of(plan("2026-12-31", ", due: 2026-11-24"))
    assert told(found) == ("red", [("escalated", 5)])
    aside = "\n  - {id: aside, title: Aside, stage: all, owner: jo, due: 2026-11-24}"
    assert told(health_of(plan("2026-12-31") + aside)) == ("amber", [("overdue", 5)])
    before = aside.replace("11-24", "11-25")
    assert told(health_of(plan("2026-12-31") + before)) == ("green", [])


def test_blocked_too_long_is_red_where_go_live_hangs_on_it() -> None:
    blocked = ", blocked: {since: 2026-11-25, reason: legal}"
    found = health_of(plan("2026-12-31", blocked))
    assert told(found) == ("red", [("blocked", 5)])
    assert found.reasons[0].refs == (Reference("task", "one"),)
    aside = "\n  - {id: aside, title: Aside, stage: all, owner: jo" + blocked + "}"
    assert told(health_of(plan("2026-12-31") + aside)) == ("green", [])


def test_three_moves_in_an_unfinished_stage_are_at_risk() -> None:
    moves = [f"{{from: 2026-12-0{day}, reason: legal}}" for day in (1, 2, 3)]
    once, twice, thrice = (f", due: 2026-12-11, moved: [{', '.join(moves[:n])}]" for n in (1, 2, 3))
    assert told(health_of(plan("2026-12-31", twice))) == ("green", [])
    assert told(health_of(plan("2026-12-31", thrice))) == ("amber", [("moved", 3)])
    done = thrice + ", done: 2026-11-30"
    finished = plan("2026-12-31", done).replace("milestone, stage: all", "milestone, stage: end")
    head = HEAD.replace("{id: all, name: All}", "{id: all, name: All}, {id: end, name: End}")
    assert told(health_of(finished, head=head)) == ("green", [])
    assert told(health_of(plan("2026-12-31", once), rules="health: {moves: 1}"))[0] == "amber"


def test_an_untouched_plan_is_at_risk() -> None:
    touched = health_of(plan("2026-12-31"), touched=date(2026, 11, 24))
    assert told(touched) == ("amber", [("untouched", 5)])


def test_a_reason_can_be_left_out_in_the_workspace() -> None:
    found = health_of(plan("2026-11-02"), rules="health: {ignore: [very_late, escalated]}")
    assert told(found)[0] == "amber"
    assert health_of(plan("2026-11-27"), rules="health: {slip_days: 20}").level == "amber"


def test_a_live_account_has_no_health() -> None:
    live = plan("2026-11-27").replace("due: 2026-11-27}", "due: 2026-11-27, done: 2026-11-27}")
    assert told(health_of(live.replace("duration: 5", "duration: 5, done: 2026-11-27"))) == (
        None,
        [],
    )


def cause(id_: str | None, days: int, reason: str | None = None) -> Cause:
    ref = Reference("task", id_) if id_ else None
    return Cause(ref=ref, days=days, reason=reason, owner="jo" if id_ else None)


def test_the_summary_names_the_greatest_causes_and_counts_the_others() -> None:
    causes = (cause("a", 2, "legal"), cause("b", 5), cause("a", 4, "other"), cause("c", 1),
              cause(None, -3))  # fmt: skip
    found = summary(Attribution(slip_days=9, causes=causes))
    assert found
    assert [(one.ref.id, one.days, one.reason) for one in found.causes if one.ref] == [
        ("a", 6, "other"),
        ("b", 5, None),
    ]
    assert found.others_days == -2
    assert sum(one.days for one in found.causes) + found.others_days == found.slip_days


def test_the_summary_of_an_early_go_live_names_what_gave_days_back() -> None:
    found = summary(Attribution(slip_days=-2, causes=(cause("a", -3), cause("b", 1))))
    assert found
    assert [(one.days, one.ref) for one in found.causes] == [(-3, Reference("task", "a"))]


def test_what_a_reader_may_not_see_is_one_cause_without_a_name() -> None:
    causes = (cause("a", 2, "legal"), cause("b", 3), cause("c", 4))
    found = summary(Attribution(slip_days=9, causes=causes), lambda ref: ref.id == "c")
    assert found
    assert found.causes == (
        MainCause(ref=None, days=5, hidden=True),
        MainCause(ref=Reference("task", "c"), days=4, owner="jo"),
    )


def test_there_is_no_summary_without_a_promise_and_no_cause_without_a_slip() -> None:
    assert summary(Attribution()) is None
    on_time = summary(Attribution(slip_days=0, causes=(cause("a", 2), cause("b", -2))))
    assert on_time
    assert (on_time.causes, on_time.others_days) == ((), 0)
