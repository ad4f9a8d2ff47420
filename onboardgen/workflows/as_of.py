"""Now, where a run was not told another day: the one place that asks the clock for the schedule."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import date as Day

from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf


def as_of(settings: Settings, today: Day | None = None, now: datetime | None = None) -> AsOf:
    """`today` is that day for everybody; else `now`, by default the clock, gives each owner their
    own. A time zone of the organization that nobody knows counts as UTC: its finding says so."""
    if today is not None:
        return AsOf(today)
    instant = now or datetime.now(UTC)
    try:
        return AsOf.at(instant, settings.organization.timezone)
    except (KeyError, ValueError, OSError):
        return AsOf.at(instant, "UTC")
