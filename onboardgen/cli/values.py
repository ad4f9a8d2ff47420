"""Values that options take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

import click

from onboardgen.model.reference import Reference, parse_reference

Command = TypeVar("Command", bound=Callable[..., Any])


YEARS = range(1900, 2200)
"""The years of the contract."""


class DayType(click.ParamType[date]):
    """A day of the contract's years as an ISO date: 2026-12-01."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != len("2026-12-01"):
                raise ValueError
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it like 2026-12-01.", param, ctx)
        if day.year not in YEARS:
            self.fail(_out_of_years(value), param, ctx)
        return day


DAY = DayType()


class InstantType(click.ParamType[datetime]):
    """A moment as ISO 8601 with its offset: 2026-12-01T09:00+01:00."""

    name = "instant"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(
                f"{value!r} is no moment with its offset. Write it like 2026-12-01T09:00+01:00.",
                param,
                ctx,
            )
        if moment.year not in YEARS:
            self.fail(_out_of_years(value), param, ctx)
        return moment


INSTANT = InstantType()


def _out_of_years(value: str) -> str:
    return f"{value!r} lies outside {YEARS[0]} to {YEARS[-1]}. Look at the year."


def _one_of_both(ctx: click.Context, param: click.Parameter, value: date | None) -> date | None:
    """Refuse a day and an instant together."""
    other = ctx.params.get("now" if param.name == "today" else "today")
    if value is not None and other is not None:
        raise click.UsageError("Give --today or --now, not both.", ctx)
    return value


def as_of_options(command: Command) -> Command:
    """The options --today and --now; the command takes `today` and `now`, at most one of them."""
    today = click.option(
        "--today", type=DAY, callback=_one_of_both, help="Take this day for today, everywhere."
    )
    now = click.option(
        "--now",
        type=INSTANT,
        callback=_one_of_both,
        help="Take this moment for now; every owner has their own day then.",
    )
    return today(now(command))


class FinishingType(click.ParamType[tuple[Reference, date]]):
    """A record and the day on which it ends: sso-approval=2026-12-18."""

    name = "reference=date"

    def convert(
        self,
        value: str | tuple[Reference, date],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[Reference, date]:
        if isinstance(value, tuple):
            return value
        ref, equals, day = value.rpartition("=")
        if not equals or not ref.strip():
            self.fail(f"{value!r} says no day. Write it like sso-approval=2026-12-18.", param, ctx)
        return parse_reference(ref.strip()), DAY.convert(day.strip(), param, ctx)


FINISHING = FinishingType()
