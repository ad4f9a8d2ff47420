"""`forecast`: when a customer will really be live, why, and what if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from pathlib import Path

from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.loading.suggestions import nearest
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.schedule.attribution import Attribution, attribution_of
from onboardgen.schedule.forecast import Forecast, forecast_of
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.simulation import Likely, simulate
from onboardgen.schedule.state import Standing, standing
from onboardgen.schedule.summary import Summary, summary
from onboardgen.workflows.accounts import Context, Moment, judge_accounts
from onboardgen.workflows.names import Names, names_of

WhatIf = Mapping[Reference, Day]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountForecast:
    """One account. `costs` are the days of go-live that hang on each open record, `likely` the
    P50 and P80 by milestone; `if_so` is the forecast with the dates of `finishing`, if any."""

    account: Account
    standing: Standing
    names: Names
    likely: Mapping[str, Likely]
    costs: Mapping[Reference, int]
    attribution: Attribution
    summary: Summary | None
    finishing: WhatIf
    if_so: Forecast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastReport:
    """The forecast, or the errors that stand in its way."""

    forecast: AccountForecast | None
    findings: tuple[Finding, ...] = ()


def forecast(root: Path, slug: str, moment: Moment, finishing: WhatIf) -> ForecastReport:
    """The forecast of one customer; `finishing` asks what if these ended on those days.

    Raises UsageError for a slug or a reference that names nothing.
    """
    judged = judge_accounts(root, (slug,), moment, partial(_of_account, finishing))
    found = judged.results[0] if judged.results else None
    return ForecastReport(forecast=found, findings=judged.findings)


def _of_account(finishing: WhatIf, context: Context, account: Account) -> AccountForecast:
    stands = standing(account, context.settings, context.as_of)
    net = stands.forecast.network
    for ref in finishing:
        _must_exist(ref, stands)
    attributed = attribution_of(net)
    return AccountForecast(
        account=account,
        standing=stands,
        names=names_of(account),
        likely=simulate(net, context.calibration),
        costs=go_live_days(net),
        attribution=attributed,
        summary=summary(attributed),
        finishing=finishing,
        if_so=forecast_of(net, finishing) if finishing else None,
    )


def _must_exist(ref: Reference, stands: Standing) -> None:
    """Raise UsageError where a reference names nothing that ends on a day."""
    known = {str(one) for one in stands.truths if one.kind != "stage"}
    if str(ref) in known:
        return
    if ref in stands.truths:
        raise UsageError(f"{ref} ends with its last task.", "Say when its tasks end.")
    near = nearest(ref.id, [one.id for one in stands.truths if one.kind == ref.kind])
    near = f"{ref.kind}:{near}" if near else nearest(str(ref), known)
    raise UsageError(
        f"Nothing here is called {ref}.",
        f"Did you mean {(near or '').removeprefix('task:')}?" if near else "",
    )
