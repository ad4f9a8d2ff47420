"""Once a week, once more where something became theirs, never twice a day, never to who is off."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.model.people import Away, Calendar, Weekday
from onboardgen.notifications.memory import Sending, Told
from onboardgen.notifications.timing import Decision, Week, decide, week_of
from onboardgen.schedule.calendars import WEEKDAYS, WorkingDays

MONDAY = date(2026, 11, 30)
OPEN = {"halden/task:a"}


def days(*away: tuple[date, date]) -> WorkingDays:
    return WorkingDays(Calendar(), [Away(from_=one, to=other) for one, other in away], 2026)


def week(day: date, weekday: Weekday = "mon", *away: tuple[date, date]) -> Week:
    return week_of(day, weekday, days(*away))


def decided(
    day: date,
    told: Told | None = None,
    sending: Sending | None = None,
    *,
    workable: set[str] = OPEN,
    overdue: set[str] = frozenset(),  # type: ignore[assignment]
    has_content: bool = True,
    away: tuple[tuple[date, date], ...] = (),
) -> Decision:
    at = week(day, "mon", *away)
    return decide(at, told, sending, workable=workable, overdue=overdue, has_content=has_content)


def told_on(day: date, **more: object) -> Told:
    return replace(
        Told(weekly=day, mail=day, workable=frozenset(OPEN)),
        **more,  # type: ignore[arg-type]
    )


def test_without_a_memory_the_weekly_one_goes_on_its_day_and_nothing_else_ever() -> None:
    for ahead in range(14):
        day = MONDAY + timedelta(days=ahead)
        expected = "weekly" if day.weekday() == 0 else None
        assert decided(day, overdue={"halden/task:a"}).kind == expected, day
    assert decided(MONDAY + timedelta(days=1)).quiet == "not_remembered"


def test_who_is_away_on_the_day_gets_it_on_the_first_day_back() -> None:
    away = ((MONDAY, MONDAY + timedelta(days=2)),)
    kinds = [decided(MONDAY + timedelta(days=n), away=away) for n in range(5)]
    assert [one.kind for one in kinds] == [None, None, None, "weekly", None]
    assert kinds[0].quiet == "day_off"


def test_a_week_in_which_nothing_ran_on_the_day_is_made_up_for_where_it_is_remembered() -> None:
    told = told_on(MONDAY - timedelta(days=7))
    assert decided(MONDAY + timedelta(days=2), told).kind == "weekly"
    assert decided(MONDAY + timedelta(days=2), told_on(MONDAY)).kind is None


def test_something_new_is_told_on_the_same_week_but_not_on_the_same_day() -> None:
    both = {*OPEN, "halden/task:b"}
    assert decided(MONDAY, told_on(MONDAY), workable=both).quiet == "already_today"
    extra = decided(MONDAY + timedelta(days=1), told_on(MONDAY), workable=both)
    assert (extra.kind, extra.fresh) == ("extra", {"halden/task:b"})
    late = decided(MONDAY + timedelta(days=1), told_on(MONDAY), overdue={"halden/task:a"})
    assert (late.kind, late.fresh) == ("extra", {"halden/task:a"})


def test_what_was_told_already_is_not_told_again_and_what_went_away_is_no_news() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert decided(tuesday, told_on(MONDAY)).quiet == "nothing_new"
    assert decided(tuesday, told_on(MONDAY), workable=set()).quiet == "nothing_new"


def test_who_may_have_a_message_of_today_gets_none_today_and_one_tomorrow() -> None:
    mark = Sending(MONDAY, "x")
    assert decided(MONDAY, None, mark).quiet == "uncertain"
    before = told_on(MONDAY - timedelta(days=7))
    assert decided(MONDAY, before, mark).quiet == "uncertain"
    assert decided(MONDAY + timedelta(days=1), before, mark).kind == "weekly"


def test_nothing_to_say_says_nothing() -> None:
    assert decided(MONDAY, has_content=False).quiet == "nothing_to_say"


def test_a_day_before_the_last_message_sends_nothing() -> None:
    assert decided(MONDAY - timedelta(days=7), told_on(MONDAY)).quiet == "already_today"


@settings(max_examples=60, deadline=None)
@given(
    weekday=st.sampled_from(WEEKDAYS),
    leave=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 9)), max_size=4),
    seed=st.integers(0, 2**32),
    forgets=st.sets(st.integers(0, 90), max_size=3),
)
def test_over_a_quarter_nobody_is_written_to_twice_a_day_or_off_duty(
    weekday: Weekday,
    leave: list[tuple[int, int]],
    seed: int,
    forgets: set[int],
) -> None:
    chance = random.Random(seed)
    runs = [n for n in range(91) if chance.random() < 0.8]
    open_on = [chance.sample(range(6), chance.randrange(6)) for _ in range(91)]
    start = date(2026, 11, 1)
    away = [
        (start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in leave
    ]
    working = days(*away)
    told: Told | None = None
    mailed: list[tuple[date, str]] = []
    for n in runs:
        today = start + timedelta(days=n)
        told = None if n in forgets else told
        for _ in range(2):
            at = week_of(today, weekday, working)
            refs = frozenset(f"halden/task:{one}" for one in open_on[n])
            found = decide(
                at, told, None, workable=refs, overdue=frozenset(), has_content=bool(refs)
            )
            if found.kind:
                mailed.append((today, found.kind))
                weekly = today if found.kind == "weekly" else told.weekly if told else None
                told = Told(weekly=weekly, mail=today, workable=refs)
    mail_days = [day for day, _ in mailed]
    assert len(set(mail_days)) == len(mail_days)
    assert all(working.is_working(day) for day in mail_days)
    weeks = [week_of(day, weekday, working).begins for day, kind in mailed if kind == "weekly"]
    assert len(set(weeks)) == len(weeks) or forgets
