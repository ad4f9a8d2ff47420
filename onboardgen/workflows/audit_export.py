"""`audit export`: the evidence of one customer as committed, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from onboardgen.audit.bundle import Words, bundle
from onboardgen.audit.evidence import Evidence
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.findings import Finding
from onboardgen.git.command import run
from onboardgen.git.repository import (
    Repository,
    find_repository,
    has_commits,
    refuse_shallow,
    resolve,
)
from onboardgen.loading.directories import shown
from onboardgen.loading.revision import load_revision
from onboardgen.rendering.report import report
from onboardgen.workflows.history import customer_events, read_workspace_log


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: the names of the files in `out`. None where the files of the commit have
    errors; `findings` tell them."""

    out: Path
    commit: str
    files: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def export(root: Path, slug: str, out: Path, words: Words) -> Exported:
    """Write the evidence bundle of a customer as of the commit that is checked out.

    What is not committed is not in it. Raises UsageError for an unknown customer and where `out`
    is no empty or new directory, EnvironmentFailure outside Git, in a shallow clone, and where
    the file system refuses.
    """
    _refuse_unsuitable(out, root)
    repository = find_repository(root)
    refuse_shallow(repository)
    if not has_commits(repository):
        raise EnvironmentFailure("Nothing is committed yet.", "Commit, and export again.")
    commit = resolve(repository, "HEAD")
    loaded = load_revision(root, commit, [slug])
    account = next(iter(loaded.accounts), None)
    errors = tuple(one for one in loaded.findings if one.severity == "error")
    if loaded.settings is None or (account is None and slug in loaded.broken):
        return Exported(out=out, commit=commit, findings=errors)
    if account is None:
        raise UsageError(
            f"There is no customer {shown(slug)} at commit {commit[:9]}.",
            "Commit them, or check out a commit that has them.",
        )
    log = read_workspace_log(root, loaded.settings, mailmap=commit)
    evidence = Evidence(
        account=account,
        settings=loaded.settings,
        events=customer_events(log, [slug])[slug],
        commit=commit,
        committed=committed_at(repository, commit),
        prefix=repository.prefix,
    )
    files = bundle(evidence, report(evidence, words), words)
    _write_whole(out, files)
    return Exported(out=out, commit=commit, files=tuple(sorted(files)))


def committed_at(repository: Repository, commit: str) -> datetime:
    """When a commit was committed, in the committer's own time."""
    options = ("--no-patch", "--no-show-signature", "--format=%cI")
    text = os.fsdecode(run(repository.root, "show", *options, commit)).strip()
    return datetime.fromisoformat(text)


def _refuse_unsuitable(out: Path, root: Path) -> None:
    target = out.resolve()
    if target == root.resolve() or target in root.resolve().parents:
        raise UsageError(f"{out} holds the workspace.", "Name a new directory.")
    if out.is_symlink():
        raise UsageError(f"{out} is a symbolic link.", "Name a new directory.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is not a directory.", "Name a new directory.")
    with _file_system(out):
        if out.is_dir() and any(out.iterdir()):
            raise UsageError(
                f"{out} is not empty, so nothing is written there.",
                "Name a new directory: a bundle is never mixed with an older one.",
            )


def _write_whole(out: Path, files: Mapping[str, bytes]) -> None:
    """Write into a sibling that then takes the name. It is readable by its owner alone."""
    with _file_system(out):
        parent = out.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{out.absolute().name}-", dir=parent))
        try:
            for name, content in files.items():
                path = made / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
            made.rename(out.absolute())
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise


@contextlib.contextmanager
def _file_system(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise EnvironmentFailure(f"{out} cannot be written: {failure.strerror}.") from failure
