"""Answers: each fits the type, the choices and the columns of its question."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date as Day
from typing import Final

from onboardgen import codes
from onboardgen.checks.known_codes import countries, currencies
from onboardgen.checks.register import questions, setting_id
from onboardgen.findings import Finding
from onboardgen.loading.suggestions import nearest
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Answer, AnswerType, AnswerValue

Misfit = tuple[str, str]
"""What does not fit, and what to do."""


def answers_fit(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG405 for `answer` and `default`, and for an `answered` without an answer."""
    for section, answer in questions(account):
        ref = f"setting:{setting_id(section, answer)}"
        for field, value in (("answer", answer.answer), ("default", answer.default)):
            misfit = None if value is None else FITS[answer.type](value, answer)
            if misfit:
                message, hint = misfit
                where = answer.at.value(field)
                yield Finding(codes.ANSWER_MISMATCH, message, where, hint, ref)
        if answer.answered and answer.answer is None:
            yield Finding(
                codes.ANSWER_MISMATCH,
                f"`{answer.id}` was answered on {answer.answered.date}, but has no answer.",
                answer.at.value("answered"),
                "Write the `answer`, or take `answered` out.",
                ref,
            )


def conditions_can_be_met(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG405 where `when` waits for a value that the other question cannot have."""
    by_id = {setting_id(section, answer): answer for section, answer in questions(account)}
    for section, answer in questions(account):
        other = by_id.get(answer.when.setting) if answer.when else None
        if not answer.when or other is None or answer.when.equals is None:
            continue
        misfit = FITS[_one_of(other.type)](answer.when.equals, other)
        if misfit:
            yield Finding(
                codes.ANSWER_MISMATCH,
                f"`{answer.id}` waits for a value that `{answer.when.setting}` cannot have: "
                f"{misfit[0]}",
                answer.when.at.value("equals"),
                misfit[1],
                f"setting:{setting_id(section, answer)}",
            )


def decided_values_fit(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG405 where a decision settles a question with a value it cannot have."""
    by_id = {setting_id(section, answer): answer for section, answer in questions(account)}
    for decision in account.decisions:
        for setting, value in decision.settings.items():
            other = by_id.get(setting)
            misfit = FITS[other.type](value, other) if other and value is not None else None
            if misfit:
                yield Finding(
                    codes.ANSWER_MISMATCH,
                    f"`{setting}` cannot have this value: {misfit[0]}",
                    decision.at.value("settings", setting),
                    misfit[1],
                    f"decision:{decision.id}",
                )


def same_value(type_: AnswerType, one: AnswerValue, other: AnswerValue) -> bool:
    """Whether two values are the same answer to a question of this type."""
    return _canonical(type_, one) == _canonical(type_, other)


def _canonical(type_: AnswerType, value: AnswerValue) -> object:
    if isinstance(value, Day):
        return value.isoformat()
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, bool) or value is None:
        return (type(value).__name__, value)
    if isinstance(value, tuple):
        items = [
            {key: _canonical("text", cell) for key, cell in item.items()}
            if isinstance(item, dict)
            else _canonical("text", item)
            for item in value
        ]
        return sorted(items, key=repr) if type_ == "choices" else items
    return value


def _one_of(type_: AnswerType) -> AnswerType:
    """The type of one value of a question that takes several."""
    return {"choices": "choice", "list": "text", "table": "text"}.get(type_, type_)  # type: ignore[return-value]


def _text(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, str | Day):
        return None
    return _wrong("a text", value, question, 'Write it in quotes: "…".')


def _choice(value: AnswerValue, question: Answer) -> Misfit | None:
    if not question.choices:
        return f"`{question.id}` is a choice without `choices`.", "List them under `choices`."
    if isinstance(value, str) and value in question.choices:
        return None
    return _wrong("one of its choices", value, question, _offer(value, question.choices))


def _choices(value: AnswerValue, question: Answer) -> Misfit | None:
    if not isinstance(value, tuple):
        return _wrong("a list of choices", value, question, "Write a list: [first, second].")
    seen: set[str] = set()
    for item in value:
        if not isinstance(item, str):
            return _wrong("a list of choices", value, question, "Write a list: [first, second].")
        if item in seen:
            return f"`{question.id}` names `{item}` twice.", "Name each choice once."
        seen.add(item)
        misfit = _choice(item, question)
        if misfit:
            return misfit
    return None


def _number(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return None
    return _wrong("a number", value, question, "Write digits alone, without unit and quotes.")


def _date(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, Day) or (isinstance(value, str) and _is_day(value)):
        return None
    return _wrong("a date", value, question, "Write it as year-month-day: 2026-11-30.")


def _is_day(text: str) -> bool:
    try:
        return Day.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _currency(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, str) and value in currencies():
        return None
    return _wrong("a currency", value, question, "Write its three-letter code, such as EUR.")


def _country(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, str) and value in countries():
        return None
    return _wrong("a country", value, question, "Write its two-letter code, such as DE.")


def _list(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, tuple) and all(isinstance(item, str) for item in value):
        return None
    return _wrong("a list of texts", value, question, "Write a list: [first, second].")


def _table(value: AnswerValue, question: Answer) -> Misfit | None:
    if not isinstance(value, tuple):
        return _wrong("a table", value, question, "Write a list of rows: [{column: value}].")
    for number, row in enumerate(value, 1):
        if not isinstance(row, dict):
            return _wrong("a table", row, question, "Write a list of rows: [{column: value}].")
        unknown = [column for column in row if question.columns and column not in question.columns]
        if unknown:
            what = f"Row {number} of `{question.id}` has a column `{unknown[0]}`."
            return what, _offer(unknown[0], question.columns)
    return None


def _yes_no(value: AnswerValue, question: Answer) -> Misfit | None:
    if isinstance(value, bool):
        return None
    return _wrong("a yes or no", value, question, "Write true or false.")


FITS: Final[dict[AnswerType, Callable[[AnswerValue, Answer], Misfit | None]]] = {
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "date": _date,
    "currency": _currency,
    "country": _country,
    "list": _list,
    "table": _table,
    "yes_no": _yes_no,
}


def _wrong(wanted: str, value: object, question: Answer, hint: str) -> Misfit:
    return f"`{question.id}` takes {wanted}, not {_described(value)}.", hint


def _described(value: object) -> str:
    if isinstance(value, tuple):
        return "a list"
    if isinstance(value, dict):
        return "a row of a table"
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    text = str(value)
    return f"`{text if len(text) <= 60 else text[:59] + '…'}`"


def _offer(value: object, offered: tuple[str, ...]) -> str:
    near = nearest(str(value), offered)
    if near:
        return f"Did you mean `{near}`?"
    shown = ", ".join(f"`{one}`" for one in offered[:8])
    return f"It can be {shown}{', …' if len(offered) > 8 else ''}."
