"""Time zones, countries, currencies and languages that exist, as the pinned packages know them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Groups of countries and codes for tests, which stand in the same list."""


@cache
def time_zones() -> frozenset[str]:
    """The names of the IANA time zone database as `tzdata` carries it."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


@cache
def countries() -> frozenset[str]:
    """Two-letter codes of ISO 3166, as the CLDR knows them."""
    known = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in known if len(code) == 2 and code.isalpha()) - NO_COUNTRIES


@cache
def currencies() -> frozenset[str]:
    """Three-letter codes of ISO 4217, past ones included, as the CLDR knows them."""
    return frozenset(list_currencies())


def is_language(tag: str) -> bool:
    """Whether the CLDR knows how the language of this tag writes dates and numbers."""
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True
