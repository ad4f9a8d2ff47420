"""What in the working tree is not as it was at a commit."""

from __future__ import annotations

import os

from onboardgen.git.command import run
from onboardgen.git.repository import Repository


def changed_paths(repository: Repository, commit: str) -> frozenset[str]:
    """Every file of the workspace that differs from a commit, given by its full hash: changed,
    new or gone, committed since or not. Paths are relative to the workspace (posix; odd bytes as
    surrogates). What `.gitignore` names is left out where Git does not know it."""
    differs = run(
        repository.root,
        *("diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv"),
        *("--ignore-submodules=none", "--relative", commit, "--", "."),
    )
    fresh = run(repository.root, "ls-files", "--others", "--exclude-standard", "-z", "--", ".")
    return frozenset(filter(None, os.fsdecode(differs + fresh).split("\0")))
