"""Every kind of event has words, short enough to read and without a gap."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from onboardgen.audit.event import Actor, Event, EventKind, Row, Stamp, Value
from onboardgen.cli.event_words import event_words, value_words
from onboardgen.git.log import Commit
from onboardgen.git.repository import Identity

MIA = Identity("Mia Keller", "mia@example.com")
NOW = datetime(2026, 11, 2, tzinfo=UTC)
STAMP = Stamp(
    commit=Commit(
        hash="a" * 40, parents=(), author=MIA, authored=NOW, committer=MIA, committed=NOW,
        message="Change",
    ),
    author=Actor("mia", MIA),
    committer=Actor("mia", MIA),
)  # fmt: skip


def words(kind: EventKind, **fields: object) -> str:
    return event_words(Event(slug="acme", kind=kind, ref=None, stamp=STAMP, **fields))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", get_args(EventKind))
def test_every_kind_has_words(kind: EventKind) -> None:
    told = words(kind, before="x", after="y", by="jo", on="2026-11-02", note="Because")
    assert told.endswith("(Because)")
    assert "None" not in words(kind)


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("changed", {"field": "owner", "before": "jo", "after": "mia"}, "owner jo → mia"),
        ("changed", {"field": "owner", "after": "mia"}, "owner set to mia"),
        ("changed", {"field": "owner", "before": "mia"}, "owner taken away, was mia"),
        ("changed", {"field": "context", "before": "a\nb", "after": "c"}, "context rewritten"),
        ("changed", {"field": "context", "after": "x" * 99}, "context written"),
        ("changed", {"field": "context", "before": "x" * 99}, "context taken away"),
        ("answered", {"after": ("EUR", "CHF"), "by": "jo", "on": "2026-11-02"},
         "answered: EUR, CHF, by jo on 2026-11-02"),
        ("answered", {"before": False, "after": True}, "answer no → yes"),
        ("answered", {"before": 1, "after": "x" * 99}, "answer rewritten"),
        ("answered", {"before": 1}, "answer taken back"),
        ("moved", {"before": "2026-11-02", "after": "2026-11-09", "note": "legal:\n Queue"},
         "promise moved 2026-11-02 → 2026-11-09 (legal: Queue)"),
        ("blocked", {"after": "legal", "on": "2026-11-02"}, "blocked since 2026-11-02: legal"),
        ("superseded", {"after": "0004-euro"}, "superseded by 0004-euro"),
    ],
)  # fmt: skip
def test_what_is_told_reads_as_a_person_would_say_it(
    kind: EventKind, fields: dict[str, object], expected: str
) -> None:
    assert words(kind, **fields) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "nothing"), (True, "yes"), (3.5, "3.5"), ((), ""),
        ((Row((("country", "DE"),)),), '{"country": "DE"}'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_in_the_file(value: Value, expected: str) -> None:
    assert value_words(value) == expected
