"""`onboardgen forecast` as people and programs meet it."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.cli.reports import SLUGS, TODAY, Example, break_a_customer
from tests.example_workspace import run_onboardgen

OF_A_TASK = {
    "id", "start", "finish", "late_start", "late_finish", "float_days", "critical", "due",
    "slip_days", "state", "overdue", "due_soon",
}  # fmt: skip


@pytest.mark.parametrize("slug", SLUGS)
def test_the_json_holds_to_the_contract_for_every_example(slug: str, example: Example) -> None:
    found = example.report("forecast", slug, *TODAY)
    assert list(found)[:6] == [
        "format", "customer", "as_of", "go_live", "tasks", "critical_path"
    ]  # fmt: skip
    assert (found["format"], found["customer"]) == ("onboardgen.forecast/1", slug)
    assert found["as_of"] == "2026-12-01"
    assert set(found["go_live"]) == {"due", "forecast", "p50", "p80", "slip_days"}
    tasks = {one["id"]: one for one in found["tasks"]}
    assert all(set(one) >= OF_A_TASK for one in found["tasks"])
    assert set(found["critical_path"]) <= set(tasks)
    assert all(tasks[id_]["critical"] for id_ in found["critical_path"])
    assert sum(one["days"] for one in found["slip"]["causes"]) == found["slip"]["slip_days"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_text_says_what_the_json_says(slug: str, example: Example) -> None:
    found = example.report("forecast", slug, *TODAY)
    told = example.text("forecast", slug, *TODAY)
    day = date.fromisoformat(found["go_live"]["forecast"])
    assert re.search(rf"\b{day.day} {day:%b}\b", told.splitlines()[1])
    slip = found["slip"]["slip_days"]
    if slip:
        sentence = " ".join(told.split())
        assert f"{slip} days late because “" in sentence
        assert f"{slip:+d}  in all" in told
    else:
        assert "As promised." in told
    for line in ("█ until today", "◆ go-live as promised"):
        assert line in told


def test_the_table_tells_what_each_task_may_cost(example: Example) -> None:
    told = example.text("forecast", "halden", *TODAY)
    tasks = {one["id"]: one for one in example.report("forecast", "halden", *TODAY)["tasks"]}
    task = tasks["wayfare-connector"]
    row = next(line for line in told.splitlines() if line.startswith("Build the Wayfare conn"))
    numbers = [f"{task['slip_days']:+d}", str(task["float_days"]), str(task["go_live_days"])]
    assert row.split()[-3:] == numbers


def test_what_if_shows_before_and_after_and_writes_nothing(example: Example) -> None:
    plan = example.root / "plans/mori/plan.yaml"
    before = plan.read_bytes()
    asked = ("forecast", "mori", *TODAY, "--if", "november-closing=2026-12-21")
    told = example.text(*asked)
    found = example.report(*asked)
    assert plan.read_bytes() == before
    assert found["go_live"]["forecast"] == "2026-12-11"
    assert found["what_if"]["finishing"] == {"task:november-closing": "2026-12-21"}
    after = date.fromisoformat(found["what_if"]["go_live"]["forecast"])
    assert after > date(2026, 12, 21)
    assert f"Fri 11 Dec → {after:%a} {after.day} Dec" in told
    assert "later" in told
    assert any(one["finish"] != one["finish_if"] for one in found["what_if"]["tasks"])


def test_a_what_if_that_changes_nothing_says_so(example: Example) -> None:
    told = example.text("forecast", "halden", *TODAY, "--if", "sso-approval=2026-12-09")
    assert "Go-live stays on Thu 4 Mar 2027." in told


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("halde",), "Did you mean halden?"),
        (("halden", "--if", "sso-aproval=2026-12-18"), "Did you mean sso-approval?"),
        (("halden", "--if", "decision:0013-revenue=2026-12-18"), "0013-revenue-on-delivery"),
        (("halden", "--if", "sso-approval"), "Write it like sso-approval=2026-12-18."),
        (("halden", "--if", "sso-approval=soon"), "'soon' is not a day"),
        (("halden", "--today", "2026-12-01", "--now", "2026-12-01T09:00Z"), "not both"),
        (("halden", "--now", "2026-12-01T09:00"), "no moment with its offset"),
        ((), "Name one customer, or ask for --backtest alone."),
        (("halden", "--backtest"), "Name one customer, or ask for --backtest alone."),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_can(
    arguments: tuple[str, ...], said: str, example: Example
) -> None:
    done = run_onboardgen("forecast", *arguments, cwd=example.root, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_customer_with_errors_has_no_forecast(own_example: Path) -> None:
    break_a_customer(own_example, "mori")
    done = run_onboardgen("forecast", "mori", cwd=own_example, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "OG301" in done.stderr
    assert "no-such-task" in done.stderr
    done = run_onboardgen("forecast", "mori", "--format", "json", cwd=own_example, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["findings"][0]["code"] == "OG301"
    assert run_onboardgen("forecast", "halden", cwd=own_example).returncode == 0


def test_the_timeline_is_drawn_in_plain_letters_where_nothing_else_can_be_shown(
    example: Example,
) -> None:
    done = run_onboardgen(
        "forecast", "mori", *TODAY, cwd=example.root, PYTHONIOENCODING="ascii:replace"
    )  # fmt: skip
    assert "# until today  = forecast  v today  * go-live as promised" in done.stdout
    assert re.search(r"^Go-live +\.+=+$", done.stdout, re.MULTILINE)


def test_the_past_is_told_with_the_number_of_forecasts_behind_each_figure(
    example: Example,
) -> None:
    found = example.report("forecast", "--backtest", *TODAY)
    assert found["format"] == "onboardgen.backtest/1"
    assert found["all"]["forecasts"] == len(found["predictions"]) > 0
    told = example.text("forecast", "--backtest", *TODAY)
    assert re.search(rf"^all milestones +{found['all']['forecasts']} ", told, re.MULTILINE)
    assert "P80 met" in told
