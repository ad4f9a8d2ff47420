"""The generated histories: the same commits each time, merges among them, all of them told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.history import CUSTOMERS, generate_history
from onboardgen.git.log import read_log
from onboardgen.git.repository import find_repository
from onboardgen.workflows.history import workspace_history
from tests.git.made_up_repository import NO_CONFIGURATION


def test_the_same_numbers_make_the_same_history_and_every_decision_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)
    for name in ("one", "again"):
        generate_history(tmp_path / name, commits=120, decisions=40)
    one, again = (read_log(find_repository(tmp_path / name)) for name in ("one", "again"))
    assert one == again
    assert (len(one), sum(commit.is_merge for commit in one)) == (120, 11)
    found = workspace_history(tmp_path / "one", None)
    created = [
        each for told in found.values() for each in told if each.kind == "created" and each.ref
    ]
    assert (len(found), len({str(each.ref) for each in created})) == (CUSTOMERS, 40)
