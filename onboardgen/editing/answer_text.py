"""What a person types for an answer, as the value that the worksheet holds."""

from __future__ import annotations

from typing import Any, Final

from onboardgen.errors import UsageError
from onboardgen.findings import has_errors
from onboardgen.loading.scalars import UnfitNumber, plain_scalar
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.worksheet import Answer, AnswerValue

_YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def typed_answer(question: Answer, text: str) -> AnswerValue:
    """The value that `text` means as an answer to this question; nothing typed is no answer.

    Lists and choices are written with commas or as `[…]`, tables as `[{column: value}]`. What
    fits no answer comes back as text: the check names what is wrong with it. Raises UsageError
    where brackets do not close.
    """
    if not text:
        return None
    if question.type == "yes_no":
        return _YES_NO.get(text.casefold(), text)
    if question.type == "number":
        return _number(text)
    if question.type in ("list", "choices", "table"):
        if text.startswith("["):
            return _collection(text)
        return tuple(one.strip() for one in text.split(",") if one.strip())
    return text


def _number(text: str) -> AnswerValue:
    try:
        value = plain_scalar(text)
    except UnfitNumber:
        return text
    return value if isinstance(value, int | float) and not isinstance(value, bool) else text


def _collection(text: str) -> AnswerValue:
    result = read_yaml("", f"value: {text}\n".encode("utf-8", "replace"))
    found: Any = result.document
    if has_errors(result.findings) or not isinstance(found, dict):
        raise UsageError(
            f"{text!r} cannot be read as a list.",
            "Write [first, second], or rows of a table as [{column: value}].",
        )
    value = found["value"]
    return tuple(value) if isinstance(value, list) else value
