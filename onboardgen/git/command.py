"""Running git: an environment of our own, settings that nobody else's can change, and no shell.

A repository's own configuration cannot be turned off, so everything in it that could run a
program or change what is printed is overridden here. The user's is left on for the one thing
that is theirs to say, which directories are safe, and is overridden like the repository's.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from onboardgen.errors import EnvironmentFailure

_KEPT: Final = (
    "PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR",
    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
)  # fmt: skip
_LITERAL: Final = "GIT_LITERAL_PATHSPECS"
_GIVEN: Final = {
    "LC_ALL": "C",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_GRAFT_FILE": os.devnull,
    _LITERAL: "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}
_OVERRIDES: Final = (
    "color.ui=false",
    "core.commitGraph=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "gpg.openpgp.program=false",
    "gpg.program=false",
    "gpg.ssh.allowedSignersFile=",
    "gpg.ssh.program=ssh-keygen",
    "gpg.ssh.revocationFile=",
    "gpg.x509.program=false",
    "log.follow=false",
    "log.showSignature=false",
    "mailmap.blob=",
    "mailmap.file=",
    "protocol.allow=never",
)
_NOT_SAFE: Final = "detected dubious ownership"
_ADVICE: Final = re.compile(r"git config --global --add safe\.directory .+")
"""What Git itself advises where a repository belongs to somebody else."""
_NO_REPOSITORY: Final = "not a git repository"
_NOT_FETCHED: Final = "promisor remote"
WHOLE_CLONE: Final = (
    "A partial clone holds no contents: clone without --filter. Else run `git fsck`."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """How one run of git ended; `error` is what it said, in English."""

    code: int
    output: bytes
    error: str


Settings = Sequence[tuple[str, str]]
"""Keys and values that override a repository's configuration for one run."""


def attempt(
    directory: Path,
    *arguments: str,
    standard_input: bytes = b"",
    settings: Settings = (),
    literal: bool = True,
) -> Answer:
    """Run git in a directory and say how it ended. Paths mean themselves, unless not `literal`:
    some verbs refuse to take them so.

    Raises EnvironmentFailure where git is missing, there is no repository, or git refuses it.
    """
    surroundings = {**environment(), **_as_environment(settings)}
    if not literal:
        del surroundings[_LITERAL]
    try:
        done = subprocess.run(  # noqa: S603
            command(directory, *arguments),
            input=standard_input,
            capture_output=True,
            check=False,
            env=surroundings,
        )
    except OSError as failure:
        raise _cannot_start(failure) from failure
    answer = Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())
    if answer.code:
        _refuse_no_repository(directory, answer.error)
    return answer


def run(
    directory: Path, *arguments: str, standard_input: bytes = b"", settings: Settings = ()
) -> bytes:
    """What git prints. Raises EnvironmentFailure where it fails, with the reason it gives."""
    answer = attempt(directory, *arguments, standard_input=standard_input, settings=settings)
    if answer.code:
        raise failure_of(arguments[0], answer.error)
    return answer.output


@contextmanager
def process(
    directory: Path, *arguments: str, standard_input: int | IO[bytes] = subprocess.PIPE
) -> Iterator[subprocess.Popen[bytes]]:
    """A git that is asked while it runs; it is ended with the block."""
    try:
        child = subprocess.Popen(  # noqa: S603
            command(directory, *arguments),
            stdin=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
    except OSError as failure:
        raise _cannot_start(failure) from failure
    try:
        yield child
    finally:
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream:
                stream.close()
        child.wait()


def command(directory: Path, *arguments: str) -> list[str]:
    """The whole argument list of a run in `directory`."""
    settings = [part for each in _OVERRIDES for part in ("-c", each)]
    return ["git", "--no-pager", "-C", os.fspath(directory), *settings, *arguments]


def environment() -> dict[str, str]:
    """Where programs and configuration are found, and nothing else of what surrounds us."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **_GIVEN}


def _as_environment(settings: Settings) -> dict[str, str]:
    """Settings whose keys may hold any letters: on a command line the first “=” ends a key."""
    found = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def failure_of(verb: str, error: str) -> EnvironmentFailure:
    """The exception for a run that failed, with the last reason that git gave."""
    if _NOT_FETCHED in error:
        return EnvironmentFailure("The repository lacks contents that are needed.", WHOLE_CLONE)
    reasons = [line for line in error.splitlines() if line.startswith(("fatal:", "error:"))]
    reason = (reasons or error.splitlines() or ["no reason given"])[-1]
    reason = reason.removeprefix("fatal: ").removeprefix("error: ").rstrip(".")
    hint = f"Run `git fsck`; if the repository is sound, this is a bug. Git's verb was {verb}."
    return EnvironmentFailure(f"Git failed: {reason}.", hint)


def _cannot_start(failure: OSError) -> EnvironmentFailure:
    if isinstance(failure, FileNotFoundError):
        return EnvironmentFailure("Git is not installed.", "Install git, version 2.34 or later.")
    return EnvironmentFailure(f"Git cannot be started: {failure.strerror}.", "Look at PATH.")


def _refuse_no_repository(directory: Path, error: str) -> None:
    if _NOT_SAFE in error:
        advice = _ADVICE.search(error)
        raise EnvironmentFailure(
            f"{directory} belongs to another user, so Git does not read it.",
            f"If you trust it, run: {advice[0] if advice else 'git status, and do as it says'}",
        )
    if _NO_REPOSITORY in error:
        raise EnvironmentFailure(
            f"{directory} is not in a Git repository.",
            "History needs one: run this in a clone, or begin one with `git init`.",
        )
