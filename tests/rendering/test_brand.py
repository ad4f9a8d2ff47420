"""Whatever accent an organisation has, text in it and on it can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.rendering.brand import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    accent_tokens,
    contrast,
    logo_address,
    readable,
)
from onboardgen.rendering.theme import load_theme

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(COLOURS)
def test_every_accent_reads_on_every_ground_and_carries_readable_text(accent: str) -> None:
    css = accent_tokens(accent)
    light, dark = re.findall(r"--accent:(#\w{6});--on-accent:(#\w{6})", css)
    for (tone, on), grounds in ((light, LIGHT_GROUNDS), (dark, DARK_GROUNDS)):
        assert contrast(tone, on) >= 4.5
        assert all(contrast(tone, ground) >= 4.5 for ground in grounds)


def test_an_accent_that_reads_is_left_as_it_is() -> None:
    assert readable("#0F6B5C", LIGHT_GROUNDS) == "#0f6b5c"


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("accent", [None, "red", "#fff", "#0f6b5c}body{display:none"])
def test_an_accent_that_is_no_colour_never_reaches_the_style(accent: str | None) -> None:
    assert accent_tokens(accent) == accent_tokens("#0f6b5c")


def test_the_grounds_are_those_of_the_tokens() -> None:
    tokens = load_theme().read_text("styles/tokens.css")
    for ground in (*LIGHT_GROUNDS, *DARK_GROUNDS):
        assert ground in tokens


@pytest.mark.parametrize("path", [None, "logo.svg", "theme/none.svg", "theme/styles/base.css"])
def test_without_a_usable_logo_the_name_stands_alone(path: str | None) -> None:
    assert logo_address(path, load_theme()) is None


def test_the_logo_is_carried_in_the_page() -> None:
    address = logo_address("theme/brand/quillmark.svg", load_theme())
    assert address is not None
    assert address.startswith("data:image/svg+xml;base64,")
