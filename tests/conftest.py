"""A built example workspace to test with, and the browser to open it in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.chromium import (
    browser,
    playwright,
    pytest_collection_modifyitems,
    pytest_terminal_summary,
    whole_browser,
)
from tests.example_workspace import AS_OF, copy_example, run_onboardgen
from tests.made_once import made_once

__all__ = [
    "browser",
    "playwright",
    "pytest_collection_modifyitems",
    "pytest_terminal_summary",
    "whole_browser",
]


@pytest.fixture(scope="session")
def built_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace, built once into `_site` as of the demo's day. Not to be changed."""
    return made_once(tmp_path_factory, "built", _build_example) / "workspace"


def _build_example(path: Path) -> None:
    root = copy_example(path / "workspace")
    run_onboardgen("build", "--today", AS_OF.isoformat(), cwd=root)


@pytest.fixture
def example(built_example: Path, tmp_path: Path) -> Path:
    """A copy of the built example, caches included, to change at will."""
    root = tmp_path / "workspace"
    shutil.copytree(built_example, root, symlinks=True)
    return root
