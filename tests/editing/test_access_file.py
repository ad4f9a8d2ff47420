"""Grants and portals are written into a file without touching the rest of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.editing.access_file import (
    add_portal,
    append_grant,
    end_grant,
    set_root_key_fingerprint,
)
from onboardgen.errors import UsageError
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.access import Grant, PortalKeys
from onboardgen.model.decision import Approval

GRANT = Grant(
    id="g4t8aaaaaaaaaaaa",
    person="jo",
    kind="passphrase",
    granted=Approval(by="mia", date=Day(2026, 11, 2)),
    until=Day(2027, 6, 30),
)
AS_DATA = {
    "id": "g4t8aaaaaaaaaaaa",
    "person": "jo",
    "kind": "passphrase",
    "granted": {"by": "mia", "date": "2026-11-02"},
    "until": "2027-06-30",
}
PORTAL = PortalKeys(audience="customer", id="7" * 26, key="x" * 26)


def document(data: bytes) -> object:
    result = read_yaml("access.yaml", data)
    assert not result.findings
    return result.document


def without(data: bytes, removed: bytes) -> bytes:
    assert data.count(removed) == 1
    return data.replace(removed, b"")


def test_a_first_portal_and_grant_make_the_file() -> None:
    data = append_grant(add_portal(None, PORTAL), GRANT)
    assert document(data) == {
        "portals": {"customer": {"id": "7" * 26, "key": "x" * 26}},
        "grants": [AS_DATA],
    }
    assert data.endswith(b"\n")


def test_a_file_of_comments_keeps_them() -> None:
    data = append_grant(b"# Who may read\n", GRANT)
    assert data.startswith(b"# Who may read\n")
    assert document(data) == {"grants": [AS_DATA]}


def test_a_file_of_comments_without_a_last_line_end_gets_none() -> None:
    data = append_grant(b"# Who may read", GRANT)
    assert data.startswith(b"# Who may read\n")
    assert not data.endswith(b"\n")


def test_a_portal_joins_those_there_are() -> None:
    before = b"portals:\n  customer: {id: a, key: b}   # first\ngrants: []\n"
    after = add_portal(before, replace(PORTAL, audience="partner:kestrel"))
    line = b'\n  "partner:kestrel": {id: "%s", key: %s}' % (b"7" * 26, b"x" * 26)
    assert without(after, line) == before


def test_a_portal_takes_the_block_style_it_finds() -> None:
    before = b"portals:\n    customer:\n        id: a\n        key: b\ngrants: []\n"
    after = add_portal(before, replace(PORTAL, audience="partner:kestrel"))
    assert b'\n    "partner:kestrel":\n      id: ' in after
    assert document(after) == {
        "portals": {
            "customer": {"id": "a", "key": "b"},
            "partner:kestrel": {"id": "7" * 26, "key": "x" * 26},
        },
        "grants": [],
    }


def test_a_portal_stands_only_once() -> None:
    with pytest.raises(UsageError, match="already"):
        add_portal(add_portal(None, PORTAL), PORTAL)


def test_a_grant_id_stands_only_once() -> None:
    with pytest.raises(UsageError, match="already"):
        append_grant(append_grant(None, GRANT), GRANT)


FLOW_GRANT = (
    b"{id: g4t8aaaaaaaaaaaa, person: jo, kind: passphrase, "
    b"granted: {by: mia, date: 2026-11-02}, until: 2027-06-30}"
)


@pytest.mark.parametrize(
    ("before", "removed"),
    [
        (b"grants:\n  - {id: a}\n", b"\n  - " + FLOW_GRANT),
        (b"grants:\n- {id: a}   # why\n\n# end\n", b"\n- " + FLOW_GRANT),
        (b"grants:\r\n  - {id: a}\r\nportals: {}\r\n", b"\r\n  - " + FLOW_GRANT),
        (b"\xef\xbb\xbfgrants:\n  - {id: a}", b"\n  - " + FLOW_GRANT),
        (b"grants: []\n", FLOW_GRANT),
        (b"grants: [{id: a}] # one\n", b", " + FLOW_GRANT),
        (b"grants: [{id: a},]\n", b" " + FLOW_GRANT + b","),
        (b"grants: [\n  {id: a},  # first\n]\n", b"\n  " + FLOW_GRANT + b","),
        (b"{grants: [{id: a}]}", b", " + FLOW_GRANT),
        (b"portals: {}\n# nobody yet\n", b"\ngrants:\n  - " + FLOW_GRANT),
        (b"grants:\n  -   id: a\n      person: \xc3\xa9\n", None),
        (b"grants:\nportals: {}\n", b" [" + FLOW_GRANT + b"]"),
        (b"grants: # none\nportals: {}\n", None),
        (b"grants: null\n", None),
    ],
)
def test_a_grant_is_added_in_the_style_it_finds(before: bytes, removed: bytes | None) -> None:
    after = append_grant(before, GRANT)
    old, new = document(before), document(after)
    assert isinstance(old, dict)
    assert isinstance(new, dict)
    assert new == {**old, "grants": [*(old.get("grants") or []), AS_DATA]}
    if removed is not None:
        assert without(after, removed) == before


def test_a_grant_takes_the_block_style_it_finds() -> None:
    before = b"grants:\n  - id: a\n    person: lena\n"
    after = append_grant(before, GRANT)
    assert after == before + (
        b"  - id: g4t8aaaaaaaaaaaa\n    person: jo\n    kind: passphrase\n"
        b"    granted: {by: mia, date: 2026-11-02}\n    until: 2027-06-30\n"
    )


@pytest.mark.parametrize(
    ("before", "removed"),
    [
        (b"grants:\n  - {id: g}\n", b", ended: 2026-11-19"),
        (b"grants:\n  - {id: g, until: 2027-01-01,} # x\n", b" ended: 2026-11-19,"),
        (b"grants:\n  - {id: h}\n  - id: g   # x\n    person: jo", b"\n    ended: 2026-11-19"),
        (b"grants:\n  - id: g\n    ended:\n  - id: h\n", b" 2026-11-19"),
        (b"grants:\n  - id: g\n    ended: # not yet\n", b" 2026-11-19"),
    ],
)
def test_an_ended_grant_keeps_every_other_byte(before: bytes, removed: bytes) -> None:
    assert without(end_grant(before, "g", Day(2026, 11, 19)), removed) == before


def test_a_grant_that_ended_stays_ended_on_that_day() -> None:
    with pytest.raises(UsageError, match="ended already"):
        end_grant(b"grants: [{id: g, ended: 2026-11-01}]\n", "g", Day(2026, 11, 19))


def test_a_grant_that_does_not_exist_cannot_end() -> None:
    with pytest.raises(UsageError, match="no grant `x`"):
        end_grant(b"grants: [{id: g}]\n", "x", Day(2026, 11, 19))


def test_the_fingerprint_is_set_and_replaced() -> None:
    before = b"format: 1\norganization: {name: Example}   # us\n\n# the end\n"
    once = set_root_key_fingerprint(before, "sha256:00ff")
    assert without(once, b'\nroot_key_fingerprint: "sha256:00ff"') == before
    assert set_root_key_fingerprint(once, "abc") == once.replace(b'"sha256:00ff"', b"abc")


def test_a_text_that_keeps_its_last_blank_lines_keeps_its_meaning() -> None:
    before = b"format: 1\nnote: |+\n  text\n\n\n"
    after = set_root_key_fingerprint(before, "abc")
    assert document(after) == {"format": 1, "note": "text\n\n\n", "root_key_fingerprint": "abc"}
    assert after.startswith(before)


@pytest.mark.parametrize(
    "data",
    [b"grants: [", b"- a\n", b"\xff\xfe", b"grants: yes\n", b"grants: {a: b}\n", b"a: &x 1\n"],
)
def test_a_file_that_cannot_be_read_is_left_alone(data: bytes) -> None:
    with pytest.raises(UsageError):
        append_grant(data, GRANT)


COMMENTS = st.sampled_from([b"", b"  # note", b" #", b"   "])
INDENTS = st.sampled_from([b"", b"  ", b"    "])
GAPS = st.sampled_from([b"", b"\n", b"\n# between\n", b"\n   \n"])
FLOWS = [b"{id: %s, person: jo}", b"{ 'id': %s , kind: link, }", b'{"id": "%s", until: 2027-01-01}']


@st.composite
def access_files(draw: st.DrawFn) -> bytes:
    """A file with three grants, in the styles that people write."""
    indent, lead = draw(INDENTS), draw(st.sampled_from([b"- ", b"-   "]))
    lines = [draw(st.sampled_from([b"", b"# top\n", b"portals: {}\n", b"---\n"])), b"grants:"]
    for name in (b"a", b"b", b"c"):
        lines.append(draw(COMMENTS) + b"\n" + draw(GAPS))
        if draw(st.booleans()):
            lines.append(indent + lead + draw(st.sampled_from(FLOWS)) % name)
        else:
            inner = indent + b" " * len(lead)
            lines.append(indent + lead + b"id: " + name + draw(COMMENTS))
            lines.append(b"\n" + inner + b"granted:\n" + inner + b"  by: mia")
    text = b"".join(lines) + draw(COMMENTS) + draw(GAPS)
    text += draw(st.sampled_from([b"", b"\n", b"\nportals2: {x: [1, 2]}\n"]))
    text = text.replace(b"\n", draw(st.sampled_from([b"\n", b"\r\n"])))
    return draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text


def inserted(before: bytes, after: bytes) -> bytes:
    """What stands in `after` in one piece and not in `before`."""
    more = len(after) - len(before)
    for start in range(len(before) + 1):
        if after[:start] + after[start + more :] == before:
            return after[start : start + more]
    raise AssertionError("more than one place has changed")


@given(access_files())
def test_adding_a_grant_leaves_all_other_bytes(before: bytes) -> None:
    after = append_grant(before, GRANT)
    assert b"g4t8aaaaaaaaaaaa" in inserted(before, after)
    new, old = document(after), document(before)
    assert isinstance(new, dict)
    assert isinstance(old, dict)
    assert new["grants"] == [*old["grants"], AS_DATA]


@given(access_files(), st.sampled_from(["a", "b", "c"]))
def test_ending_a_grant_leaves_all_other_bytes(before: bytes, grant: str) -> None:
    after = end_grant(before, grant, Day(2026, 11, 19))
    assert b"ended: 2026-11-19" in inserted(before, after)
    new = document(after)
    assert isinstance(new, dict)
    assert [one["id"] for one in new["grants"] if one.get("ended") == "2026-11-19"] == [grant]
