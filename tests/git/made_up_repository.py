"""Real repositories for tests: files, commits with fixed people and times, keys of their own."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.example_workspace import CLEAN

MIA = "Mia Keller <mia@example.com>"
JO = "Jo Lind <jo@example.org>"
NO_CONFIGURATION = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


@dataclass(frozen=True)
class MadeUp:
    """A repository whose clock moves one hour with each commit, from 2026-11-02 09:00 +0100."""

    root: Path

    def git(self, *arguments: str, fails: bool = False, **environment: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**CLEAN, **NO_CONFIGURATION, **who(MIA), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert fails or done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())

    def commit(
        self, message: str = "Change", *options: str, author: str = MIA, committer: str = MIA
    ) -> str:
        """Commit everything; the hash."""
        self.git("add", "--all")
        arguments = ("commit", "--quiet", "--allow-empty", "--message", message, *options)
        self.git(*arguments, **who(author, committer), **self.now())
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, message: str = "Merge", *options: str) -> str:
        """Merge without fast-forward; the hash."""
        arguments = ("merge", "--quiet", "--no-ff", "--message", message, *options, branch)
        self.git(*arguments, **self.now())
        return self.git("rev-parse", "HEAD")

    def now(self) -> dict[str, str]:
        hours = int(self.git("rev-list", "--all", "--count"))
        date = f"{1793606400 + 3600 * hours} +0100"
        return {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}


def who(author: str, committer: str = MIA) -> dict[str, str]:
    settings = {}
    for role, person in (("AUTHOR", author), ("COMMITTER", committer)):
        name, _, email = person.removesuffix(">").partition(" <")
        settings |= {f"GIT_{role}_NAME": name, f"GIT_{role}_EMAIL": email}
    return settings


def make_repository(root: Path, *options: str) -> MadeUp:
    """An empty repository with the branch `main`."""
    root.mkdir(parents=True, exist_ok=True)
    made = MadeUp(root)
    made.git("init", "--quiet", "--initial-branch", "main", *options)
    return made


def make_key(directory: Path, name: str) -> Path:
    """A new SSH key without passphrase; its public half has the ending `.pub`."""
    key = directory / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
    return key


def signed_by(key: Path) -> tuple[str, ...]:
    """What to put before `commit` so that it is signed."""
    return ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}", "-c", "commit.gpgSign=true")
