"""`onboardgen serve` as a process: its address, its end, its refusals."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copy(REPOSITORY / "onboardgen.yaml", tmp_path)
    shutil.copytree(REPOSITORY / "plans/fennel", tmp_path / "plans/fennel")
    return tmp_path


@pytest.fixture
def process(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-u", "-m", "onboardgen", "-C", str(root), "serve", "--port", "0"]
    started = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "HOME": str(root)},
    )
    with started:
        yield started
        if started.poll() is None:
            started.kill()


def test_it_prints_its_address_and_ends_cleanly_on_an_interrupt(
    process: subprocess.Popen[str],
) -> None:
    assert process.stdout
    told = process.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+/", told)
    assert address
    assert "this machine only" in told
    with urlopen(f"{address[0]}_events") as events:
        assert events.readline() == b"retry: 1000\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "Interrupted.")


def test_a_taken_port_is_told_with_a_way_out(root: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "onboardgen", "-C", str(root), "serve", "--port", port]
        run = subprocess.run(command, cwd=REPOSITORY, text=True, capture_output=True, check=False)
    assert run.returncode == 3
    assert port in run.stderr
    assert "--port 0" in run.stderr
    assert "Traceback" not in run.stderr
