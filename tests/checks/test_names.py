"""The nearest of the names that exist."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onboardgen.checks.names import Names
from onboardgen.findings import Location

IDS = st.from_regex(r"[a-z][a-z0-9-]{3,12}", fullmatch=True)
HERE = Location("plan.yaml", 7)


def names(*ids: str) -> Names:
    return Names((id_, HERE) for id_ in ids)


@given(IDS, st.integers(0, 12))
def test_a_missing_letter_is_forgiven(name: str, at: int) -> None:
    at %= len(name)
    written = name[:at] + name[at + 1 :]
    assert names("_" * 16, name).nearest(written) == name


MANY = tuple(f"{word}-{number * 7919 % 1000:03}" for number in range(300) for word in ("a", "b"))


@given(st.sampled_from(MANY))
def test_among_many_names_a_letter_too_many_at_either_end_finds_its_name(name: str) -> None:
    many = names(*MANY)
    assert many.nearest(name + "x") == name
    assert many.nearest("x" + name) == name


@given(st.sets(IDS, min_size=1), IDS)
def test_there_is_always_a_nearest_and_it_exists(ids: set[str], written: str) -> None:
    assert names(*ids).nearest(written) in ids


def test_without_names_there_is_no_hint() -> None:
    assert names().hint("a") == ""


def test_a_far_name_is_not_offered_as_meant() -> None:
    assert (
        names("invoice-run").hint("b") == "The nearest that exists is `invoice-run` (plan.yaml:7)."
    )


def test_the_beginning_of_a_name_is_enough() -> None:
    hint = names("sso-approval-of-the-whole-group", "os").hint("sso", "task:{}")
    assert hint == "Did you mean `task:sso-approval-of-the-whole-group` (plan.yaml:7)?"


def test_a_name_given_twice_keeps_its_first_place() -> None:
    twice = Names([("a", Location("x", 1)), ("a", Location("x", 2))])
    assert twice.places["a"].line == 1
