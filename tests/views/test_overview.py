"""The overview answers first: what is needed, whether it is on track, who else works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onboardgen.model.customer import Outcome
from onboardgen.model.decision import Decision
from onboardgen.model.plan import Blocked, Move, Need, Phase
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, Section, Worksheet
from onboardgen.views.portal import PortalView
from onboardgen.views.portfolio import account_row, portfolio_view
from tests.views.planted import DAY, SETTINGS, account, outlook_of, portal_of, task


def portal(*tasks: object, audience: str = "customer", **more: object) -> PortalView:
    return portal_of(account(tasks, **more), audience)  # type: ignore[arg-type]


def test_asks_are_the_readers_own_late_first_then_by_date() -> None:
    view = portal(
        task("later", owner="jo", due=date(2026, 12, 20)),
        task("soon", owner="jo", due=date(2026, 12, 3)),
        task("late", owner="jo", due=date(2026, 11, 30)),
        task("theirs", owner="mia", due=date(2026, 12, 2)),
        task("finished", owner="jo", done=date(2026, 11, 30)),
    )
    assert [ask.title for ask in view.overview.asks] == ["Late", "Soon", "Later"]
    assert [one.row.title for one in view.overview.waiting_on_others] == ["Theirs"]


def test_each_reader_is_told_how_much_of_it_is_theirs() -> None:
    view = portal(task("one", owner="jo", due=date(2026, 11, 30)), task("two", owner="jo", due=DAY))
    assert {one.person: one.own for one in view.overview.readers} == {"jo": 2}


@pytest.mark.parametrize(
    ("first", "goal", "now", "reached"),
    [(10, 2, 2, True), (10, 2, 3, False), (1, 4, 5, True), (1, 4, 3, False), (1, 4, None, None)],
)
def test_an_outcome_is_reached_at_its_goal_or_beyond(
    first: int, goal: int, now: int | None, reached: bool | None
) -> None:
    outcome = Outcome(id="o", text="Better", baseline=first, target=goal, actual=now)
    made = account(())
    made = replace(made, customer=replace(made.customer, outcomes=(outcome,)))
    view = portal_of(made, "customer")
    assert [one.reached for one in view.overview.outcomes] == [reached]


def test_what_cannot_start_yet_comes_later_and_says_what_it_holds_up() -> None:
    need = (Need(ref=Reference("task", "first")),)
    view = portal(task("first", owner="jo"), task("second", owner="jo", needs=need))
    assert [ask.title for ask in view.overview.asks] == ["First"]
    assert [target.title for target in view.overview.asks[0].holds_up] == ["Second"]
    assert [one.row.title for one in view.overview.coming_up] == ["Second"]


def test_open_questions_and_decisions_are_asked_for_like_tasks() -> None:
    answers = (Answer(id="a", question="?"), Answer(id="b", question="?", answer="yes"))
    view = portal(
        worksheet=Worksheet(
            sections=(Section(id="tax", title="Tax", owner="jo", answers=answers),)
        ),
        decisions=(
            Decision(id="0001-x", title="X", status="proposed", date=DAY, owner="jo"),
            Decision(id="0002-y", title="Y", status="proposed", date=DAY, owner="mia"),
        ),
    )
    asked = [(ask.kind, ask.title, ask.count) for ask in view.overview.asks]
    assert set(asked) == {
        ("questions", "Tax", 1),
        ("signoff", "worksheet", 0),
        ("decision", "X", 0),
    }


def test_questions_of_a_phase_that_has_not_begun_are_not_asked_yet() -> None:
    answers = (Answer(id="a", question="?"), Answer(id="b", question="?", phase="later"))
    section = Section(id="tax", title="Tax", owner="jo", answers=answers)
    made = account((task("first", owner="mia"),), worksheet=Worksheet(sections=(section,)))
    phase = Phase(id="later", name="Later", needs=(Reference("task", "first"),))
    made = replace(made, plan=replace(made.plan, phases=(phase,)))
    asks = portal_of(made, "customer").overview.asks
    assert [ask.count for ask in asks if ask.kind == "questions"] == [1]


@pytest.mark.parametrize("required", [True, False])
def test_a_section_is_late_while_a_required_question_is_open(required: bool) -> None:
    answers = (Answer(id="a", question="?", required=required),)
    late = Section(id="tax", title="Tax", owner="jo", answers=answers, due=date(2026, 11, 27))
    view = portal(worksheet=Worksheet(sections=(late,)))
    assert [ask.overdue for ask in view.overview.asks if ask.kind == "questions"] == [required]


def test_the_sign_off_is_asked_for_once_all_required_questions_are_answered() -> None:
    def kinds(answer: str | None) -> list[str]:
        answers = (Answer(id="a", question="?", required=True, answer=answer),)
        section = Section(id="tax", title="Tax", owner="mia", answers=answers)
        return [ask.kind for ask in portal(worksheet=Worksheet(sections=(section,))).overview.asks]

    assert kinds(None) == []
    assert kinds("yes") == ["signoff"]


def test_nobody_is_asked_to_sign_what_is_live() -> None:
    live = task("go-live", type="milestone", done=DAY)
    assert portal(live, worksheet=Worksheet()).overview.asks == ()


def test_a_moved_promise_goes_from_each_date_to_the_next_and_at_last_to_due() -> None:
    moved = (
        Move(from_=date(2026, 11, 1), reason="legal"),
        Move(from_=date(2026, 11, 8), reason="technical"),
    )
    view = portal(task("one", due=date(2026, 12, 24), moved=moved))
    assert [(move.before.day, move.after and move.after.day) for move in view.tasks[0].moves] == [
        (1, 8),
        (8, 24),
    ]
    assert view.overview.moved[0].move.reason == "technical"


def test_the_portfolio_counts_without_naming_a_task() -> None:
    made = account(
        (
            task("secret-title", due=date(2026, 11, 1)),
            task("done", done=DAY),
            task("dropped", status="dropped"),
            task("stuck", blocked=Blocked(since=DAY, reason="legal")),
            task("go-live", type="milestone", due=date(2027, 2, 26)),
        )
    )
    view = portfolio_view([account_row(made, outlook_of(made))], SETTINGS, DAY)
    row = view.rows[0]
    assert (row.done, row.total, row.late, row.blocked) == (1, 4, 1, 1)
    assert (row.go_live, row.next_milestone, row.stage) == (
        date(2027, 2, 26),
        date(2027, 2, 26),
        "All",
    )
    assert "ecret" not in repr(view)


def test_equal_arguments_make_equal_views() -> None:
    assert portal(task("one", owner="jo")) == portal(task("one", owner="jo"))
