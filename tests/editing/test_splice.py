"""Values are put, added and taken out, and every other byte stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.editing.notation import written
from onboardgen.editing.splice import append, document, put, remove
from onboardgen.errors import UsageError
from onboardgen.loading.yaml_reader import read_yaml
from tests.editing.edited import says


def read(data: bytes) -> Any:
    result = read_yaml("x.yaml", data)
    assert not result.findings
    return result.document


@pytest.mark.parametrize(
    ("before", "steps", "value", "after"),
    [
        (b"a: 1\n", ("a",), 2, b"a: 2\n"),
        (b"a: 1   # one\n", ("a",), "two words", b"a: two words   # one\n"),
        (b"a: 1\n", ("a",), "with, comma", b"a: with, comma\n"),
        (b"{a: 1}\n", ("a",), "with, comma", b'{a: "with, comma"}\n'),
        (b"a: 'x'\nb: 2\n", ("a",), True, b"a: true\nb: 2\n"),
        (b"a: [1, 2] # c\n", ("a",), ["x"], b"a: [x] # c\n"),
        (b"a:\n  - x   # first\n  - y\n", ("a",), ["x", "z"], b"a:\n  - x   # first\n  - z\n"),
        (b"a:\n  - x\n", ("a",), "none", b"a: none\n"),
        (b"a:   # why\n  - x\n", ("a",), None, b"a:   # why\n  null\n"),
        (b"a: |\n  long\n  text\nb: 1\n", ("a",), "short", b"a: short\nb: 1\n"),
        (b"a: |  # why\n  long\nb: 1\n", ("a",), "short", b"a: short  # why\nb: 1\n"),
        (b"a: 1 # why\nb: 1\n", ("a",), "x\ny\n", b"a: | # why\n  x\n  y\nb: 1\n"),
        (b"a: old\n  wrapped\nb: 1\n", ("a",), "x\ny", b"a: |-\n  x\n  y\nb: 1\n"),
        (b"a: {b: 1}\n", ("a", "c"), "x", b"a: {b: 1, c: x}\n"),
        (b"a:\n", ("a", "c"), 1, b"a: {c: 1}\n"),
        (b"a: # c\nb: 1\n", ("a",), "x", b"a: x # c\nb: 1\n"),
        (b'"a": {"b": 1}\n', ("a", "b"), 2, b'"a": {"b": 2}\n'),
        (b"a: {b: 1, c: 2}\n", ("a",), {"b": 1, "c": 3, "d": 4}, b"a: {b: 1, c: 3, d: 4}\n"),
        (b"a:\n  b: 1 # keep\n  c: 2\n", ("a",), {"b": 1}, b"a:\n  b: 1 # keep\n"),
        (b"a: 1\r\nb: 2\r\n", ("b",), "x\ny\n", b"a: 1\r\nb: |\r\n  x\r\n  y\r\n"),
        (b"\xef\xbb\xbfa: 1", ("b",), 2, b"\xef\xbb\xbfa: 1\nb: 2"),
    ],
)
def test_a_value_takes_the_place_of_another(
    before: bytes, steps: tuple[str, ...], value: Any, after: bytes
) -> None:
    assert put("x.yaml", before, steps, value) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"id: a\nhow: x\n", b"id: a\ndue: 2026-12-01\nhow: x\n"),
        (b"- x", None),
        (
            b"id: a   # one\n\n# of how\nhow: x",
            b"id: a   # one\ndue: 2026-12-01\n\n# of how\nhow: x",
        ),
        (b"{id: a, how: x}", b"{id: a, due: 2026-12-01, how: x}"),
        (
            b"{\n  id: a,   # one\n  how: x\n}",
            b"{\n  id: a,   # one\n  due: 2026-12-01,\n  how: x\n}",
        ),
        (b"how: x\n", b"how: x\ndue: 2026-12-01\n"),
        (b"id: |\n  a\n\nhow: x\n", b"id: |\n  a\ndue: 2026-12-01\n\nhow: x\n"),
        (b"id:\n  - a\nhow: x\n", b"id:\n  - a\ndue: 2026-12-01\nhow: x\n"),
        (b"id:\nhow: x\n", b"id:\ndue: 2026-12-01\nhow: x\n"),
        (b"id: a\nowner: b\nother: c\n", b"id: a\nowner: b\ndue: 2026-12-01\nother: c\n"),
    ],
)
def test_a_new_key_stands_behind_those_that_come_before_it(
    before: bytes, after: bytes | None
) -> None:
    order = ("id", "owner", "due", "how")
    if after is None:
        with pytest.raises(UsageError):
            put("x.yaml", before, ("due",), "2026-12-01", order)
    else:
        assert put("x.yaml", before, ("due",), "2026-12-01", order) == after


@pytest.mark.parametrize(
    ("before", "steps", "after"),
    [
        (b"a: 1\nb: 2   # two\nc: 3\n", ("b",), b"a: 1\nc: 3\n"),
        (b"a: 1\n# of b\nb: 2\n", ("b",), b"a: 1\n# of b\n"),
        (b"a: 1\nb: 2", ("b",), b"a: 1"),
        (b"a: 1\r\n\r\nb: 2", ("b",), b"a: 1\r\n"),
        (b"a: 1\nb:\n  c: 1\n  d:\n    - 1\n\nc: 3\n", ("b",), b"a: 1\n\nc: 3\n"),
        (b"a: |\n  x\n\nb: 2\n", ("a",), b"\nb: 2\n"),
        (b"x:\n  - a: 1\n    b: 2\n", ("x", 0, "a"), b"x:\n  - b: 2\n"),
        (b"x:\n- a: 1\n  # of b\n  b: 2\n", ("x", 0, "a"), b"x:\n-\n  # of b\n  b: 2\n"),
        (b"x:\n  - a: 1\n    b: 2\n", ("x", 0, "b"), b"x:\n  - a: 1\n"),
        (b"x:\n  - a   # a - b\n  - b\n", ("x", 0), b"x:\n  - b\n"),
        (b"x:\n  - a   # a - b\n  - b\n  # end\n", ("x", 1), b"x:\n  - a   # a - b\n  # end\n"),
        (b"x:\n- a\n-   b\n- c\n", ("x", 1), b"x:\n- a\n- c\n"),
        (b"x: {a: 1, b: 2, c: 3}\n", ("x", "a"), b"x: {b: 2, c: 3}\n"),
        (b"x: {a: 1, b: 2, c: 3}\n", ("x", "b"), b"x: {a: 1, c: 3}\n"),
        (b"x: {a: 1, b: 2, c: 3} # c\n", ("x", "c"), b"x: {a: 1, b: 2} # c\n"),
        (b"x: [1, 2,]\n", ("x", 1), b"x: [1, ]\n"),
        (b"x: [\n  1, # a\n  2, # b\n  3 # c\n]\n", ("x", 1), b"x: [\n  1, # a\n  3 # c\n]\n"),
        (b"x: [\n  1, # one\n  2 # two\n]\n", ("x", 1), b"x: [\n  1 # one\n]\n"),
        (b"x: {a: 1}\n", ("x", "a"), b"x: {}\n"),
        (b"x:\n  - a\ny: 1\n", ("x", 0), b"x: []\ny: 1\n"),
        (b"x:\n  a: 1   # one\ny: 1\n", ("x", "a"), b"x: {}   # one\ny: 1\n"),
        (b"a: 1\n", ("b",), b"a: 1\n"),
        (b"a: null\nb: 1\n", ("a",), b"b: 1\n"),
        (b"a:\nb: 1\n", ("a",), b"b: 1\n"),
    ],
)  # fmt: skip
def test_what_is_taken_out_leaves_the_rest(
    before: bytes, steps: tuple[str | int, ...], after: bytes
) -> None:
    assert remove("x.yaml", before, steps) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"x:\n  - a: 1\n    b: 2\n", b"x:\n  - a: 1\n    b: 2\n  - a: 3\n    t: text, more\n"),
        (b"x:\n  - {a: 1}\n", b'x:\n  - {a: 1}\n  - {a: 3, t: "text, more"}\n'),
        (b"x: []\n", b'x: [{a: 3, t: "text, more"}]\n'),
        (b"x:\n", b'x: [{a: 3, t: "text, more"}]\n'),
        (b"y: 1\n", b'y: 1\nx:\n  - {a: 3, t: "text, more"}\n'),
    ],
)
def test_an_item_is_added_in_the_style_of_the_last(before: bytes, after: bytes) -> None:
    assert append("x.yaml", before, ("x",), {"a": 3, "t": "text, more"}) == after


TEXTS = [
    "plain", "two words", "a: b", "a #b", "- a", "yes", "no", "null", "1", "1e3", "0x1", "~", "",
    " lead", "trail ", "it's", 'say "x"', "a, b", "[a]", "{a}", "*a", "&a", "!a", "|", ">", "%",
    "@", "`a`", "é", "日本語", "a\tb", "a\nb", "a\n\nb\n", "a\n", "a\n\n", "\na", " a\nb", "a \nb",
    "a\n b", "a\r\nb", "word " * 60, "x" * 300, "long words " * 30 + "\n" + "more", "a\u2028b",
    "a\x85b", "\ufeffa", "2026-11-30", "12:30", "task:sso", "0003-base", "https://x.example/a?b=c#d",
    "---", "...", "...\n---\nx", "# a", "a: |\n  b", "?", "? a", ": a", "=", "<<", "-", "a\\b",
    "a\n#b", "“a”",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "before", [b"a: 1\nb: 2\n", b"{a: 1, b: 2}", b"a: |\n  x\nb: 2", b"a:\r\nb: 2\r\n"]
)
def test_every_text_comes_back_as_it_was(before: bytes, text: str) -> None:
    after = put("x.yaml", before, ("a",), text)
    assert read(after) == {"a": text, "b": 2}
    assert read(put("x.yaml", after, ("c",), [text, {"d": text}]))["c"] == [text, {"d": text}]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_comes_back_from_a_new_file(text: str) -> None:
    value = {"a": text, "b": [text, {"c": text}], "c": {"d": text}}
    assert read(document(value, always=tuple(value))) == value


def test_a_new_file_leaves_out_what_is_empty_and_keeps_what_is_false() -> None:
    assert (
        document({"a": None, "b": [], "c": False, "d": 0}, "# first")
        == b"# first\nc: false\nd: 0\n"
    )


def test_true_and_one_are_two_values() -> None:
    assert put("x.yaml", b"a: 1\n", ("a",), True) == b"a: true\n"
    assert put("x.yaml", b"a: 1.0\n", ("a",), 1) == b"a: 1\n"


def test_what_stands_there_already_is_left_as_it_is() -> None:
    before = b"a: 'x'\nb: {c: \"d\"}\n"
    assert put("x.yaml", before, ("a",), "x") == before
    assert put("x.yaml", before, ("b",), {"c": "d"}) == before


@pytest.mark.parametrize("data", [b"a: [", b"- a\n", b"a: &x 1\n", b"a: 1\na: 2\n", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_left_alone(data: bytes) -> None:
    for change in (put, append):
        with pytest.raises(UsageError):
            change("x.yaml", data, ("a",), 1)
    with pytest.raises(UsageError):
        remove("x.yaml", data, ("a",))


def test_a_value_that_holds_no_keys_gets_none() -> None:
    with pytest.raises(UsageError, match=r"a\.b in x"):
        put("x.yaml", b"a: b\n", ("a", "b"), 1)
    with pytest.raises(UsageError, match="a in x"):
        append("x.yaml", b"a: b\n", ("a",), 1)


@pytest.mark.parametrize("text", ["\udcff", "a\x1bb", "\x00", "\x9f", "\uffff"])
def test_what_nobody_can_see_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"character U\+"):
        put("x.yaml", b"a: 1\n", ("a",), [{"b": text}])
    with pytest.raises(UsageError, match=r"character U\+"):
        document({"a": text})


@pytest.mark.parametrize("text", [text for text in TEXTS if text != "2026-11-30"])
def test_other_readers_take_every_text_for_the_same(text: str) -> None:
    """YAML 1.1 and 1.2 differ in many plain words; what we write is the same in both."""
    assert yaml.safe_load(document({"a": text, "b": {"c": [text]}}, always=("a",))) == {
        "a": text,
        "b": {"c": [text]},
    }
    assert yaml.safe_load(f"{{a: {written(text)}}}") == {"a": text}


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=200))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert says(put("x.yaml", b"a: 1 # c\nb: 2\n", ("a",), text)) == {"a": text, "b": 2}
    assert says(put("x.yaml", b"{a: [1], b: 2}", ("a",), [text])) == {"a": [text], "b": 2}


def test_a_file_that_is_a_list_gets_one_more_item_in_the_style_of_the_last() -> None:
    before = b"# Facts.\r\n- {kind: a}   # one\r\n- kind: b\r\n  note: two\r\n\r\n# End.\r\n"
    after = append("events.yaml", before, (), {"kind": "c", "value": 4})
    assert after == before.replace(b"two\r\n", b"two\r\n- kind: c\r\n  value: 4\r\n")
    assert append("events.yaml", b"[]\n", (), {"kind": "c"}) == b"[{kind: c}]\n"
    for other in (b"a: 1\n", b"", b"just text\n"):
        with pytest.raises(UsageError):
            append("events.yaml", other, (), {"kind": "c"})
