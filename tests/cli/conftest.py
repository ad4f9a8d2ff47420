"""Copies of the example workspace, outside Git."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.reports import Example
from tests.example_workspace import copy_example


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """One for all tests that only read."""
    return Example(copy_example(tmp_path_factory.mktemp("example") / "workspace"))


@pytest.fixture
def own_example(tmp_path: Path) -> Path:
    """One for a test that writes."""
    return copy_example(tmp_path / "workspace")
