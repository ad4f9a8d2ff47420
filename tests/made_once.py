"""What takes long to make and nobody changes: made by one worker of a test run, for all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

WORKER = "PYTEST_XDIST_WORKER"


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The directory of this name; `make` fills it where no worker has done so before."""
    base = factory.getbasetemp()
    shared = base.parent if WORKER in os.environ else base
    path, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            path.mkdir()
            make(path)
            done.touch()
    return path
