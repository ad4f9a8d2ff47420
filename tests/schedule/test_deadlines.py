"""What is late, due soon, stuck or left alone, and who is told next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from onboardgen.model.access import Access, Grant
from onboardgen.model.decision import Approval
from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import Deadline, deadlines, team_deadlines
from onboardgen.schedule.escalation import escalation_path, rung_of, told_on
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.state import standing
from tests.schedule.plans_for_tests import HEAD, read

WORKSPACE = """
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin}
team:
  mia: {name: Mia Keller, escalate_to: nora}
  nora: {name: Nora Whitfield}
rules: {due_soon_days: 2, blocked_days: 3, untouched_days: 4, escalation: [1, 3]}
"""
CUSTOMER = """
name: Halden
contacts:
  jo: {name: Jo Lind, escalate_to: ravi}
  ravi: {name: Ravi Menon, escalate_to: henrik}
  henrik: {name: Henrik Sander}
"""
FRIDAY, SATURDAY, MONDAY, TUESDAY = (date(2026, 12, day) for day in (4, 5, 7, 8))


def items_of(
    plan: str, day: date | datetime, touched: date | None = None, **files: str
) -> dict[tuple[str, str], Deadline]:
    """The items by reference and kind."""
    workspace = files.pop("workspace", WORKSPACE)
    account, settings = read(HEAD + plan, workspace=workspace, customer=CUSTOMER, **files)
    moment = AsOf.at(day, "Europe/Berlin") if isinstance(day, datetime) else AsOf(day)
    stands = standing(account, settings, moment)
    found = deadlines(stands, settings, go_live_days(stands.forecast.network), touched)
    return {(item.ref, item.kind): item for item in found}


ONE = """
tasks:
  - {id: one, title: One, stage: all, owner: jo, due: 2026-12-04}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [one]}
"""


@pytest.mark.parametrize(
    ("day", "kind", "days", "rung", "told"),
    [
        (date(2026, 12, 2), "due_soon", 2, 0, "ravi"),
        (FRIDAY, "due_soon", 0, 0, "ravi"),
        (SATURDAY, "overdue", 0, 0, "ravi"),
        (MONDAY, "overdue", 1, 1, "ravi"),
        (TUESDAY, "overdue", 2, 1, "ravi"),
        (date(2026, 12, 9), "overdue", 3, 2, "henrik"),
        (date(2026, 12, 31), "overdue", 19, 2, "henrik"),
    ],
)
def test_an_item_is_due_soon_then_late_and_climbs_the_rungs_in_working_days(
    day: date, kind: str, days: int, rung: int, told: str
) -> None:
    item = items_of(ONE, day)["task:one", kind]
    assert (item.days, item.rung, item.escalate_to) == (days, rung, told)


def test_nothing_is_told_of_what_is_far_ahead_or_done() -> None:
    assert items_of(ONE, date(2026, 12, 1)) == {}
    done = ONE.replace("due: 2026-12-04", "due: 2026-12-04, done: 2026-12-04")
    assert ("task:one", "overdue") not in items_of(done, date(2026, 12, 31))


def test_an_item_says_whose_it_is_what_waits_and_where_it_stands() -> None:
    item = items_of(ONE.replace("due:", "duration: 3, due:"), MONDAY)["task:one", "overdue"]
    assert (item.owner, item.party, item.due) == ("jo", "customer", FRIDAY)
    assert item.blocks == (Reference("task", "go-live"),)
    assert item.go_live_days == 2
    assert (item.at.path, item.at.line) == ("plans/halden/plan.yaml", 7)


@pytest.mark.parametrize(
    ("zone", "instant", "overdue"),
    [
        ("Asia/Tokyo", datetime(2026, 12, 4, 14, 59, tzinfo=UTC), False),
        ("Asia/Tokyo", datetime(2026, 12, 4, 15, 0, tzinfo=UTC), True),
        ("Europe/Berlin", datetime(2026, 12, 4, 22, 59, tzinfo=UTC), False),
        ("Europe/Berlin", datetime(2026, 12, 4, 23, 0, tzinfo=UTC), True),
        ("Pacific/Honolulu", datetime(2026, 12, 5, 9, 59, tzinfo=UTC), False),
        ("Pacific/Honolulu", datetime(2026, 12, 5, 10, 0, tzinfo=UTC), True),
    ],
)
def test_an_item_is_late_from_the_midnight_of_its_owner(
    zone: str, instant: datetime, overdue: bool
) -> None:
    account, settings = read(
        HEAD + ONE, workspace=WORKSPACE, customer=f"{CUSTOMER}timezone: {zone}"
    )
    stands = standing(account, settings, AsOf.at(instant, "Europe/Berlin"))
    kinds = {item.kind for item in deadlines(stands, settings, {}) if item.ref == "task:one"}
    assert kinds == ({"overdue"} if overdue else {"due_soon"})


def test_a_task_is_blocked_too_long_after_the_days_of_the_rule_and_the_named_person_is_told() -> (
    None
):
    plan = ONE.replace(
        "due: 2026-12-04",
        "blocked: {since: 2026-11-30, reason: it_approval, escalate_to: henrik}",
    )
    assert ("task:one", "blocked_too_long") not in items_of(plan, date(2026, 12, 2))
    item = items_of(plan, date(2026, 12, 3))["task:one", "blocked_too_long"]
    assert (item.days, item.rung, item.escalate_to) == (4, 1, "henrik")
    later = items_of(plan, TUESDAY)["task:one", "blocked_too_long"]
    assert (later.days, later.rung, later.escalate_to) == (7, 2, "ravi")


RECORDS = """
tasks:
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [section:tax]}
signoffs: {plan: {due: 2026-12-04, signers: [jo, mia]}}
"""
WORKSHEET = """
sections:
  - {id: tax, title: Tax, owner: jo, due: 2026-12-04, answers: [
      {id: a, question: Where?, required: true}]}
"""


def test_questions_and_sign_offs_are_late_too_and_owed_by_who_is_missing() -> None:
    found = items_of(RECORDS, MONDAY, worksheet=WORKSHEET)
    section, sign_off = found["section:tax", "overdue"], found["signoff:plan", "overdue"]
    assert (section.owner, section.title, section.days) == ("jo", "Tax", 1)
    assert section.blocks == (Reference("task", "go-live"),)
    assert section.at.path == "plans/halden/worksheet.yaml"
    assert (sign_off.owner, sign_off.days, sign_off.blocks) == ("jo", 1, ())
    assert sign_off.party == "customer"


def test_a_sign_off_that_nothing_waits_for_is_forgotten_once_the_account_is_live() -> None:
    live = RECORDS.replace("needs: [section:tax]", "done: 2026-12-04")
    assert ("signoff:plan", "overdue") not in items_of(live, MONDAY)
    unwritten = RECORDS.partition("signoffs:")[0]
    assert not {ref for ref, _kind in items_of(unwritten, MONDAY) if ref.startswith("signoff")}


GATED = """
tasks:
  - {id: ask, title: Ask, stage: all, owner: jo, due: 2026-12-11}
  - {id: held, title: Held, stage: later, owner: mia, duration: 3, due: 2026-12-09}
  - {id: go-live, title: Go-live, type: milestone, stage: later, owner: mia, needs: [held]}
"""
TWO_STAGES = "stages: [{id: all, name: All}, {id: later, name: Later, gate: [task:ask]}]"


def gate_on(day: date, plan: str = GATED) -> Deadline | None:
    account, settings = read(
        HEAD.replace("stages: [{id: all, name: All}]", TWO_STAGES) + plan,
        workspace=WORKSPACE,
        customer=CUSTOMER,
    )
    stands = standing(account, settings, AsOf(day))
    found = deadlines(stands, settings, go_live_days(stands.forecast.network))
    return next((item for item in found if item.kind == "gate_waiting"), None)


def test_a_gate_waits_once_the_first_promise_behind_it_has_no_room_left() -> None:
    """Three days up to Wednesday begin on Monday: the gate is needed by the Friday before."""
    assert gate_on(FRIDAY) is None
    item = gate_on(MONDAY)
    assert item
    assert (item.ref, item.due, item.days, item.owner) == ("stage:later", FRIDAY, 1, "jo")
    assert item.blocks == (Reference("task", "go-live"), Reference("task", "held"))
    assert item.go_live_days > 0


def test_a_gate_waits_once_something_in_it_is_late() -> None:
    plan = GATED.replace("2026-12-11", "2026-12-01").replace(", due: 2026-12-09", "")
    assert gate_on(date(2026, 12, 1), plan) is None
    item = gate_on(date(2026, 12, 3), plan)
    assert item
    assert (item.due, item.days) == (date(2026, 12, 1), 2)


def test_a_gate_does_not_wait_when_its_stage_has_begun_or_it_is_open() -> None:
    begun = GATED.replace("title: Held,", "title: Held, started: 2026-12-01,")
    begun = begun.replace("type: milestone, stage: later", "type: milestone, stage: all")
    assert gate_on(TUESDAY, begun) is None
    assert gate_on(TUESDAY, GATED.replace("due: 2026-12-11", "done: 2026-12-01")) is None


def test_a_plan_is_untouched_after_the_days_of_the_rule_and_only_while_something_is_open() -> None:
    friday = FRIDAY - timedelta(days=7)
    assert ("plan:halden", "plan_untouched") not in items_of(ONE, date(2026, 12, 3), friday)
    item = items_of(ONE, FRIDAY, friday)["plan:halden", "plan_untouched"]
    assert (item.days, item.due, item.owner) == (5, date(2026, 12, 3), "mia")
    assert (item.rung, item.escalate_to) == (1, "nora")
    done = ONE.replace("due: 2026-12-04", "done: 2026-12-04")
    done = done.replace("needs: [one]", "done: 2026-12-04")
    assert items_of(done, date(2026, 12, 31), friday) == {}
    assert items_of(ONE, date(2026, 12, 1)) == {}, "outside Git nobody knows"


def grant(id_: str, person: str, until: date | None, **more: object) -> Grant:
    given = Approval(by="mia", date=date(2026, 11, 2))
    return Grant(id=id_, person=person, kind="link", granted=given, until=until, **more)  # type: ignore[arg-type]


def grants_on(day: date, *grants: Grant) -> dict[str, int]:
    account, settings = read(HEAD + ONE, workspace=WORKSPACE, customer=CUSTOMER)
    account = replace(account, access=Access(grants=grants))
    found = deadlines(standing(account, settings, AsOf(day)), settings, {})
    return {item.ref: item.days for item in found if item.kind == "grant_ended"}


def test_a_grant_is_told_shortly_before_its_last_day_and_after_it() -> None:
    one = grant("g1", "jo", FRIDAY)
    assert grants_on(date(2026, 12, 1), one) == {}
    assert grants_on(date(2026, 12, 2), one) == {"grant:g1": 2}
    assert grants_on(FRIDAY, one) == {"grant:g1": 0}
    assert grants_on(TUESDAY, one) == {"grant:g1": 2}


def test_a_grant_that_was_ended_or_goes_on_by_another_is_not_told() -> None:
    one = grant("g1", "jo", FRIDAY)
    assert grants_on(MONDAY, replace(one, ended=FRIDAY)) == {}
    assert grants_on(MONDAY, one, grant("g2", "jo", None)) == {}
    assert grants_on(MONDAY, one, grant("g2", "jo", date(2027, 6, 30))) == {}
    assert grants_on(MONDAY, one, grant("g2", "ravi", None)) == {"grant:g1": 1}


def test_the_teams_own_grants_are_items_without_a_customer() -> None:
    _account, settings = read(HEAD + ONE, workspace=WORKSPACE, customer=CUSTOMER)
    access = Access(grants=(grant("g1", "nora", FRIDAY),))
    (item,) = team_deadlines(settings, access, AsOf(MONDAY))
    assert (item.customer, item.title, item.owner) == (None, "Access of Nora Whitfield", "mia")
    assert (item.rung, item.escalate_to) == (1, "nora")


def test_the_path_of_escalation_ends_where_it_would_begin_again() -> None:
    account, _settings = read(HEAD + ONE, workspace=WORKSPACE, customer=CUSTOMER)
    people = {one.person.id: one.person for one in account.members}
    circle = people | {"henrik": replace(people["henrik"], escalate_to="jo")}
    assert escalation_path("jo", circle) == ("ravi", "henrik")
    assert escalation_path("jo", people, "henrik") == ("henrik", "ravi")
    assert escalation_path("henrik", people) == ()
    assert told_on(3, ()) is None


def test_a_rung_is_reached_on_its_very_day() -> None:
    assert [rung_of(days, (1, 5, 10)) for days in (0, 1, 4, 5, 9, 10, 99)] == [0, 1, 1, 2, 2, 3, 3]


def test_the_order_does_not_follow_the_files() -> None:
    tasks = [
        f"  - {{id: t{n}, title: T, stage: all, owner: jo, due: 2026-12-0{1 + n % 3}}}\n"
        for n in range(6)
    ]
    end = "  - {id: go-live, title: Go, type: milestone, stage: all, owner: mia}\n"
    one = list(items_of("tasks:\n" + "".join(tasks) + end, TUESDAY))
    other = list(items_of("tasks:\n" + end + "".join(reversed(tasks)), TUESDAY))
    assert one == other
    assert len(one) == 6
