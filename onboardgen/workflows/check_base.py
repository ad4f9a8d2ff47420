"""`check --base`: what was agreed at a base, held against the working tree as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date as Day
from functools import cache, partial
from pathlib import Path
from typing import Final

from onboardgen.changes.facts import Writing
from onboardgen.changes.statements import Statement
from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding
from onboardgen.git.log import read_log
from onboardgen.git.repository import (
    Repository,
    find_repository,
    merge_bases,
    refuse_shallow,
    resolve,
)
from onboardgen.git.working_tree import changed_paths
from onboardgen.loading.loader import Loaded, load_tree
from onboardgen.loading.revision import read_commit
from onboardgen.loading.source_tree import read_tree
from onboardgen.model.people import Person
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.check import CheckResult, check
from onboardgen.workflows.comparison import Writers, compared, merged
from onboardgen.workflows.recorded import present_writing, written_since
from onboardgen.workspace import PLANS

SHORT: Final = 12
"""Digits of a commit's hash that a hint shows."""


def check_since(
    root: Path,
    revision: str,
    slugs: Sequence[str] = (),
    today: Day | None = None,
    *,
    exact: bool = False,
) -> CheckResult:
    """What `check` finds, and what changed since a base and may not have, in one list.

    The base is the best common ancestor of `revision` and HEAD, each of them where there are
    several, or with `exact` that revision itself. Raises EnvironmentFailure outside Git, in a
    shallow clone and where there is no common ancestor, UsageError for an unknown revision or
    slug.
    """
    repository = find_repository(root)
    bases = base_commits(repository, revision, exact=exact)
    present = check(root, slugs, today)
    found = (changes_since(repository, base, slugs, today) for base in bases)
    once = {(one.code, one.location, one.message): one for each in found for one in each}
    return CheckResult(merged(present.findings, once.values()), present.customers)


def base_commits(repository: Repository, revision: str, *, exact: bool = False) -> tuple[str, ...]:
    """The full hashes of the commits to compare with; raises as `check_since` does."""
    refuse_shallow(repository)
    if exact:
        return (resolve(repository, revision),)
    bases = merge_bases(repository, revision, "HEAD")
    if not bases:
        raise EnvironmentFailure(
            f"{revision} and HEAD have no commit in common, so there is no base to compare with.",
            "Fetch the whole history of both; or compare with that commit itself: --exact.",
        )
    return bases


def base_commit(repository: Repository, revision: str, *, exact: bool = False) -> str:
    """The one of them that Git thinks best; raises as `check_since` does."""
    return base_commits(repository, revision, exact=exact)[0]


def changes_since(
    repository: Repository, base: str, slugs: Sequence[str] = (), today: Day | None = None
) -> tuple[Finding, ...]:
    """What changed between a commit, given by its full hash, and the working tree, and may not
    have, in order."""
    before, now = _both(repository, base)
    if now.settings is None:
        return ()
    day = as_of(now.settings, today).day
    writers = partial(writers_since, repository, base, day)
    return compared(before, now, writers, base=base[:SHORT], today=day, slugs=slugs)


def _both(repository: Repository, base: str) -> tuple[Loaded, Loaded]:
    """The base and the present, each with the customers that differ and no others."""
    paths = changed_paths(repository, base)
    slugs = {path.split("/")[1] for path in paths if path.startswith(f"{PLANS}/")}
    known = slugs & set(read_tree(repository.root, ()).slugs)
    before = load_tree(read_commit(repository, base, slugs))
    return before, load_tree(read_tree(repository.root, known))


def writers_since(
    repository: Repository,
    base: str,
    today: Day,
    people: Iterable[Person],
    *,
    head: str = "HEAD",
) -> Writers:
    """Who wrote what is new since the base, by the base's `.mailmap`; what no commit up to `head`
    brought is not committed yet, and the present user writes it today."""
    people = tuple(people)
    commits = read_log(repository, head, without=(base,), below=PLANS, mailmap=base)
    written = written_since(repository, commits, people)

    @cache
    def present() -> tuple[Writing, ...]:
        return (present_writing(repository, people, today),)

    def writers(slug: str, statement: Statement) -> tuple[Writing, ...]:
        return written.get((slug, statement)) or present()

    return writers
