"""Approved changes are undone only where they lead from what was signed to what stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.agreements.content import SignedAnswer, SignedScopeItem, WorksheetContent
from onboardgen.agreements.undoing import ABSENT, ScopeState, named_scope, undone
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerValue

DAY = date(2026, 11, 12)
SETTING = Reference("setting", "billing.days")
ITEM = Reference("scope", "d1")


def change(
    current: AnswerValue,
    requested: AnswerValue,
    target: Reference = SETTING,
    status: str = "approved",
) -> ChangeRequest:
    return ChangeRequest(
        id="0001-x", target=target, current=current, requested=requested, reason="x", downstream=(),
        effective=DAY, submitted=Approval(by="jo", date=DAY), status=status,  # type: ignore[arg-type]
    )  # fmt: skip


def answered(value: object) -> WorksheetContent:
    if value is None:
        return WorksheetContent()
    answer = SignedAnswer(
        section="billing", id="days", question="?", type="number", architectural=True,
        answer=value,  # type: ignore[arg-type]
    )  # fmt: skip
    return WorksheetContent(answers=(answer,))


def item(where: str | None, text: str = "Approvals") -> WorksheetContent:
    if where is None:
        return WorksheetContent()
    return WorksheetContent(scope=(SignedScopeItem(list=where, id="d1", text=text),))  # type: ignore[arg-type]


def undo(
    signed: WorksheetContent, present: WorksheetContent, *changes: ChangeRequest
) -> WorksheetContent:
    return undone(present, signed, changes).content


def test_several_changes_of_one_target_follow_each_other() -> None:
    chain = (change(14, 21), change(21, 30))
    for now in (14, 21, 30):
        assert undo(answered(14), answered(now), *chain) == answered(14)
    assert undo(answered(14), answered(30), *reversed(chain)) == answered(30)
    assert undo(answered(14), answered(30), change(21, 30)) == answered(30)


def test_a_change_that_is_done_cannot_be_taken_back_by_hand() -> None:
    done = (change(14, 21, status="done"), change(21, 30, status="done"))
    assert undo(answered(14), answered(30), *done) == answered(14)
    assert undo(answered(14), answered(21), *done) == answered(21)
    assert undone(answered(14), answered(14), done).put_back
    back = (*done, change(30, 14, status="done"))
    assert not undone(answered(14), answered(14), back).put_back


def test_a_question_is_answered_or_cleared_by_a_change() -> None:
    assert undo(answered(None), answered(21), change(None, 21)) == answered(None)
    assert undo(answered(None), answered(21), change("", 21)) == answered(None)
    assert undo(answered(21), answered(None), change(21, None)) == answered(21)
    assert undo(answered(21), answered(None), change(14, None)) == answered(None)


def test_one_and_true_are_different_answers_and_one_point_nought_is_one() -> None:
    assert undo(answered(0), answered(1), change(0, True)) == answered(1)
    assert undo(answered(0), answered(1), change(0.0, 1.0)) == answered(0)


@pytest.mark.parametrize(
    ("signed", "now", "current", "requested"),
    [
        (item("deferred"), item("included"), "deferred", "included"),
        (item("deferred"), item("deferred", "New"), "Approvals", "New"),
        (item("deferred"), item(None), "deferred", None),
        (item("deferred"), item(None), "Approvals", None),
        (item(None), item("included"), None, "included"),
        (item(None), item("excluded", "New"), None, "New"),
        (item(None), item("excluded", "New"), None, ({"list": "excluded", "text": "New"},)),
        (item("deferred"), item("included", "New"), "deferred",
         ({"list": "included", "text": "New"},)),
        (item("deferred"), item("included", "New"), ({"list": "deferred", "text": "Approvals"},),
         ({"list": "included", "text": "New"},)),
    ],
)  # fmt: skip
def test_a_scope_item_is_moved_reworded_added_and_taken_out_by_a_change(
    signed: WorksheetContent, now: WorksheetContent, current: AnswerValue, requested: AnswerValue
) -> None:
    assert undo(signed, now, change(current, requested, ITEM)) == signed


@pytest.mark.parametrize(
    ("signed", "now", "current", "requested"),
    [
        (item("deferred"), item("included", "New"), "deferred", "included"),
        (item("deferred"), item("included", "New"), "Approvals", "New"),
        (item("deferred"), item("included"), "excluded", "included"),
        (item("deferred"), item("included"), "Deferred to spring", "Included at go-live"),
        (item("deferred"), item("included"), None, "included"),
        (item("deferred"), item("included"), "deferred", None),
        (item(None), item("included"), "deferred", "included"),
        (item(None), item("included"), None, ({"list": "included", "text": "Other"},)),
        (item("deferred"), item(None), "deferred", "excluded"),
        (item("deferred"), item("included"), "deferred", 7),
        (item("deferred"), item("included"), "deferred", ({"where": "included"},)),
        (item("deferred"), item("included"), ("deferred",), ("included",)),
    ],
)  # fmt: skip
def test_what_a_change_of_the_scope_does_not_say_is_not_undone(
    signed: WorksheetContent, now: WorksheetContent, current: AnswerValue, requested: AnswerValue
) -> None:
    assert undo(signed, now, change(current, requested, ITEM)) == now


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (None, ABSENT),
        ("", ABSENT),
        ((), ABSENT),
        ("included", ScopeState(list="included")),
        ("Included", ScopeState(text="Included")),
        (({"text": "A"},), ScopeState(text="A")),
        (({},), None),
        (({"list": "soon"},), None),
        (({"text": 7},), None),
        (({"list": "included"}, {"list": "deferred"}), None),
        (True, None),
    ],
)
def test_what_a_change_says_about_a_scope_item(value: AnswerValue, state: object) -> None:
    assert named_scope(value) == state


def paths(start: int, steps: Sequence[tuple[int, int, bool]]) -> set[int]:
    """Every place to be, trying each step both ways: an oracle that knows nothing of sets."""
    found = set()
    for taken in product((True, False), repeat=len(steps)):
        at, lawful = start, True
        for take, (current, requested, done) in zip(taken, steps, strict=True):
            if take and current != at:
                lawful = False
            at = requested if take else at
            lawful = lawful and (take or not done)
        if lawful:
            found.add(at)
    return found


@settings(max_examples=200)
@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5),
)
def test_a_value_is_explained_exactly_where_some_of_the_changes_lead_to_it(
    start: int, now: int, steps: list[tuple[int, int]]
) -> None:
    changes = [change(*step) for step in steps]
    expected = now in paths(start, [(*step, False) for step in steps])
    assert (undo(answered(start), answered(now), *changes) == answered(start)) == expected


@settings(max_examples=100)
@given(st.integers(0, 3), st.integers(0, 3), st.lists(st.integers(0, 3), max_size=4))
def test_of_a_chain_of_done_changes_only_the_end_stands(
    start: int, now: int, values: list[int]
) -> None:
    chain = list(zip([start, *values], values, strict=False))
    changes = [change(*step, status="done") for step in chain]
    found = undone(answered(now), answered(start), changes)
    lawful = found.content == answered(start) and not found.put_back
    assert lawful == (now in paths(start, [(*step, True) for step in chain]))
