"""How a back-test is told: each figure with the number of forecasts behind it."""

from __future__ import annotations

from datetime import date as Day
from datetime import timedelta

import pytest

from onboardgen.cli.backtest_text import backtest_as_json, print_backtest
from onboardgen.schedule.backtest import Backtest, Prediction
from onboardgen.workflows.backtest import BacktestReport

MADE = Day(2026, 1, 5)


def prediction(ahead: int, late: int | None, customer: str = "acme") -> Prediction:
    """One whose P80 is five days after its P50; `late` counts from the P50, None is never."""
    p50 = MADE + timedelta(days=ahead)
    return Prediction(
        customer=customer, milestone="go-live", is_go_live=True, made=MADE, p50=p50,
        p80=p50 + timedelta(days=5), actual=None if late is None else p50 + timedelta(days=late),
    )  # fmt: skip


def report(*predictions: Prediction) -> BacktestReport:
    return BacktestReport(
        backtest=Backtest(as_of=Day(2026, 12, 1), predictions=predictions), finished=40
    )


def test_each_share_stands_beside_its_number(capsys: pytest.CaptureFixture[str]) -> None:
    print_backtest(report(prediction(10, 0), prediction(40, 4), prediction(40, None)))
    lines = capsys.readouterr().out.splitlines()
    cells = {line.split("  ")[0]: line.split()[-6:] for line in lines if "%" in line}
    assert cells["all milestones"] == ["1", "(33", "%)", "2", "(67", "%)"]
    assert cells["up to 28 days ahead"] == ["1", "(100", "%)", "1", "(100", "%)"]
    assert cells["29 to 84 days ahead"] == ["0", "(0", "%)", "1", "(50", "%)"]
    assert any("3 forecasts of 1 milestone of 1 customer" in line for line in lines)
    assert any("say little" in line for line in lines)


def test_many_forecasts_of_many_customers_go_without_the_caution(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_backtest(report(*(prediction(10, 0, f"c{number}") for number in range(30))))
    assert "say little" not in capsys.readouterr().out


def test_nothing_to_compare_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    print_backtest(report())
    assert "Nothing to compare yet" in capsys.readouterr().out


def test_json_counts_the_same_and_shows_every_forecast() -> None:
    told = backtest_as_json(report(prediction(10, 0), prediction(90, None)))
    assert told["all"] == {"forecasts": 2, "p50_met": 1, "p80_met": 1}
    assert told["horizons"] == [
        {"up_to_days": 28, "forecasts": 1, "p50_met": 1, "p80_met": 1},
        {"up_to_days": 84, "forecasts": 0, "p50_met": 0, "p80_met": 0},
        {"up_to_days": None, "forecasts": 1, "p50_met": 0, "p80_met": 0},
    ]
    rows = told["predictions"]
    assert isinstance(rows, list)
    assert [(row["actual"], row["p80_met"]) for row in rows] == [
        ("2026-01-15", True),
        (None, False),
    ]
