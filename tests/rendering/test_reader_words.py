"""Small words of the overview: how readers are called, how steps open, how go-live is drawn."""

from __future__ import annotations

from datetime import date

import pytest

from onboardgen.rendering.band import WIDTH, band
from onboardgen.rendering.formats import Formats, locale_of
from onboardgen.rendering.plain_text import OPENING, opening
from onboardgen.views.go_live import GoLiveView


@pytest.mark.parametrize(
    ("language", "name", "called"),
    [
        ("en", "Jo Lind", "Jo"),
        ("de", "Dr. Ada Berg", "Dr. Ada Berg"),
        ("ja", "Emi Sato", "Emi Sato"),
        ("en", "Prince", "Prince"),
    ],
)
def test_people_are_called_as_their_language_does(language: str, name: str, called: str) -> None:
    assert Formats(locale_of(language), 2026, str).called(name) == called


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Ask **IT** for [a slot](guide:slot).\n\nThen wait.", "Ask IT for a slot."),
        ("1. Open the console\n2. Approve", "Open the console"),
        ("What the board looks at:\n\n- scopes", "What the board looks at…"),
        ("| a | b |\n|---|---|\n| c | d |", ""),
        ("a | b\n---|---\nc | d", ""),
        (f"{'Ask them. ' * 12}{'And so on ' * 9}", ("Ask them. " * 12).strip()),
        (f"No. {'And so on ' * 20}", f"No. {'And so on ' * 14}And…"),
        (
            "Use [the list\nwe found](files/list.csv) and\ncall us.\n- now",
            "Use the list we found and call us.",
        ),
    ],
)
def test_steps_open_with_their_first_words(text: str, first: str) -> None:
    assert opening(text) == first


def test_a_long_opening_ends_between_two_words() -> None:
    text = opening("one two three " * 40)
    assert len(text) <= OPENING + 1
    assert text.endswith(("one…", "two…", "three…"))


def ahead(**days: date | None) -> GoLiveView:
    known = {"due": None, "p50": None, "p80": None, "forecast": date(2027, 3, 4), **days}
    return GoLiveView(slip_days=None, baseline=None, causes=(), spare=0, **known)  # type: ignore[arg-type]


def test_promise_forecast_and_likely_days_stand_in_order_and_inside_the_picture() -> None:
    drawn = band(ahead(due=date(2027, 3, 1), p50=date(2027, 3, 16), p80=date(2027, 3, 24)))
    assert drawn is not None
    places = [drawn.promise, drawn.forecast, drawn.early, drawn.late]
    assert places == sorted(place for place in places if place is not None)
    assert all(place is not None and 0 < place < WIDTH for place in places)
    assert drawn.is_late
    assert [drawn.anchor(at) for at in (10, 150, 290)] == ["start", "middle", "end"]


def test_one_day_alone_makes_no_picture_and_one_day_twice_is_drawn_in_the_middle() -> None:
    assert band(None) is None
    assert band(ahead()) is None
    drawn = band(ahead(due=date(2027, 3, 4)))
    assert drawn is not None
    assert drawn.promise == drawn.forecast == WIDTH / 2
    assert not drawn.is_late
