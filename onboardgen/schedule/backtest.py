"""How often P50 and P80 were met, on the workspace's own past.

From kickoff on, every two weeks, each account is looked at as it was in the morning of that day:
with the facts that are dated before it, and with what tasks said that were finished before its
week began. The plan itself is taken as it stands now.

A forecast counts once its P80 has passed, for then it is known whether it was met, also of what
is still open; to count only what has been reached would leave out the worst.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from itertools import chain, pairwise
from typing import Final

from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.learning import DurationChanges, FinishedTask, finished_tasks, learned
from onboardgen.schedule.network import Network, network
from onboardgen.schedule.placement import Moment
from onboardgen.schedule.simulation import DRAWS, simulate

EVERY: Final = timedelta(weeks=2)
HORIZONS: Final = (28, 84)
"""Calendar days ahead at which forecasts are told apart: near, middle and far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What was likely on one day for one milestone, and when it was reached; None: not yet."""

    customer: str
    milestone: str
    is_go_live: bool
    made: Day
    p50: Day
    p80: Day
    actual: Day | None

    @property
    def days_ahead(self) -> int:
        """Calendar days from the day it was made to its P50."""
        return (self.p50 - self.made).days

    def met(self, day: Day) -> bool:
        return self.actual is not None and self.actual <= day


@dataclass(frozen=True, slots=True)
class Score:
    """How many of so many forecasts were met."""

    forecasts: int
    p50_met: int
    p80_met: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """All forecasts that count, by customer, day and milestone."""

    as_of: Day
    predictions: tuple[Prediction, ...]

    @property
    def every(self) -> Score:
        return _score(self.predictions)

    @property
    def go_live(self) -> Score:
        """Of forecasts of go-live alone."""
        return _score(one for one in self.predictions if one.is_go_live)

    @property
    def by_horizon(self) -> tuple[Score, ...]:
        """One score for forecasts up to each of HORIZONS ahead, and one for those beyond."""
        edges = (-1, *HORIZONS, timedelta.max.days)
        return tuple(
            _score(one for one in self.predictions if low < one.days_ahead <= high)
            for low, high in pairwise(edges)
        )


def backtest(
    accounts: Sequence[Account],
    settings: Settings,
    as_of: Day,
    changes: DurationChanges | None = None,
    draws: int = DRAWS,
) -> Backtest:
    """Make all forecasts again that could have been made, and compare them with what happened up
    to the end of the as-of day."""
    finished = chain.from_iterable(finished_tasks(one, settings, changes) for one in accounts)
    known = calibrations(tuple(finished), accounts, as_of)
    found = (predictions(one, settings, as_of, known, draws) for one in accounts)
    return Backtest(as_of=as_of, predictions=tuple(chain.from_iterable(found)))


def calibrations(
    finished: Sequence[FinishedTask], accounts: Iterable[Account], as_of: Day
) -> Mapping[Day, Calibration]:
    """What was learned at the beginning of each week, by its Monday, as far as it is needed."""
    mondays = {_monday(made) for account in accounts for made in _moments(account, as_of)}
    return {monday: learned(finished, monday - timedelta(days=1)) for monday in sorted(mondays)}


def predictions(
    account: Account,
    settings: Settings,
    as_of: Day,
    known: Mapping[Day, Calibration],
    draws: int = DRAWS,
) -> tuple[Prediction, ...]:
    """The forecasts of one account that count; `known` is what was learned by each Monday."""
    net = network(account, settings, AsOf(as_of))
    return tuple(
        one
        for made in _moments(account, as_of)
        for one in _made(net, made, known[_monday(made)], draws)
        if one.p80 <= as_of
    )


def _monday(day: Day) -> Day:
    return day - timedelta(days=day.weekday())


def _moments(account: Account, as_of: Day) -> Iterator[Day]:
    """From kickoff on, as long as a milestone is ahead."""
    milestones = (
        task
        for task in account.plan.tasks
        if task.is_milestone and task.effective_status != "dropped"
    )
    last = min(max((one.done or as_of for one in milestones), default=Day.min), as_of)
    moment = account.plan.kickoff
    while moment < last:
        yield moment
        moment += EVERY


def _made(net: Network, made: Day, calibration: Calibration, draws: int) -> Iterator[Prediction]:
    """The forecasts of one morning."""
    today = net.calendars.organization.offset(made)
    likely = simulate(net, calibration, draws, Moment(today, today - 1))
    for id_, dates in likely.items():
        number = net.task(id_)
        task = net.nodes[number].task if number is not None else None
        if task and task.done != made:
            yield Prediction(
                customer=net.account.slug,
                milestone=id_,
                is_go_live=number == net.go_live,
                made=made,
                p50=dates.p50,
                p80=dates.p80,
                actual=task.done,
            )


def _score(predictions_: Iterable[Prediction]) -> Score:
    every = tuple(predictions_)
    return Score(
        forecasts=len(every),
        p50_met=sum(one.met(one.p50) for one in every),
        p80_met=sum(one.met(one.p80) for one in every),
    )
