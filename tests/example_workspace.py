"""The example workspace, and the command line in a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.prepared_python import CLEAN, run_prepared, start_prepared

__all__ = [
    "AS_OF",
    "CLEAN",
    "REPOSITORY",
    "copy_example",
    "import_onboardgen",
    "run_onboardgen",
    "start_onboardgen",
]

REPOSITORY = Path(__file__).parent.parent
AS_OF = date(2026, 12, 1)


def copy_example(target: Path) -> Path:
    """The example workspace without Git, theme and caches."""
    target.mkdir(parents=True)
    for name in ("onboardgen.yaml", "access.yaml", "calibration.yaml", "demo-root.key"):
        shutil.copy2(REPOSITORY / name, target / name)
    shutil.copytree(REPOSITORY / "plans", target / "plans")
    return target


def run_onboardgen(
    *arguments: str, cwd: Path, check: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with an environment of its own.

    What is said to Python itself (`PYTHON…`) or to its libraries wants a Python that starts.
    """
    if any(name.startswith(("PYTHON", "LC_", "LANG")) for name in environment):
        return start_onboardgen(*arguments, cwd=cwd, check=check, **environment)
    done = run_prepared(arguments, cwd, {**CLEAN, **environment})
    if check:
        done.check_returncode()
    return done


def import_onboardgen(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The same in a Python that imports all of ours for this call alone."""
    done = start_prepared(arguments, cwd, CLEAN, bare=True).wait()
    done.check_returncode()
    return done


def start_onboardgen(
    *arguments: str, cwd: Path, check: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same in a Python that starts and imports for this call alone."""
    return subprocess.run(
        [sys.executable, "-m", "onboardgen", *arguments],
        cwd=cwd,
        env={**CLEAN, **environment},
        capture_output=True,
        text=True,
        check=check,
        timeout=300,
    )
