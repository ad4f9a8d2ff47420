"""What moved can be read off one line."""

from __future__ import annotations

from typing import Any

import pytest

from onboardgen.agreements.comparison import Difference
from onboardgen.agreements.wording import from_to, listed, shown, told
from onboardgen.model.reference import Reference

LONG = "one and two and three and four and five and six and seven and eight and nine and "


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (14, 21, "`14` → `21`"),
        (True, None, "`true` → nothing"),
        ("a\nb", "c `d`", "`a b` → `\"c 'd'\"`"),
        ([{"a": 1, "b": 2}], [{"b": 3, "a": 1}], "row 1, b: `2` → `3`"),
        ([{"a": 1}], [{"a": None}], "row 1, a: `1` → nothing"),
        ([{}], [{"a": None}], "row 1, a: nothing → nothing"),
        ([{"a": 1}], [{"a": 1}, {"a": 2}], 'with `{"a": 2}`'),
        (["a", "b"], ["b", "c"], "without `a`, with `c`"),
        (["a", "b"], ["b", "a"], "the same in another order or number"),
        (LONG + "ten", LONG + "eleven", "`…eight and nine and ten` → `…eight and nine and eleven`"),
    ],
)
def test_a_way_from_one_value_to_another_shows_what_differs(
    before: Any, after: Any, text: str
) -> None:
    assert from_to(before, after) == text


def test_a_long_value_is_cut() -> None:
    assert len(shown(LONG * 3)) == 82
    assert shown(LONG * 3).endswith("…`")


def test_an_item_says_whether_it_is_new_or_gone() -> None:
    item: dict[str, Any] = {"ref": Reference("scope", "s1"), "field": "text", "locked": True}
    added = Difference(change="added", before=None, after="More", **item)
    removed = Difference(change="removed", before="More", after=None, **item)
    assert told(added) == "scope item `s1` was added: `More`"
    assert told(removed) == "scope item `s1` was taken out: `More`"


@pytest.mark.parametrize(
    ("people", "text"),
    [((), ""), (("jo",), "jo"), (("jo", "mia"), "jo and mia"), (("a", "b", "c"), "a, b and c")],
)
def test_people_are_listed_as_people_say_it(people: tuple[str, ...], text: str) -> None:
    assert listed(people) == text
