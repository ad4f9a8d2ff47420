"""When a digest goes: once a week, once more where something became somebody's, never twice a day.

All days are the reader's own: of their time zone, their party's calendar, their leave.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from typing import Literal

from onboardgen.model.people import Weekday
from onboardgen.notifications.memory import Sending, Told
from onboardgen.schedule.calendars import WEEKDAYS, WorkingDays

Kind = Literal["weekly", "extra"]
Quiet = Literal[
    "no_address", "no_access", "uncertain", "already_today", "day_off", "nothing_to_say",
    "nothing_new", "not_remembered",
]  # fmt: skip
"""Why somebody gets none, the reason that counts first standing first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A reader's day in their week. `begins` is the latest weekday of the digest; `due` the first
    day from there on that they work."""

    today: Day
    works: bool
    begins: Day
    due: Day


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a digest goes, and why not. `fresh` became theirs or late since they were told."""

    kind: Kind | None
    quiet: Quiet | None = None
    fresh: frozenset[str] = frozenset()


def week_of(today: Day, weekday: Weekday, days: WorkingDays) -> Week:
    begins = today - timedelta(days=(today.weekday() - WEEKDAYS.index(weekday)) % 7)
    return Week(
        today=today, works=days.is_working(today), begins=begins, due=days.on_or_after(begins)
    )


def decide(
    week: Week,
    told: Told | None,
    sending: Sending | None,
    *,
    workable: Collection[str],
    overdue: Collection[str],
    has_content: bool,
) -> Decision:
    """Whether a reader gets a digest now by one channel.

    Without a memory only the weekly one goes, and only on its very day.
    """
    if sending and sending.day >= week.today:
        return Decision(None, "uncertain")
    if told and told.mail and told.mail >= week.today:
        return Decision(None, "already_today")
    if not week.works:
        return Decision(None, "day_off")
    fresh = _fresh(told, workable, overdue)
    if is_weekly_due(week, told, sending):
        return Decision("weekly", fresh=fresh) if has_content else Decision(None, "nothing_to_say")
    if fresh:
        return Decision("extra", fresh=fresh)
    return Decision(None, "nothing_new" if told else "not_remembered")


def is_weekly_due(week: Week, told: Told | None, sending: Sending | None = None) -> bool:
    """On its day; where a run is remembered, also later in a week in which it did not go yet, or
    in which nobody knows whether it arrived."""
    if told is None or told.weekly is None:
        tried = told is None and sending is not None and sending.day >= week.begins
        return week.today == week.due or (tried and week.today > week.due)
    return told.weekly < week.begins and week.today >= week.due


def _fresh(
    told: Told | None, workable: Collection[str], overdue: Collection[str]
) -> frozenset[str]:
    if told is None:
        return frozenset()
    return frozenset(workable) - told.workable | frozenset(overdue) - told.overdue
