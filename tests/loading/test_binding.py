"""Plain data to records: written by hand, and as the inverse of an unbinder made here."""

from __future__ import annotations

from dataclasses import fields
from datetime import date as Day
from pathlib import Path
from random import Random
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.findings import NOWHERE, Location, Place
from onboardgen.loading.binding import bind, bind_all
from onboardgen.loading.schemas import validate
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.access import Access
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.customer import Customer
from onboardgen.model.decision import Decision
from onboardgen.model.events import Event
from onboardgen.model.people import Away
from onboardgen.model.plan import Need, Plan, SignOff, Task
from onboardgen.model.record import STEM, Keyed, Record
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Answer, Worksheet

PLAN = """\
kickoff: 2026-11-02
go_live: {milestone: go-live}
phases:
  - {id: first, name: First value, needs: [signoff:plan, a]}
stages:
  - id: all
    name: All
    gate: [task:a, b, "setting:billing.base_currency"]
tasks:
  - id: a
    title: A
    stage: all
    owner: jo
    duration: 5.0
    due: 2026-12-04
    needs: [b, {ref: "decision:0002-idp", type: SS, lag: -2}]
    moved: [{from: 2026-11-27, reason: it_approval}]
    evidence: {required: Screenshot, link: null}
"""


def plan() -> Plan:
    result = read_yaml("plans/acme/plan.yaml", PLAN.encode())
    assert result.findings == ()
    return bind(Plan, result.document, Place(result.positions))


def test_a_plan_becomes_records_with_dates_references_and_tuples() -> None:
    task = plan().tasks[0]
    assert plan().kickoff == Day(2026, 11, 2)
    assert task.due == Day(2026, 12, 4)
    assert task.needs == (
        Need(ref=Reference("task", "b")),
        Need(ref=Reference("decision", "0002-idp"), type="SS", lag=-2),
    )
    assert task.moved[0].from_ == Day(2026, 11, 27)
    assert task.evidence
    assert task.evidence.link is None
    assert (task.duration, type(task.duration)) == (5, int)
    assert plan().stages[0].gate[1:] == (
        Reference("task", "b"),
        Reference("setting", "billing.base_currency"),
    )
    assert plan().phases[0].needs == (Reference("signoff", "plan"), Reference("task", "a"))
    assert plan().signoffs.plan == SignOff()


def test_every_record_knows_where_it_and_its_parts_stand() -> None:
    task = plan().tasks[0]
    assert task.at.value() == Location("plans/acme/plan.yaml", 10, 5)
    assert task.at.key("owner") == Location("plans/acme/plan.yaml", 13, 5)
    assert task.at.value("needs", 1, "lag") == Location("plans/acme/plan.yaml", 16, 58)
    assert task.needs[0].at.value() == Location("plans/acme/plan.yaml", 16, 13)
    assert task.needs[1].at.value("ref") == Location("plans/acme/plan.yaml", 16, 22)
    assert task.moved[0].at.key("from") == Location("plans/acme/plan.yaml", 17, 14)


def test_a_mapping_of_people_becomes_a_tuple_whose_ids_are_its_keys() -> None:
    text = "name: ACME\narr: 12\ncontacts: {jo: {name: Jo}, lee: {name: Lee}}\n" + (
        "partners: {kestrel: {name: Kestrel, contacts: {kim: {name: Kim}}}}\n"
    )
    result = read_yaml("c", text.encode())
    customer = bind(Customer, result.document, Place(result.positions))
    assert [each.id for each in customer.contacts] == ["jo", "lee"]
    assert customer.partners[0].contacts[0].id == "kim"
    assert customer.partners[0].contacts[0].at.key() == Location("c", 4, 48)
    assert type(customer.arr) is float


def test_the_stem_of_the_file_is_the_id_of_its_record() -> None:
    document = {
        "title": "EUR", "status": "proposed", "date": "2026-11-05", "owner": "jo",
        "settings": {"billing.base_currency": "EUR", "billing.taxes": ["de", "gb"]},
    }  # fmt: skip
    decision = bind(Decision, document, NOWHERE, stem="0003-base-currency")
    assert decision.id == "0003-base-currency"
    assert decision.settings == {"billing.base_currency": "EUR", "billing.taxes": ("de", "gb")}


def test_a_list_of_events_becomes_a_tuple_of_records() -> None:
    events = bind_all(Event, [{"kind": "csat", "date": "2026-11-05", "value": 4}], NOWHERE)
    assert events == (Event(kind="csat", date=Day(2026, 11, 5), value=4.0),)


@pytest.mark.parametrize(
    ("kind", "written", "bound"),
    [
        ("date", "2026-11-05", Day(2026, 11, 5)),
        ("date", "2026-02-30", "2026-02-30"),
        ("date", 5, 5),
        ("text", "2026-11-05", "2026-11-05"),
        ("list", ["a", "b"], ("a", "b")),
        ("table", [{"a": 1}], ({"a": 1},)),
        ("yes_no", False, False),
        ("number", 0, 0),
    ],
)
def test_an_answer_is_bound_by_the_type_of_its_question(
    kind: str, written: object, bound: object
) -> None:
    document = {"id": "q", "question": "?", "type": kind, "answer": written, "default": written}
    answer = bind(Answer, document, NOWHERE)
    assert (answer.answer, answer.default) == (bound, bound)


def test_an_empty_value_is_none_where_that_is_possible_and_else_the_default() -> None:
    away = {"from": "2026-12-21", "to": "2027-01-01"}
    assert bind(Away, away, NOWHERE) == Away(from_=Day(2026, 12, 21), to=Day(2027, 1, 1))
    task = {"id": "a", "title": "A", "stage": "s", "owner": "jo", "due": None, "needs": None}
    assert bind(Task, task, NOWHERE).due is None
    assert bind(Task, task, NOWHERE).needs == ()


WORDS = st.text("abcdefg", min_size=1, max_size=5)
CELLS = st.none() | st.booleans() | st.integers(-9, 9) | WORDS
ANSWERS = CELLS | st.lists(WORDS, max_size=2).map(tuple)

PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    bool: st.booleans(),
    int: st.integers(-9, 9),
    float: st.floats(-9, 9),
    Day: st.dates(),
    Reference: st.builds(Reference, st.sampled_from(["task", "setting"]), WORDS),
}


def records(record_type: type[Record]) -> st.SearchStrategy[Any]:
    """Any record of a type, its fields as their annotations allow."""
    hints = get_type_hints(record_type, include_extras=True)
    return st.builds(
        record_type,
        **{
            each.name: values(hints[each.name]) for each in fields(record_type) if each.name != "at"
        },
    )


def values(hint: Any) -> st.SearchStrategy[Any]:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Annotated and isinstance(arguments[1], Keyed):
        item, field = get_args(arguments[0])[0], arguments[1].field
        return st.lists(records(item), max_size=2, unique_by=lambda it: getattr(it, field)).map(
            tuple
        )
    if origin is Annotated:
        return values(arguments[0])
    if origin in (Union, UnionType):
        some = [each for each in arguments if each is not NoneType]
        if len(some) == 1:
            return st.none() | values(some[0])
        return ANSWERS if any(get_origin(each) is tuple for each in some) else CELLS
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(WORDS, values(arguments[1]), max_size=2)
    return records(hint)


def unbound(value: Any, hint: Any = None) -> Any:
    """What somebody would write in YAML to get this value."""
    if isinstance(value, Record):
        return unbound_record(value)
    if isinstance(value, Day | Reference):
        return str(value)
    keyed = hint and next((each for each in get_args(hint)[1:] if isinstance(each, Keyed)), None)
    if keyed:
        return {getattr(each, keyed.field): without(unbound(each), keyed.field) for each in value}
    if isinstance(value, tuple):
        return [unbound(each) for each in value]
    if isinstance(value, dict):
        return {key: unbound(each) for key, each in value.items()}
    return value


def unbound_record(record: Record) -> dict[str, Any]:
    hints = get_type_hints(type(record), include_extras=True)
    return {
        each.name.rstrip("_"): unbound(getattr(record, each.name), hints[each.name])
        for each in fields(record)
        if each.name != "at" and STEM not in getattr(hints[each.name], "__metadata__", ())
    }


def without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {each: value for each, value in mapping.items() if each != key}


@pytest.mark.parametrize(
    "record_type", [Plan, Customer, Settings, Access, Worksheet, Decision, ChangeRequest]
)
def test_binding_undoes_unbinding(record_type: type[Record]) -> None:
    stem = "0001-a" if record_type in (Decision, ChangeRequest) else None

    @settings(max_examples=30, deadline=None)
    @given(st.data())
    def law(data: st.DataObject) -> None:
        record = data.draw(records(record_type))
        bound = bind(record_type, unbound(record), NOWHERE, stem=stem)
        assert unbound(bound) == unbound(record)
        if stem is None:
            assert bound == record

    law()


ROOT = Path(__file__).parents[2]
WORKSHEET = """\
sections:
  - id: billing
    title: Billing
    owner: jo
    due: 2026-11-20
    answers:
      - {id: start, question: "When?", type: date, answer: 2027-01-01, default: null}
      - {id: kinds, question: "Which?", type: list, answer: [a, b], when: {setting: a.b, equals: 1}}
scope: {deferred: [{id: d1, text: Later, revisit: 2027-04-01}]}
signoffs: {worksheet: {due: 2026-11-24, signers: [jo], signed: []}}
"""
CHANGE = """\
target: setting:billing.kinds
current: a
requested: [a, b]
reason: More
downstream: [Price list]
effective: 2027-01-01
submitted: {by: jo, date: 2026-11-20}
assessment: {effort_hours: 12, schedule_days: 2, price: 1.5}
approved: [{by: jo, date: 2026-11-21}]
"""
DOCUMENTS: list[tuple[str, type[Record], str]] = [
    ("plan", Plan, PLAN),
    ("worksheet", Worksheet, WORKSHEET),
    ("change", ChangeRequest, CHANGE),
    ("workspace", Settings, (ROOT / "onboardgen.yaml").read_text(encoding="utf-8")),
]
ODD = [
    None, True, 0, -1, 5.0, 5.5, "", "a", "2026-02-30", "2026-11-02", "2026-11-02\n", "task:",
    ":", "a:b:c", "signoff:plan", [], {}, ["a"], {"a": 1}, [None], [["a"]], [{"a": None}],
]  # fmt: skip


@pytest.mark.parametrize(("kind", "_record_type", "text"), DOCUMENTS)
def test_the_documents_below_are_valid_as_they_stand(
    kind: str, _record_type: type[Record], text: str
) -> None:
    result = read_yaml(kind, text.encode())
    assert validate(kind, result.document, result.positions) == ()


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.randoms(use_true_random=False), st.sampled_from(ODD))
def test_whatever_the_schema_lets_through_can_be_bound(
    kind: tuple[str, type[Record], str], random: Random, odd: Any
) -> None:
    name, record_type, text = kind
    result = read_yaml(name, text.encode())
    pointer = random.choice(sorted(filter(None, result.positions.values), key=str))
    inner: Any = result.document
    for step in pointer[:-1]:
        inner = inner[step]
    inner[pointer[-1]] = odd
    if not validate(name, result.document, result.positions):
        stem = "0001-a" if record_type is ChangeRequest else None
        bind(record_type, result.document, Place(result.positions), stem=stem)
