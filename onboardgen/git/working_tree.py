"""What in the working tree is not as it was at a commit."""

from __future__ import annotations

import os
from typing import Final

from onboardgen.git.command import Settings, attempt, run
from onboardgen.git.repository import Repository

_OFF: Final = {"clean": "", "process": "", "required": "false"}
"""What keeps a filter of the working tree from being run."""


def changed_paths(repository: Repository, commit: str) -> frozenset[str]:
    """Every file of the workspace that differs from a commit, given by its full hash: changed,
    new or gone, committed since or not. Paths are relative to the workspace (posix; odd bytes as
    surrogates). What `.gitignore` names is left out where Git does not know it. No filter is run:
    what one makes of a file may count as changed although it is not."""
    differs = run(
        repository.root,
        *("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"),
        *("--ignore-submodules=dirty", "--relative", commit, "--", "."),
        settings=_without_filters(repository),
    )
    fresh = run(repository.root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(filter(None, os.fsdecode(differs + fresh).split("\0")))


def is_ignored(repository: Repository, path: str) -> bool:
    """Whether Git leaves out a file of that path (plain, relative to the workspace), were it there
    and new."""
    asked = ("check-ignore", "--quiet", "--no-index", path)
    return attempt(repository.root, *asked, literal=False).code == 0


def _without_filters(repository: Repository) -> Settings:
    """Settings that put out every filter that the configuration names."""
    answer = attempt(
        repository.root, "config", "--null", "--name-only", "--get-regexp", r"^filter\."
    )
    drivers = {name.rpartition(".")[0] for name in os.fsdecode(answer.output).split("\0") if name}
    return [(f"{name}.{key}", value) for name in sorted(drivers) for key, value in _OFF.items()]
