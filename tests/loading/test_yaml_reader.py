"""YAML 1.2 meaning, positions, and everything that is refused, with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Pointer
from onboardgen.loading.tree_builder import DEEPEST, LONGEST_TEXT, MOST_FINDINGS, MOST_VALUES
from onboardgen.loading.yaml_reader import LARGEST_FILE, MISSING, YamlResult, read_yaml

PATH = "plans/acme/plan.yaml"
EXAMPLES = Path(__file__).parents[2] / "onboardgen" / "explanations"


def read(text: str) -> YamlResult:
    return read_yaml(PATH, text.encode())


def value(text: str) -> object:
    result = read(f"a: {text}\n")
    assert result.findings == ()
    assert isinstance(result.document, dict)
    return result.document["a"]


def codes(result: YamlResult) -> list[tuple[str, int, int]]:
    return [(each.code.id, each.location.line, each.location.column) for each in result.findings]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"), ("no", "no"), ("ON", "ON"), ("YES", "YES"), ("y", "y"), ("Off", "Off"),
        ("1:30", "1:30"), ("12:30:45", "12:30:45"), ("2026-11-02", "2026-11-02"),
        ("2026-11-02T10:00:00Z", "2026-11-02T10:00:00Z"), ("1_000", "1_000"), ("0b11", "0b11"),
        ("010", 10), ("0o17", 15), ("0x1F", 31), ("-3", -3), ("+3", 3), ("0", 0), ("-0", 0),
        ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("-1.5E-2", -0.015),
        ("null", None), ("~", None), ("", None), ("Null", None), ("nULL", "nULL"),
        ("true", True), ("TRUE", True), ("False", False), ("tRUE", "tRUE"), ("=", "="),
        ("'~'", "~"), ('"1"', "1"), ("'true'", "true"), ("1.2.3", "1.2.3"), ("-", "-"),
        ("0o8", "0o8"), ("0x", "0x"), ("1e", "1e"), (".", "."), ("..", ".."), ("+", "+"),
        (f"{2**53 - 1}", 2**53 - 1), (".inf2", ".inf2"), ("١٢", "١٢"),
    ],
)  # fmt: skip
def test_a_plain_scalar_means_what_yaml_1_2_says(written: str, meant: object) -> None:
    if written == "-":
        written = "'-'"
    found = value(written)
    assert found == meant
    assert type(found) is type(meant)


def test_no_stays_norway_in_a_list_of_countries() -> None:
    assert value("[DE, NO, GB]") == ["DE", "NO", "GB"]


def test_what_looks_like_a_merge_key_or_an_alias_is_text_in_quotes() -> None:
    result = read("'<<': \"*a\"\n\"&b\": '!c'\n")
    assert result.findings == ()
    assert result.document == {"<<": "*a", "&b": "!c"}


def test_crlf_and_a_byte_order_mark_change_nothing() -> None:
    plain = read("a: 1\nb: |\n  two\n  lines\nc: [x]\n")
    other = read_yaml(PATH, b"\xef\xbb\xbfa: 1\r\nb: |\r\n  two\r\n  lines\r\nc: [x]\r\n")
    assert other.findings == ()
    assert other.document == plain.document
    assert other.positions.values == plain.positions.values
    assert other.positions.keys == plain.positions.keys


def test_every_key_and_value_has_its_line_and_column_in_characters() -> None:
    text = "größe: {ä: 🦊, b: [x, ü: y]}\ntasks:\n  - id: a\n    'title': \"T\"\n"
    result = read(text)
    assert result.document == {
        "größe": {"ä": "🦊", "b": ["x", {"ü": "y"}]},
        "tasks": [{"id": "a", "title": "T"}],
    }
    assert result.positions.keys == {
        ("größe",): (1, 1),
        ("größe", "ä"): (1, 9),
        ("größe", "b"): (1, 15),
        ("größe", "b", 1, "ü"): (1, 22),
        ("tasks",): (2, 1),
        ("tasks", 0, "id"): (3, 5),
        ("tasks", 0, "title"): (4, 5),
    }
    assert result.positions.values == {
        (): (1, 1),
        ("größe",): (1, 8),
        ("größe", "ä"): (1, 12),
        ("größe", "b"): (1, 18),
        ("größe", "b", 0): (1, 19),
        ("größe", "b", 1): (1, 22),
        ("größe", "b", 1, "ü"): (1, 25),
        ("tasks",): (3, 3),
        ("tasks", 0): (3, 5),
        ("tasks", 0, "id"): (3, 9),
        ("tasks", 0, "title"): (4, 14),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: 2\na: 3\n", ("OG103", 3, 1)),
        ("a: {x: 1, x: 2}\n", ("OG103", 1, 11)),
        ("a:\n\tb: 1\n", ("OG104", 2, 1)),
        ("a:\n  b: 1\n\tc: 2\n", ("OG104", 3, 1)),
        ("a: [\n\tb]\n", ("OG104", 2, 1)),
        ("a: [\n  \tb]\n", ("OG104", 2, 3)),
        ("a: |\n\ttext\n", ("OG104", 2, 1)),
        ("a: text\n\tb: 1\n", ("OG104", 2, 1)),
        ("- \t- a\n", ("OG104", 1, 3)),
        ("a: &anchor 1\n", ("OG105", 1, 4)),
        ("a: *alias\n", ("OG105", 1, 4)),
        ("a: *urgent*\n", ("OG105", 1, 4)),
        ("*a : 1\n", ("OG105", 1, 1)),
        ("<<: {a: 1}\n", ("OG105", 1, 1)),
        ("a: !!str 1\n", ("OG106", 1, 4)),
        ("a: !important\n", ("OG106", 1, 4)),
        ("a: ! b\n", ("OG106", 1, 4)),
        ("a: !!python/object:os.system []\n", ("OG106", 1, 4)),
        ("!foo {a: 1}\n", ("OG106", 1, 1)),
        ("a: !x!y 1\n", ("OG106", 1, 4)),
        ("%TAG ! tag:example.com,2026:\n---\na: 1\n", ("OG106", 1, 1)),
        ("a: 1\n---\nb: 2\n", ("OG107", 2, 1)),
        ("a: 1\n...\n---\nb: 2\n", ("OG107", 3, 1)),
        ("1: a\n", ("OG111", 1, 1)),
        ("a: {true: 1}\n", ("OG111", 1, 5)),
        ("? [a]\n: 1\n", ("OG111", 1, 3)),
        ("~: 1\n", ("OG111", 1, 1)),
        ("", ("OG112", 1, 1)),
        ("# nothing\n", ("OG112", 1, 1)),
        ("---\n...\n", ("OG112", 1, 1)),
        ("a: .inf\n", ("OG206", 1, 4)),
        ("a: -.INF\n", ("OG206", 1, 4)),
        ("a: .nan\n", ("OG206", 1, 4)),
        ("a: 1e999\n", ("OG206", 1, 4)),
        (f"a: {2**53}\n", ("OG206", 1, 4)),
        (f"a: {'9' * 5000}\n", ("OG206", 1, 4)),
        (f"a: 0x{'f' * 5000}\n", ("OG206", 1, 4)),
        ("a: 'open\n", ("OG102", 1, 4)),
        ("a: b: c\n", ("OG102", 1, 5)),
        ("a: [1, 2\nb: 3\n", ("OG102", 1, 4)),
        ("a: 1\njust text\n", ("OG102", 2, 1)),
        ("a: @b\n", ("OG102", 1, 4)),
        ('a: "\\q"\n', ("OG102", 1, 5)),
        ('a: "\\0"\n', ("OG102", 1, 4)),
        ('a: "\\x1b[31m"\n', ("OG102", 1, 4)),
        ("a: 1\nb: x\0y\n", ("OG102", 2, 5)),
        ("ä: 1\nb: x\x1by\n", ("OG102", 2, 5)),
        ("a: x\u2028y\n", ("OG102", 1, 5)),
        ("a: x\x85y\n", ("OG102", 1, 5)),
        ("%YAML 1.1\n---\na: 1\n", ("OG102", 1, 1)),
        ("%YAML 3.0\n---\na: 1\n", ("OG102", 1, 1)),
    ],
)  # fmt: skip
def test_what_the_contract_refuses_is_found_at_its_place(
    text: str, found: tuple[str, int, int]
) -> None:
    result = read(text)
    assert codes(result) == [found]
    assert result.findings[0].hint
    assert result.findings[0].location.path == PATH


def test_a_duplicate_key_says_where_the_first_one_stands_and_keeps_the_first_value() -> None:
    result = read("a: 1\nb: {c: 2}\n# more\nb: {c: 3, d: 4}\n")
    assert result.document == {"a": 1, "b": {"c": 2}}
    assert "first in line 2" in result.findings[0].message
    assert result.positions.values["b", "c"] == (2, 8)


def test_duplicates_before_a_broken_line_are_reported_with_it() -> None:
    result = read("a: 1\na: 2\nb: {c: 1, c: 2}\nd: [\n")
    assert [each[0] for each in codes(result)] == ["OG103", "OG103", "OG102"]
    assert result.document is MISSING


def test_a_million_duplicates_are_reported_in_bounds() -> None:
    assert len(read("k: 1\n" * 100_000).findings) == MOST_FINDINGS
    assert len(read("[\n" + "\ta,\n" * 100_000).findings) == MOST_FINDINGS


@pytest.mark.parametrize("text", ["%YAML 1.2\n---\na: 1\n", "---\na: 1\n...\n", "a:\t1\t# tab\n"])
def test_what_yaml_1_2_allows_beside_that_is_read(text: str) -> None:
    assert read(text).document == {"a": 1}


def test_tabs_inside_text_are_text() -> None:
    result = read('a: |\n  x\n  \ty\nb: "q\n\tr"\nc: d\te\n')
    assert result.findings == ()
    assert result.document == {"a": "x\n\ty\n", "b": "q r", "c": "d\te"}


@pytest.mark.parametrize(
    ("data", "line", "column", "says"),
    [
        (b"name: Caf\xe9\n", 1, 10, "0xe9"),
        ("ä: 1\nö: ".encode() + b"\xfc", 2, 4, "0xfc"),
        (b"\xef\xbb\xbfa: \xff", 1, 4, "0xff"),
        (b"a: \xed\xa0\x80", 1, 4, "0xed"),
        (b"a: \xc0\x80", 1, 4, "0xc0"),
        (b"a: \xe2\x82", 1, 4, "0xe2"),
        ("a: 1".encode("utf-16"), 1, 1, "UTF-16"),
        ("abc: 1".encode("utf-16-le"), 1, 1, "UTF-16"),
        ("abc: 1".encode("utf-16-be"), 1, 1, "UTF-16"),
        ("größe: 1".encode("utf-16-le"), 1, 1, "UTF-16"),
        ("a: 1".encode("utf-32"), 1, 1, "UTF-32"),
    ],
)
def test_other_encodings_are_named_or_their_first_bad_byte_is(
    data: bytes, line: int, column: int, says: str
) -> None:
    result = read_yaml(PATH, data)
    assert codes(result) == [("OG101", line, column)]
    assert says in result.findings[0].message


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


def test_the_limits_are_reached_but_not_passed() -> None:
    assert read(nested(DEEPEST)).findings == ()
    assert codes(read(nested(DEEPEST + 1))) == [("OG109", 1, DEEPEST + 1)]
    assert read(f"a: {'x' * LONGEST_TEXT}").findings == ()
    assert codes(read(f"a: {'x' * (LONGEST_TEXT + 1)}")) == [("OG110", 1, 4)]
    assert read("- a\n" * (MOST_VALUES - 1)).findings == ()
    assert codes(read("- a\n" * MOST_VALUES)) == [("OG110", MOST_VALUES, 3)]
    assert read_yaml(PATH, b"a: 1\n#" + b"x" * (LARGEST_FILE - 6)).findings == ()
    assert codes(read_yaml(PATH, b"a: 1\n#" + b"x" * (LARGEST_FILE - 5))) == [("OG108", 1, 1)]


@pytest.mark.parametrize("piece", ["[", "{", "- ", "? ", "{a: ", "[[],", "- - "])
def test_two_mebibytes_of_nesting_are_a_finding(piece: str) -> None:
    result = read(piece * (LARGEST_FILE // len(piece)))
    assert result.document is MISSING
    assert len(result.findings) == 1


def test_without_libyaml_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    with pytest.raises(EnvironmentFailure, match="libyaml"):
        read("a: 1")


SHOWABLE = st.characters(
    codec="utf-8",
    exclude_categories=("Cc", "Cs"),
    exclude_characters="\u2028\u2029\ufeff\ufffe\uffff",
)
TEXTS = st.text(SHOWABLE, max_size=12)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | TEXTS
    | st.sampled_from(["NO", "yes", "1:30", "2026-11-02", "<<", "~", "1_0", "=", "0o7", ""])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(TEXTS, TREES, max_size=5) | st.lists(TREES, max_size=5)


def as_written_by_pyyaml(document: object) -> str:
    """PyYAML as the writer: block style, every string in double quotes."""

    class Quoting(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')

    def plain_float(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
        return dumper.represent_scalar("tag:yaml.org,2002:float", repr(number))

    Quoting.add_representer(str, quoted)
    Quoting.add_representer(float, plain_float)
    return yaml.dump(document, Dumper=Quoting, allow_unicode=True, width=40, sort_keys=False)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_what_pyyaml_writes_is_read_as_the_same_tree(document: Any) -> None:
    result = read(as_written_by_pyyaml(document))
    assert result.findings == ()
    assert result.document == document
    assert repr(result.document) == repr(document)


@settings(max_examples=150, deadline=None)
@given(DOCUMENTS)
def test_json_is_read_as_json_and_every_position_is_where_its_value_begins(document: Any) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    result = read(text)
    assert result.document == document
    lines = text.split("\n")
    decoder = json.JSONDecoder()
    pointers = dict(walk(document))
    assert set(result.positions.values) == set(pointers)
    assert set(result.positions.keys) == {
        each for each in pointers if each and isinstance(each[-1], str)
    }
    for pointer, expected in pointers.items():
        line, column = result.positions.values[pointer]
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert decoder.raw_decode(rest)[0] == expected
    for pointer, (line, column) in result.positions.keys.items():
        assert decoder.raw_decode(lines[line - 1][column - 1 :])[0] == pointer[-1]


def walk(tree: Any, pointer: Pointer = ()) -> Iterator[tuple[Pointer, Any]]:
    yield pointer, tree
    steps: Any = ()
    if isinstance(tree, dict):
        steps = tree.items()
    elif isinstance(tree, list):
        steps = enumerate(tree)
    for step, inner in steps:
        yield from walk(inner, (*pointer, step))


def assert_answers(data: bytes) -> None:
    """Whatever the bytes: a document or a finding, and only places that exist."""
    result = read_yaml(PATH, data)
    assert (result.document is MISSING) <= bool(result.findings)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for finding in result.findings:
        assert 1 <= finding.location.line <= lines
        assert 1 <= finding.location.column <= len(data) + 1
        finding.message.encode()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: 1")
@example(b"%")
@example(b"\xff\xfe")
def test_any_bytes_are_answered(data: bytes) -> None:
    assert_answers(data)


YAMLISH = st.lists(
    st.sampled_from(
        ["a", "b: ", ": ", "- ", "? ", "\n", "\n  ", "\t", "[", "]", "{", "}", ",", "&x ", "*x",
         "!", "!!str ", "|", ">", "'", '"', "\\", "---\n", "...\n", "#", "%YAML 1.1\n", "<<", "\r",
         "ä", "1", ".inf", "~", "\x00", "@", "`", "|2", "0x1", "\ufeff", "\u2028"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(YAMLISH)
def test_any_text_that_looks_like_yaml_is_answered(text: str) -> None:
    assert_answers(text.encode())


SEEDS = [each.read_bytes() for each in sorted(EXAMPLES.glob("**/*.yaml"))]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 400), st.integers(0, 8), st.binary(max_size=8))
def test_a_damaged_example_is_answered(seed: bytes, at: int, lost: int, put: bytes) -> None:
    assert_answers(seed[:at] + put + seed[at + lost :])


def test_a_merge_conflict_is_named_as_one() -> None:
    (finding,) = read_yaml(
        "x.yaml", b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n"
    ).findings
    assert finding.code.id == "OG102"
    assert finding.location.line == 2
    assert "merge conflict" in finding.message
