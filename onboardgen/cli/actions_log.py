"""What we print, as the runner of GitHub Actions reads it: line by line, and some lines it obeys.

It obeys a line that begins with `::`, blanks before it or not, and `##[` anywhere in a line. Plans
hold text of many people, so everything that is printed passes here, and only what is printed with
`print_command` is a command.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import BinaryIO, Final, TextIO

import click

_UNSEEN: Final = "\u200b-\u200f\u2028\u2029\u2060\ufeff"
_BEGINS: Final = re.compile(rf"(?:(?<=[\r\n])|^)([^\S\r\n]|[{_UNSEEN}])*:(?=[{_UNSEEN}]*:)")
_ANYWHERE: Final = re.compile(rf"##(?=[{_UNSEEN}]*\[)")


def in_actions(environment: Mapping[str, str] = os.environ) -> bool:
    return environment.get("GITHUB_ACTIONS") == "true"


def harmless(text: str) -> str:
    """Whole lines of which none is a command; where nothing looks like one, as they were."""
    return _ANYWHERE.sub("## ", _BEGINS.sub(lambda found: f"{found[0]} ", text))


class HarmlessLog(io.BufferedIOBase):
    """Where a stream's bytes go on their way to the log. A line goes on once it is whole."""

    def __init__(self, log: BinaryIO) -> None:
        self._log = log
        self._begun = b""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._log.fileno()

    def isatty(self) -> bool:
        return self._log.isatty()

    def write(self, data: object) -> int:
        given = bytes(memoryview(data))  # type: ignore[arg-type]
        self._begun += given
        end = max(self._begun.rfind(b"\n"), self._begun.rfind(b"\r")) + 1
        whole, self._begun = self._begun[:end], self._begun[end:]
        self._pass(whole)
        return len(given)

    def flush(self) -> None:
        self._log.flush()

    def command(self, line: bytes) -> None:
        """A line that is to be obeyed."""
        self.end()
        self._log.write(line)
        self._log.flush()

    def end(self) -> None:
        """Nothing more belongs to the line that was begun."""
        begun, self._begun = self._begun, b""
        self._pass(begun)
        self._log.flush()

    def _pass(self, lines: bytes) -> None:
        text = lines.decode("utf-8", "surrogateescape")
        self._log.write(harmless(text).encode("utf-8", "surrogateescape"))


@contextmanager
def harmless_output(environment: Mapping[str, str]) -> Iterator[None]:
    """Inside it, what is printed in GitHub Actions commands nothing. Elsewhere nothing changes."""
    if not in_actions(environment):
        yield
        return
    streams = sys.stdout, sys.stderr
    logs = [HarmlessLog(stream.buffer) for stream in streams]
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(log, one.encoding, one.errors, newline="", write_through=True)  # type: ignore[type-var]
        for log, one in zip(logs, streams, strict=True)
    )
    try:
        yield
    finally:
        for log in logs:
            with suppress(OSError):
                log.end()
        sys.stdout, sys.stderr = streams


def print_command(command: str, *, err: bool = False) -> None:
    """Print a workflow command on a line of its own."""
    stream: TextIO = sys.stderr if err else sys.stdout
    log = getattr(stream, "buffer", None)
    if isinstance(log, HarmlessLog):
        log.command(f"{command}\n".encode("utf-8", "backslashreplace"))
    else:
        click.echo(command, err=err)
