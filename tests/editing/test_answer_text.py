"""What is typed for an answer becomes the value its question takes."""

from __future__ import annotations

import pytest

from onboardgen.editing.answer_text import typed_answer
from onboardgen.errors import UsageError
from onboardgen.model.worksheet import Answer, AnswerType, AnswerValue


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("text", "yes", "yes"),
        ("text", "", None),
        ("currency", "EUR", "EUR"),
        ("date", "2026-12-01", "2026-12-01"),
        ("choice", "One, or two", "One, or two"),
        ("yes_no", "Yes", True),
        ("yes_no", "false", False),
        ("yes_no", "perhaps", "perhaps"),
        ("number", "30", 30),
        ("number", "4.5", 4.5),
        ("number", "many", "many"),
        ("number", "true", "true"),
        ("number", "1e999", "1e999"),
        ("list", "EUR, GBP,CHF", ("EUR", "GBP", "CHF")),
        ("list", "[NO, 'a, b']", ("NO", "a, b")),
        ("choices", "Shipments", ("Shipments",)),
        ("table", "[{a: 1, b: x}]", ({"a": 1, "b": "x"},)),
    ],
)
def test_the_type_of_the_question_says_what_is_meant(
    type_: AnswerType, text: str, value: AnswerValue
) -> None:
    typed = typed_answer(Answer(id="a", question="?", type=type_), text)
    assert typed == value
    assert type(typed) is type(value)


def test_brackets_that_do_not_close_are_told() -> None:
    with pytest.raises(UsageError, match="cannot be read as a list"):
        typed_answer(Answer(id="a", question="?", type="list"), "[a, b")
