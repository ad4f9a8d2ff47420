"""What is whose: the most urgent first, one's own work, one's field, and where it all stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onboardgen.model.decision import Decision
from onboardgen.model.people import Member
from onboardgen.model.plan import Blocked, Need, Task
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, Section, Worksheet
from onboardgen.views.overview import OverviewView
from tests.views.planted import DAY, MEMBERS, account, member, portal_of, task

LENA = member("lena", "customer", function="Finance", email="lena@halden.example")
OMAR = member("omar", "customer", function="finance")
RAVI = member("ravi", "customer", function="it", escalate_to="henrik")
HENRIK = member("henrik", "customer", function="executive")
PEOPLE = (*MEMBERS, LENA, OMAR, RAVI, HENRIK)


def overview(
    *tasks: Task, audience: str = "customer", members: tuple[Member, ...] = PEOPLE, **more: object
) -> OverviewView:
    made = replace(account(tasks, **more), members=members)
    return portal_of(made, audience).overview


def needs(*ids: str) -> tuple[Need, ...]:
    return tuple(Need(ref=Reference("task", id_)) for id_ in ids)


def test_what_holds_up_go_live_stands_before_what_is_merely_late() -> None:
    view = overview(
        task("late", owner="jo", due=date(2026, 11, 20)),
        task("long", owner="jo", duration=20, due=date(2026, 12, 30)),
        task("go-live", type="milestone", needs=needs("long"), due=date(2026, 12, 11)),
    )
    assert [ask.title for ask in view.asks] == ["Long", "Late"]
    slip = view.ahead.slip_days if view.ahead else None
    assert slip is not None
    assert [ask.late_days for ask in view.asks] == [slip, 0]
    assert slip > 0


def test_a_partner_who_does_not_see_go_live_is_not_told_how_it_hangs_on_their_work() -> None:
    tasks = (
        task("long", owner="priya", duration=20, due=date(2026, 12, 30)),
        task("between", owner="jo", needs=needs("long")),
        task("go-live", type="milestone", needs=needs("between"), due=date(2026, 12, 11)),
    )
    assert overview(*tasks, audience="customer").ahead is not None
    view = overview(*tasks, audience="partner:kestrel")
    assert view.ahead is None
    assert [(ask.title, ask.late_days) for ask in view.asks] == [("Long", 0)]


def test_an_ask_says_how_to_do_it_and_who_helps() -> None:
    view = overview(task("one", owner="jo", counterpart="mia", how="Ask **IT** first."))
    (ask,) = view.asks
    assert ask.how == "Ask **IT** first."
    assert ask.contact is not None
    assert (ask.contact.who.name, ask.contact.email) == ("Mia", "mia@quillmark.example")


def test_what_names_nobody_on_our_side_has_the_one_who_works_with_them_most() -> None:
    section = Section(id="tax", title="Tax", owner="jo", answers=(Answer(id="a", question="?"),))
    view = overview(
        task("one", owner="jo", counterpart="nora", done=DAY),
        task("two", owner="jo", counterpart="nora", done=DAY),
        task("three", owner="mia", counterpart="jo"),
        worksheet=Worksheet(sections=(section,)),
    )
    (ask,) = (one for one in view.asks if one.kind == "questions")
    assert ask.contact is not None
    assert ask.contact.who.id == "nora"


def test_a_section_holds_up_the_stage_whose_gate_it_stands_in() -> None:
    stages = account().plan.stages
    gated = (
        *stages,
        replace(stages[0], id="next", name="Next", gate=(Reference("section", "tax"),)),
    )
    section = Section(id="tax", title="Tax", owner="jo", answers=(Answer(id="a", question="?"),))
    view = overview(worksheet=Worksheet(sections=(section,)), stages=gated)
    asked = next(ask for ask in view.asks if ask.kind == "questions")
    assert [target.title for target in asked.holds_up] == ["Next"]


def test_others_work_is_the_business_of_who_waits_for_it_or_helps_with_it() -> None:
    view = overview(
        task("theirs", owner="mia", counterpart="lena"),
        task("mine", owner="ravi", needs=needs("theirs")),
        task("foreign", owner="priya"),
    )
    told = {one.row.id: one.people for one in view.waiting_on_others}
    assert told == {"theirs": ("lena", "ravi"), "foreign": ()}
    assert [(one.row.id, one.people) for one in view.coming_up] == [("mine", ("ravi",))]


def test_of_what_somebody_finished_the_last_five_are_told() -> None:
    days = [date(2026, 11, day) for day in range(2, 10)]
    tasks = [task(f"t{day.day}", owner="jo", done=day) for day in days]
    view = overview(*tasks, task("other", owner="lena", done=days[0]))
    assert [one.row.id for one in view.finished] == ["t9", "t8", "t7", "t6", "t5", "other"]


def test_a_field_is_shared_by_those_who_speak_for_it_however_they_write_it() -> None:
    section = Section(id="tax", title="Tax", owner="lena", answers=(Answer(id="a", question="?"),))
    decisions = (
        Decision(id="0001-x", title="X", status="proposed", date=DAY, owner="ravi"),
        Decision(
            id="0002-y", title="Y", status="accepted", date=DAY, owner="mia",
            settings={"tax.a": "yes"},
        ),
    )  # fmt: skip
    view = overview(worksheet=Worksheet(sections=(section,)), decisions=decisions)
    assert {one.title: set(one.people) for one in view.field} == {
        "Tax": {"lena", "omar"},
        "X": {"ravi"},
        "Y": {"lena", "omar"},
    }


@pytest.mark.parametrize(("function", "depth"), [("executive", "summary"), ("it", "full")])
def test_an_executive_reads_the_summary_first(function: str, depth: str) -> None:
    view = overview(members=(*MEMBERS, member("eve", "customer", function=function)))
    assert {one.person: one.depth for one in view.readers}["eve"] == depth


def test_what_is_stuck_names_its_owner_and_who_is_asked_next() -> None:
    view = overview(
        task("held", owner="ravi", blocked=Blocked(since=DAY, reason="it_approval")),
        task("pushed", owner="jo", blocked=Blocked(since=DAY, reason="legal", escalate_to="nora")),
        task("theirs", owner="mia", due=date(2026, 11, 20)),
        task("mine", owner="jo", due=date(2026, 11, 20)),
    )
    told = {
        one.row.id: (one.pushed_by and one.pushed_by.id, one.next_up and one.next_up.id)
        for one in view.track.blockers
    }
    assert told == {"held": (None, "henrik"), "pushed": ("nora", None), "theirs": (None, "nora")}


def test_the_next_milestone_is_the_one_that_comes_first_by_the_forecast() -> None:
    view = overview(
        task("slow", owner="jo", duration=30),
        task("promised-first", type="milestone", due=date(2026, 12, 4), needs=needs("slow")),
        task("comes-first", type="milestone", due=date(2026, 12, 10)),
        task("reached", type="milestone", done=DAY),
    )
    assert view.track.next_milestone is not None
    assert view.track.next_milestone.id == "comes-first"
