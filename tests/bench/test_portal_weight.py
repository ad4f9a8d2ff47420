"""A portal of 150 tasks keeps its budget, whatever comes into the theme."""

from __future__ import annotations

from pathlib import Path

from bench.portal import BUDGET, TASKS, sealed_portal, write_workspace
from onboardgen.loading.loader import load


def test_a_portal_of_150_tasks_keeps_its_budget(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    (account,) = load(tmp_path).accounts
    assert len(account.plan.tasks) == TASKS
    assert len(sealed_portal(tmp_path).files["index.html"]) < BUDGET
