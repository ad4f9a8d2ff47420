"""The files of responses: read as JSON, held to their schema, told with line and column."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.loading.json_reader import read_json
from onboardgen.loading.loader import load
from onboardgen.loading.yaml_reader import MISSING, read_yaml
from onboardgen.model.reference import Reference
from onboardgen.workflows.check import check
from tests.loading.contract_documents import FULL

BASE = Path(__file__).parents[2] / "onboardgen" / "explanations" / "base"
ID = "5c" * 16
PATH = f"plans/acme/responses/{ID}.json"
TEXT = json.dumps(FULL["response"], indent=2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "workspace"))


def write(root: Path, text: str, path: str = PATH) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def found(root: Path) -> list[tuple[str, str]]:
    errors = (one for one in check(root).findings if one.severity == "error")
    return [(one.code.id, str(one.location)) for one in errors]


def test_a_response_becomes_a_record_with_the_bytes_of_its_file(root: Path) -> None:
    write(root, TEXT)
    (account,) = load(root).accounts
    (file,) = account.responses
    assert (file.id, file.kept.response.id) == (ID, ID)
    assert file.data == TEXT.encode()
    sent = file.kept.response
    assert (sent.person, sent.kind, sent.at_) == ("jo", "change_request", "2026-12-01T09:30:00Z")
    assert sent.fields.target == Reference("setting", "billing.currencies")
    assert sent.fields.requested == ("EUR", "CHF")
    assert set(sent.shown) == {"setting:billing.currencies", "signoff:worksheet"}
    assert found(root) == []


@pytest.mark.parametrize(
    ("before", "after", "code", "line"),
    [
        ('"person": "jo"', '"person": "Jo Lind"', "OG205", 10),
        ('"person": "jo",', "", "OG201", 4),
        ('"person": "jo"', '"person": "jo", "role": "it"', "OG202", 10),
        ('"value": 4', '"value": 6', "OG206", 40),
        ('"value": 4', '"value": "4"', "OG203", 40),
        ('"kind": "change_request"', '"kind": "greeting"', "OG204", 13),
        ('"person": "jo"', '"person": "jo", "person": "lena"', "OG103", 10),
        ('"person": "jo",', '"person": "jo"', "OG102", 11),
        ('"person": "jo"', 'person: jo', "OG102", 10),
        ('"person": "jo"', '"person": NaN', "OG102", 1),
        ('"note": "Fine"', '"note": "\\ud83d"', "OG102", 1),
    ],
)  # fmt: skip
def test_what_breaks_a_response_is_told_at_its_line(
    root: Path, before: str, after: str, code: str, line: int
) -> None:
    assert TEXT.count(before) == 1
    write(root, TEXT.replace(before, after))
    ((told, place),) = found(root)
    assert (told, place.split(":")[:2]) == (code, [PATH, str(line)])


def test_an_empty_and_a_bottomless_file_are_told(root: Path) -> None:
    write(root, " \n")
    assert found(root) == [("OG112", f"{PATH}:1:1")]
    write(root, "[" * 100_000)
    assert [code for code, _ in found(root)] == ["OG102"]


@pytest.mark.parametrize("name", ["answer.json", f"{'5C' * 16}.json", f"{'5c' * 15}.json"])
def test_a_name_that_no_response_has_is_refused(root: Path, name: str) -> None:
    write(root, TEXT, f"plans/acme/responses/{name}")
    (finding,) = (one for one in check(root).findings if one.severity == "error")
    assert finding.code.id == "OG115"
    assert "Only `onboardgen respond import` writes to responses/." in finding.hint


def test_a_renamed_file_and_a_copy_are_told(root: Path) -> None:
    other = f"plans/acme/responses/{'0a' * 16}.json"
    write(root, TEXT, other)
    assert found(root) == [("OG427", f"{other}:1:1")]
    write(root, TEXT)
    (finding,) = (one for one in check(root).findings if one.code.id == "OG427")
    assert finding.location.path == other
    assert "A copy may be deleted." in finding.hint


def test_a_response_that_stands_with_two_customers_is_told_once(root: Path) -> None:
    shutil.copytree(root / "plans/acme", root / "plans/bravo")
    for slug in ("acme", "bravo"):
        write(root, TEXT, f"plans/{slug}/responses/{ID}.json")
    assert found(root) == [("OG303", f"plans/bravo/responses/{ID}.json:1:1")]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(VALUES.filter(bool), st.sampled_from([None, 2]))
def test_what_is_written_as_json_is_read_as_it_was(value: object, indent: int | None) -> None:
    data = json.dumps(value, indent=indent).encode()
    read = read_json("a.json", data)
    assert (read.document, read.findings) == (value, ())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_the_answer_is_a_value(data: bytes) -> None:
    read = read_json("a.json", data)
    assert (read.document is MISSING) == bool(read.findings)


def test_the_two_readers_agree_on_what_is_kept() -> None:
    data = TEXT.encode()
    assert read_json(PATH, data).document == read_yaml(PATH, data).document
