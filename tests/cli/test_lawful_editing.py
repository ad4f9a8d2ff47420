"""What the editing commands write is what `check --base` asks for: a day's work breaks no rule."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

from tests.example_workspace import CLEAN, copy_example, run_onboardgen

A_DAY = """
move halden sso-approval --to 2026-12-18 --reason it_approval --note "Queue"
confirm halden sso-approval
unblock halden sso-approval
start halden sso-test
block halden sso-test --reason technical --note "Test tenant is down" --until 2026-12-03
done halden sso-approval --evidence https://requests.halden.example/SR-2291
change new halden late --target setting:billing.late_events --requested 7 --reason "Late scans"
change assess halden 6 --effort-hours 1 --schedule-days 0
change approve halden 6 --as lena --evidence "Minutes of 1 December" --apply
change reject halden 4 --reason "Zug joins in 2028."
decide halden delivery --title T --decision D --reason R --set invoicing.revenue_date=Delivery
decide halden ranges --title T --decision D --reason R --supersedes 0009-numbers-per-entity
"""
WHEN = "2026-12-01T12:00:00+01:00"
ENVIRONMENT = {**CLEAN, "GIT_AUTHOR_DATE": WHEN, "GIT_COMMITTER_DATE": WHEN}


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=root, env=ENVIRONMENT, check=True)


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "A day's work")


def test_a_day_of_editing_breaks_no_rule_of_change(tmp_path: Path) -> None:
    root = copy_example(tmp_path / "workspace")
    git(root, "init", "-q")
    git(root, "config", "user.name", "Mia Keller")
    git(root, "config", "user.email", "mia.keller@quillmark.example")
    commit(root)
    for line in A_DAY.strip().splitlines():
        run_onboardgen(*shlex.split(line), "--today", "2026-12-01", cwd=root)
    commit(root)
    told = run_onboardgen(
        "check", "halden", "--base", "HEAD~1", "--format", "json", "--today", "2026-12-01", cwd=root
    )
    findings = json.loads(told.stdout)["findings"]
    assert [one for one in findings if one["severity"] == "error"] == []
    assert [one for one in findings if one["code"].startswith("OG8")] == []
