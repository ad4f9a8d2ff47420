"""One form for what means the same."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.agreements.canonical import (
    canonical_answer,
    canonical_bytes,
    canonical_text,
    digest_of,
    same,
)

CELLS = st.none() | st.booleans() | st.text(max_size=8) | st.integers(-(2**53) + 1, 2**53 - 1)
ROWS = st.dictionaries(st.text(min_size=1, max_size=4), CELLS, max_size=4)
VALUES = st.one_of(
    CELLS,
    st.floats(-1e15, 1e15),
    st.lists(st.text(max_size=6), max_size=4).map(tuple),
    st.lists(ROWS, max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("number", 1, 1.0),
        ("number", 0, -0.0),
        ("date", date(2026, 11, 3), "2026-11-03"),
        ("text", "é", "e\u0301"),
        ("text", "a\r\nb\rc", "a\nb\nc"),
        ("choices", ("b", "a"), ("a", "b")),
        ("list", ("Å",), ("A\u030a",)),
        ("table", ({"b": 1, "a": "é"},), ({"a": "e\u0301", "b": 1.0},)),
    ],
)
def test_what_means_the_same_is_written_the_same(type_: Any, one: Any, other: Any) -> None:
    assert same(canonical_answer(type_, one), canonical_answer(type_, other))


@pytest.mark.parametrize(
    ("type_", "one", "other"),
    [
        ("yes_no", True, 1),
        ("yes_no", False, None),
        ("number", 1, "1"),
        ("number", 0.1, 0.1000000000000001),
        ("text", "a", "a "),
        ("list", ("b", "a"), ("a", "b")),
        ("table", ({"a": 1}, {"a": 2}), ({"a": 2}, {"a": 1})),
        ("table", ({"a": 1},), ({"a": True},)),
        ("table", ({"é": 1, "e\u0301": 2},), ({"é": 1, "e\u0301": 3},)),
        ("table", ({"é": 1, "e\u0301": 2},), ({"é": 3, "e\u0301": 2},)),
    ],
)
def test_what_means_something_else_is_written_otherwise(type_: Any, one: Any, other: Any) -> None:
    assert not same(canonical_answer(type_, one), canonical_answer(type_, other))


def test_the_digest_is_that_of_the_bytes() -> None:
    assert digest_of(b"") == (
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


@settings(max_examples=150)
@given(VALUES)
def test_the_bytes_read_back_are_the_bytes(value: Any) -> None:
    data = canonical_bytes(canonical_answer("table", value))
    assert canonical_bytes(json.loads(data)) == data


@settings(max_examples=150)
@given(st.text(max_size=30))
def test_texts_in_any_normal_form_and_with_any_line_ends_are_one(text: str) -> None:
    text = text.replace("\r", "\n")
    for form in ("NFC", "NFD"):
        written = unicodedata.normalize(form, text)  # type: ignore[arg-type]
        assert canonical_text(written) == canonical_text(text)
        assert canonical_text(written.replace("\n", "\r\n")) == canonical_text(text)
    assert canonical_text(canonical_text(text)) == canonical_text(text)


@settings(max_examples=100)
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_cells_of_a_row_does_not_count(row: dict[str, Any], random: Any) -> None:
    names = list(row)
    random.shuffle(names)
    other = {name: row[name] for name in names}
    assert same(canonical_answer("table", (row,)), canonical_answer("table", (other,)))
