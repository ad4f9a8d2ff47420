"""Calendars: countries whose public holidays are known, and why a day is free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from typing import Final

from babel import Locale

from onboardgen import codes
from onboardgen.checks.known_codes import countries
from onboardgen.checks.names import Names
from onboardgen.checks.spoken import weekday
from onboardgen.findings import Finding, Location
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.people import Calendar, Person
from onboardgen.model.settings import Settings
from onboardgen.schedule.calendars import WEEKDAYS
from onboardgen.schedule.public_holidays import public_holidays, supported

WRITTEN_FOR: Final = {"UK": "GB", "EL": "GR", "EN": "GB", "SP": "ES", "SW": "SE", "JA": "JP"}
"""Codes that people write for a country which has another."""


def countries_exist(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG413 for the calendars of a customer and its partners."""
    customer = account.customer
    for calendar in (customer.calendar, *(partner.calendar for partner in customer.partners)):
        if calendar:
            yield from _unknown(calendar)


def own_country_exists(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG413 for the organization's calendar."""
    yield from _unknown(settings.organization.calendar)


def why_free(calendar: Calendar, person: Person, day: Day) -> str | None:
    """What makes a day free for a person, as the end of a sentence; None where it is worked."""
    away = next((one for one in person.away if one.from_ <= day <= one.to), None)
    if away:
        return f"when {person.name} is away, until {away.to}"
    if WEEKDAYS[day.weekday()] in calendar.weekend:
        return f"a {weekday(day)}"
    if day in calendar.extra_holidays:
        return "a day off in their calendar"
    country = calendar.country
    if country and day in public_holidays(country, calendar.subdivision, day.year):
        return f"a public holiday of {'-'.join(filter(None, (country, calendar.subdivision)))}"
    return None


def _unknown(calendar: Calendar) -> Iterator[Finding]:
    country, subdivision = calendar.country, calendar.subdivision
    if country is not None and country not in countries():
        yield _finding(
            f"There is no country `{country}`.", calendar.at.value("country"), _nearest(country)
        )
    elif country is not None and country not in supported():
        yield _finding(
            f"The public holidays of `{country}` are not known.",
            calendar.at.value("country"),
            "Write `country: null`, and its free days as `extra_holidays`.",
        )
    elif subdivision is not None:
        yield from _unknown_subdivision(country, subdivision, calendar.at.value("subdivision"))


def _unknown_subdivision(
    country: str | None, subdivision: str, location: Location
) -> Iterator[Finding]:
    if country is None:
        message = f"`{subdivision}` is a subdivision of no country."
        yield _finding(message, location, "Write its country as `country`, or take it out.")
        return
    known = supported()[country]
    if subdivision in known:
        return
    message = f"`{country}` has no subdivision `{subdivision}`."
    short = subdivision.removeprefix(f"{country}-")
    if not known:
        hint = "Its public holidays are the same everywhere: take `subdivision` out."
    else:
        near = short if short in known else _nearest_of(short, known, location)
        hint = f"Did you mean `{near}`? Subdivisions are those of ISO 3166-2, without the country."
    yield _finding(message, location, hint)


def _nearest_of(name: str, known: frozenset[str], location: Location) -> str:
    return Names((one, location) for one in sorted(known)).nearest(name) or name


def _nearest(country: str) -> str:
    meant = WRITTEN_FOR.get(country)
    if meant:
        return f"{Locale('en').territories[meant]} is `{meant}`."
    return "Countries are the two letters of ISO 3166: `DE`, `GB`, `US`. None: `country: null`."


def _finding(message: str, location: Location, hint: str) -> Finding:
    return Finding(codes.UNKNOWN_COUNTRY, message, location, hint)
