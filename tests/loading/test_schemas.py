"""The published schemas: complete, strict, and told in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from onboardgen.codes import SCHEMA
from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding, Positions
from onboardgen.loading import schemas
from onboardgen.loading.schema_errors import CODES, MOST_FINDINGS, explain
from onboardgen.loading.schemas import KINDS, schema, schema_text, validate
from onboardgen.loading.yaml_reader import read_yaml
from tests.loading.contract_documents import FULL, LEAST, Document, at, pointers, replaced

Node = dict[str, Any]

ANNOTATIONS = {
    "$schema", "$id", "$ref", "$defs", "title", "description", "default", "examples", "x-internal",
}  # fmt: skip
STRUCTURE = {"properties", "items", "propertyNames"}
KNOWN_TWICE = {"person", "calendar"}
"""Definitions that differ between files on purpose: only our team has tracker names, and only
a customer's calendar may be missing."""


def nodes(node: Node, path: str = "") -> Iterator[tuple[str, Node]]:
    """Every schema inside a schema."""
    yield path, node
    for keyword in ("properties", "$defs"):
        for name, child in node.get(keyword, {}).items():
            yield from nodes(child, f"{path}/{keyword}/{name}")
    for keyword in ("items", "propertyNames", "additionalProperties"):
        if isinstance(node.get(keyword), dict):
            yield from nodes(node[keyword], f"{path}/{keyword}")


def findings_of(kind: str, text: str) -> tuple[Finding, ...]:
    read = read_yaml("a.yaml", text.encode())
    assert read.findings == ()
    return validate(kind, read.document, read.positions)


def the_finding(kind: str, text: str) -> Finding:
    (finding,) = findings_of(kind, text)
    return finding


def plan(task: str) -> str:
    """A plan of one task; its properties begin on line 7, column 5."""
    return (
        "kickoff: 2026-11-02\ngo_live: {milestone: sso}\nstages: [{id: all, name: All}]\n"
        "tasks:\n  - id: sso\n    title: Approve\n" + task
    )


WHOLE = "    stage: all\n    owner: jo\n"


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_valid_draft_2020_12(kind: str) -> None:
    Draft202012Validator.check_schema(schema(kind))
    assert schema(kind)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema(kind)["$id"].endswith(f"/{kind}.schema.json")
    assert schema(kind)["title"]


@pytest.mark.parametrize("kind", KINDS)
def test_schema_text_is_what_is_published_and_laid_out_one_way(kind: str) -> None:
    again = json.dumps(json.loads(schema_text(kind)), indent=2, ensure_ascii=False) + "\n"
    assert schema_text(kind) == again


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_is_described(kind: str) -> None:
    for path, node in nodes(schema(kind)):
        for child in node.get("properties", {}).values():
            assert child.get("description", "").endswith("."), path
        assert (
            "description" in node or "$ref" in node or "pattern" in node or "minLength" in node
        ), path


@pytest.mark.parametrize("kind", KINDS)
def test_no_mapping_takes_unknown_properties(kind: str) -> None:
    for path, node in nodes(schema(kind)):
        if "object" in node.get("type", ()):
            by_key = isinstance(node["additionalProperties"], dict) and "propertyNames" in node
            assert node["additionalProperties"] is False or by_key, path


@pytest.mark.parametrize("kind", KINDS)
def test_only_keywords_are_used_that_can_be_explained(kind: str) -> None:
    for path, node in nodes(schema(kind)):
        assert set(node) <= ANNOTATIONS | STRUCTURE | set(CODES), path
        assert "$ref" in node or "type" in node, path


@pytest.mark.parametrize("kind", KINDS)
def test_patterns_cover_the_whole_text_and_mean_the_same_everywhere(kind: str) -> None:
    for path, node in nodes(schema(kind)):
        pattern = node.get("pattern", "^$")
        assert pattern.startswith("^"), path
        assert pattern.endswith("$"), path
        assert not any(shorthand in pattern for shorthand in (r"\d", r"\w", r"\s", r"\b", r"\Z")), (
            path
        )


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_and_list_has_a_limit(kind: str) -> None:
    for path, node in nodes(schema(kind)):
        if "string" in node.get("type", ()):
            bounded = {"maxLength", "enum", "format"} & set(node)
            closed = not {"*", "+"} & set(node.get("pattern", "*"))
            assert bounded or closed, path
        if "array" in node.get("type", ()):
            assert "maxItems" in node, path


def test_a_definition_of_one_name_is_the_same_in_every_file() -> None:
    first: dict[str, Node] = {}
    for kind in KINDS:
        for name, node in schema(kind).get("$defs", {}).items():
            if name not in KNOWN_TWICE:
                assert first.setdefault(name, node) == node, (kind, name)


@pytest.mark.parametrize("kind", KINDS)
def test_examples_and_defaults_are_valid_themselves(kind: str) -> None:
    for path, node in nodes(schema(kind)):
        definitions = {"$defs": schema(kind).get("$defs", {})}
        judge = Draft202012Validator({**definitions, **node}, format_checker=FormatChecker())
        for value in [*node.get("examples", ()), *([node["default"]] if "default" in node else ())]:
            assert list(judge.iter_errors(value)) == [], path


def test_what_never_leaves_the_team_is_marked() -> None:
    internal = {
        f"{kind}.{path.rsplit('/', 1)[-1]}"
        for kind in KINDS
        for path, node in nodes(schema(kind))
        if node.get("x-internal")
    }
    assert internal >= {
        "customer.arr", "customer.tier", "customer.handoff", "change.effort_hours", "events.",
        "calibration.", "workspace.rate", "access.grants",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("documents", [LEAST, FULL], ids=["least", "full"])
def test_valid_documents_have_no_findings(kind: str, documents: dict[str, Document]) -> None:
    assert validate(kind, documents[kind], Positions("a.yaml")) == ()
    assert explain(schema(kind), documents[kind], Positions("a.yaml")) == ()


@pytest.mark.parametrize("kind", KINDS)
def test_full_documents_show_every_property(kind: str) -> None:
    written = {step for place in pointers(FULL[kind]) for step in place if isinstance(step, str)}
    known = {name for _, node in nodes(schema(kind)) for name in node.get("properties", {})}
    assert known <= written


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_property_is_refused_in_every_mapping(kind: str) -> None:
    for place in pointers(FULL[kind]):
        value = at(FULL[kind], place)
        if isinstance(value, dict) and "Tax rate" not in value and value != {"Name": None}:
            spoiled = replaced(FULL[kind], place, {**value, "No such": {"a": 1}})
            assert validate(kind, spoiled, Positions("a.yaml")), place


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(max_size=8),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["a\n", "2026-02-30", "2026-2-3", "0000-01-01", "20261130", "2026-11-30\n", "task:x",
         "scope:", "EUR", "eur", "ÄÖÜ", "partner:", "x@y", "x" * 70, "\u0661\u0662", "\u2028"]
    ),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "ref", "No", ""]), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def spoiled_documents(draw: st.DrawFn) -> tuple[str, Document]:
    """A document of some kind with a few of its values replaced."""
    kind = draw(st.sampled_from(KINDS))
    document = draw(st.sampled_from([LEAST, FULL]))[kind]
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(pointers(document)))
        document = replaced(document, place, draw(VALUES))
    return kind, document


@settings(max_examples=400, deadline=None)
@given(spoiled_documents())
def test_the_quick_and_the_explaining_validator_agree(spoiled: tuple[str, Document]) -> None:
    kind, document = spoiled
    explained = explain(schema(kind), document, Positions("a.yaml"))
    assert schemas._accepts(kind, document) is (explained == ())
    assert all("\n" not in finding.message + finding.hint for finding in explained)
    assert all(len(finding.message) < 400 for finding in explained)


@settings(max_examples=100, deadline=None)
@given(spoiled_documents())
def test_findings_are_the_same_on_every_run(spoiled: tuple[str, Document]) -> None:
    kind, document = spoiled
    found = validate(kind, document, Positions("a.yaml"))
    assert found == validate(kind, json.loads(json.dumps(document)), Positions("a.yaml"))
    assert list(found) == sorted(found, key=lambda finding: finding.sort_key)


def test_a_missing_property_is_told_at_its_record() -> None:
    finding = the_finding("plan", plan("    owner: jo\n"))
    assert finding.code.id == "OG201"
    assert finding.message == "task sso: `stage` is missing."
    assert (finding.location.line, finding.location.column) == (5, 5)
    assert finding.hint == "Add `stage`: The id of the stage it belongs to."
    assert finding.ref == "task:sso"


def test_an_unknown_property_is_told_at_its_key_with_the_nearest_known_one() -> None:
    finding = the_finding("plan", plan(WHOLE + "    durration: 5\n"))
    assert finding.code.id == "OG202"
    assert finding.message == "task sso: `durration` is not known here."
    assert (finding.location.line, finding.location.column) == (9, 5)
    assert finding.hint.startswith("Did you mean `duration`? Known here: id, title")


@pytest.mark.parametrize(
    ("written", "message", "hint"),
    [
        ("duration: five", '`duration` is "five", but has to be a whole number.',
         "Write a whole number in digits, without quotes."),
        ("duration: true", "`duration` is true, but has to be a whole number.",
         "How long it takes, in working days of the owner's calendar. Missing: 1. "
         "A milestone has none."),
        ("due: 2026", "`due` is 2026, but has to be a date.",
         "A date is written as year-month-day, for example 2026-11-30."),
        ("how: 5", "`how` is 5, but has to be a text.", 'Put quotes around it: "5".'),
        ("needs: data-map", '`needs` is "data-map", but has to be a list.',
         "Write a list, an entry per line after a hyphen, or [data-map]."),
        ("needs:", "`needs` is empty.",
         "Write a list, or delete the line where it may be missing."),
        ("needs: [[a]]", "`needs[0]` is a list, but has to be a text or a mapping.",
         "What must have happened first: a reference, or a reference with the kind of "
         "dependency and a lag."),
        ("blocked: yes", '`blocked` is "yes", but has to be a mapping.',
         "Write it as lines of `key: value`."),
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_with_the_right_one(written: str, message: str, hint: str) -> None:
    finding = the_finding("plan", plan(f"{WHOLE}    {written}\n"))
    assert finding.code.id == "OG203"
    assert finding.message == f"task sso: {message}"
    assert finding.hint == hint


def test_a_truth_value_is_not_a_number_and_a_word_is_no_truth_value() -> None:
    text = "sections: [{id: s, title: S, answers: [{id: a, question: Q, required: yes}]}]"
    finding = the_finding("worksheet", text)
    assert finding.message == 'answer a: `required` is "yes", but has to be true or false.'
    assert finding.hint == "Write true or false, without quotes."
    assert finding.ref == "setting:s.a"


def test_a_value_outside_the_vocabulary_is_told_with_the_nearest_of_it() -> None:
    finding = the_finding("plan", plan(WHOLE + "    category: it-approval\n"))
    assert finding.code.id == "OG204"
    assert finding.message == (
        'task sso: `category` is "it-approval", which is not one of those allowed.'
    )
    assert finding.hint.startswith("Did you mean `it_approval`? Allowed: it_approval, third_party")
    assert "None" not in finding.hint


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("30.11.2026", "A date is written as year-month-day: perhaps 2026-11-30."),
        ("11/30/2026", "A date is written as year-month-day: perhaps 2026-11-30."),
        ("30/11/2026", "A date is written as year-month-day: perhaps 2026-11-30."),
        ("2026-11-3", "A date is written as year-month-day: perhaps 2026-11-03."),
        ("2026-11-30T10:00", "A date is written as year-month-day: perhaps 2026-11-30."),
        ("03/04/2026", "A date is written as year-month-day, for example 2026-11-30."),
        ("2026-02-30", "There is no such day in the calendar."),
        ("soon", "A date is written as year-month-day, for example 2026-11-30."),
    ],
)
def test_a_date_in_another_spelling_is_told_once(written: str, hint: str) -> None:
    finding = the_finding("plan", plan(f"{WHOLE}    due: {written}\n"))
    assert finding.code.id == "OG205"
    assert finding.message == f'task sso: `due` is "{written}", which is not a date.'
    assert finding.hint == hint
    assert (finding.location.line, finding.location.column) == (9, 10)


def test_a_value_that_breaks_several_rules_is_told_once_and_by_its_type() -> None:
    finding = the_finding("plan", plan(WHOLE + "    status: 5\n"))
    assert finding.code.id == "OG203"
    assert finding.message == "task sso: `status` is 5, but has to be a text."


@pytest.mark.parametrize("text", ["sso\n", "Sso", "ssö", "1sso", ""])
def test_a_pattern_is_held_against_the_whole_text(text: str) -> None:
    spoiled = replaced(LEAST["plan"], ("tasks", 0, "owner"), text)
    (finding,) = validate("plan", spoiled, Positions("a.yaml"))
    assert finding.code.id == "OG205"
    assert not schemas._accepts("plan", spoiled)


def test_an_id_that_cannot_be_one_is_told_at_its_place_in_the_list() -> None:
    finding = the_finding("plan", plan(WHOLE).replace("id: sso", "id: SSO Approval"))
    assert finding.code.id == "OG205"
    assert finding.message.startswith('`tasks[0].id` is "SSO Approval", which is not written')
    assert finding.hint.endswith("digits, - and _, as in sso-approval.")


def test_a_key_that_cannot_be_an_id_is_told_at_the_key() -> None:
    finding = the_finding("customer", "name: ACME\ncontacts:\n  Jo L: {name: Jo}\n")
    assert finding.code.id == "OG205"
    assert finding.message == '`contacts`: the key "Jo L" is not written as it has to be.'
    assert (finding.location.line, finding.location.column) == (3, 3)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("remaining: 0", "`remaining` is 0, but has to be at least 1."),
        ("duration: 2000", "`duration` is 2000, but has to be at most 1,000."),
        (f"how: {'x' * 50_001}", "`how` has 50,001 characters; at most 50,000 are allowed."),
        (f"links: [{', '.join(['{label: a, url: b}'] * 101)}]",
         "`links` has 101 entries; at most 100 are allowed."),
    ],
)  # fmt: skip
def test_a_value_beyond_its_limits_is_told_with_the_limit(written: str, message: str) -> None:
    finding = the_finding("plan", plan(f"{WHOLE}    {written}\n"))
    assert finding.code.id == "OG206"
    assert finding.message == f"task sso: {message}"


def test_a_price_of_nothing_and_an_empty_list_are_beyond_their_limits() -> None:
    text = "format: 1\norganization: {name: A}\nrate: {per_hour: 0, currency: EUR}\n"
    assert the_finding("workspace", text).message == (
        "`rate.per_hour` is 0, but has to be more than 0."
    )
    empty = "kickoff: 2026-11-02\ngo_live: {milestone: a}\nstages: [{id: a, name: A}]\ntasks: []\n"
    assert the_finding("plan", empty).message == "`tasks` is empty, but needs at least one entry."


def test_every_code_of_the_schema_has_a_keyword() -> None:
    assert {code.id for code in CODES.values()} == {code.id for code in SCHEMA}


def test_a_document_of_another_shape_is_told_as_a_whole() -> None:
    finding = the_finding("plan", "- a\n")
    assert finding.message == "The file is a list, but has to be a mapping."
    assert (finding.location.line, finding.location.column) == (1, 1)


def test_hostile_texts_are_shortened_and_made_visible() -> None:
    hostile = "\u202e\x1b[31mred\r\n" + "x" * 1_000_000
    spoiled = replaced(LEAST["plan"], ("tasks", 0, hostile), hostile)
    (unknown,) = validate("plan", spoiled, Positions("a.yaml"))
    spoiled = replaced(LEAST["plan"], ("tasks", 0, "due"), hostile)
    (wrong,) = validate("plan", spoiled, Positions("a.yaml"))
    for text in (unknown.message, unknown.hint, wrong.message, wrong.hint):
        assert text.isprintable()
    assert "\\u202e\\u001b[31mred\\r\\nxxx" in wrong.message
    assert len(unknown.message) < 120
    assert len(wrong.message) < 160


def test_a_file_full_of_faults_is_told_in_a_bounded_number_of_findings() -> None:
    text = plan(WHOLE) + "".join(f"    key{number}: x\n" for number in range(5_000))
    found = findings_of("plan", text)
    assert len(found) == MOST_FINDINGS + 1
    assert found[-1].message == "More values of this file do not fit."
    assert found[0].location.line == 9


def test_a_text_that_no_encoding_carries_is_told_like_any_other() -> None:
    spoiled = replaced(LEAST["plan"], ("tasks", 0, "owner"), "\ud800")
    (finding,) = validate("plan", spoiled, Positions("a.yaml"))
    assert finding.message.startswith('task a: `owner` is "\\ud800", which is not written')


def test_a_kind_without_a_schema_is_a_failure_of_the_installation() -> None:
    with pytest.raises(EnvironmentFailure, match="schema of minutes documents"):
        schema_text("minutes")


def portal(address: str) -> str:
    return f'format: 1\norganization: {{name: E}}\nportal: {{base_url: "{address}"}}\n'


@pytest.mark.parametrize(
    "address",
    [
        "https://p.example.com",
        "https://example.com/p/",
        "http://localhost",
        "http://127.0.0.1:8765/",
    ],
)
def test_portals_are_published_with_https_or_on_this_machine(address: str) -> None:
    assert not findings_of("workspace", portal(address))


@pytest.mark.parametrize(
    "address",
    ["http://p.example.com/", "https://", "http://localhost.example.com/", "ftp://p.example.com/",
     "https://p.example.com/?a=b", "https://p.example.com/#a"],
)  # fmt: skip
def test_an_address_where_no_portal_would_open_is_refused(address: str) -> None:
    finding = the_finding("workspace", portal(address))
    assert finding.code.id == "OG205"
    assert "https" in finding.hint
