"""Dates, numbers and answers in people's own way of writing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from markupsafe import Markup

from onboardgen.rendering.formats import Formats, locale_of

ENGLISH = Formats(locale_of("en"), 2026, str)


def plain(text: str | Markup) -> str:
    return re.sub(r"<[^>]+>", "", str(text)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "day", "text"),
    [
        ("en", date(2026, 12, 4), "Fri 4 Dec"),
        ("en", date(2027, 2, 26), "Fri 26 Feb 2027"),
        ("en-US", date(2026, 12, 4), "Fri, Dec 4"),
        ("de", date(2026, 12, 4), "Fr., 4. Dez."),
        ("xx-nonsense", date(2026, 12, 4), "Fri 4 Dec"),
    ],
)
def test_a_day_is_weekday_and_date_with_the_year_when_it_is_another(
    language: str, day: date, text: str
) -> None:
    assert plain(Formats(locale_of(language), 2026, str).day(day)) == text


def test_a_day_carries_its_iso_date_for_the_page() -> None:
    found = ENGLISH.day(date(2026, 12, 4), relative=True)
    assert str(found) == '<time datetime="2026-12-04" data-relative>Fri 4 Dec</time>'


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", 3600, "EUR", "€3,600"),
        ("en", 3600.5, "EUR", "€3,600.50"),
        ("de", 3600, "EUR", "3.600 €"),
        ("ja", 3600, "JPY", "￥3,600"),
        ("en", 12, None, "12"),
    ],
)
def test_money_is_written_as_its_readers_write_it(
    language: str, amount: float, currency: str | None, text: str
) -> None:
    assert plain(Formats(locale_of(language), 2026, str).money(amount, currency)) == text


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (True, "yes_no", "Yes"),
        ("no", "yes_no", "No"),
        ("EUR", "currency", "EUR, Euro"),
        ("DE", "country", "Germany"),
        (1284000, "number", "1,284,000"),
        (date(2026, 12, 4), "date", "Fri 4 Dec"),
        ("2026-12-04", "date", "Fri 4 Dec"),
        (("EUR", "GBP", "USD"), "choices", "EUR, GBP and USD"),
        ("<b>", "text", "<b>"),
        (None, "text", ""),
    ],
)
def test_an_answer_is_said_by_its_type(value: object, kind: str, text: str) -> None:
    found = ENGLISH.value(value, kind)  # type: ignore[arg-type]
    assert (plain(found) if isinstance(found, Markup) else found) == text


def test_texts_in_lists_are_escaped() -> None:
    assert "<b>" not in ENGLISH.listed(["<b>", "x"])
    assert "<b>" not in ENGLISH.value(("<b>" * 30, "x"))


def test_a_place_stands_for_its_time() -> None:
    assert ENGLISH.place("America/New_York") == "New York"
    assert ENGLISH.place("Nowhere/Land") == "Nowhere/Land"


def test_an_axis_tells_january_by_its_year() -> None:
    formats = Formats(locale_of("en"), 2026, str)
    assert [formats.month(date(2026 + n // 12, n % 12 + 1, 1)) for n in (11, 12, 13)] == [
        "Dec",
        "2027",
        "Feb",
    ]
