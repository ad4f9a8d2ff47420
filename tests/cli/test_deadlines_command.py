"""`onboardgen deadlines` as people and programs meet it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.cli.reports import SLUGS, TODAY, Example, break_a_customer, report, text
from tests.example_workspace import CLEAN, run_onboardgen

OF_AN_ITEM = [
    "ref", "customer", "kind", "rung", "title", "owner", "party", "due", "days", "blocks",
    "go_live_days", "escalate_to", "path", "line",
]  # fmt: skip
KINDS = {
    "overdue", "due_soon", "blocked_too_long", "gate_waiting", "plan_untouched", "grant_ended"
}  # fmt: skip
LEAST = """
format: 1
organization: {{name: Example Billing, timezone: Europe/Berlin, calendar: {{country: DE}}}}
team: {{mia: {{name: Mia Keller}}}}
rules: {{{rules}}}
"""
CUSTOMER = "name: ACME\ntimezone: {zone}\ncontacts: {{jo: {{name: Jo Lind}}}}\n"
PLAN = """
kickoff: 2026-11-02
go_live: {milestone: go-live}
stages: [{id: all, name: All}]
tasks:
  - {id: a, title: A, stage: all, owner: jo, duration: 5, due: 2026-12-04}
  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, needs: [a]}
"""


def one_customer(root: Path, zone: str = "Europe/Berlin", rules: str = "") -> Path:
    """A workspace in which Jo owes one task, due on Friday 4 December."""
    directory = root / "plans/acme"
    directory.mkdir(parents=True)
    (root / "onboardgen.yaml").write_text(LEAST.format(rules=rules), encoding="utf-8")
    (directory / "customer.yaml").write_text(CUSTOMER.format(zone=zone), encoding="utf-8")
    (directory / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return root


def test_the_json_holds_to_the_contract(example: Example) -> None:
    found = example.report("deadlines", *TODAY)
    assert (found["format"], found["as_of"]) == ("onboardgen.deadlines/1", "2026-12-01")
    assert found["items"]
    for item in found["items"]:
        assert list(item) == OF_AN_ITEM
        assert item["kind"] in KINDS
        lines = (example.root / item["path"]).read_text(encoding="utf-8").splitlines()
        assert 1 <= item["line"] <= len(lines)
        if item["ref"].startswith("task:"):
            assert item["ref"].removeprefix("task:") in lines[item["line"] - 1]
    order = [(item["customer"], item["kind"]) for item in found["items"]]
    assert [slug for slug, _ in order] == sorted(slug for slug, _ in order)
    assert Counter(kind for _, kind in order)["overdue"] >= 5


def test_the_text_names_customer_owner_lateness_and_place(example: Example) -> None:
    told = example.text("deadlines", *TODAY)
    assert "Brightwater Clinics · brightwater\n" in told
    assert "  blocked for 7 days\n    Deliver the full extract of the old ledger\n" in told
    assert "    next: Harriet Osei · plans/brightwater/plan.yaml:" in told
    only = example.text("deadlines", "mori", *TODAY)
    assert "Mori Stationery · mori\n" in only
    assert "halden" not in only


def test_it_fails_only_where_it_is_told_to(tmp_path: Path) -> None:
    root = one_customer(tmp_path)

    def code(day: str, *arguments: str) -> int:
        return run_onboardgen(
            "deadlines", "--today", day, *arguments, cwd=root, check=False
        ).returncode

    assert code("2026-12-07") == 0
    assert code("2026-12-07", "--fail-on", "overdue") == 1
    assert code("2026-12-04", "--fail-on", "overdue") == 0
    assert code("2026-12-04", "--fail-on", "due_soon") == 1
    nothing = text("deadlines", "--today", "2026-11-16", "--fail-on", "due_soon", cwd=root)
    assert "Nothing is late or due soon." in nothing


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Asia/Tokyo", "2026-12-04T23:59+09:00", "2026-12-05T00:00+09:00"),
        ("Europe/Berlin", "2026-12-04T23:59+01:00", "2026-12-05T00:00+01:00"),
        ("Pacific/Honolulu", "2026-12-05T10:59+01:00", "2026-12-05T11:00+01:00"),
    ],
)
def test_now_flips_an_item_at_the_midnight_of_its_owner(
    zone: str, before: str, after: str, tmp_path: Path
) -> None:
    root = one_customer(tmp_path, zone)
    kinds = [
        [item["kind"] for item in report("deadlines", "--now", moment, cwd=root)["items"]]
        for moment in (before, after)
    ]
    assert kinds == [["due_soon"], ["overdue"]]


def test_a_plan_that_nobody_touched_is_told_inside_git_only(tmp_path: Path) -> None:
    root = one_customer(tmp_path, rules="untouched_days: 3")
    asked = ("deadlines", "--today", "2026-11-16")
    assert report(*asked, cwd=root)["items"] == []
    committed = {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (
            ("NAME", "Mia"), ("EMAIL", "mia@example.com"), ("DATE", "2026-11-10T09:00+01:00")
        )
    }  # fmt: skip
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run(
            ["git", *arguments],
            cwd=root,
            check=True,
            env={**CLEAN, "HOME": str(tmp_path), **committed},
        )
    (item,) = report(*asked, cwd=root)["items"]
    assert (item["kind"], item["ref"], item["days"]) == ("plan_untouched", "plan:acme", 4)
    assert (item["owner"], item["path"]) == ("mia", "plans/acme/plan.yaml")
    assert "nothing changed for 4 days" in text(*asked, cwd=root)


def test_a_broken_customer_is_named_and_the_others_are_told(own_example: Path) -> None:
    break_a_customer(own_example, "halden")
    done = run_onboardgen("deadlines", *TODAY, cwd=own_example, check=False)
    assert done.returncode == 1
    assert "Left out for their errors: halden." in done.stderr
    assert "OG301" in done.stderr
    assert "Brightwater Clinics" in done.stdout
    found = report("deadlines", *TODAY, cwd=own_example, check=False)
    assert found["left_out"] == ["halden"]
    assert {item["customer"] for item in found["items"]} < set(SLUGS)


def test_a_workspace_whose_own_file_is_broken_is_an_error(own_example: Path) -> None:
    (own_example / "onboardgen.yaml").write_text("format: 1\n", encoding="utf-8")
    for command in ("deadlines", "next", "status"):
        done = run_onboardgen(command, "--format", "json", cwd=own_example, check=False)
        assert done.returncode == 1
        assert json.loads(done.stdout)["as_of"] is None
        assert "Left out for their errors: brightwater" in done.stderr
    assert "onboardgen.yaml:1:1" in run_onboardgen("next", cwd=own_example, check=False).stderr


def test_titles_are_shown_as_they_are_written(tmp_path: Path) -> None:
    root = one_customer(tmp_path)
    plan = root / "plans/acme/plan.yaml"
    plan.write_text(PLAN.replace("title: A,", 'title: "[bold red]A[/] :smile: %s",'))
    for words in ("deadlines", "next", "forecast acme"):
        told = text(*words.split(), "--today", "2026-12-07", cwd=root)
        assert "[bold red]A[/] :smile: %s" in " ".join(told.split())
