"""An answer or an item of the scope changes, and nothing else of any example worksheet."""

from __future__ import annotations

from copy import deepcopy
from datetime import date as Day
from typing import Any

import pytest

from onboardgen.editing.worksheet_file import (
    move_scope_item,
    reword_scope_item,
    set_answer,
)
from onboardgen.model.account import Account
from onboardgen.model.decision import Attribution
from onboardgen.model.worksheet import Worksheet
from tests.editing.edited import at, changed_lines, example_file, examples, says

WHO = Attribution(by="mia", date=Day(2026, 12, 1))
NEW: dict[str, Any] = {
    "list": ("one", "two, three"),
    "choices": ("one",),
    "number": 7,
    "yes_no": False,
    "table": ({"a b": "x, y", "c": None}, {"a b": "z", "c": 2}),
}
BY_SLUG = {account.slug: account for account in examples().accounts}


def worksheet(account: Account) -> Worksheet:
    assert account.worksheet
    return account.worksheet


def plain(value: Any) -> Any:
    return (
        [dict(v) if isinstance(v, dict) else v for v in value]
        if isinstance(value, tuple)
        else value
    )


@pytest.mark.parametrize("slug", BY_SLUG)
def test_an_answer_is_set_and_all_other_bytes_stay(slug: str) -> None:
    sheet = worksheet(BY_SLUG[slug])
    before = example_file(sheet.at.path)
    document = says(before)
    for section in sheet.sections:
        for answer in section.answers[::2]:
            value = plain(NEW.get(answer.type, "another, longer: answer"))
            after = set_answer(before, answer, value, WHO)
            wanted = deepcopy(document)
            at(wanted, answer.at.pointer)["answer"] = value
            at(wanted, answer.at.pointer)["answered"] = {"by": "mia", "date": "2026-12-01"}
            assert says(after) == wanted
            numbers, gone, added = changed_lines(before, after)
            first = answer.at.value().line
            lines = len(answer.answer) if isinstance(answer.answer, tuple) else 0
            assert all(first <= number <= first + 14 + lines for number in numbers)
            assert b"".join(gone).count(b"#") <= b"".join(added).count(b"#")


@pytest.mark.parametrize("slug", BY_SLUG)
def test_an_answer_taken_back_takes_answered_with_it(slug: str) -> None:
    sheet = worksheet(BY_SLUG[slug])
    before = example_file(sheet.at.path)
    answer = next(one for section in sheet.sections for one in section.answers if one.answered)
    after = says(set_answer(before, answer, None, WHO))
    assert at(after, answer.at.pointer)["answer"] is None
    assert "answered" not in at(after, answer.at.pointer)


@pytest.mark.parametrize("slug", BY_SLUG)
def test_an_item_of_the_scope_goes_to_another_list(slug: str) -> None:
    sheet = worksheet(BY_SLUG[slug])
    before = example_file(sheet.at.path)
    for name in ("included", "deferred", "excluded"):
        for item in getattr(sheet.scope, name):
            for to in {"included", "deferred", "excluded"} - {name}:
                after = move_scope_item(before, item, to)
                scope = says(after)["scope"]
                assert item.id not in [one["id"] for one in scope[name]]
                expected = {"id": item.id, "text": item.text}
                assert scope[to][-1] == expected
                _, gone, added = changed_lines(before, after)
                assert len(gone) <= 3, gone
                assert len(added) <= 3, added


def test_the_last_item_of_a_list_leaves_an_empty_list() -> None:
    sheet = worksheet(BY_SLUG["mori"])
    before = example_file(sheet.at.path)
    for item in sheet.scope.deferred:
        moved = move_scope_item(before, item, "included")
        if len(sheet.scope.deferred) == 1:
            assert says(moved)["scope"]["deferred"] == []


@pytest.mark.parametrize("slug", BY_SLUG)
def test_an_item_of_the_scope_is_reworded(slug: str) -> None:
    sheet = worksheet(BY_SLUG[slug])
    before = example_file(sheet.at.path)
    item = sheet.scope.included[-1]
    assert says(reword_scope_item(before, item, "Other: words"))["scope"]["included"][-1] == {
        "id": item.id,
        "text": "Other: words",
    }
