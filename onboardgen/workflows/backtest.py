"""`forecast --backtest`: how often P50 and P80 were met in the past of the workspace."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from onboardgen.findings import Finding
from onboardgen.schedule.backtest import Backtest, calibrations, predictions
from onboardgen.workflows.accounts import MANY, Moment
from onboardgen.workflows.past import read_past
from onboardgen.workflows.processes import spread


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestReport:
    """The back-test, or None where nothing could be read; `broken` customers are left out of it.
    `unread` says why Git was not asked for the durations that tasks once had."""

    backtest: Backtest | None
    finished: int = 0
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    unread: str = ""


def backtest(root: Path, moment: Moment) -> BacktestReport:
    """Back-test the whole workspace at `root`, up to the day of `moment`."""
    past = read_past(root, moment)
    if past.context is None:
        return BacktestReport(backtest=None, broken=past.broken, findings=past.findings)
    settings, as_of = past.context.settings, past.context.as_of.day
    known = calibrations(past.finished, past.accounts, as_of)
    work = partial(predictions, settings=settings, as_of=as_of, known=known)
    found = spread(work, past.accounts, at_least=MANY)
    return BacktestReport(
        backtest=Backtest(as_of=as_of, predictions=tuple(chain.from_iterable(found))),
        finished=sum(one.done <= as_of for one in past.finished),
        broken=past.broken,
        findings=past.findings,
        unread=past.unread,
    )
