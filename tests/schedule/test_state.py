"""Where tasks stand, and what they wait for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onboardgen.agreements.content import worksheet_content
from onboardgen.agreements.documents import digest
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval, Decision
from onboardgen.model.people import Calendar
from onboardgen.model.plan import Blocked, Need, Phase, Signature, SignOff, Stage
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Organization, Rules, Settings
from onboardgen.model.worksheet import (
    Answer,
    Condition,
    Section,
    Worksheet,
    WorksheetSignOffs,
)
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.state import TaskState, standing
from tests.views.planted import SETTINGS, account, task

TODAY = date(2026, 12, 1)
YESTERDAY = TODAY - timedelta(days=1)
BEFORE = Reference("task", "before")


def state_of(*tasks: object, **more: object) -> TaskState:
    """The state of the last task."""
    made = account(tasks, **more)  # type: ignore[arg-type]
    return standing(made, SETTINGS, AsOf(TODAY)).tasks[made.plan.tasks[-1].id]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "workable"),
        ({"started": YESTERDAY}, "in_progress"),
        ({"started": YESTERDAY, "blocked": Blocked(since=TODAY, reason="legal")}, "blocked"),
        ({"started": YESTERDAY, "done": TODAY}, "done"),
        ({"status": "dropped"}, "dropped"),
        ({"start": TODAY + timedelta(days=1)}, "waiting"),
        ({"start": TODAY}, "workable"),
    ],
)
def test_the_state_follows_from_the_dates(fields: dict[str, object], state: str) -> None:
    assert state_of(task("one", **fields)).state == state


@pytest.mark.parametrize(
    ("type_", "predecessor", "state"),
    [
        ("FS", {}, "waiting"),
        ("FS", {"started": YESTERDAY}, "waiting"),
        ("FS", {"done": YESTERDAY}, "workable"),
        ("FS", {"status": "dropped"}, "workable"),
        ("SS", {}, "waiting"),
        ("SS", {"started": YESTERDAY}, "workable"),
        ("SS", {"status": "dropped"}, "workable"),
        ("FF", {}, "workable"),
        ("SF", {}, "workable"),
    ],
)
def test_a_need_holds_the_start_by_its_type(
    type_: str, predecessor: dict[str, object], state: str
) -> None:
    need = Need(ref=BEFORE, type=type_)  # type: ignore[arg-type]
    assert state_of(task("before", **predecessor), task("after", needs=(need,))).state == state


def test_a_task_waits_for_its_gate_and_its_phase_and_names_who_owes_it() -> None:
    stages = (
        Stage(id="all", name="All"),
        Stage(id="held", name="Held", gate=(Reference("task", "gate"),)),
    )
    phases = (Phase(id="second", name="Second", needs=(Reference("task", "first"),)),)
    found = state_of(
        task("gate", owner="jo"),
        task("first"),
        task("held", stage="held", phase="second"),
        stages=stages,
        phases=phases,
    )
    assert [(truth.ref.id, truth.owed_by) for truth in found.waits] == [
        ("gate", ("jo",)),
        ("first", ("mia",)),
    ]


def test_a_milestone_in_the_gate_of_its_own_stage_does_not_wait_for_itself() -> None:
    stages = (Stage(id="all", name="All", gate=(Reference("task", "one"),)),)
    assert state_of(task("one"), stages=stages).state == "workable"


def test_nothing_starts_before_kickoff() -> None:
    made = account((task("one"),))
    found = standing(made, SETTINGS, AsOf(made.plan.kickoff - timedelta(days=1))).tasks["one"]
    assert (found.state, found.not_before) == ("waiting", made.plan.kickoff)


@pytest.mark.parametrize(
    ("due", "overdue", "soon"),
    [
        (YESTERDAY, True, False),
        (TODAY, False, True),
        (date(2026, 12, 8), False, True),
        (date(2026, 12, 9), False, False),
        (None, False, False),
    ],
)
def test_late_from_the_day_after_and_soon_within_five_working_days(
    due: date | None, overdue: bool, soon: bool
) -> None:
    found = state_of(task("one", due=due))
    assert (found.overdue, found.due_soon) == (overdue, soon)


def test_what_is_done_is_neither_late_nor_due() -> None:
    found = state_of(task("one", due=YESTERDAY, done=TODAY))
    assert not found.overdue
    assert not found.due_soon


def test_the_weekend_is_that_of_the_owners_calendar() -> None:
    settings = Settings(
        format=1,
        organization=Organization(name="Q", calendar=Calendar(weekend=())),
        rules=Rules(due_soon_days=5),
    )
    made = account((task("one", due=date(2026, 12, 8)),))
    assert not standing(made, settings, AsOf(TODAY)).tasks["one"].due_soon


@pytest.mark.parametrize(
    ("signers", "signed", "given_", "missing"),
    [
        (("jo", "mia"), ("jo", "mia"), True, ()),
        (("jo", "mia"), ("mia",), False, ("jo",)),
        (("jo", "mia"), (), False, ("jo", "mia")),
        ((), ("jo", "nora"), True, ()),
        ((), ("jo",), False, ("provider",)),
        ((), (), False, ("customer", "provider")),
    ],
)
def test_a_sign_off_is_true_when_all_signed_what_stands(
    signers: tuple[str, ...], signed: tuple[str, ...], given_: bool, missing: tuple[str, ...]
) -> None:
    content = digest(worksheet_content(Worksheet()))
    signatures = tuple(Signature(by=one, date=YESTERDAY, digest=content) for one in signed)
    sign_off = SignOff(signers=signers, signed=signatures)
    made = account((), worksheet=Worksheet(signoffs=WorksheetSignOffs(worksheet=sign_off)))
    truth = standing(made, SETTINGS, AsOf(TODAY)).truth(Reference("signoff", "worksheet"))
    assert truth.true is given_
    assert truth.owed_by + truth.owed_by_parties == missing
    assert truth.since == (YESTERDAY if given_ else None)


def decision(id_: str, status: str, supersedes: str | None = None) -> Decision:
    return Decision(
        id=id_,
        title=id_,
        status=status,  # type: ignore[arg-type]
        date=TODAY,
        owner="jo",
        supersedes=supersedes,
    )


def test_a_decision_is_true_when_accepted_or_replaced_by_an_accepted_one() -> None:
    made = account(
        (),
        decisions=(
            decision("0001-a", "proposed"),
            decision("0002-b", "rejected", supersedes="0001-a"),
            decision("0003-c", "accepted", supersedes="0002-b"),
            decision("0004-d", "proposed"),
            decision("0005-e", "rejected", supersedes="0004-d"),
        ),
    )
    found = standing(made, SETTINGS, AsOf(TODAY))
    true = [one.id for one in made.decisions if found.truth(Reference("decision", one.id)).true]
    assert true == ["0001-a", "0002-b", "0003-c"]


def test_decisions_that_replace_each_other_in_a_circle_end() -> None:
    made = account(
        (),
        decisions=(
            decision("0001-a", "accepted", supersedes="0002-b"),
            decision("0002-b", "accepted", supersedes="0001-a"),
        ),
    )
    assert standing(made, SETTINGS, AsOf(TODAY)).truth(Reference("decision", "0001-a")).true


@pytest.mark.parametrize(
    ("status", "approved", "four_eyes", "true", "owed"),
    [
        ("assessed", (), False, False, ("provider",)),
        ("assessed", (), True, False, ("customer", "provider")),
        ("assessed", ("mia",), True, False, ("customer",)),
        ("approved", ("mia", "jo"), False, True, ()),
        ("done", (), False, True, ()),
        ("rejected", ("mia",), False, False, ()),
    ],
)
def test_a_change_is_owed_by_the_sides_that_have_not_approved(
    status: str, approved: tuple[str, ...], four_eyes: bool, true: bool, owed: tuple[str, ...]
) -> None:
    change = ChangeRequest(
        id="0001-x",
        target=Reference("setting", "s.a"),
        current=None,
        requested="x",
        reason="x",
        downstream=(),
        effective=TODAY,
        submitted=Approval(by="jo", date=TODAY),
        status=status,  # type: ignore[arg-type]
        approved=tuple(Approval(by=one, date=TODAY) for one in approved),
    )
    settings = Settings(
        format=1, organization=Organization(name="Q"), rules=Rules(four_eyes=four_eyes)
    )
    truth = standing(account((), changes=(change,)), settings, AsOf(TODAY)).truth(
        Reference("change", "0001-x")
    )
    assert (truth.true, truth.owed_by_parties) == (true, owed)


def test_a_section_is_true_when_every_required_question_that_is_asked_is_answered() -> None:
    def section(answer: object, country: str) -> Worksheet:
        answers = (
            Answer(id="country", question="?", answer=country, required=True),
            Answer(id="free", question="?"),
            Answer(
                id="vat",
                question="?",
                required=True,
                answer=answer,  # type: ignore[arg-type]
                when=Condition(setting="tax.country", equals="DE"),
            ),
        )
        return Worksheet(sections=(Section(id="tax", title="Tax", owner="jo", answers=answers),))

    def is_true(worksheet: Worksheet) -> bool:
        found = standing(account((), worksheet=worksheet), SETTINGS, AsOf(TODAY))
        return found.truth(Reference("section", "tax")).true

    assert not is_true(section(None, "DE"))
    assert not is_true(section("", "DE"))
    assert is_true(section(False, "DE"))
    assert is_true(section(None, "US"))


def test_a_reference_that_points_nowhere_is_never_true() -> None:
    found = state_of(task("one", needs=(Need(ref=Reference("task", "nobody")),)))
    assert found.state == "waiting"
