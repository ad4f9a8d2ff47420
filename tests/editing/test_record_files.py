"""Change requests are edited in one place; new records read back as they were meant."""

from __future__ import annotations

from datetime import date as Day

import pytest

from onboardgen.editing.key_order import key_order
from onboardgen.editing.record_files import (
    approve_change,
    assess_change,
    close_change,
    new_change,
    new_decision,
    refuse_change,
)
from onboardgen.findings import Place
from onboardgen.loading.binding import bind
from onboardgen.loading.schemas import schema, validate
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.change_request import Assessment, ChangeRequest
from onboardgen.model.decision import Approval, Decision
from onboardgen.model.plan import Task
from onboardgen.model.worksheet import Answer
from tests.editing.edited import changed_lines, example_file, examples, says

CHANGES = {f"{a.slug}/{one.id}": one for a in examples().accounts for one in a.changes}
DECISIONS = {f"{a.slug}/{one.id}": one for a in examples().accounts for one in a.decisions}
YES = Approval(by="mia", date=Day(2026, 12, 1), evidence="https://docs.halden.example/yes")


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_written_anew_says_the_same(name: str) -> None:
    decision = DECISIONS[name]
    data = new_decision(decision, "# first line")
    result = read_yaml("x.yaml", data)
    assert not validate("decision", result.document, result.positions)
    assert bind(Decision, result.document, Place(result.positions), stem=decision.id) == decision
    assert data.startswith(b"# first line\ntitle: ")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_request_written_anew_says_the_same(name: str) -> None:
    change = CHANGES[name]
    result = read_yaml("x.yaml", new_change(change, ""))
    assert not validate("change", result.document, result.positions)
    again = bind(ChangeRequest, result.document, Place(result.positions), stem=change.id)
    for field in key_order(ChangeRequest):
        if field not in ("assessment", "approved", "decision"):
            assert getattr(again, field) == getattr(change, field), field


@pytest.mark.parametrize("name", CHANGES)
def test_an_approval_adds_its_line_and_the_status(name: str) -> None:
    change = CHANGES[name]
    before = example_file(change.at.path)
    after = approve_change(before, change, YES, "approved")
    wanted = says(before)
    entry = {"by": "mia", "date": "2026-12-01", "evidence": YES.evidence}
    wanted["approved"] = [*wanted.get("approved", []), entry]
    wanted["status"] = "approved"
    assert says(after) == wanted
    assert len(changed_lines(before, after)[1]) <= 2


@pytest.mark.parametrize("name", CHANGES)
def test_an_assessment_says_what_is_given_and_keeps_the_rest(name: str) -> None:
    change = CHANGES[name]
    before = example_file(change.at.path)
    given = Assessment(effort_hours=12.0, schedule_days=-1, price=99.5)
    after = assess_change(before, change, given, classification="cosmetic", in_scope=False)
    wanted = says(before)
    estimate = {"effort_hours": 12, "schedule_days": -1, "price": 99.5}
    wanted["assessment"] = {**wanted.get("assessment", {}), **estimate}
    wanted |= {"classification": "cosmetic", "in_scope": False, "status": "assessed"}
    assert says(after) == wanted


@pytest.mark.parametrize("name", CHANGES)
def test_a_no_adds_its_reason_to_the_note(name: str) -> None:
    change = CHANGES[name]
    before = example_file(change.at.path)
    after = says(refuse_change(before, change, "rejected", "Too late: see above."))
    note = after.pop("assessment")["note"]
    old = change.assessment.note if change.assessment and change.assessment.note else ""
    assert note.startswith(old.rstrip())
    assert note.rstrip().endswith("Too late: see above.")
    wanted = {**says(before), "status": "rejected"}
    wanted.pop("assessment", None)
    assert after == wanted


@pytest.mark.parametrize("name", CHANGES)
def test_closing_touches_status_and_decision_alone(name: str) -> None:
    change = CHANGES[name]
    before = example_file(change.at.path)
    after = close_change(before, change, "0009-x")
    assert says(after) == {**says(before), "status": "done", "decision": "0009-x"}
    numbers, _, added = changed_lines(before, after)
    assert len(added) <= 2
    assert len(numbers) <= 2


@pytest.mark.parametrize(
    ("record", "kind", "name"),
    [
        (Task, "plan", "task"),
        (Answer, "worksheet", "answer"),
        (ChangeRequest, "change", None),
        (Decision, "decision", None),
    ],
)
def test_keys_are_written_in_the_order_of_the_schema(
    record: type[Task], kind: str, name: str | None
) -> None:
    node = schema(kind)["$defs"][name] if name else schema(kind)
    keys = [key for key in key_order(record) if key in node["properties"]]
    assert keys == list(node["properties"])
