"""What an audit tells of commits besides the rules: who wrote for whom, past whom, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from onboardgen.audit.attribution import named_pull_request
from onboardgen.audit.event import Event
from onboardgen.findings import Finding
from onboardgen.git.log import Commit

Parents = Mapping[str, tuple[str, ...]]
"""The parents of each commit, by hash."""
_PERSONAL = ("approved", "signed")


@dataclass(frozen=True, slots=True)
class Broken:
    """What a commit broke: a finding, held against the state at `base` (full hash)."""

    commit: Commit
    base: str
    finding: Finding

    @property
    def cause(self) -> tuple[str, ...]:
        """What is the same in two findings of one cause of one customer: places and words move."""
        path = self.finding.location.path
        directory = path.split("/")[:2]
        return self.finding.code.id, self.finding.ref or path, *directory


def told_once(found: Sequence[Broken], parents: Parents) -> tuple[Broken, ...]:
    """Each thing where it happened, in order: a merge repeats what it merges.

    What a merge breaks against one of its parents is left out where a commit that the merge brings
    to this parent is told of the same; not where the merge breaks it against every parent.
    """
    told: dict[str, set[object]] = {}
    for one in found:
        told.setdefault(one.commit.hash, set()).add(one.cause)
    against: dict[tuple[str, object], set[str]] = {}
    for one in found:
        against.setdefault((one.commit.hash, one.cause), set()).add(one.base)
    kept: dict[object, Broken] = {}
    for one in found:
        everywhere = len(against[one.commit.hash, one.cause]) == len(one.commit.parents)
        brought = () if everywhere else brought_in(one.commit.hash, one.base, parents)
        if not any(one.cause in told.get(each, ()) for each in brought):
            kept.setdefault((one.commit.hash, one.cause, one.finding.message), one)
    return tuple(kept.values())


def brought_in(merge: str, base: str, parents: Parents) -> frozenset[str]:
    """The commits that a merge reaches through its parents and one of them does not."""
    return _reached(parents.get(merge, ()), parents) - _reached((base,), parents)


def first_parents(head: str, parents: Parents) -> Iterator[str]:
    """The line of a branch, the latest first: what was merged into it stands aside."""
    line = head
    while line in parents:
        yield line
        line = next(iter(parents[line]), "")


def direct_commits(commits: Iterable[Commit], line: Collection[str]) -> tuple[Commit, ...]:
    """Those of a branch's own line that came neither by a merge nor by a named pull request."""
    return tuple(
        one
        for one in commits
        if one.hash in line and not one.is_merge and named_pull_request(one.message) is None
    )


def misdated(commits: Iterable[Commit]) -> tuple[Commit, ...]:
    """Those that were written, they say, after they were committed."""
    return tuple(one for one in commits if one.authored > one.committed)


def recorded_for_others(events: Iterable[Event], commits: Collection[str]) -> tuple[Event, ...]:
    """Approvals and signatures that somebody else than the one who gave them wrote down."""
    return tuple(
        one
        for one in events
        if one.kind in _PERSONAL
        and one.stamp.commit.hash in commits
        and one.by != one.stamp.author.person
    )


def _reached(starts: Iterable[str], parents: Parents) -> frozenset[str]:
    found, waiting = set(), list(starts)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += parents.get(one, ())
    return frozenset(found)
