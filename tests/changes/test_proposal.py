"""What is proposed for a change request: structural or not, in scope or not, at which price."""

from __future__ import annotations

import pytest

from onboardgen.agreements.content import SignedAnswer, SignedScopeItem, WorksheetContent
from onboardgen.changes.proposal import propose, proposed_price
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.model.settings import Rate
from onboardgen.model.worksheet import AnswerValue


def answered(id_: str, *, architectural: bool = False) -> SignedAnswer:
    return SignedAnswer(
        section="billing",
        id=id_,
        question="?",
        type="text",
        answer="x",
        architectural=architectural,
    )


SCOPE = (
    SignedScopeItem(list="included", id="s1", text="One pricing plan"),
    SignedScopeItem(list="deferred", id="d1", text="Approval workflows"),
    SignedScopeItem(list="excluded", id="x1", text="Historic invoices"),
)
SIGNED = WorksheetContent(
    answers=(answered("currency", architectural=True), answered("cycle")), scope=SCOPE
)
PRESENT = WorksheetContent(answers=(*SIGNED.answers, answered("late")), scope=SCOPE)


@pytest.mark.parametrize(
    ("target", "requested", "classification", "in_scope"),
    [
        ("setting:billing.cycle", "Monthly", "cosmetic", True),
        ("setting:billing.currency", "CHF", "structural", True),
        ("setting:billing.late", "7", "cosmetic", False),
        ("setting:billing.unasked", "7", "cosmetic", False),
        ("scope:s1", "excluded", "structural", True),
        ("scope:s1", "Two pricing plans", "structural", True),
        ("scope:d1", "included", "structural", False),
        ("scope:x1", "included", "structural", False),
        ("setting:billing.cycle", "as in scope:d1", "cosmetic", False),
        ("setting:billing.cycle", ("Monthly", "approval WORKFLOWS "), "cosmetic", False),
        ("setting:billing.cycle", "as in scope:s1", "cosmetic", True),
    ],
)
def test_a_request_is_held_against_what_was_signed(
    target: str, requested: AnswerValue, classification: str, in_scope: bool
) -> None:
    found = propose(parse_reference(target), requested, PRESENT, SIGNED)
    assert (found.classification, found.in_scope) == (classification, in_scope)
    assert bool(found.because) == (classification == "structural" or not in_scope)


def test_before_sign_off_what_stands_now_is_what_counts() -> None:
    assert propose(Reference("setting", "billing.late"), "7", PRESENT, None).in_scope
    assert propose(Reference("setting", "billing.unasked"), "7", PRESENT, None).in_scope
    assert not propose(Reference("scope", "d1"), "included", PRESENT, None).in_scope


def test_an_answer_that_was_unlocked_after_sign_off_is_still_structural() -> None:
    unlocked = WorksheetContent(answers=(answered("currency"),), scope=SCOPE)
    target = Reference("setting", "billing.currency")
    assert propose(target, "CHF", unlocked, SIGNED).classification == "structural"


RATE = Rate(per_hour=165, currency="EUR")


@pytest.mark.parametrize(
    ("in_scope", "structural", "is_signed", "hours", "rate", "price"),
    [
        (False, False, False, 12, RATE, 1980),
        (False, True, True, 0.5, RATE, 82.5),
        (True, True, True, 2, RATE, 330),
        (True, True, False, 2, RATE, None),
        (True, False, True, 2, RATE, None),
        (False, True, True, None, RATE, None),
        (False, True, True, 2, None, None),
        (False, True, True, 1 / 3, Rate(per_hour=10, currency="EUR"), 3.33),
    ],
)
def test_a_change_order_costs_effort_times_rate(
    in_scope: bool,
    structural: bool,
    is_signed: bool,
    hours: float | None,
    rate: Rate | None,
    price: float | None,
) -> None:
    assert price == proposed_price(
        in_scope=in_scope, structural=structural, is_signed=is_signed, hours=hours, rate=rate
    )
