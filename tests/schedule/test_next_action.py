"""The queue: what can be done now, in the order of what it costs to leave it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from onboardgen.loading.loader import load
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.next_action import NextAction, Why, can_do_today, next_actions, ranked
from onboardgen.schedule.state import standing
from tests.example_workspace import AS_OF, REPOSITORY
from tests.schedule.plans_for_tests import HEAD, read
from tests.schedule.random_plans import Drawn, drawn_plans

TUESDAY = date(2026, 12, 1)


def queue_of(account: Account, settings: Settings, day: date = TUESDAY) -> tuple[NextAction, ...]:
    stands = standing(account, settings, AsOf(day))
    return next_actions(stands, settings, go_live_days(stands.forecast.network))


def queue(plan: str, **files: str) -> list[NextAction]:
    return list(queue_of(*read(HEAD + plan, **files)))


def test_what_makes_go_live_late_comes_before_what_is_late_and_that_before_the_rest() -> None:
    found = queue("""
tasks:
  - {id: calm, title: Calm, stage: all, owner: jo}
  - {id: holding, title: Holding, stage: all, owner: jo}
  - {id: after, title: After, stage: all, owner: mia, needs: [holding]}
  - {id: late, title: Late, stage: all, owner: jo, due: 2026-11-30}
  - {id: later, title: Later, stage: all, owner: jo, due: 2026-11-27}
  - {id: critical, title: Critical, stage: all, owner: jo, duration: 9, due: 2026-12-18}
  - {id: dated, title: Dated, stage: all, owner: jo, due: 2026-12-31}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [critical],
     due: 2026-12-08}
""")
    assert [(one.ref.id, one.why) for one in found] == [
        ("critical", Why("holds_up", 3)),
        ("later", Why("late", 2)),
        ("late", Why("late", 1)),
        ("holding", Why("unblocks", 1)),
        ("dated", Why("due")),
        ("calm", Why("open")),
    ]


def test_days_of_go_live_count_first_only_as_far_as_go_live_is_late() -> None:
    plan = """
tasks:
  - {{id: long, title: Long, stage: all, owner: jo, duration: 9}}
  - {{id: late, title: Late, stage: all, owner: jo, due: 2026-11-30}}
  - {{id: aside, title: Aside, stage: all, owner: jo}}
  - {{id: held, title: Held, stage: all, owner: mia, needs: [aside]}}
  - {{id: other, title: Other, stage: all, owner: mia, needs: [aside]}}
  - {{id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [long],
     due: {due}}}
"""
    on_time = queue(plan.format(due="2026-12-31"))
    assert [(one.ref.id, one.why) for one in on_time] == [
        ("late", Why("late", 1)),
        ("long", Why("critical", 8)),
        ("aside", Why("unblocks", 2)),
    ]
    assert {one.holds_up for one in on_time} == {0}, "an early go-live holds nothing up"
    behind = queue(plan.format(due="2026-12-10"))
    assert [(one.ref.id, one.why) for one in behind] == [
        ("long", Why("holds_up", 1)),
        ("late", Why("late", 1)),
        ("aside", Why("unblocks", 2)),
    ]
    assert behind[0].go_live_days == 8


def test_without_a_promise_go_live_is_not_late() -> None:
    found = queue("""
tasks:
  - {id: long, title: Long, stage: all, owner: jo, duration: 9}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [long]}
""")
    assert found[0].why == Why("critical", 8)


RECORDS = """
tasks:
  - {id: stuck, title: Stuck, stage: all, owner: jo,
     blocked: {since: 2026-11-30, reason: legal, escalate_to: priya}}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [stuck]}
signoffs: {plan: {due: 2026-12-04, signers: [jo, mia]}}
"""
WORKSHEET = """
sections:
  - {id: tax, title: Tax, owner: jo, answers: [
      {id: a, question: Where?, required: true},
      {id: b, question: When?, required: true},
      {id: c, question: Else?}]}
signoffs: {worksheet: {signers: [jo, mia]}}
"""


def test_everything_that_can_be_done_has_its_people() -> None:
    found = {str(one.ref): one for one in queue(RECORDS, worksheet=WORKSHEET)}
    assert found["task:stuck"].kind == "unblock"
    assert found["task:stuck"].people == ("jo", "priya")
    assert (found["section:tax"].kind, found["section:tax"].questions) == ("answer", 2)
    assert found["signoff:plan"].people == ("jo", "mia")
    assert "signoff:worksheet" not in found, "its questions come first"


def test_a_worksheet_can_be_signed_once_its_questions_are_answered() -> None:
    answered = WORKSHEET.replace("required: true", "answer: Here, required: true")
    found = {str(one.ref): one.kind for one in queue(RECORDS, worksheet=answered)}
    assert found["signoff:worksheet"] == "sign"
    assert "section:tax" not in found


def test_questions_of_a_phase_that_is_not_open_are_not_asked_yet() -> None:
    plan = RECORDS.replace("tasks:", "phases: [{id: next, name: Next, needs: [go-live]}]\ntasks:")
    sheet = WORKSHEET.replace("required: true", "required: true, phase: next")
    assert "section:tax" not in {str(one.ref) for one in queue(plan, worksheet=sheet)}


@pytest.mark.parametrize(
    ("confirmed", "kinds"),
    [("", {"first": "do", "second": "confirm"}), ("confirmed", {"first": "do"})],
)
def test_a_date_is_to_be_confirmed_before_its_task_begins(
    confirmed: str, kinds: dict[str, str]
) -> None:
    yes = ", confirmed: {by: jo, date: 2026-11-30}" if confirmed else ""
    found = queue(f"""
tasks:
  - {{id: first, title: First, stage: all, owner: jo, duration: 2}}
  - {{id: second, title: Second, stage: all, owner: jo, needs: [first], due: 2026-12-07{yes}}}
  - {{id: gone, title: Gone, stage: all, owner: jo, needs: [first], due: 2026-11-30}}
  - {{id: far, title: Far, stage: all, owner: jo, start: 2027-02-01, due: 2027-02-02}}
  - {{id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [second]}}
""")
    assert {one.ref.id: one.kind for one in found} == kinds


def test_each_party_sees_what_it_can_do_although_something_else_is_stuck() -> None:
    found = can_do_today(
        queue("""
tasks:
  - {id: stuck, title: Stuck, stage: all, owner: priya, blocked: {since: 2026-11-30, reason: legal}}
  - {id: held, title: Held, stage: all, owner: jo, needs: [stuck]}
  - {id: ours, title: Ours, stage: all, owner: mia}
  - {id: theirs, title: Theirs, stage: all, owner: jo}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [held]}
""")
    )
    ids = {party: [one.ref.id for one in actions] for party, actions in found.items()}
    assert list(ids.items()) == [("customer", ["theirs"]), ("provider", ["ours"])]


def shuffled(account: Account, order: st.DataObject) -> Account:
    """The same account with its tasks, sections and records in another order."""
    plan, sheet = account.plan, account.worksheet
    tasks = tuple(order.draw(st.permutations(plan.tasks)))
    if sheet:
        sheet = replace(sheet, sections=tuple(order.draw(st.permutations(sheet.sections))))
    return replace(
        account,
        plan=replace(plan, tasks=tasks, stages=tuple(reversed(plan.stages))),
        worksheet=sheet,
        decisions=tuple(reversed(account.decisions)),
        changes=tuple(reversed(account.changes)),
    )


@configured(max_examples=40, deadline=None)
@given(drawn=drawn_plans(), order=st.data())
def test_the_queue_is_the_same_in_whatever_order_the_files_are_written(
    drawn: Drawn, order: st.DataObject
) -> None:
    here = queue_of(drawn.account, drawn.settings, drawn.today)
    other = queue_of(shuffled(drawn.account, order), drawn.settings, drawn.today)
    assert here == other


@configured(max_examples=5, deadline=None)
@given(order=st.data())
def test_the_queue_of_the_examples_does_not_follow_their_order(order: st.DataObject) -> None:
    loaded = load(REPOSITORY)
    assert loaded.settings
    accounts = loaded.accounts
    here = ranked(a for one in accounts for a in queue_of(one, loaded.settings, AS_OF))
    mixed = [shuffled(one, order) for one in order.draw(st.permutations(accounts))]
    there = ranked(a for one in mixed for a in queue_of(one, loaded.settings, AS_OF))
    assert here == there
    assert len(here) > 20
