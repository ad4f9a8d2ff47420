"""A real Git repository of the example workspace, and the questions that tests ask of it."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from onboardgen.access import derivation
from onboardgen.access.envelope import parse_envelope
from onboardgen.access.passphrases import normalise
from onboardgen.access.stretching import stretch
from onboardgen.site.opening import take_apart
from tests.example_workspace import AS_OF, CLEAN, run_onboardgen

TODAY = ("--today", AS_OF.isoformat())
WHO = {
    "GIT_AUTHOR_NAME": "Mia Keller",
    "GIT_AUTHOR_EMAIL": "mia@quillmark.example",
    "GIT_COMMITTER_NAME": "Mia Keller",
    "GIT_COMMITTER_EMAIL": "mia@quillmark.example",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass(frozen=True)
class Repository:
    root: Path

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env={**CLEAN, **WHO}, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def end(self, slug: str, which: str) -> None:
        run_onboardgen("access", "end", slug, which, "--date", AS_OF.isoformat(), cwd=self.root)

    def build(self, *arguments: str, today: str = AS_OF.isoformat()) -> Path:
        run_onboardgen("build", *arguments, "--today", today, cwd=self.root)
        return self.root / "_site"


def repository(root: Path) -> Repository:
    """Make a workspace a repository with one commit."""
    made = Repository(root)
    (root / ".gitignore").write_text("_site/\n.onboardgen/\n", encoding="utf-8")
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit("Start")
    return made


def opens(page: Path, secret: str) -> bool:
    """Whether a passphrase, or a link with its key, finds a slot of a built page."""
    taken = take_apart(page.read_bytes())
    assert taken is not None
    envelope = parse_envelope(taken.envelope)
    _, is_link, fragment = secret.partition("#key=")
    if is_link:
        raw = base64.urlsafe_b64decode(fragment + "=" * (-len(fragment) % 4))
    else:
        raw = _stretched(normalise(secret), envelope.salt, envelope.iterations)
    tag = derivation.slot_tag(raw, envelope.portal_id, envelope.epoch)
    return tag in {slot.tag for slot in envelope.slots}


@cache
def _stretched(words: str, salt: bytes, iterations: int) -> bytes:
    return stretch(words, salt, iterations).value


def grants(root: Path, *arguments: str) -> list[dict[str, object]]:
    done = run_onboardgen(
        "access", "list", *arguments, "--format", "json", *TODAY, cwd=root
    )  # fmt: skip
    found = json.loads(done.stdout)["grants"]
    assert isinstance(found, list)
    return found
