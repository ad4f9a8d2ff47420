"""`doctor`: the repository around the workspace, and whether a key ever got into it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from onboardgen.access.key_files import KEY_DIRECTORY, ROOT_FILE
from onboardgen.access.portal_keys import find_keys
from onboardgen.access.root import DEMO_FINGERPRINT, fingerprint, no_key, parse_root
from onboardgen.errors import EnvironmentFailure
from onboardgen.git.command import attempt, run
from onboardgen.git.repository import Repository, find_repository, has_commits
from onboardgen.git.working_tree import is_ignored
from onboardgen.model.settings import Settings
from onboardgen.workflows.diagnosis import Line

_KEY_TEXT: Final = "ogroot1-[a-z2-7]{40,}"
_LEAKED: Final = (
    "It counts as leaked: follow “When it leaked” in docs/how-to/look-after-the-root-key.md."
)


@dataclass(frozen=True, slots=True)
class GitState:
    """The lines about Git; `last_commit` is when the newest commit was made, None without one."""

    lines: tuple[Line, ...]
    last_commit: datetime | None = None


def look_at_git(root: Path, named: str | None) -> GitState:
    """Whether history can be read, keys are kept out of it, and the root key whose fingerprint is
    `named` does not stand in it."""
    try:
        repository = find_repository(root)
    except EnvironmentFailure as failure:
        return GitState((Line("git", "warning", failure.message, failure.hint),))
    if not has_commits(repository):
        line = Line("git", "warning", "Nothing is committed yet.", "Commit the workspace.")
        return GitState((line, *_kept_out(repository)))
    lines = (*_depth(repository), *_kept_out(repository), *_committed_keys(repository, named))
    when = run(root, "log", "-1", "--format=%cI", "HEAD").decode().strip()
    return GitState(lines, datetime.fromisoformat(when))


def look_at_root_key(root: Path, settings: Settings, environment: Mapping[str, str]) -> Line:
    """Whether the key at hand is the one that `onboardgen.yaml` names, and kept as a key is."""
    try:
        keys = find_keys(root, settings, environment)
    except EnvironmentFailure as failure:
        if failure.message != no_key(settings).message:
            return Line("root key", "problem", failure.message, failure.hint)
        return Line("root key", "warning", "There is no root key here.", failure.hint)
    if keys.is_demo:
        says = "The public demo root: anyone can open what is sealed with it."
        return Line("root key", "ok", says)
    if keys.root is None:
        return Line("root key", "ok", f"Keys of single portals are here: {len(keys.exported)}.")
    return Line("root key", "ok", f"The root key is here and is {fingerprint(keys.root)}.")


def _depth(repository: Repository) -> Iterator[Line]:
    if repository.is_shallow:
        yield Line(
            "git",
            "problem",
            "This clone is shallow, so history, check --base and diff cannot work.",
            "Run `git fetch --unshallow`; in CI check out with `fetch-depth: 0` (GitHub) or "
            "`GIT_DEPTH: 0` (GitLab).",
        )
    else:
        yield Line("git", "ok", "The whole history is here.")


def _kept_out(repository: Repository) -> Iterator[Line]:
    if is_ignored(repository, ROOT_FILE):
        yield Line("git", "ok", f"{KEY_DIRECTORY}/ is ignored by Git.")
    else:
        yield Line(
            "git",
            "problem",
            f"Git does not ignore {KEY_DIRECTORY}/, where the root key is kept.",
            f"Add this line to .gitignore: /{KEY_DIRECTORY}/",
        )


def _committed_keys(repository: Repository, named: str | None) -> Iterator[Line]:
    once = run(repository.root, "log", "--all", "-1", "--format=%h", "--", f"{KEY_DIRECTORY}/")
    if once:
        yield Line(
            "git",
            "problem",
            f"Files of {KEY_DIRECTORY}/ were committed, last in {once.decode().strip()}.",
            f"If the root key was among them: {_LEAKED}",
        )
    for path in _files_with(repository, named) if named != DEMO_FINGERPRINT else ():
        yield Line("git", "problem", f"{path} holds the root key and is committed.", _LEAKED)


def _files_with(repository: Repository, named: str | None) -> Iterator[str]:
    """Files as they are committed that hold the root key of that fingerprint."""
    found = attempt(
        repository.root,
        *("grep", "-I", "--null", "--no-color", "-o", "-E", "-e", _KEY_TEXT, "HEAD", "--", "."),
    )
    for line in os.fsdecode(found.output).splitlines():
        path, _, text = line.partition("\0")
        secret = parse_root(text)
        if secret is not None and fingerprint(secret) == named:
            yield path.removeprefix("HEAD:")
