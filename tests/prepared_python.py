"""A Python that has imported every command, and forks a process for each call of one.

Each call is a process of its own, with arguments, environment, directory and streams of its
own; only the time in which Python starts and imports is spent once instead of at every call.
That every command also starts by itself, `tests/cli/test_command_line.py` and the walk-throughs
of the docs show.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

CLEAN: Final = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
LARGEST_CALL: Final = 100_000
LONGEST_CALL: Final = 300
IMPORTED_WHEN_ASKED: Final = ("holidays.countries",)


def run_prepared(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """`python -m onboardgen ARGUMENTS`; a call that hangs ends with SIGALRM."""
    call = json.dumps([list(arguments), str(cwd), dict(environment)]).encode()
    channel = _channel()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        socket.send_fds(channel, [call], [out.fileno(), err.fileno()])
        code = int(channel.recv(LARGEST_CALL))
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(list(arguments), code, out.read(), err.read())


@functools.cache
def _channel() -> socket.socket:
    """To the prepared Python of this process of the tests, which ends when they end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    python = subprocess.Popen(
        [sys.executable, "-P", __file__, str(theirs.fileno())],
        env=CLEAN,
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    theirs.close()
    atexit.register(python.wait)
    atexit.register(ours.close)
    return ours


def serve(channel: socket.socket) -> None:
    """Answer each call with the exit code of its process; return in that process, to run it."""
    while True:
        call, streams, _, _ = socket.recv_fds(channel, LARGEST_CALL, 2)
        if not call:
            sys.exit()
        process = os.fork()
        if process == 0:
            channel.close()
            return _become(json.loads(call), streams)
        for stream in streams:
            os.close(stream)
        channel.send(b"%d" % os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


def _become(call: tuple[list[str], str, dict[str, str]], streams: list[int]) -> None:
    """Take on the arguments, directory, environment and streams of a call."""
    sys.argv[1:], directory, environment = call
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in zip((1, 2), streams, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    signal.alarm(LONGEST_CALL)


def _import_everything() -> None:
    package = importlib.import_module("onboardgen")
    for module in pkgutil.walk_packages(package.__path__, "onboardgen."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    for module in IMPORTED_WHEN_ASKED:
        importlib.import_module(module)
    gc.freeze()


if __name__ == "__main__":
    _import_everything()
    serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("onboardgen", run_name="__main__", alter_sys=True)
