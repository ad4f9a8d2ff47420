"""`check` over a whole workspace, and over some of its customers."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from datetime import date as Day
from pathlib import Path

import pytest

from onboardgen.checks.catalogue import check_account
from onboardgen.errors import UsageError
from onboardgen.loading.loader import load
from onboardgen.schedule.as_of import AsOf
from onboardgen.workflows import check as workflow
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import materialise


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two customers with the same mistake, and a mistake of the workspace's own."""
    materialise("OG302", "fails", tmp_path)
    shutil.copytree(tmp_path / "plans/acme", tmp_path / "plans/bolt")
    settings = tmp_path / "onboardgen.yaml"
    settings.write_text(settings.read_text().replace("Europe/Berlin", "Europe/Berlyn"))
    return tmp_path


def paths(root: Path, *slugs: str) -> set[str]:
    return {one.location.path for one in check(root, slugs).findings if one.severity == "error"}


def test_all_customers_are_checked(workspace: Path) -> None:
    own = {"onboardgen.yaml", "plans/acme/plan.yaml", "plans/bolt/plan.yaml"}
    assert paths(workspace) == own


def test_named_customers_are_checked_with_the_workspace(workspace: Path) -> None:
    assert paths(workspace, "bolt") == {"onboardgen.yaml", "plans/bolt/plan.yaml"}


def test_a_directory_that_is_no_customer_concerns_only_the_whole(workspace: Path) -> None:
    stray = workspace / "plans/Not A Slug"
    stray.mkdir()
    (stray / "plan.yaml").write_text("tasks: []\n")
    assert any("Not A Slug" in path for path in paths(workspace))
    assert not any("Not A Slug" in path for path in paths(workspace, "bolt"))


def test_an_unknown_customer_is_answered_with_the_nearest(workspace: Path) -> None:
    with pytest.raises(UsageError) as refused:
        check(workspace, ("bold",))
    assert "bolt" in refused.value.hint


def test_the_report_counts_what_it_lists(workspace: Path) -> None:
    result = check(workspace)
    assert result.customers == 2
    assert sum(result.counts.values()) == len(result.findings)
    assert result.counts["error"] == 3


def test_a_customer_that_cannot_be_read_does_not_hide_the_others(workspace: Path) -> None:
    (workspace / "plans/acme/plan.yaml").write_text("tasks: [")
    found = {(one.location.path, one.code.id) for one in check(workspace).findings}
    assert ("plans/bolt/plan.yaml", "OG302") in found
    assert ("plans/acme/plan.yaml", "OG102") in found


def test_several_processes_find_what_one_finds(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    materialise("OG503", "fails", workspace)
    for number in range(9):
        shutil.copytree(workspace / "plans/acme", workspace / f"plans/copy-{number}")
    monkeypatch.setattr(workflow, "MANY", 2)
    of_several = check(workspace)
    monkeypatch.setattr(workflow, "MANY", 1000)
    assert check(workspace) == of_several
    assert {"OG302", "OG503"} <= {one.code.id for one in of_several.findings}


def test_the_day_that_is_given_decides_what_has_happened(workspace: Path) -> None:
    materialise("OG718", "fails", workspace)

    def ended(today: Day) -> bool:
        return "OG718" in {one.code.id for one in check(workspace, ("acme",), today).findings}

    assert ended(Day(2026, 12, 1))
    assert not ended(Day(2026, 11, 30))


def test_an_owner_has_the_day_of_their_own_time_zone(workspace: Path) -> None:
    materialise("OG718", "fails", workspace)
    customer = workspace / "plans/acme/customer.yaml"
    customer.write_text(customer.read_text() + "timezone: Pacific/Honolulu\n")
    records = load(workspace, ("acme",))
    assert records.settings

    def ended(hour: int) -> bool:
        now = AsOf.at(datetime(2026, 12, 1, hour, 30, tzinfo=UTC), "Europe/Paris")
        found = check_account(records.accounts[0], settings, now)
        return "OG718" in {one.code.id for one in found}

    settings = records.settings
    assert [hour for hour in (8, 9, 10, 11) if ended(hour)] == [10, 11]
