"""A Python that has imported every command, and forks a process for each call of one.

Each call is a process of its own, with arguments, environment, directory and streams of its
own; only the time in which Python starts, imports, and reads what the package itself brings
(schemas, catalogues, templates) is spent once instead of at every call. That every command also
imports by itself what it needs, a second, bare Python is for: it has imported only what others
wrote. `tests/cli/test_command_line.py` and the tutorial call that one; the README is followed with
a Python that starts for each command.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import resource
import runpy
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, Final

CLEAN: Final = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
PACKAGE: Final = "onboardgen"
BARE: Final = "bare"
LONGEST_CALL: Final = 300
LONGEST_NUMBER: Final = 10
NO_LIMITS: Final[Mapping[int, int]] = {}
IMPORTED_WHEN_ASKED: Final = ("holidays.countries",)
AS_OF: Final = date(2026, 12, 1)
EXAMPLE: Final = Path(__file__).parent.parent
CLIENT: Final = """#!{python} -ISB
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as one:
    one.connect({address!r})
    socket.send_fds(one, [b"-"], [0, 1, 2])
    call = dict(arguments=sys.argv[1:], directory=os.getcwd(), environment=dict(os.environ))
    one.sendall(json.dumps(call).encode())
    one.shutdown(socket.SHUT_WR)
    one.recv({longest})
    sys.exit(int(one.recv(100)))
"""


@dataclass(frozen=True)
class Call:
    """A call that has started; its process leads a group of its own."""

    arguments: tuple[str, ...]
    process: int
    answer: socket.socket
    heard: tuple[IO[str], ...]

    @property
    def is_running(self) -> bool:
        return not select.select([self.answer], [], [], 0)[0]

    def send(self, signal: signal.Signals) -> None:
        """As a terminal does: to everybody in the group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process, signal)

    def wait(self) -> subprocess.CompletedProcess[str]:
        """The exit code, and all that was said where nobody else listens."""
        with self.answer:
            code = int(self.answer.recv(100))
        said = []
        for stream in self.heard:
            with stream:
                stream.seek(0)
                said.append(stream.read())
        return subprocess.CompletedProcess(list(self.arguments), code, "".join(said[:-1]), said[-1])


def run_prepared(
    arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """`python -m onboardgen ARGUMENTS`; a call that hangs ends with SIGALRM."""
    return start_prepared(arguments, cwd, environment).wait()


def start_prepared(
    arguments: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    *,
    out: IO[str] | None = None,
    limits: Mapping[int, int] = NO_LIMITS,
    bare: bool = False,
) -> Call:
    """The same, not waited for. What it prints goes to `out`, if given; `limits` are how much it
    may have of what `resource` names. `bare`: of all that it imports only what others wrote is
    there."""
    call = {
        "arguments": list(arguments),
        "directory": str(cwd),
        "environment": dict(environment),
        "limits": list(limits.items()),
        "leads": True,
    }
    answer = socket.socket(socket.AF_UNIX)
    answer.connect(str(_address(bare=bare)))
    heard = tuple(tempfile.TemporaryFile("w+") for _ in range(1 if out else 2))  # noqa: SIM115
    with Path(os.devnull).open() as nothing:
        streams = (nothing, *([out] if out else ()), *heard)
        socket.send_fds(answer, [b"-"], [stream.fileno() for stream in streams])
    answer.sendall(json.dumps(call).encode())
    answer.shutdown(socket.SHUT_WR)
    return Call(tuple(arguments), int(answer.recv(LONGEST_NUMBER)), answer, heard)


def write_prepared_command(path: Path, *, bare: bool = False) -> None:
    """Write a program that is `onboardgen` to a shell."""
    address = str(_address(bare=bare))
    text = CLIENT.format(python=sys.executable, address=address, longest=LONGEST_NUMBER)
    path.write_text(text)
    path.chmod(0o755)


@functools.cache
def _address(*, bare: bool) -> Path:
    """Where the prepared Python of this process of the tests listens; it ends when they end."""
    address = Path(tempfile.mkdtemp(prefix="onboardgen-")) / "calls"
    python = subprocess.Popen(
        [sys.executable, "-P", __file__, str(address), *([BARE] if bare else [])],
        env=CLEAN,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert python.stdin
    assert python.stdout
    assert python.stdout.readline() == b"ready\n"
    python.stdout.close()
    atexit.register(python.wait)
    atexit.register(python.stdin.close)
    return address


def serve(address: str) -> None:
    """Start a process for each call until stdin ends; return in that process, to run it."""
    with socket.socket(socket.AF_UNIX) as listening, selectors.DefaultSelector() as waiting:
        listening.bind(address)
        listening.listen()
        waiting.register(listening, selectors.EVENT_READ)
        waiting.register(0, selectors.EVENT_READ)
        os.write(1, b"ready\n")
        while not any(key.fileobj == 0 for key, _ in waiting.select()):
            one, _ = listening.accept()
            if os.fork() == 0:
                break
            one.close()
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
        else:
            shutil.rmtree(Path(address).parent)
            sys.exit()
    _attend(one)


def _attend(one: socket.socket) -> None:
    """Wait for the process of a call and answer with its exit code; return in that process."""
    with one:
        _, streams, _, _ = socket.recv_fds(one, 1, 3)
        with one.makefile("rb") as whole:
            call = json.load(whole)
        process = os.fork()
        if call.get("leads"):
            os.setpgid(process, process)  # here and there: neither may come too late
        if process:
            for stream in streams:
                os.close(stream)
            one.sendall(b"%*d" % (LONGEST_NUMBER, process))
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            one.sendall(b"%d" % code)
            os._exit(0)
    _become(streams, **call)


def _become(
    streams: list[int],
    arguments: list[str],
    directory: str,
    environment: dict[str, str],
    limits: Sequence[tuple[int, int]] = (),
    **_: Any,
) -> None:
    """Take on the arguments, directory, environment, streams and limits of a call."""
    sys.argv[1:] = arguments
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    for which, most in limits:
        resource.setrlimit(which, (most, most))
    signal.alarm(LONGEST_CALL)


def _import_everything() -> None:
    package = importlib.import_module(PACKAGE)
    for module in pkgutil.walk_packages(package.__path__, f"{PACKAGE}."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
    for module in IMPORTED_WHEN_ASKED:
        importlib.import_module(module)


def _import_what_others_wrote() -> None:
    """All modules that the package imports, and none of its own."""
    read, write = os.pipe()
    if os.fork() == 0:
        _import_everything()
        with os.fdopen(write, "w") as told:
            told.write("\n".join(name for name in sys.modules if name.partition(".")[0] != PACKAGE))
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as names:
        for name in names.read().splitlines():
            with suppress(ImportError):
                importlib.import_module(name)
    os.wait()
    assert PACKAGE not in sys.modules


def _read_what_is_packaged() -> None:
    """Fill the caches of pure functions over the package's own files, as the first calls would."""
    module = importlib.import_module
    theme = module("onboardgen.rendering.theme").load_theme()
    english = module("onboardgen.rendering.messages").translations("en")
    look = theme, theme.digest, "en", AS_OF.year, english
    made = module("onboardgen.rendering.environment").environment(*look)
    for name in (*theme.names("pages", ".html.j2"), *theme.names("components", ".html.j2")):
        made.get_template(name.removeprefix("pages/"))
    module("onboardgen.rendering.shell").build_shell(theme, organization="")
    module("onboardgen.rendering.markdown").to_html("*", 1, lambda _: None, "")
    module("onboardgen.workflows.check").check(EXAMPLE, today=AS_OF)
    module("onboardgen.workflows.build_inputs").tool_digest()


if __name__ == "__main__":
    if sys.argv[2:] == [BARE]:
        _import_what_others_wrote()
    else:
        _import_everything()
        _read_what_is_packaged()
    gc.freeze()
    serve(sys.argv[1])
    runpy.run_module("onboardgen", run_name="__main__", alter_sys=True)
