"""The brief for our own team: what to move, how the account is, and how it came there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onboardgen.model.customer import ChecklistItem, Handoff
from onboardgen.model.decision import Decision
from onboardgen.model.events import Event
from onboardgen.model.plan import Task
from onboardgen.views.brief import MOST_TOLD, BriefView, Told, history_in_brief
from tests.views.planted import DAY, account, planted_account, portal_of, task


def brief(*tasks: Task, **more: object) -> BriefView:
    view = portal_of(replace(account(tasks), **more), "provider").overview.brief  # type: ignore[arg-type]
    assert view is not None
    return view


@pytest.mark.parametrize("audience", ["customer", "partner:kestrel"])
def test_nobody_but_our_team_gets_it(audience: str) -> None:
    assert portal_of(planted_account(), audience).overview.brief is None


def test_what_to_move_next_names_everybody_s_work_not_ours_alone() -> None:
    view = brief(task("ours"), task("theirs", owner="jo", due=date(2026, 11, 20)))
    assert [(one.target.id, one.late) for one in view.today] == [("theirs", True), ("ours", False)]
    assert [who.id for who in view.today[0].people] == ["jo"]


def test_what_the_sale_left_unclear_stands_beside_what_the_handoff_lacks() -> None:
    made = account()
    handoff = Handoff(
        open_questions=("Who pays?",),
        checklist=(ChecklistItem(item="Contract"), ChecklistItem(item="Contacts", state="done")),
    )
    view = brief(customer=replace(made.customer, handoff=handoff))
    assert view.unclear == ("Who pays?", "Contract")


def test_the_history_is_told_in_the_order_of_its_days_up_to_today() -> None:
    made = account()
    view = brief(
        task("first", type="milestone", done=date(2026, 11, 20)),
        customer=replace(made.customer, handoff=Handoff(closed=date(2026, 9, 1))),
        decisions=(
            Decision(
                id="0001-x", title="X", status="accepted", owner="mia", date=date(2026, 11, 9)
            ),
        ),
        events=(
            Event(kind="escalation", date=date(2026, 11, 5), note="Went up"),
            Event(kind="escalation", date=date(2027, 1, 5), note="Not yet"),
        ),
    )
    assert [one.kind for one in view.history] == [
        "closed",
        "kickoff",
        "escalation",
        "decision",
        "milestone",
    ]


def test_of_a_long_history_what_matters_least_is_left_out_first() -> None:
    told = [Told(day=date(2026, 10, day), kind="decision") for day in range(1, 20)]
    kept = history_in_brief((*told, Told(day=date(2026, 9, 1), kind="kickoff")))
    assert len(kept) == MOST_TOLD
    assert kept[0].kind == "kickoff"
    assert [one.day.day for one in kept[1:]] == list(range(11, 20))


def test_of_our_team_only_those_whom_the_account_names_are_listed() -> None:
    view = brief(task("one", owner="mia", counterpart="jo", done=DAY))
    people = {name: [one.who.id for one in found] for name, found in view.people}
    assert people["Quillmark Billing"] == ["mia"]
    assert people["Halden"] == ["jo"]
