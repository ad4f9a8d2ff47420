"""Public holidays by country and subdivision, from the package `holidays`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date as Day
from functools import cache

import holidays


@cache
def supported() -> Mapping[str, frozenset[str]]:
    """The countries whose holidays are known (ISO 3166 alpha-2), each with its subdivisions."""
    known = holidays.list_supported_countries(include_aliases=True)
    return {country: frozenset(subdivisions) for country, subdivisions in known.items()}


@cache
def public_holidays(country: str, subdivision: str | None, year: int) -> frozenset[Day]:
    """The free days of one year; none for a country or subdivision that nobody knows."""
    if country not in supported():
        return frozenset()
    part = subdivision if subdivision in supported()[country] else None
    return frozenset(holidays.country_holidays(country, subdiv=part, years=year))
