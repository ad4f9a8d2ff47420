"""`audit verify`: every rule of `check --base`, replayed commit by commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Final, Protocol

from onboardgen.audit.attribution import addresses, pull_requests
from onboardgen.audit.checkpoint import (
    CHECKPOINTS_FILE,
    CheckpointFile,
    checkpoint_problems,
    read_checkpoints,
)
from onboardgen.audit.event import Event
from onboardgen.audit.history import Vouchers
from onboardgen.audit.lineage import Lineage, lineages
from onboardgen.audit.replay import (
    Broken,
    Parents,
    direct_commits,
    first_parents,
    misdated,
    recorded_for_others,
    told_once,
)
from onboardgen.errors import UsageError
from onboardgen.findings import Severity, has_errors
from onboardgen.git.log import Commit, read_log
from onboardgen.git.objects import read_objects
from onboardgen.git.repository import (
    Repository,
    find_repository,
    merge_bases,
    refuse_shallow,
    resolve,
)
from onboardgen.git.revision_tree import list_revision, read_file_at
from onboardgen.git.signatures import Signature, signatures
from onboardgen.loading.directories import shown
from onboardgen.loading.layout import ACCESS_FILE
from onboardgen.loading.loader import Loaded, load_tree
from onboardgen.loading.revision import read_commit
from onboardgen.loading.suggestions import nearest
from onboardgen.model.settings import Settings
from onboardgen.workflows.check_base import SHORT, writers_since
from onboardgen.workflows.comparison import compared
from onboardgen.workflows.history import WorkspaceLog, customer_events
from onboardgen.workspace import PLANS, SETTINGS_FILE

_KEPT: Final = 16
"""States of the workspace that are kept while their neighbours are compared."""


class _Load(Protocol):
    def __call__(self, commit: str, slugs: frozenset[str], /) -> Loaded: ...


@dataclass(frozen=True, slots=True)
class Unread:
    """A commit at which a customer, or the workspace, is broken: what the next sound one changed
    is held against the last sound one before it."""

    commit: Commit
    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What an audit tells. `commits` are those that touch the workspace, parents first; the other
    tuples are in their order. `unsigned` is None where no signatures are required. `rewritten`
    says what speaks against a checkpoint, of which there are `checkpoints`."""

    commits: tuple[Commit, ...]
    broken: tuple[Broken, ...]
    unread: tuple[Unread, ...]
    recorded: tuple[Event, ...]
    direct: tuple[Commit, ...]
    unsigned: tuple[tuple[Commit, Signature], ...] | None
    misdated: tuple[Commit, ...]
    checkpoints: int
    rewritten: tuple[str, ...]

    @property
    def counts(self) -> dict[Severity, int]:
        severities = [one.finding.severity for one in self.broken]
        return {"error": severities.count("error"), "warning": severities.count("warning")}

    @property
    def failed(self) -> bool:
        return bool(self.rewritten) or has_errors(one.finding for one in self.broken)


def verify(
    root: Path, slugs: Sequence[str] = (), *, without: str | None = None, head: str = "HEAD"
) -> Audit:
    """Replay every commit that `head` reaches and `without` does not, of all customers or those
    named, by any name they ever had.

    Raises EnvironmentFailure outside Git and in a shallow clone, UsageError for an unknown
    revision or slug.
    """
    repository = find_repository(root)
    refuse_shallow(repository)
    head = resolve(repository, head)
    past = read_log(repository, head, below=PLANS)
    asked = read_log(repository, head, without=(without,) if without else ())
    families = {slug: one for one in lineages(past) for slug in one.slugs}
    wanted = _wanted(slugs, families)
    replay = _Replay(
        repository=repository,
        parents={one.hash: one.parents for one in past},
        families=families,
        wanted=wanted,
        load=lru_cache(maxsize=_KEPT)(partial(_load, repository)),
    )
    steps = tuple(step for step in map(replay.step, asked) if step)
    touching = tuple(step.commit for step in steps)
    settings = replay.load(head, frozenset()).settings
    log = _workspace_log(repository, head, past, families, settings)
    hashes = {one.hash for one in touching}
    line = frozenset(first_parents(head, replay.parents))
    versions = _checkpoint_versions(repository, asked, head)
    return Audit(
        commits=touching,
        broken=told_once([one for step in steps for one in step.broken], replay.parents),
        unread=tuple(one for step in steps for one in step.unread),
        recorded=recorded_for_others(_events(log, wanted), hashes),
        direct=direct_commits(touching, line),
        unsigned=_unsigned(log, touching, settings),
        misdated=misdated(touching),
        checkpoints=len(versions[-1].checkpoints),
        rewritten=tuple(
            checkpoint_problems(versions, replay.parents, partial(list_revision, repository))
        ),
    )


@dataclass(frozen=True, slots=True)
class _Step:
    commit: Commit
    broken: tuple[Broken, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replay:
    """`wanted` are the slugs asked for; empty where all are."""

    repository: Repository
    parents: Parents
    families: Mapping[str, Lineage]
    wanted: frozenset[str]
    load: _Load

    def step(self, commit: Commit) -> _Step | None:
        """What a commit broke; None where it does not touch what was asked for."""
        paths = {parent: self._paths(commit, parent) for parent in commit.parents[1:]}
        first = next(iter(commit.parents), None)
        own = {path for one in commit.changes for path in (one.path, one.moved_from or one.path)}
        touched = self._touched(own.union(*paths.values()))
        if touched is None:
            return None
        broken: list[Broken] = []
        for parent in (first, *paths) if first else ():
            if self._touched(own if parent == first else paths[parent]) is not None:
                told = self._broken(commit, parent, touched)
                broken += told if parent == first else self._by_merge(told, broken, touched)
        return _Step(commit, tuple(broken), tuple(_unread(commit, self.load(commit.hash, touched))))

    def _by_merge(
        self, told: Sequence[Broken], by_first: Sequence[Broken], slugs: frozenset[str]
    ) -> Iterator[Broken]:
        """What a merge breaks of what was agreed at a further parent, without what the branch that
        it was merged into did by itself since they parted: its own commits are judged one by one.
        What the merge breaks against both is its own."""
        own = {one.cause for one in by_first}
        if all(one.cause in own for one in told):
            yield from told
            return
        first, parent = told[0].commit.parents[0], told[0].base
        since = set()
        for base in merge_bases(self.repository, parent, first):
            since |= {one.cause for one in self._held(base, first, told[0].commit, slugs)}
        yield from (one for one in told if one.cause in own or one.cause not in since)

    def _held(self, base: str, head: str, commit: Commit, slugs: frozenset[str]) -> list[Broken]:
        """What one state breaks of another, as of a commit's day."""
        day = commit.committed.date()
        writers = partial(writers_since, self.repository, base, day, head=head)
        found = compared(
            self.load(base, slugs), self.load(head, slugs), writers,
            base=base[:SHORT], today=day, slugs=tuple(self.wanted),
        )  # fmt: skip
        return [Broken(commit, base, one) for one in found]

    def _broken(self, commit: Commit, parent: str, slugs: frozenset[str]) -> list[Broken]:
        """What a commit breaks of what was agreed at a parent, or at the last sound state before
        it: then of everybody who changed since."""
        base = self._sound(parent, slugs)
        if base != parent:
            slugs |= self._touched(self._paths(commit, base)) or frozenset()
        return [replace(one, base=parent) for one in self._held(base, commit.hash, commit, slugs)]

    def _paths(self, commit: Commit, parent: str) -> frozenset[str]:
        """The files of the workspace that two commits do not have alike."""
        here, there = (
            {(one.path, one.mode, one.object_id) for one in list_revision(self.repository, each)}
            for each in (commit.hash, parent)
        )
        return frozenset(path for path, _, _ in here ^ there)

    def _touched(self, paths: Iterable[str]) -> frozenset[str] | None:
        """The slugs of the customers in whose directories the files stand, with all their names;
        None where nothing of the workspace is touched that was asked for."""
        known = [path for path in paths if _is_ours(path)]
        slugs = {path.split("/")[1] for path in known if path.startswith(f"{PLANS}/")}
        if self.wanted:
            slugs &= self.wanted
        if not slugs and not any("/" not in path for path in known):
            return None
        names = (self.families[slug].slugs for slug in slugs if slug in self.families)
        return frozenset(slugs).union(*names)

    def _sound(self, commit: str, slugs: frozenset[str]) -> str:
        """The commit, or the nearest one on its line at which all that can be read; the commit
        itself where there is none."""
        for each in first_parents(commit, self.parents):
            loaded = self.load(each, slugs)
            if loaded.settings and not loaded.broken:
                return each
        return commit


def _load(repository: Repository, commit: str, slugs: frozenset[str], /) -> Loaded:
    return load_tree(read_commit(repository, commit, slugs))


def _is_ours(path: str) -> bool:
    return path in (SETTINGS_FILE, ACCESS_FILE) or path.startswith(f"{PLANS}/")


def _wanted(slugs: Sequence[str], families: Mapping[str, Lineage]) -> frozenset[str]:
    """Every name of the customers asked for."""
    for slug in slugs:
        if slug not in families:
            near = nearest(slug, families)
            hint = f"Did you mean {near}?" if near else f"Customers are directories of {PLANS}/."
            raise UsageError(f"The history knows no customer {shown(slug)}.", hint)
    return frozenset().union(*(families[slug].slugs for slug in slugs))


def _unread(commit: Commit, now: Loaded) -> Iterator[Unread]:
    """The workspace, or each customer, that is broken at a commit, and what was wrong first."""
    starts = {f"{PLANS}/{slug}/": slug for slug in now.broken}
    if now.settings is None:
        starts = {SETTINGS_FILE: SETTINGS_FILE}
    for start, what in starts.items():
        wrong = (one for one in now.findings if one.severity == "error")
        reason = next((one for one in wrong if one.location.path.startswith(start)), None)
        yield Unread(commit, what, f"{reason.code.id}: {reason.message}" if reason else "")


def _workspace_log(
    repository: Repository,
    head: str,
    past: Sequence[Commit],
    families: Mapping[str, Lineage],
    settings: Settings | None,
) -> WorkspaceLog:
    path = settings.allowed_signers if settings else None
    return WorkspaceLog(
        repository=repository,
        lineages=families,
        vouchers=Vouchers(
            people=addresses(settings.team) if settings else {},
            pull_requests=pull_requests(past),
        ),
        allowed_signers=read_file_at(repository, head, path) if path else None,
    )


def _events(log: WorkspaceLog, wanted: Collection[str]) -> tuple[Event, ...]:
    told = customer_events(log, wanted or log.lineages)
    return tuple(one for slug in sorted(told) for one in told[slug])


def _unsigned(
    log: WorkspaceLog, commits: Sequence[Commit], settings: Settings | None
) -> tuple[tuple[Commit, Signature], ...] | None:
    """The commits without a good signature; None where the workspace names no allowed signers."""
    if settings is None or settings.allowed_signers is None:
        return None
    states = signatures(log.repository, [one.hash for one in commits], log.allowed_signers)
    return tuple((one, states[one.hash]) for one in commits if states[one.hash] != "good")


def _checkpoint_versions(
    repository: Repository, commits: Iterable[Commit], head: str
) -> tuple[CheckpointFile, ...]:
    """Every version of the file that the commits brought or took, that at head, and last the one
    in the working tree, where an auditor may have put their own."""
    changes = [one for each in commits for one in each.changes if one.path == CHECKPOINTS_FILE]
    ids = dict.fromkeys(each for one in changes for each in (one.before, one.after) if each)
    versions = [read_checkpoints(data) for _, data in read_objects(repository, ids)] if ids else []
    committed = read_checkpoints(read_file_at(repository, head, CHECKPOINTS_FILE))
    file = repository.root / CHECKPOINTS_FILE
    on_disk = read_checkpoints(file.read_bytes()) if file.is_file() else committed
    return (*versions, committed, on_disk)
