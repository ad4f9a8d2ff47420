"""The worked example of the explanation gives the dates that the page says."""

from __future__ import annotations

from pathlib import Path

from tests.docs.markdown_files import read_page
from tests.docs.walkthrough import follow


def test_the_worked_example_of_the_schedule_prints_what_the_page_shows(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    printed = follow(read_page("docs/explanation/schedule.md"), workspace, tmp_path / "home")
    assert "ACME" in printed
