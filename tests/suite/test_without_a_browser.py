"""Where there is no browser the tests say so; in CI they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.example_workspace import REPOSITORY

ONE = "tests/browser/test_unlocking.py"


def run_without_chromium(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = f"--basetemp={tmp_path / 'tests'}"  # nor are folders of earlier runs tidied up after it
    command = [sys.executable, "-m", "pytest", ONE, "-x", "-p", "no:cacheprovider", own]
    home = {"HOME": os.environ.get("HOME", str(tmp_path)), "PATH": str(tmp_path)}
    return subprocess.run(
        command, cwd=REPOSITORY, env={**home, **environment}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


def test_skipped_tests_are_told_in_the_last_lines(tmp_path: Path) -> None:
    done = run_without_chromium(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "The tests in a browser did not run" in "\n".join(done.stdout.splitlines()[-5:])


def test_in_ci_they_fail(tmp_path: Path) -> None:
    done = run_without_chromium(tmp_path, CI="true")
    assert done.returncode == 1
    assert "this machine has no Chromium" in done.stdout
