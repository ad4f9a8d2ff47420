"""The example workspace to build in: a copy of its own for each test that asks for one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.chromium import browser, pytest_collection_modifyitems

__all__ = ["browser", "pytest_collection_modifyitems"]

REPOSITORY = Path(__file__).parent.parent
AS_OF = date(2026, 12, 1)
CLEAN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}

Run = Callable[..., subprocess.CompletedProcess[str]]


def copy_example(target: Path) -> Path:
    """The example workspace without Git, theme and caches."""
    target.mkdir(parents=True)
    for name in ("onboardgen.yaml", "access.yaml", "demo-root.key"):
        shutil.copy2(REPOSITORY / name, target / name)
    shutil.copytree(REPOSITORY / "plans", target / "plans")
    return target


def run_onboardgen(
    *arguments: str, cwd: Path, check: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "onboardgen", *arguments],
        cwd=cwd,
        env={**CLEAN, **environment},
        capture_output=True,
        text=True,
        check=check,
        timeout=300,
    )


@pytest.fixture(scope="session")
def built_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace, built once into `_site` as of the demo's day. Not to be changed."""
    root = copy_example(tmp_path_factory.mktemp("example") / "workspace")
    run_onboardgen("build", "--today", AS_OF.isoformat(), cwd=root)
    return root


@pytest.fixture
def example(built_example: Path, tmp_path: Path) -> Path:
    """A copy of the built example, caches included, to change at will."""
    root = tmp_path / "workspace"
    shutil.copytree(built_example, root, symlinks=True)
    return root
