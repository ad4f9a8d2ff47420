"""Values that options take."""

from __future__ import annotations

from datetime import date

import click


class DayType(click.ParamType[date]):
    """A day as an ISO date: 2026-12-01."""

    name = "date"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != len("2026-12-01"):
                raise ValueError
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it like 2026-12-01.", param, ctx)


DAY = DayType()
