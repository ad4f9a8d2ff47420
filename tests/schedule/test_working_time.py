"""Which days are worked, how they are counted, and when a day is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.calendars import Calendars, WorkingDays
from onboardgen.schedule.state import TaskState, standing
from tests.schedule.day_by_day import WorkedDays
from tests.schedule.plans_for_tests import CUSTOMER, HEAD, read
from tests.schedule.random_plans import COUNTRIES, WEEKENDS

PLAN = (
    HEAD.replace("2026-11-02", "2024-01-01")
    + "tasks: [{id: go-live, title: Go-live, type: milestone, stage: all, owner: mia}]"
)


def workspace(calendar: str = "{}", away: str = "[]", timezone: str = "UTC") -> str:
    """`onboardgen.yaml` with one calendar and with the leave of `mia`; `nora` has none."""
    return f"""
format: 1
organization: {{name: Example Billing, timezone: {timezone}, calendar: {calendar}}}
team: {{mia: {{name: Mia Keller, away: {away}}}, nora: {{name: Nora Weiss}}}}
"""


def days_of(calendar: str = "{}", away: str = "[]", who: str = "mia") -> WorkingDays:
    return Calendars(*read(PLAN, workspace=workspace(calendar, away))).of(who)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("weekend", "two_on", "ten_on", "three_back", "in_november"),
    [
        ("[sat, sun]", "2026-11-06", "2026-11-18", "2026-10-30", 21),
        ("[fri, sat]", "2026-11-08", "2026-11-18", "2026-11-01", 22),
        ("[thu, fri]", "2026-11-08", "2026-11-18", "2026-11-01", 22),
        ("[sun]", "2026-11-06", "2026-11-16", "2026-10-31", 25),
        ("[fri]", "2026-11-07", "2026-11-16", "2026-11-01", 26),
        ("[]", "2026-11-06", "2026-11-14", "2026-11-01", 30),
    ],
)
def test_a_week_has_the_working_days_of_its_calendar(
    weekend: str, two_on: str, ten_on: str, three_back: str, in_november: int
) -> None:
    days, wednesday = days_of(f"{{weekend: {weekend}}}"), day("2026-11-04")
    assert days.plus(wednesday, 2) == day(two_on)
    assert days.plus(wednesday, 10) == day(ten_on)
    assert days.plus(wednesday, -3) == day(three_back)
    assert days.between(day("2026-10-31"), day("2026-11-30")) == in_november


@pytest.mark.parametrize(
    ("calendar", "start", "count", "end"),
    [
        # Over the end of a year: 24, 28, 29, 30, 31 December, then 4 January.
        ("{country: DE}", "2026-12-23", 6, "2027-01-04"),
        ("{country: DE}", "2027-01-04", -6, "2026-12-23"),
        # New Year's Day 2028 is a Saturday, so that the Friday of the old year is free.
        ("{country: US}", "2027-12-30", 1, "2028-01-03"),
        ("{country: US}", "2026-07-02", 1, "2026-07-06"),
        # Over Easter, from Maundy Thursday to the Tuesday after.
        ("{country: DE}", "2025-04-17", 1, "2025-04-22"),
        ("{country: DE}", "2026-04-02", 1, "2026-04-07"),
        ("{country: DE}", "2027-03-25", 1, "2027-03-30"),
        ("{country: US}", "2027-03-25", 1, "2027-03-26"),
        # Over the fourth Thursday of November.
        ("{country: US}", "2024-11-27", 1, "2024-11-29"),
        ("{country: US}", "2026-11-25", 1, "2026-11-27"),
        ("{country: US}", "2027-11-26", -1, "2027-11-24"),
        # Golden Week: only the Friday between is worked.
        ("{country: JP}", "2027-04-28", 2, "2027-05-06"),
        # The day of spring 2027 is a Sunday: the Monday stands in for it.
        ("{country: JP}", "2027-03-19", 1, "2027-03-23"),
        ("{country: AE}", "2026-12-01", 1, "2026-12-04"),
        # Epiphany, Women's Day and Corpus Christi: each is free in one of the two.
        ("{country: DE, subdivision: BY}", "2027-01-05", 1, "2027-01-07"),
        ("{country: DE, subdivision: BE}", "2027-01-05", 1, "2027-01-06"),
        ("{country: DE, subdivision: BY}", "2027-03-05", 1, "2027-03-08"),
        ("{country: DE, subdivision: BE}", "2027-03-05", 1, "2027-03-09"),
        ("{country: DE, subdivision: BY}", "2027-05-26", 1, "2027-05-28"),
        ("{country: DE, subdivision: BE}", "2027-05-26", 1, "2027-05-27"),
        ("{country: DE}", "2027-01-05", 1, "2027-01-06"),
        # No country, no public holidays.
        ("{country: null}", "2026-12-24", 1, "2026-12-25"),
        ("{}", "2026-12-31", 1, "2027-01-01"),
        # Days of the company's own, one of them on a Sunday.
        ("{extra_holidays: [2026-12-24, 2026-12-27, 2026-12-28]}", "2026-12-23", 2, "2026-12-29"),
        ("{country: DE, extra_holidays: [2026-12-24]}", "2026-12-23", 1, "2026-12-28"),
        # Holidays and weekends that are not Saturday and Sunday.
        ("{country: AE, weekend: [fri, sat]}", "2026-12-01", 1, "2026-12-06"),
        ("{country: DE, weekend: []}", "2026-12-24", 1, "2026-12-27"),
    ],
)
def test_days_are_counted_over_holidays(calendar: str, start: str, count: int, end: str) -> None:
    assert days_of(calendar).plus(day(start), count) == day(end)


def test_a_year_has_as_many_working_days_as_on_the_wall_calendar() -> None:
    # 2027 has 261 days from Monday to Friday. New Year, Good Friday, Easter Monday, Ascension
    # and Whit Monday fall on some of them; 1 May, 3 October and Christmas do not.
    new_year, last = day("2026-12-31"), day("2027-12-31")
    assert days_of("{}").between(new_year, last) == 261
    assert days_of("{country: DE}").between(new_year, last) == 256


def test_both_ends_of_a_leave_are_free() -> None:
    days = days_of(away="[{from: 2026-11-09, to: 2026-11-11}]")
    worked = [n for n in range(2, 14) if days.is_working(date(2026, 11, n))]
    assert worked == [2, 3, 4, 5, 6, 12, 13]
    assert days.plus(day("2026-11-06"), 1) == day("2026-11-12")
    assert days.plus(day("2026-11-12"), -1) == day("2026-11-06")
    assert days.on_or_after(day("2026-11-09")) == day("2026-11-12")
    assert days.on_or_before(day("2026-11-11")) == day("2026-11-06")
    assert days.between(day("2026-11-06"), day("2026-11-13")) == 2


def test_a_leave_of_one_day_is_one_day() -> None:
    days = days_of(away="[{from: 2026-11-10, to: 2026-11-10}]")
    assert days.plus(day("2026-11-09"), 1) == day("2026-11-11")


def test_a_day_that_is_free_twice_is_free_once() -> None:
    away = "[{from: 2026-12-21, to: 2026-12-28}, {from: 2026-12-24, to: 2027-01-05}]"
    days = days_of("{country: DE, extra_holidays: [2026-12-24]}", away)
    assert days.plus(day("2026-12-18"), 1) == day("2027-01-06")
    assert days.between(day("2026-12-18"), day("2027-01-08")) == 3


def test_the_leave_of_one_person_is_not_the_leave_of_another() -> None:
    away = "[{from: 2026-11-09, to: 2026-11-11}]"
    assert days_of(away=away, who="nora").plus(day("2026-11-06"), 1) == day("2026-11-09")


def test_a_party_without_a_calendar_has_that_of_the_organization() -> None:
    customer = """
name: Halden
calendar: {weekend: [fri, sat]}
contacts: {jo: {name: Jo Lind}}
partners:
  kestrel: {name: Kestrel, contacts: {priya: {name: Priya Nair}}}
  bracken: {name: Bracken, calendar: {}, contacts: {dana: {name: Dana Cole}}}
"""
    calendars = Calendars(*read(PLAN, workspace=workspace("{country: DE}"), customer=customer))
    new_year, friday = day("2026-12-31"), day("2027-01-08")
    assert calendars.of("mia").plus(new_year, 1) == day("2027-01-04")
    assert calendars.of("priya").plus(new_year, 1) == day("2027-01-04")
    # A calendar that is given is whole: nothing of ours is added to it.
    assert calendars.of("jo").plus(new_year, 1) == day("2027-01-03")
    assert calendars.of("jo").plus(friday, 1) == day("2027-01-10")
    assert calendars.of("dana").plus(new_year, 1) == day("2027-01-01")


def test_a_customer_without_a_calendar_has_that_of_the_organization() -> None:
    calendars = Calendars(*read(PLAN, workspace=workspace("{country: US}"), customer=CUSTOMER))
    assert calendars.of("jo").plus(day("2026-11-25"), 1) == day("2026-11-27")


def test_counting_from_a_free_day_begins_with_the_next_working_day() -> None:
    days, saturday, sunday = days_of(), day("2026-11-07"), day("2026-11-08")
    assert days.plus(saturday, 0) == saturday
    assert days.plus(saturday, 1) == days.on_or_after(saturday) == day("2026-11-09")
    assert days.plus(sunday, -1) == days.on_or_before(sunday) == day("2026-11-06")
    assert days.between(saturday, sunday) == days.between(sunday, saturday) == 0
    assert days.between(day("2026-11-06"), saturday) == 0
    assert days.between(saturday, day("2026-11-09")) == 1
    assert days.between(day("2026-11-09"), saturday) == -1
    assert days.between(day("2026-11-06"), day("2026-11-06")) == 0


def test_a_working_day_is_on_or_after_and_on_or_before_itself() -> None:
    days, friday = days_of(), day("2026-11-06")
    assert days.on_or_after(friday) == days.on_or_before(friday) == friday


def test_the_days_when_clocks_change_are_days_like_others() -> None:
    every_day = days_of("{weekend: []}")
    assert every_day.plus(day("2026-10-24"), 2) == day("2026-10-26")
    assert every_day.plus(day("2027-03-27"), 2) == day("2027-03-29")
    assert every_day.between(day("2027-03-27"), day("2027-03-29")) == 2


CALENDARS = st.builds(
    lambda country, weekend, extra: country | {"weekend": weekend, "extra_holidays": extra},
    st.sampled_from(COUNTRIES),
    st.sampled_from(WEEKENDS),
    st.lists(st.dates(date(2025, 12, 1), date(2027, 2, 1)).map(str), max_size=5),
)
LEAVES = st.lists(
    st.builds(
        lambda start, length: {"from": str(start), "to": str(start + timedelta(days=length))},
        st.dates(date(2025, 12, 1), date(2027, 2, 1)),
        st.integers(0, 30),
    ),
    max_size=3,
)
DAYS = st.dates(date(2025, 11, 1), date(2027, 3, 1))
COUNTS = st.integers(0, 80)


def text(value: object) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text, value)) + "]"
    return "null" if value is None else str(value)


@settings(max_examples=150, deadline=None)
@given(CALENDARS, LEAVES, DAYS, DAYS, COUNTS, COUNTS)
def test_working_days_keep_their_laws(
    calendar: dict[str, object],
    leaves: list[dict[str, str]],
    one: date,
    other: date,
    few: int,
    more: int,
) -> None:
    days = days_of(text(calendar), text(leaves))
    worked = days.on_or_after(one)
    assert days.is_working(worked)
    assert days.plus(days.plus(worked, few), more) == days.plus(worked, few + more)
    assert days.plus(days.plus(worked, few), -few) == worked
    assert days.plus(worked, days.between(worked, days.on_or_after(other))) == days.on_or_after(
        other
    )
    assert days.between(worked, days.plus(worked, few)) == few
    assert days.between(days.plus(worked, few), worked) == -few
    assert days.between(one, other) == -days.between(other, one)
    earlier, later = sorted((one, other))
    for count in (-few, 0, few):
        assert days.plus(earlier, count) <= days.plus(later, count)
    assert days.on_or_before(one) <= one <= days.on_or_after(one)
    assert days.plus(one, few) < days.plus(one, few + 1)


@settings(max_examples=100, deadline=None)
@given(CALENDARS, LEAVES, DAYS, DAYS, COUNTS)
def test_working_days_are_those_of_somebody_who_asks_every_single_day(
    calendar: dict[str, object], leaves: list[dict[str, str]], one: date, other: date, count: int
) -> None:
    records = read(PLAN, workspace=workspace(text(calendar), text(leaves)))
    days, asked = Calendars(*records).of("mia"), WorkedDays(*records)
    for offset in range(40):
        each = one + timedelta(days=offset)
        assert days.is_working(each) == asked.works("mia", each)
    assert days.plus(one, count) == asked.step("mia", one, count)
    assert days.plus(one, -count) == asked.step("mia", one, -count)
    assert days.between(one, other) == asked.count("mia", one, other)


CUSTOMER_IN_HONOLULU = """
name: Halden
timezone: Pacific/Honolulu
contacts: {jo: {name: Jo Lind}}
partners:
  kestrel: {name: Kestrel, timezone: Asia/Tokyo, contacts: {priya: {name: Priya Nair}}}
  bracken: {name: Bracken, contacts: {dana: {name: Dana Cole}}}
"""
OWNERS = {
    "mia": "Europe/Berlin",
    "jo": "Pacific/Honolulu",
    "priya": "Asia/Tokyo",
    "dana": "Pacific/Honolulu",
}
"""A partner without a time zone has that of the customer."""


def state_at(instant: str, owner: str, due: str) -> TaskState:
    plan = (
        HEAD
        + f"""
tasks:
  - {{id: a, title: A, stage: all, owner: {owner}, due: {due}}}
  - {{id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [a]}}
"""
    )
    account, records = read(
        plan, workspace=workspace(timezone="Europe/Berlin"), customer=CUSTOMER_IN_HONOLULU
    )
    assert {one.person.id: one.timezone for one in account.members} == OWNERS | {
        "nora": "Europe/Berlin"
    }
    now = datetime.fromisoformat(instant)
    return standing(account, records, AsOf.at(now, records.organization.timezone)).tasks["a"]


@pytest.mark.parametrize(
    ("owner", "due", "last_minute", "over"),
    [
        ("jo", "2026-12-01", "2026-12-02T09:59:59+00:00", "2026-12-02T10:00:00+00:00"),
        ("dana", "2026-12-01", "2026-12-02T09:59:59+00:00", "2026-12-02T10:00:00+00:00"),
        ("mia", "2026-12-01", "2026-12-01T22:59:59+00:00", "2026-12-01T23:00:00+00:00"),
        ("priya", "2026-12-01", "2026-12-01T14:59:59+00:00", "2026-12-01T15:00:00+00:00"),
        # In summer Berlin is two hours ahead; Honolulu and Tokyo change no clocks.
        ("mia", "2027-07-01", "2027-07-01T21:59:59+00:00", "2027-07-01T22:00:00+00:00"),
        ("jo", "2027-07-01", "2027-07-02T09:59:59+00:00", "2027-07-02T10:00:00+00:00"),
        ("priya", "2027-07-01", "2027-07-01T14:59:59+00:00", "2027-07-01T15:00:00+00:00"),
        # A day of 25 hours and one of 23.
        ("mia", "2026-10-25", "2026-10-25T22:59:59+00:00", "2026-10-25T23:00:00+00:00"),
        ("mia", "2027-03-28", "2027-03-28T21:59:59+00:00", "2027-03-28T22:00:00+00:00"),
        # The same instant, written in another zone.
        ("priya", "2026-12-31", "2026-12-31T04:59:59-10:00", "2026-12-31T05:00:00-10:00"),
    ],
)
def test_a_task_is_overdue_from_the_midnight_of_its_owner(
    owner: str, due: str, last_minute: str, over: str
) -> None:
    assert not state_at(last_minute, owner, due).overdue
    assert state_at(over, owner, due).overdue


def test_one_instant_is_overdue_in_tokyo_and_not_in_berlin_and_honolulu() -> None:
    found = {
        who: state_at("2026-12-01T16:00:00+00:00", who, "2026-12-01").overdue for who in OWNERS
    }
    assert found == {"mia": False, "jo": False, "priya": True, "dana": False}


def test_a_given_day_is_that_day_everywhere() -> None:
    as_of = AsOf(day("2026-12-01"))
    assert as_of.day == day("2026-12-01")
    assert {as_of.day_in(zone) for zone in OWNERS.values()} == {day("2026-12-01")}


@pytest.mark.parametrize(
    ("zone", "instant", "expected"),
    [
        ("Europe/Berlin", "2026-10-24T21:59:59+00:00", "2026-10-24"),
        ("Europe/Berlin", "2026-10-24T22:00:00+00:00", "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T22:59:59+00:00", "2026-10-25"),
        ("Europe/Berlin", "2026-10-25T23:00:00+00:00", "2026-10-26"),
        ("America/New_York", "2026-11-01T03:59:59+00:00", "2026-10-31"),
        ("America/New_York", "2026-11-02T04:59:59+00:00", "2026-11-01"),
        ("America/New_York", "2026-11-02T05:00:00+00:00", "2026-11-02"),
        # Clocks went from 23:59 to 01:00: this day had no midnight.
        ("America/Sao_Paulo", "2018-11-04T02:59:59+00:00", "2018-11-03"),
        ("America/Sao_Paulo", "2018-11-04T03:00:00+00:00", "2018-11-04"),
        ("Pacific/Kiritimati", "2026-12-31T10:00:00+00:00", "2027-01-01"),
        ("Pacific/Honolulu", "2027-01-01T09:59:59+00:00", "2026-12-31"),
        ("Asia/Kathmandu", "2026-12-01T18:14:59+00:00", "2026-12-01"),
        ("Asia/Kathmandu", "2026-12-01T18:15:00+00:00", "2026-12-02"),
    ],
)
def test_an_instant_is_its_own_day_in_every_zone(zone: str, instant: str, expected: str) -> None:
    as_of = AsOf.at(datetime.fromisoformat(instant), "UTC")
    assert as_of.day_in(zone) == day(expected)
    assert AsOf.at(datetime.fromisoformat(instant), zone).day == day(expected)


def test_the_day_of_an_instant_is_that_of_the_organization() -> None:
    now = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert AsOf.at(now, "Europe/Berlin").day == day("2026-12-02")
    assert AsOf.at(now, "Pacific/Honolulu").day == day("2026-12-01")
