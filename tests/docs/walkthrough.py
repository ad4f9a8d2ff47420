"""A page of the docs, done: files written, commands run in a real shell, output compared.

Marks behind the language of a block: `file=PATH` writes the block there, `exit=N` is the exit
code of a shell block, `skip=REASON` leaves one out, `needs=STATE` leaves it to the test that
makes this state. A `text` block after a shell block is what it prints: `…` stands for anything in
a line, and alone on a line for any lines.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.docs.markdown_files import Block, Page
from tests.prepared_python import write_prepared_command

Start = Literal["prepared", "bare", "fresh"]
SKIP_REASONS = {
    "runs-until-stopped": r"^onboardgen serve",
    "asks-for-a-password": r"--kind password",
    "needs-the-other-machine": r"^install .* \.onboardgen/portal-keys$",
    "needs-your-own-host": r"^(rsync |git fetch )",
}
"""Why a block is left out, and what has to stand in it so that the reason is believed."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The workspace that a page leaves, and all that its commands printed."""

    workspace: Path
    printed: str

    @property
    def passphrase(self) -> str:
        return str(re.findall(r"passphrase:\n +([a-z-]+)\n", self.printed)[0])

    @property
    def page(self) -> Path:
        return next((self.workspace / "_site").glob("*/index.html"))


def follow(
    page: Page, workspace: Path, home: Path, given: str = "", *, start: Start = "prepared"
) -> str:
    """Do what a page says, in order; everything that was printed. `given` is a state.

    Each command is a Python that is prepared, or has imported only what others wrote (`bare`), or
    starts for it alone (`fresh`), as at the reader's.
    """
    printed: list[str] = []
    for block in page.blocks:
        if block.marks.get("needs", given) != given:
            continue
        if "file" in block.marks:
            path = workspace / block.marks["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "sh":
            printed.append(_output(block, workspace, home, start=start))
        elif block.language == "text" and printed:
            assert_prints(printed[-1], block)
    return "".join(printed)


def assert_prints(printed: str, block: Block) -> None:
    pattern = "".join(_line_pattern(line) for line in block.text.splitlines())
    assert re.fullmatch(pattern, printed.rstrip("\n") + "\n"), f"{block} shows not this:\n{printed}"


def run(
    commands: str, workspace: Path, home: Path, *, start: Start = "prepared"
) -> subprocess.CompletedProcess[str]:
    """Shell commands as somebody types them in the workspace; both streams in `stdout`."""
    return subprocess.run(
        ["sh", "-eu"],
        input=commands,
        cwd=workspace,
        env=_environment(home, start=start),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _line_pattern(line: str) -> str:
    if line == "…":
        return r"(?:.*\n)*"
    return ".*".join(re.escape(part) for part in line.split("…")) + r"\n"


def _output(block: Block, workspace: Path, home: Path, *, start: Start) -> str:
    if "skip" in block.marks:
        reason = SKIP_REASONS[block.marks["skip"]]
        assert re.search(reason, block.text, re.MULTILINE), f"{block} is left out without reason"
        return ""
    done = run(block.text, workspace, home, start=start)
    assert done.returncode == int(block.marks.get("exit", "0")), f"{block}:\n{done.stdout}"
    return done.stdout


def _environment(home: Path, *, start: Start) -> dict[str, str]:
    """That of somebody at their own machine: no CI, no keys, 80 columns, a name for Git."""
    programs = home / "bin"
    programs.mkdir(parents=True, exist_ok=True)
    command = programs / "onboardgen"
    if start == "fresh":
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m onboardgen "$@"\n')
        command.chmod(0o755)
    else:
        write_prepared_command(command, bare=start == "bare")
    name = {f"GIT_{who}_NAME": "Mia Keller" for who in ("AUTHOR", "COMMITTER")}
    email = {f"GIT_{who}_EMAIL": "mia@example.com" for who in ("AUTHOR", "COMMITTER")}
    return {
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "HOME": str(home),
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        **name,
        **email,
    }
