"""The last day on which something happened in an account."""

from __future__ import annotations

from datetime import date

import pytest

from onboardgen.schedule.movement import last_movement
from tests.schedule.plans_for_tests import HEAD, read

PLAN = """
tasks:
  - {id: one, title: One, stage: all, owner: jo, due: 2026-11-30, started: 2026-11-03%s}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [one]}
"""
SHEET = """
sections:
  - {id: tax, title: Tax, answers: [
      {id: a, question: Where?, answer: Here, answered: {by: jo, date: 2026-11-20}}]}
"""


@pytest.mark.parametrize(
    ("fact", "last"),
    [
        ("", date(2026, 11, 3)),
        (", done: 2026-11-06", date(2026, 11, 6)),
        (", done: 2026-12-06", date(2026, 11, 3)),
        (", blocked: {since: 2026-11-09, reason: legal}", date(2026, 11, 9)),
        (", confirmed: {by: jo, date: 2026-11-10}", date(2026, 11, 10)),
        (", evidence: {received: 2026-11-11}", date(2026, 11, 11)),
    ],
)
def test_what_was_done_counts_and_what_is_ahead_does_not(fact: str, last: date) -> None:
    account, _settings = read(HEAD + PLAN % fact)
    assert last_movement(account, date(2026, 12, 1)) == last


def test_an_answer_moves_an_account_and_before_everything_nothing_did() -> None:
    account, _settings = read(HEAD + PLAN % "", worksheet=SHEET)
    assert last_movement(account, date(2026, 12, 1)) == date(2026, 11, 20)
    assert last_movement(account, date(2026, 11, 2)) is None
