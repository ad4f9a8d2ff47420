"""CSV files open as text in any spreadsheet, whatever people wrote into the cells."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.rendering.csv_file import cell, csv_file
from onboardgen.rendering.plain_text import plain_text

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
CELLS = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
        st.sampled_from(
            [*DANGEROUS, ";=", ',"', '"', "\r\n=1", '";=cmd()', "＝1", "\x00", "\u2028"]
        ),
    ),
    max_size=5,
).map("".join)


def rows_of(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


def test_a_file_begins_with_its_mark_and_ends_each_line_as_the_standard_says() -> None:
    raw = csv_file(["Task", "Promised for"], [["Größe, klären", '2026-12-04 "fix"']])
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig") == (
        '"Task","Promised for"\r\n"Größe, klären","2026-12-04 ""fix"""\r\n'
    )


@pytest.mark.parametrize("start", DANGEROUS)
def test_a_cell_that_would_be_a_formula_says_that_it_is_text(start: str) -> None:
    assert cell(f"{start}1+1").startswith("'")


def test_a_cell_cannot_begin_a_formula_behind_a_semicolon() -> None:
    """Where commas part decimals, a spreadsheet parts cells at semicolons, and quotes that begin
    elsewhere than a cell do not hold it back."""
    assert cell('Pick-up;=HYPERLINK("x")') == 'Pick-up;\'=HYPERLINK("x")'
    assert cell("one; -two; three-four") == "one; -two; three-four"


def test_a_cell_is_one_line() -> None:
    assert cell("one\r\n\r\n  two\tthree\n") == "one two\tthree "


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=4))
def test_every_cell_is_read_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    raw = csv_file(["a", "b"], rows)
    assert rows_of(raw) == [["a", "b"], *([cell(one) for one in row] for row in rows)]
    for line in raw.decode("utf-8-sig").split("\r\n"):
        assert "\n" not in line
        assert "\r" not in line
        for part in (*next(csv.reader([line]), []), *line.split(";")):
            assert not part.startswith((*DANGEROUS, "＝", "＋", "－", "＠")), part


def test_markdown_loses_its_marks_and_where_its_links_lead() -> None:
    text = (
        "**Delivery**, see [the rule](guide:secret-rule).\n\n- one\n- two\n\n![Plan](files/x.png)"
    )
    assert plain_text(text) == "Delivery, see the rule.\n• one\n• two\nPlan"
