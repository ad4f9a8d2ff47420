"""The tutorial, followed once for all tests that start from where it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.markdown_files import read_page
from tests.docs.walkthrough import Followed, follow
from tests.made_once import made_once

PRINTED = "printed.txt"


@pytest.fixture(scope="session")
def tutorial(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """The workspace in which it was followed is not to be changed."""
    path = made_once(tmp_path_factory, "tutorial", _follow_tutorial)
    return Followed(path / "workspace", (path / PRINTED).read_text(encoding="utf-8"))


def _follow_tutorial(path: Path) -> None:
    workspace = path / "workspace"
    workspace.mkdir()
    printed = follow(read_page("docs/tutorial.md"), workspace, path / "home", start="bare")
    (path / PRINTED).write_text(printed, encoding="utf-8")
