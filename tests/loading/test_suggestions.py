from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.loading.suggestions import distance, nearest

NAMES = ["customer.yaml", "plan.yaml", "worksheet.yaml", "events.yaml", "0003-base-currency"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("plna.yaml", "plan.yaml"),
        ("Plan.yaml", "plan.yaml"),
        ("workshet.yaml", "worksheet.yaml"),
        ("base-currency", "0003-base-currency"),
        ("0003", "0003-base-currency"),
        ("budget.yaml", None),
        ("zzz", None),
        ("", None),
        ("x" * 70_000, None),
    ],
)
def test_the_nearest_name_is_what_was_probably_meant(word: str, meant: str | None) -> None:
    assert nearest(word, NAMES) == meant


def test_of_equally_near_names_the_first_in_the_alphabet_wins() -> None:
    assert (
        nearest("tax", ["tbx", "tax2", "tay"]) == nearest("tax", ["tay", "tbx", "tax2"]) == "tax2"
    )


WORDS = st.text("abc", max_size=6)


@given(WORDS, WORDS)
def test_distance_is_symmetric_and_zero_only_between_equals(left: str, right: str) -> None:
    assert distance(left, right) == distance(right, left)
    assert (distance(left, right) == 0) == (left == right)
    assert distance(left, right) <= max(len(left), len(right))


@given(WORDS, st.integers(0, 6), st.sampled_from("abc"))
def test_one_slip_is_a_distance_of_at_most_one(word: str, at: int, letter: str) -> None:
    assert distance(word, word[:at] + letter + word[at:]) == 1
    assert distance(word, word[:at] + word[at + 1 :]) <= 1
    assert distance(word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :]) <= 1
