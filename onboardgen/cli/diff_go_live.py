"""What a change does to go-live, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day

from onboardgen.changes.impact_report import Ahead, Impact, Named
from onboardgen.cli.diff_records import one_line, some
from onboardgen.cli.wording import LEVELS, day_words, days_words, late_words
from onboardgen.model.reference import Reference
from onboardgen.schedule.simulation import Likely
from onboardgen.workflows.diff import CustomerDiff
from onboardgen.workflows.names import Names


def go_live_sentence(found: Impact, today: Day) -> str:
    """Where go-live moves, or that it stays, as a part of a sentence."""
    before, after, days = found.go_live.before, found.go_live.after, found.go_live.days
    if before is None or after is None or after.live:
        live = after.live if after else None
        was = before.live if before else None
        if live and live != was:
            return f"went live on {day_words(live, today)}"
        return f"live since {day_words(live, today)}" if live else "no go-live"
    one, other = before.go_live.forecast, after.go_live.forecast
    if other is None:
        return "go-live has no forecast" + (" any more" if one else "")
    if one is None:
        return f"go-live is forecast for {day_words(other, today)}"
    if one == other:
        return f"go-live stays on {day_words(other, today)}"
    moves = f"go-live moves from {day_words(one, today)} to {day_words(other, today)}"
    return f"{moves}, {_later(days)}" if days else moves


def go_live_lines(told: CustomerDiff, today: Day) -> Iterator[str]:
    """What else there is to say of it; nothing where nothing changes."""
    found = told.impact
    before, after = found.go_live.before, found.go_live.after
    if before is None or after is None:
        return
    one, other = before.go_live, after.go_live
    if one.due != other.due:
        yield f"Promise: {_day(one.due, today)} → {_day(other.due, today)}."
    if one.slip_days != other.slip_days and other.slip_days is not None and not after.live:
        was = f", was {late_words(one.slip_days)}" if one.slip_days is not None else ""
        yield f"Against its promise: {late_words(other.slip_days)}{was}."
    if before.likely != after.likely and not after.live:
        yield _likely_words(before.likely, after.likely, today)
    for mover in found.go_live.movers[:1]:
        what = _mover(mover.ref, told.names)
        direction = "earlier" if mover.days > 0 else "later"
        yield (
            f"Most of it comes from {what}: without that change, go-live would be "
            f"{days_words(abs(mover.days))} {direction}."
        )
    if found.entered:
        yield f"Go-live now hangs to the day on {_titles(found.entered)}."
    if found.left:
        yield f"It no longer hangs to the day on {_titles(found.left)}."
    if before.health.level != after.health.level:
        yield f"Health: {LEVELS[before.health.level]} → {LEVELS[after.health.level]}."


def _likely_words(before: Likely | None, after: Likely | None, today: Day) -> str:
    if after is None:
        return "Likely dates: none any more."
    if before is None:
        p50, p80 = day_words(after.p50, today), day_words(after.p80, today)
        return f"Likely dates: P50 {p50}, P80 {p80}."
    told = (
        f"{name} {day_words(one, today)}"
        + (f" → {day_words(other, today)}" if one != other else "")
        for name, one, other in (("P50", before.p50, after.p50), ("P80", before.p80, after.p80))
    )
    return f"Likely dates: {', '.join(told)}."


def _mover(ref: Reference | None, names: Names) -> str:
    if ref is None:
        return "the leave and calendars of people"
    if ref.kind in ("plan", "signoff"):
        return "the kickoff date" if ref.kind == "plan" else f"the {ref.id}"
    return f"“{one_line(names.title(ref))}”"


def standing_words(ahead: Ahead, today: Day) -> str:
    """Go-live in one of the two states."""
    if ahead.live:
        return f"live since {day_words(ahead.live, today)}"
    forecast, due = ahead.go_live.forecast, ahead.go_live.due
    promised = f"promised {day_words(due, today)}, " if due else ""
    told = f"forecast {day_words(forecast, today)}" if forecast else "no forecast"
    return f"go-live {promised}{told}"


def _titles(named: Iterable[Named]) -> str:
    return some([f"“{one_line(one.title, 70)}”" for one in named], 5)


def _day(day: Day | None, today: Day) -> str:
    return day_words(day, today) if day else "none"


def _later(days: int | None) -> str:
    number = days or 0
    return f"{days_words(abs(number))} {'later' if number > 0 else 'earlier'}"
