"""Whatever is lawful is let through, in any number and any formatting; whatever is not is found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.changes.policy import compare
from tests.changes.documents import documents, written
from tests.changes.lawful import LAWFUL
from tests.changes.made_up import Files, account, agreed, facts, found, ids
from tests.changes.unlawful import UNLAWFUL

SOME = st.sets(st.sampled_from(sorted(LAWFUL)), max_size=len(LAWFUL))
SEED = st.integers(0, 2**32)


def after(
    names: set[str], seed: int, unlawful: str | None = None, before: Files | None = None
) -> Files:
    docs = documents(before or agreed())
    for name, edit in LAWFUL.items():
        if name in names:
            edit(docs)
    if unlawful:
        UNLAWFUL[unlawful][1](docs)
    return written(docs, seed)


@pytest.mark.parametrize("name", LAWFUL)
def test_each_lawful_edit_is_let_through(name: str) -> None:
    changed = after({name}, 1)
    assert documents(changed) != documents(agreed())
    assert found(agreed(), changed) == ()


@pytest.mark.parametrize("name", UNLAWFUL)
def test_each_unlawful_edit_is_found_under_its_code(name: str) -> None:
    assert UNLAWFUL[name][0] in ids(found(agreed(), after(set(), 1, name)))


@settings(max_examples=40, deadline=None)
@given(names=SOME, seed=SEED)
def test_no_lawful_edits_are_refused(names: set[str], seed: int) -> None:
    assert found(agreed(), after(names, seed)) == ()


@settings(max_examples=80, deadline=None)
@given(names=SOME, unlawful=st.sampled_from(sorted(UNLAWFUL)), seed=SEED)
def test_no_unlawful_edit_passes_among_lawful_ones(
    names: set[str], unlawful: str, seed: int
) -> None:
    assert UNLAWFUL[unlawful][0] in ids(found(agreed(), after(names, seed, unlawful)))


@settings(max_examples=20, deadline=None)
@given(names=SOME, steps=st.integers(0, len(LAWFUL)), seed=SEED)
def test_what_is_lawful_in_one_step_is_lawful_in_two(
    names: set[str], steps: int, seed: int
) -> None:
    first = names & set(list(LAWFUL)[:steps])
    once = after(first, seed)
    assert found(once, after(names - first, seed + 1, before=once)) == ()


@settings(max_examples=15, deadline=None)
@given(names=SOME, seed=SEED)
def test_a_customer_who_is_called_otherwise_is_the_same_customer(
    names: set[str], seed: int
) -> None:
    base, head = account(agreed()), account(after(names, seed), slug="acme-industries")
    assert compare(base, head, facts(base, head)) == ()
