"""The example workspace, and the command line in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
AS_OF = date(2026, 12, 1)
CLEAN = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}


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
