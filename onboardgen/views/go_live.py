"""Are we on track: go-live as promised and as it will be, and why they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.reference import Reference
from onboardgen.schedule.summary import summary
from onboardgen.views.reading import Reading, Target, Who

MOST_CAUSES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseView:
    """Working days of go-live that one thing took. `target` is None for the plan itself; its
    owner and the reason are told where the reader sees the thing."""

    target: Target | None
    days: int
    reason: str | None
    owner: Who | None
    is_go_live: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLiveView:
    """`p50` and `p80` are the days by which it is reached with an even chance, and in four of
    five cases; None without a past to learn from. `slip_days` are working days from the promise
    to the forecast, `baseline` is the first promise where it was another one."""

    due: Day | None
    forecast: Day
    p50: Day | None
    p80: Day | None
    slip_days: int | None
    baseline: Day | None
    causes: tuple[CauseView, ...]
    spare: int
    """Working days that the plan had to spare before its promise, where that explains why the
    causes take more days than go-live is late."""


def go_live_view(reading: Reading) -> GoLiveView | None:
    """None where the reader does not see go-live, or it is reached."""
    milestone = reading.account.plan.go_live.milestone
    seen = Reference("task", milestone) in reading.visible
    state = reading.standing.tasks.get(milestone)
    ahead = reading.outlook.forecast.go_live
    if not seen or reading.visible.is_outline(Reference("task", milestone)):
        return None
    if state is None or not state.is_open or ahead.forecast is None:
        return None
    likely = reading.outlook.likely.get(milestone)
    baseline = reading.outlook.attribution.baseline
    return GoLiveView(
        due=ahead.due,
        forecast=ahead.forecast,
        p50=likely.p50 if likely else None,
        p80=likely.p80 if likely else None,
        slip_days=ahead.slip_days,
        baseline=baseline if baseline != ahead.due else None,
        causes=tuple(_causes(reading)),
        spare=_spare(reading),
    )


def _spare(reading: Reading) -> int:
    """What the plan itself gave: the days of no record, where they are less than 0."""
    if (reading.outlook.attribution.slip_days or 0) <= 0:
        return 0
    own = sum(one.days for one in reading.outlook.attribution.causes if one.ref is None)
    return max(-own, 0)


def _causes(reading: Reading) -> Iterator[CauseView]:
    """What took most of the days, as far as go-live is late; all work that the reader does not
    see counts as one."""
    told = summary(reading.outlook.attribution, lambda ref: ref in reading.visible, MOST_CAUSES)
    if told is None or told.slip_days <= 0:
        return
    for one in told.causes:
        target = reading.target(one.ref) if one.ref else None
        yield CauseView(
            target=Target(kind="hidden") if one.hidden else target,
            days=one.days,
            reason=one.reason,
            owner=reading.who(one.owner),
            is_go_live=one.ref == Reference("task", reading.account.plan.go_live.milestone),
        )
