"""The repository that a workspace stands in, and what a revision means in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.git.command import attempt, failure_of, run


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a workspace stands in its repository. `root` is the workspace, absolute; `prefix` is
    its path below the top, posix with a last “/”, or empty where it is the top itself."""

    root: Path
    prefix: str
    is_shallow: bool

    @property
    def top(self) -> Path:
        """The top of the working tree."""
        depth = self.prefix.count("/")
        return self.root.parents[depth - 1] if depth else self.root


@dataclass(frozen=True, slots=True)
class Identity:
    """A name and an address as Git knows them."""

    name: str
    email: str


def find_repository(root: Path) -> Repository:
    """The repository around the workspace at `root`.

    Raises EnvironmentFailure where there is none, or git is missing or refuses it.
    """
    root = root.resolve()
    asked = ("--is-shallow-repository", "--is-inside-work-tree", "--show-prefix")
    answer = os.fsdecode(run(root, "rev-parse", *asked))
    shallow, inside, prefix = answer.removesuffix("\n").split("\n", 2)
    if inside != "true":
        raise EnvironmentFailure(
            f"{root} is not in the working tree of a Git repository.", "Work in a clone of it."
        )
    return Repository(root, prefix, shallow == "true")


def git_directory(repository: Repository) -> Path:
    """Where Git keeps what belongs to this working tree."""
    answer = run(repository.root, "rev-parse", "--absolute-git-dir")
    return Path(os.fsdecode(answer).removesuffix("\n"))


def has_revision(repository: Repository, revision: str) -> bool:
    """Whether the repository holds the commit of that name."""
    return _commit(repository, revision) is not None


def resolve(repository: Repository, revision: str) -> str:
    """The full hash of the commit that `revision` names.

    Raises UsageError where nothing has that name, EnvironmentFailure where the clone is shallow
    and what is named may lie beyond its edge.
    """
    found = _commit(repository, revision)
    if found:
        return found
    if repository.is_shallow:
        raise too_shallow(f"Git does not find {revision!r}, and this clone holds part of history.")
    raise UsageError(
        f"Git knows no commit by the name {revision!r}.",
        "Name a branch, a tag or a commit, as in `main` or `HEAD~3`; `git fetch` if it is new.",
    )


def has_commits(repository: Repository) -> bool:
    """Whether there is a commit at all: a repository begins without."""
    return has_revision(repository, "HEAD")


def merge_base(repository: Repository, one: str, other: str) -> str | None:
    """The best common ancestor of two revisions, or None where they share none; one of them where
    there are several. Raises as `merge_bases` does."""
    return next(iter(merge_bases(repository, one, other)), None)


def merge_bases(repository: Repository, one: str, other: str) -> tuple[str, ...]:
    """The common ancestors of two revisions that no other one descends from; several where each
    was merged into the other, none where they share nothing.

    Raises UsageError for an unknown revision, EnvironmentFailure in a shallow clone, which cannot
    know.
    """
    refuse_shallow(repository)
    hashes = resolve(repository, one), resolve(repository, other)
    answer = attempt(repository.root, "merge-base", "--all", *hashes)
    if answer.code > 1:
        raise failure_of("merge-base", answer.error)
    return tuple(answer.output.decode().split())


def refuse_shallow(repository: Repository) -> None:
    """Raise EnvironmentFailure where the clone holds only the latest part of history."""
    if repository.is_shallow:
        raise too_shallow("This clone is shallow: it holds only the latest part of history.")


def too_shallow(message: str) -> EnvironmentFailure:
    """The failure for a question that only the whole history can answer."""
    return EnvironmentFailure(
        message,
        "Run `git fetch --unshallow`; in GitHub Actions set `fetch-depth: 0` for checkout, in "
        "GitLab CI `GIT_DEPTH: 0`.",
    )


def current_identity(repository: Repository) -> Identity | None:
    """Who the configuration says works here, through `.mailmap`; None where it does not say."""
    answer = attempt(repository.root, "config", "--null", "--get-regexp", r"^user\.(name|email)$")
    settings = dict(
        entry.partition("\n")[::2] for entry in answer.output.decode("utf-8", "replace").split("\0")
    )
    name, email = settings.get("user.name", ""), settings.get("user.email", "")
    if not email:
        return None
    return mailmapped(repository, (Identity(name, email),))[0]


def mailmapped(repository: Repository, identities: tuple[Identity, ...]) -> tuple[Identity, ...]:
    """Each identity as `.mailmap` at the top of the working tree corrects it."""
    lines = "".join(f"{_one_line(one.name)} <{_one_line(one.email)}>\n" for one in identities)
    output = run(repository.root, "check-mailmap", "--stdin", standard_input=lines.encode())
    return tuple(_identity(line) for line in output.decode("utf-8", "replace").splitlines())


def _one_line(text: str) -> str:
    return " ".join(text.replace("<", " ").replace(">", " ").split())


def _identity(line: str) -> Identity:
    name, _, rest = line.rpartition("<")
    return Identity(name.strip(), rest.removesuffix(">"))


def _commit(repository: Repository, revision: str) -> str | None:
    """The hash of a commit, or None. What begins with “-” is a name like any other; with “^” Git
    would take it for everything but that."""
    if "\0" in revision or not revision:
        return None
    answer = attempt(
        repository.root,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"),
    )
    found = answer.output.decode().strip()
    return found if answer.code == 0 and not found.startswith("^") else None
