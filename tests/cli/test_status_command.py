"""`onboardgen status` as people and programs meet it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onboardgen.workflows.explain import materialise
from tests.cli.reports import SLUGS, TODAY, Example, break_a_customer, report
from tests.example_workspace import run_onboardgen


def test_every_account_is_on_one_line_the_worst_first(example: Example) -> None:
    found = example.report("status", *TODAY)
    assert (found["format"], found["as_of"]) == ("onboardgen.status/1", "2026-12-01")
    accounts = {one["customer"]: one for one in found["accounts"]}
    assert set(accounts) == set(SLUGS)
    levels = [one["health"]["level"] for one in found["accounts"]]
    assert levels == sorted(levels, key=("red", "amber", "green", None).index)
    assert accounts["fennel"]["live_since"] == "2026-09-02"
    told = example.text("status", *TODAY).splitlines()
    words = {"red": "in trouble", "amber": "at risk", "green": "on track", None: "live"}
    for slug, one in accounts.items():
        line = next(row for row in told if row.startswith(f"{slug} "))
        assert words[one["health"]["level"]] in line


def test_reasons_are_the_internal_part_and_stand_in_words(example: Example) -> None:
    reasons = example.report("status", "brightwater", *TODAY)["health"]["reasons"]
    assert reasons[0]["code"] == "very_late"
    told = example.text("status", "brightwater", *TODAY)
    assert told.startswith("Brightwater Clinics · in trouble · Tue 1 Dec\n")
    assert f"  - go-live is forecast {reasons[0]['number']} days after its promise\n" in told


@pytest.mark.parametrize("slug", SLUGS)
def test_an_account_in_full_says_what_waits_what_can_be_done_and_what_took_the_days(
    slug: str, example: Example
) -> None:
    found = example.report("status", slug, *TODAY)
    told = " ".join(example.text("status", slug, *TODAY).split())
    slip = found["slip"]
    assert sum(one["days"] for one in slip["causes"]) == slip["slip_days"]
    for gate in found["gates"]:
        assert gate["open"] == (not gate["missing"])
    for action in found["actions"]:
        assert action["title"] in told
    todays = {ref for refs in found["can_do_today"].values() for ref in refs}
    assert todays == {a["ref"] for a in found["actions"] if a["kind"] != "unblock"}
    if slip["slip_days"]:
        assert f"{slip['slip_days']:+d} in all" in told


def test_a_gate_says_what_is_missing_and_who_makes_it_true(example: Example) -> None:
    told = " ".join(example.text("status", "halden", *TODAY).split())
    assert "Configuration: shut - Sign-off of the worksheet · Lena Brandt" in told
    assert "Halden Logistics can do today" in told
    assert "Kestrel Integration can do today" in told
    waits = told.partition("What waits on whom")[2].partition("Gates")[0]
    assert "Build the Wayfare connector" in waits
    assert "waits: Review the connector" in waits


def test_the_same_day_gives_the_same_answer(example: Example) -> None:
    first, second = (run_onboardgen("status", *TODAY, cwd=example.root).stdout for _ in range(2))
    assert first == second


def test_a_broken_customer_is_named_and_the_others_are_told(own_example: Path) -> None:
    break_a_customer(own_example, "mori")
    done = run_onboardgen("status", *TODAY, cwd=own_example, check=False)
    assert done.returncode == 1
    assert "Left out for their errors: mori." in done.stderr
    assert "4 accounts" in done.stdout
    alone = run_onboardgen("status", "mori", *TODAY, cwd=own_example, check=False)
    assert (alone.returncode, alone.stdout) == (1, "")
    assert "OG301" in alone.stderr


def test_an_unknown_customer_is_answered_with_the_nearest(example: Example) -> None:
    done = run_onboardgen("status", "haldn", cwd=example.root, check=False)
    assert (done.returncode, "Did you mean halden?" in done.stderr) == (2, True)


def test_many_customers_are_judged_in_several_processes_with_the_same_result(
    tmp_path: Path,
) -> None:
    root = tmp_path / "workspace"
    materialise("OG103", "passes", root)
    for number in range(30):
        shutil.copytree(root / "plans/acme", root / f"plans/acme-{number:02}")
    for command, rows in (("status", "accounts"), ("next", "actions")):
        found = report(command, "--today", "2026-12-01", cwd=root)[rows]
        told = [{**one, "rank": 0, "customer": "", "path": ""} for one in found]
        assert len({one["customer"] for one in found}) == 31
        assert all(one in told[:2] for one in told)
