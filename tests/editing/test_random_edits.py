"""A law for every edit of every file: it does what it says, and leaves all other bytes alone."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.editing.splice import append, put, remove
from onboardgen.loading.yaml_reader import MISSING, read_yaml
from tests.editing.random_yaml import SCALARS, VALUES, Written, written_documents
from tests.example_workspace import REPOSITORY

EXAMPLES = sorted((REPOSITORY / "plans").rglob("*.yaml"))
COMMENT = re.compile(rb"# c\d+;")
Path = tuple[str | int, ...]


def paths(value: Any, here: Path = ()) -> list[Path]:
    """The way to every value below the top."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[Path] = []
    for key, one in inner:
        found.append((*here, key))
        if isinstance(one, dict | list):
            found += paths(one, (*here, key))
    return found


def at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def read(data: bytes) -> Any:
    result = read_yaml("x.yaml", data)
    assert not result.findings, (data, result.findings)
    return result.document


def is_within(part: bytes, whole: bytes) -> bool:
    """Whether every byte of `part` stands in `whole`, in order."""
    rest = iter(whole)
    return all(byte in rest for byte in part)


def gone(before: bytes, after: bytes) -> bytes:
    """The one stretch of `before` outside of which nothing has changed."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return before[head : len(before) - tail]


@settings(max_examples=100, deadline=None)
@given(written_documents(), st.data())
def test_a_scalar_that_is_put_replaces_a_scalar_and_no_comment(
    written: Written, data: st.DataObject
) -> None:
    places = [
        p for p in paths(written.document) if not isinstance(at(written.document, p), dict | list)
    ]
    if not places:
        return
    place, value = data.draw(st.sampled_from(places)), data.draw(SCALARS)
    after = put("x.yaml", written.data, place, value)
    wanted = deepcopy(written.document)
    at(wanted, place[:-1])[place[-1]] = value
    assert read(after) == wanted
    assert COMMENT.findall(after) == COMMENT.findall(written.data)
    old = at(written.document, place)
    lines = gone(written.data, after).count(b"\n")
    assert lines <= (len(str(old).splitlines()) + 2 if isinstance(old, str) else 1)


@settings(max_examples=100, deadline=None)
@given(written_documents(), st.data())
def test_a_new_key_or_item_only_adds_bytes(written: Written, data: st.DataObject) -> None:
    holders = [p for p in [(), *paths(written.document)] if at(written.document, p) or not p]
    holders = [p for p in holders if isinstance(at(written.document, p), dict | list)]
    place, value = data.draw(st.sampled_from(holders)), data.draw(VALUES)
    wanted = deepcopy(written.document)
    if isinstance(at(wanted, place), list):
        after = append("x.yaml", written.data, place, value)
        at(wanted, place).append(value)
    else:
        after = put("x.yaml", written.data, (*place, "new"), value, ("id", "new", "due"))
        at(wanted, place)["new"] = value
    assert read(after) == wanted
    assert is_within(written.data, after)


@settings(max_examples=100, deadline=None)
@given(written_documents(), st.data())
def test_what_is_removed_takes_only_its_own_bytes(written: Written, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(paths(written.document)))
    holder = at(written.document, place[:-1])
    if len(holder) == 1 and not place[:-1]:
        return
    after = remove("x.yaml", written.data, place)
    wanted = deepcopy(written.document)
    del at(wanted, place[:-1])[place[-1]]
    assert read(after) == wanted
    comments, left = COMMENT.findall(written.data), COMMENT.findall(after)
    lost = [number for number, one in enumerate(comments) if one not in left]
    assert lost == list(range(lost[0], lost[-1] + 1)) if lost else True
    assert [one for one in comments if one in left] == left
    if len(holder) > 1:
        assert is_within(after.replace(b"\r", b""), written.data)


@settings(max_examples=100, deadline=None)
@given(written_documents(), st.data())
def test_a_value_of_any_kind_can_take_the_place_of_any_other(
    written: Written, data: st.DataObject
) -> None:
    place = data.draw(st.sampled_from(paths(written.document)))
    value = data.draw(VALUES)
    wanted = deepcopy(written.document)
    at(wanted, place[:-1])[place[-1]] = value
    assert read(put("x.yaml", written.data, place, value)) == wanted


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from([b"\n", b"\r\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.booleans(),
    st.data(),
)
def test_a_random_edit_of_an_example_leaves_all_other_bytes(
    file: Any, newline: bytes, mark: bytes, last: bool, data: st.DataObject
) -> None:
    before = mark + file.read_bytes().replace(b"\n", newline)
    before = before if last else before.rstrip(b"\r\n")
    document = read(before)
    if document is MISSING or not isinstance(document, dict):
        return
    place = data.draw(st.sampled_from(paths(document)))
    holder, wanted = at(document, place[:-1]), deepcopy(document)
    if data.draw(st.booleans()) and len(holder) > 1:
        del at(wanted, place[:-1])[place[-1]]
        after = remove(file.name, before, place)
        assert is_within(after.replace(b"\r", b""), before)
    elif isinstance(at(document, place), dict | list) and at(document, place):
        if isinstance(at(document, place), list):
            at(wanted, place).append("new text")
            after = append(file.name, before, place, "new text")
        else:
            at(wanted, place)["new"] = "new text"
            after = put(file.name, before, (*place, "new"), "new text")
        assert is_within(before, after)
    else:
        at(wanted, place[:-1])[place[-1]] = "new text"
        after = put(file.name, before, place, "new text")
        assert before.count(b"#") - gone(before, after).count(b"#") <= after.count(b"#")
    assert read(after) == wanted
    assert after.startswith(mark)
    assert (b"\r\n" in after) == (newline == b"\r\n")
