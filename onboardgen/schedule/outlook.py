"""All that the schedule says of one account on one day, worked out once for everybody who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.attribution import Attribution, attribution_of
from onboardgen.schedule.deadlines import deadlines
from onboardgen.schedule.forecast import Forecast
from onboardgen.schedule.health import Health, health
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.simulation import Likely, simulate
from onboardgen.schedule.state import Standing, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """`likely` holds the open milestones, `hanging` the working days of go-live that hang on each
    open thing; `attribution` says where the slip of go-live comes from. `health` is internal."""

    standing: Standing
    likely: Mapping[str, Likely]
    attribution: Attribution
    hanging: Mapping[Reference, int]
    health: Health

    @property
    def as_of(self) -> AsOf:
        return self.standing.as_of

    @property
    def forecast(self) -> Forecast:
        return self.standing.forecast


def outlook(
    account: Account, settings: Settings, as_of: AsOf, calibration: Calibration | None = None
) -> Outlook:
    """The whole of it. Likely dates are told where there is a calibration to draw from."""
    stands = standing(account, settings, as_of)
    net = stands.forecast.network
    likely, hanging = simulate(net, calibration), go_live_days(net)
    items = deadlines(stands, settings, hanging)
    return Outlook(
        standing=stands,
        likely=likely,
        attribution=attribution_of(net),
        hanging=hanging,
        health=health(stands, settings.rules, items, likely),
    )
