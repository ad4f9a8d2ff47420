"""What commands say where dates are awkward: leave, free days, dropped, far away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.reports import plain
from tests.example_workspace import run_onboardgen

WORKSPACE = """\
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin, calendar: {country: DE}}
team:
  mia: {name: Mia Keller, email: mia@example.com, away: [{from: 2026-12-24, to: 2027-01-06}]}
"""
CUSTOMER = """\
name: ACME
contacts: {jo: {name: Jo Lind, email: jo@acme.example}}
"""
PLAN = """\
kickoff: 2026-12-01
go_live: {milestone: go-live}
defaults: {counterpart: mia}
stages: [{id: all, name: All}]
tasks:
  - {id: a, title: Load, stage: all, owner: jo, duration: 17, started: 2026-12-01, due: 2026-12-23}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [a],
     due: 2026-12-23, counterpart: jo}
"""
MONDAY = ("--today", "2026-12-07")


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    """One customer; our Mia owns go-live and is away from the day after its promise."""
    (tmp_path / "onboardgen.yaml").write_text(WORKSPACE)
    plan = tmp_path / "plans" / "acme" / "plan.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text(PLAN)
    plan.with_name("customer.yaml").write_text(CUSTOMER)
    return tmp_path


def rewrite(root: Path, before: str, after: str) -> None:
    plan = root / "plans" / "acme" / "plan.yaml"
    text = plan.read_text()
    assert before in text
    plan.write_text(text.replace(before, after))


def said(root: Path, *arguments: str) -> str:
    done = run_onboardgen(*arguments, cwd=root)
    assert done.returncode == 0, done.stderr
    return " ".join(plain(done.stdout).split())


def test_a_go_live_during_its_owners_leave_is_late_and_not_as_promised(acme: Path) -> None:
    assert "As promised." in said(acme, "forecast", "acme", *MONDAY)
    rewrite(acme, "duration: 17", "duration: 21")
    told = said(acme, "forecast", "acme", *MONDAY)
    assert "forecast Wed 30 Dec. Late, though by no working day of its owner." in told
    assert "23 Dec → 30 Dec" in said(acme, "status", *MONDAY)
    told = said(acme, "status", "acme", *MONDAY)
    assert "at risk" in told
    assert "- go-live is forecast after its promise" in told


def test_a_what_if_into_the_leave_of_the_owner_is_later(acme: Path) -> None:
    told = said(acme, "forecast", "acme", *MONDAY, "--if", "a=2026-12-30")
    assert "Go-live Wed 23 Dec → Wed 30 Dec, 0 days later." in told


def test_a_dropped_go_live_has_no_forecast_for_that_reason(acme: Path) -> None:
    rewrite(acme, "counterpart: jo}", "counterpart: jo, status: dropped}")
    told = said(acme, "forecast", "acme", *MONDAY)
    assert "Go-live has no forecast: it is dropped." in told


def test_what_is_promised_for_a_later_day_is_not_due_today(acme: Path) -> None:
    rewrite(acme, "due: 2026-12-23, counterpart", "due: 2027-01-04, counterpart")
    told = said(acme, "deadlines", "--today", "2026-12-29")
    assert "due soon Go-live Mia Keller (Example Billing) · due Mon 4 Jan 2027" in told
    assert "due today" in said(acme, "deadlines", "--today", "2027-01-04")


@pytest.mark.parametrize("command", ["forecast", "status", "next", "deadlines"])
def test_nothing_is_said_of_other_customers_where_there_are_none(acme: Path, command: str) -> None:
    rewrite(acme, "kickoff: 2026-12-01", "kickoff: 1")
    slug = ("acme",) if command == "forecast" else ()
    done = run_onboardgen(command, *slug, *MONDAY, cwd=acme, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Left out for their errors: acme." in done.stderr


@pytest.mark.parametrize("option", ["--today", "--now"])
@pytest.mark.parametrize("year", ["0001", "2200"])
def test_a_year_outside_the_contract_is_refused(acme: Path, option: str, year: str) -> None:
    time = "T12:00+01:00" if option == "--now" else ""
    done = run_onboardgen("deadlines", option, f"{year}-06-01{time}", cwd=acme, check=False)
    assert done.returncode == 2
    assert "lies outside 1900 to 2199" in done.stderr


def test_a_stage_cannot_be_asked_what_if(acme: Path) -> None:
    asked = ("forecast", "acme", "--if", "stage:all=2026-12-21")
    done = run_onboardgen(*asked, cwd=acme, check=False)
    assert done.returncode == 2
    assert "stage:all ends with its last task." in done.stderr
    assert "Did you mean" not in done.stderr


def test_long_names_take_no_column_from_a_table(acme: Path) -> None:
    customer = acme / "plans" / "acme" / "customer.yaml"
    long = "Maximilian-Alexander von und zu Hohenlohe-Waldenburg-Schillingsfuerst the Younger"
    customer.write_text(CUSTOMER.replace("Jo Lind", long))
    customer.parent.rename(acme / "plans" / "hohenlohe-waldenburg-schillingsfuerst-logistics")
    told = run_onboardgen("status", "--today", "2027-01-15", cwd=acme).stdout
    assert "in trouble" in told
    slug = "hohenlohe-waldenburg-schillingsfuerst-logistics"
    told = run_onboardgen("status", slug, "--today", "2027-01-15", cwd=acme).stdout
    table = told[told.index("What moved go-live") :]
    assert table.splitlines()[1].split() == ["Days", "What", "Who", "Why"]
    assert max(map(len, told.splitlines())) <= 80


def test_the_timeline_stands_straight_beside_names_of_wide_letters(acme: Path) -> None:
    rewrite(acme, "name: All", "name: 日本語の長い段階の名前はここにあります")
    told = run_onboardgen("forecast", "acme", *MONDAY, cwd=acme).stdout
    row = next(line for line in told.splitlines() if line.startswith("日本"))
    marks = next(line for line in told.splitlines() if line.strip() and "▼" in line)
    assert cell_len(row[: row.index("▒")]) == cell_len(marks[: marks.index("▼")]) + 1


@pytest.mark.parametrize("command", ["forecast", "status"])
def test_the_json_of_one_broken_customer_names_it_as_left_out(acme: Path, command: str) -> None:
    rewrite(acme, "kickoff: 2026-12-01", "kickoff: 1")
    done = run_onboardgen(command, "acme", "--format", "json", cwd=acme, check=False)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["customer"], found["left_out"]) == ("acme", ["acme"])
