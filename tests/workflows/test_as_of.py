"""Which day it is: the one that was given, else everybody's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as Day

import pytest

from onboardgen.model.settings import Organization, Settings
from onboardgen.workflows.as_of import as_of

TOKYO = Settings(format=1, organization=Organization(name="Example", timezone="Asia/Tokyo"))
EVENING = datetime(2026, 12, 1, 20, 0, tzinfo=UTC)


def test_a_given_day_is_the_day_everywhere() -> None:
    moment = as_of(TOKYO, today=Day(2026, 11, 30), now=EVENING)
    assert {moment.day_in(zone) for zone in ("Asia/Tokyo", "Pacific/Honolulu")} == {moment.day}
    assert moment.day == Day(2026, 11, 30)


def test_an_instant_gives_everybody_their_own_day() -> None:
    moment = as_of(TOKYO, now=EVENING)
    assert moment.day == Day(2026, 12, 2)
    assert moment.day_in("Pacific/Honolulu") == Day(2026, 12, 1)


@pytest.mark.parametrize("zone", ["Europe/Berlyn", "", "../etc/passwd"])
def test_a_time_zone_that_nobody_knows_counts_as_utc(zone: str) -> None:
    settings = replace(TOKYO, organization=replace(TOKYO.organization, timezone=zone))
    assert as_of(settings, now=EVENING).day == Day(2026, 12, 1)


def test_without_a_day_the_clock_is_asked() -> None:
    before = datetime.now(UTC)
    instant = as_of(TOKYO).instant
    assert instant is not None
    assert before <= instant <= datetime.now(UTC)
