from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.loading.front_matter import read_guide
from onboardgen.loading.yaml_reader import MISSING

PATH = "plans/acme/guides/sso.md"


def test_a_guide_is_its_front_matter_its_text_and_the_line_where_that_begins() -> None:
    guide = read_guide(PATH, b"---\ntitle: Connect\nkind: sop\n---\n\n# One\ntwo\n")
    assert guide.matter.document == {"title": "Connect", "kind": "sop"}
    assert guide.matter.positions.values["kind",] == (3, 7)
    assert (guide.text, guide.line) == ("\n# One\ntwo\n", 5)


def test_line_breaks_of_windows_and_a_byte_order_mark_change_nothing() -> None:
    plain = read_guide(PATH, b"---\ntitle: A\n---\nx\n\ny\n")
    other = read_guide(PATH, b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nx\r\n\r\ny\r\n")
    assert (other.text, other.line) == (plain.text, plain.line)
    assert other.matter.document == plain.matter.document


def test_a_line_of_dashes_in_the_text_is_a_rule_of_the_text() -> None:
    assert read_guide(PATH, b"---\ntitle: A\n---\nx\n---\ny\n").text == "x\n---\ny\n"


def test_a_guide_may_have_no_text() -> None:
    assert read_guide(PATH, b"---\ntitle: A\n---").text == ""


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "OG118", 1),
        (b"# Title\n", "OG118", 1),
        (b"title: A\n", "OG118", 1),
        (b"---\ntitle: A\n", "OG118", 1),
        (b"---\n---\ntext\n", "OG118", 1),
        (b"---\n# nothing\n---\ntext\n", "OG118", 1),
        (b"----\ntitle: A\n---\n", "OG118", 1),
        (b"---\ntitle: A\ntitle: B\n---\n", "OG103", 3),
        (b"---\ntitle: 'A\n---\n", "OG102", 2),
        (b"---\ntitle: A\n---\ntext \xff\n", "OG101", 4),
        (b"---\ntitle: A\n---\ntext\n\x00", "OG102", 5),
    ],
)
def test_what_is_wrong_is_found_in_its_line_of_the_whole_file(
    data: bytes, code: str, line: int
) -> None:
    found = read_guide(PATH, data).matter.findings
    assert [(each.code.id, each.location.line) for each in found] == [(code, line)]


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_answered(data: bytes, begun: bool) -> None:
    guide = read_guide(PATH, b"---\n" * begun + data)
    assert (guide.matter.document is MISSING) <= bool(guide.matter.findings)
