"""The marks by which issues are known again, in bodies that people write in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.trackers.marker import (
    BODY_LIMIT,
    Marker,
    account_of,
    block,
    digest,
    identity_of,
    note_id,
    note_marker,
    notes_in,
    read_marker,
    with_block,
    with_marker,
    workspace_of,
)

MARKER = Marker(
    id=identity_of("", "halden", "task:sso"),
    account=account_of("", "halden"),
    workspace=workspace_of(""),
    facts=digest("one"),
    rung=2,
    reopened=1,
)
CLOSED = replace(MARKER, is_open=False)
PEOPLE = st.text(st.sampled_from("ab \r\n<!->`"), max_size=30)


@given(before=PEOPLE, after=PEOPLE)
@settings(max_examples=100, deadline=None)
def test_what_people_write_around_the_block_stays_byte_for_byte(before: str, after: str) -> None:
    body = f"{before}\n{block(MARKER, 'old')}\n{after}"
    assert read_marker(body) == MARKER
    changed = with_block(body, CLOSED, ["new"])
    assert changed == f"{before}\n{block(CLOSED, 'new')}\n{after}"
    assert with_marker(body, CLOSED) == f"{before}\n{block(CLOSED, 'old')}\n{after}"


def test_a_body_that_an_editor_gave_other_line_ends_is_read() -> None:
    body = f"Hi\n{block(MARKER, 'old')}\nBye".replace("\n", "\r\n")
    assert read_marker(body) == MARKER
    assert with_block(body, CLOSED, ["new"]) == f"Hi\r\n{block(CLOSED, 'new')}\r\nBye"


def test_without_its_end_the_block_is_made_anew_and_nothing_is_lost() -> None:
    body = f"{MARKER}\nold\nmine"
    assert with_block(body, CLOSED, ["new"]) == f"{block(CLOSED, 'new')}\nold\nmine"
    twice = f"{MARKER}\nold\n{block(MARKER, 'copy')}"
    changed = with_block(twice, CLOSED, ["new"])
    assert changed == f"{block(CLOSED, 'new')}\nold\n{block(MARKER, 'copy')}"
    assert with_block(changed, CLOSED, ["new"]) == changed


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Mine now.",
        f"> {MARKER}",
        f"x {MARKER}",
        f"{MARKER} x",
        str(MARKER).replace("id=", "id=Z"),
        str(MARKER).replace("state=open", "state=ajar"),
        str(MARKER).replace("rung=2", "rung=-2"),
        str(MARKER).replace(" facts=", " facts"),
        re.sub(r"account=\w+ ", "", str(MARKER)),
    ],
)
def test_a_marker_that_is_not_whole_or_not_on_its_own_line_is_none(body: str) -> None:
    assert read_marker(body) is None
    assert with_block(body, MARKER, ["new"]) == body
    assert with_marker(body, MARKER) == body


def test_a_broken_marker_does_not_hide_a_whole_one() -> None:
    body = f"{str(MARKER).replace('rung=2', 'rung=x')}\n{block(MARKER, 'text')}"
    assert read_marker(body) == MARKER


def test_a_later_version_may_say_more() -> None:
    body = str(MARKER).replace(" -->", " kind=late -->")
    assert read_marker(body) == MARKER


@given(st.builds(replace, st.just(MARKER), rung=st.integers(0, 20), reopened=st.integers(0, 99)))
@settings(max_examples=30, deadline=None)
def test_a_marker_reads_as_it_was_written(marker: Marker) -> None:
    assert read_marker(str(marker)) == marker
    assert "--" not in str(marker)[4:-3]


def test_a_body_stays_short_enough_whatever_people_wrote() -> None:
    texts = ["x" * 3_000, "y" * 50]
    for size, kept in (
        (100, "x"),
        (BODY_LIMIT - 2_000, "y"),
        (BODY_LIMIT - 1 - len(block(CLOSED, "")), ""),
    ):
        body = f"{'p' * size}\n{block(MARKER, '')}"
        changed = with_block(body, CLOSED, texts)
        assert len(changed) <= BODY_LIMIT
        assert read_marker(changed) == CLOSED
        assert (kept or "<") in changed.splitlines()[2]


def test_two_workspaces_customers_or_records_never_share_an_identity() -> None:
    parts = [("", "a", "b"), ("a", "", "b"), ("", None, "ab"), ("", "ab", ""), ("a", "b", "")]
    identities = {identity_of(*one) for one in parts}
    assert len(identities) == len(parts)
    assert all(re.fullmatch("[a-z0-9]{32}", one) for one in identities)
    assert account_of("", "a") != account_of("a", None) != workspace_of("a")


def test_a_comment_is_known_by_its_note() -> None:
    notes = {
        note_id(MARKER.id, event, rung, facts, reopened)
        for event in ("rung", "closed")
        for rung in (1, 2)
        for facts in ("f", "g")
        for reopened in (0, 1)
    }
    assert len(notes) == 16
    note = min(notes)
    assert notes_in(f"{note_marker(note)}\r\nText") == {note}
    assert notes_in(f"> {note_marker(note)}") == frozenset()
