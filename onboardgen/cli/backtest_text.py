"""How a back-test looks: for people and for programs."""

from __future__ import annotations

import click

from onboardgen.cli.presentation import counted
from onboardgen.cli.tables import Column, paragraph, print_table
from onboardgen.schedule.backtest import EVERY, HORIZONS, Backtest, Score
from onboardgen.workflows.backtest import BacktestReport

FEW = 20
"""Forecasts below which chance alone explains a lot."""


def print_backtest(report: BacktestReport) -> None:
    """How often P50 and P80 were met, with the number of forecasts behind each figure."""
    found = report.backtest
    if found is None:
        return
    if not found.predictions:
        paragraph(
            "Nothing to compare yet: no P80 of a milestone has passed that could have been "
            f"learned from earlier tasks. {counted(report.finished, 'finished task')} so far."
        )
        return
    customers = len({one.customer for one in found.predictions})
    milestones = len({(one.customer, one.milestone) for one in found.predictions})
    paragraph(
        f"Up to {found.as_of}: {counted(found.every.forecasts, 'forecast')} of "
        f"{counted(milestones, 'milestone')} of {counted(customers, 'customer')}, one every "
        f"{EVERY.days} days since kickoff, each from what was known on its day."
    )
    click.echo()
    columns = (
        Column("Forecasts of"),
        Column("Number", "right"),
        Column("P50 met", "right"),
        Column("P80 met", "right"),
    )
    print_table(columns, [score_row(name, score) for name, score in scores(found)])
    click.echo()
    paragraph("Where likely dates are right, P50 is met in 50 of 100 cases and P80 in 80.")
    if found.every.forecasts < FEW or customers < FEW // 4:
        paragraph("So few say little: forecasts of one customer miss together.")


def scores(found: Backtest) -> tuple[tuple[str, Score], ...]:
    near, far = HORIZONS
    names = (f"up to {near} days ahead", f"{near + 1} to {far} days ahead", "further ahead")
    return (
        ("all milestones", found.every),
        ("go-live", found.go_live),
        *zip(names, found.by_horizon, strict=True),
    )


def score_row(name: str, score: Score) -> tuple[str, ...]:
    return (
        name,
        str(score.forecasts),
        _of_hundred(score.p50_met, score.forecasts),
        _of_hundred(score.p80_met, score.forecasts),
    )


def _of_hundred(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f} %)" if whole else ""


def backtest_as_json(report: BacktestReport) -> dict[str, object]:
    """`p50_met` and `p80_met` count forecasts; days ahead are calendar days to the P50."""
    found = report.backtest
    if found is None:
        return {"findings": [one.as_json() for one in report.findings]}
    edges = (*HORIZONS, None)
    return {
        "as_of": found.as_of.isoformat(),
        "finished": report.finished,
        "history_read": not report.unread,
        "all": score_as_json(found.every),
        "go_live": score_as_json(found.go_live),
        "horizons": [
            {"up_to_days": edge, **score_as_json(score)}
            for edge, score in zip(edges, found.by_horizon, strict=True)
        ],
        "predictions": [
            {
                "customer": one.customer,
                "milestone": one.milestone,
                "made": one.made.isoformat(),
                "p50": one.p50.isoformat(),
                "p80": one.p80.isoformat(),
                "actual": one.actual.isoformat() if one.actual else None,
                "p50_met": one.met(one.p50),
                "p80_met": one.met(one.p80),
            }
            for one in found.predictions
        ],
    }


def score_as_json(score: Score) -> dict[str, object]:
    return {
        "forecasts": score.forecasts,
        "p50_met": score.p50_met,
        "p80_met": score.p80_met,
    }
