"""One customer's part of the history: the commits that touched it, and how they follow each other.

What a merge joined counts only where its sides differ in the files of this customer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import Final

from onboardgen.audit.facts import document_at
from onboardgen.git.log import Change, Commit

_IDENTITY: Final = "customer.yaml"
"""The file that, moved unchanged, says that the customer's directory was renamed."""


@dataclass(frozen=True, slots=True)
class Node:
    """A commit that touched the customer. `parents` are the nodes (by index) it builds upon, the
    first its first parent's; None for a parent that knows nothing of the customer yet."""

    commit: Commit
    parents: tuple[int | None, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """All that happened to one customer, under each name its directory had; parents first. `head`
    is the node whose state the latest commit shows."""

    slugs: frozenset[str]
    nodes: tuple[Node, ...]
    head: int | None

    @property
    def key(self) -> str:
        """Equal for equal histories by equal people, as `.mailmap` calls them: whatever is made of
        this lineage alone can be kept by it."""
        lines = (
            f"{n.commit.hash} {n.parents} {n.commit.author} {n.commit.committer}\n"
            for n in self.nodes
        )
        text = f"{sorted(self.slugs)} {self.head}\n{''.join(lines)}"
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def lineages(commits: Sequence[Commit]) -> tuple[Lineage, ...]:
    """The lineage of every customer there ever was, from a whole log with parents first. Customers
    whose directory was renamed are in the lineage of the last name, with all its names."""
    families = _families(commits)
    growing = {family: _Growing() for family in dict.fromkeys(families.values())}
    tips: dict[str, dict[frozenset[str], int]] = {}
    children = _children(commits)
    for commit in commits:
        known = [tips.get(parent, {}) for parent in commit.parents]
        mine = _inherited(commit, known, children)
        touched = _by_family(commit.changes, families)
        for family in _concerned(known, touched):
            tip = growing[family].grow(
                commit, [each.get(family) for each in known] or [None], touched.get(family, [])
            )
            if tip is not None:
                mine[family] = tip
        for parent in commit.parents:
            children[parent] -= 1
            if not children[parent]:
                tips.pop(parent, None)
        tips[commit.hash] = mine
    last = tips[commits[-1].hash] if commits else {}
    return tuple(
        Lineage(family, tuple(each.nodes), last.get(family)) for family, each in growing.items()
    )


def restricted(lineage: Lineage, kinds: Collection[str]) -> Lineage:
    """The lineage as if only documents of these kinds had ever changed."""
    return replace(
        lineage,
        nodes=tuple(
            replace(node, changes=tuple(c for c in node.changes if _kind(c) in kinds))
            for node in lineage.nodes
        ),
    )


def merge_bases(nodes: Sequence[Node], parents: Sequence[int | None]) -> tuple[int, ...]:
    """The best common ancestors of the parents of a merge: the nodes that all of them reach and
    that no other such node reaches; the latest first. None where a parent knows nothing."""
    everyone = (1 << len(parents)) - 1
    beyond = everyone + 1
    reached: dict[int, int] = {}
    waiting: list[int] = []
    for position, parent in enumerate(parents):
        if parent is None:
            return ()
        _reach(reached, waiting, parent, 1 << position)
    bases = []
    while any(reached[-index] < beyond for index in waiting):
        index = -heappop(waiting)
        by = reached[index]
        if by == everyone:
            bases.append(index)
            by |= beyond
        for each in nodes[index].parents:
            if each is not None:
                _reach(reached, waiting, each, by)
    return tuple(bases)


def _reach(reached: dict[int, int], waiting: list[int], index: int, by: int) -> None:
    if index not in reached:
        heappush(waiting, -index)
    reached[index] = reached.get(index, 0) | by


class _Growing:
    """The nodes of one lineage while the log is gone through."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []

    def grow(
        self, commit: Commit, tips: Sequence[int | None], changes: Sequence[Change]
    ) -> int | None:
        """The tip after this commit, given those of its parents; a new node where it matters."""
        parents = tuple(dict.fromkeys(tips))
        if not changes:
            parents = (parents[0], *(each for each in parents[1:] if self._adds(each, parents[0])))
            if len(parents) == 1:
                return parents[0]
        self.nodes.append(Node(commit, parents, tuple(changes)))
        return len(self.nodes) - 1

    def _adds(self, other: int | None, first: int | None) -> bool:
        """Whether one tip knows something that the first does not: is no ancestor of it."""
        if other is None or first is None:
            return other is not None
        waiting, seen = [first], {first}
        while waiting:
            index = waiting.pop()
            if index == other:
                return False
            for parent in self.nodes[index].parents:
                if parent is not None and parent >= other and parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
        return True


def _children(commits: Sequence[Commit]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for commit in commits:
        for parent in commit.parents:
            counts[parent] = counts.get(parent, 0) + 1
    return counts


def _inherited(
    commit: Commit, known: Sequence[dict[frozenset[str], int]], children: Mapping[str, int]
) -> dict[frozenset[str], int]:
    """The tips of the first parent: the same mapping where nobody else builds upon it."""
    if not known:
        return {}
    return known[0] if children[commit.parents[0]] == 1 and len(known) == 1 else dict(known[0])


def _concerned(
    known: Sequence[Mapping[frozenset[str], int]],
    touched: Mapping[frozenset[str], list[Change]],
) -> Iterator[frozenset[str]]:
    """The families that a commit changed, or whose tips differ among its parents."""
    families = dict.fromkeys(touched)
    for other in known[1:]:
        if other is not known[0]:
            both = dict.fromkeys((*known[0], *other))
            families |= {each: None for each in both if known[0].get(each) != other.get(each)}
    yield from families


def _by_family(
    changes: Sequence[Change], families: Mapping[str, frozenset[str]]
) -> dict[frozenset[str], list[Change]]:
    """The changes of each family. What moved to another one, or became another kind of document,
    vanished there and appeared here."""
    found: dict[frozenset[str], list[Change]] = {}
    for change in changes:
        for part in _parts(change, families):
            slug = _slug(part.path)
            if slug is not None:
                found.setdefault(families[slug], []).append(part)
    return found


def _parts(change: Change, families: Mapping[str, frozenset[str]]) -> tuple[Change, ...]:
    if change.moved_from is None:
        return (change,)
    old, new = document_at(change.moved_from), document_at(change.path)
    if old and new and old.kind == new.kind and families[old.slug] == families[new.slug]:
        return (change,)
    return (
        replace(change, path=change.moved_from, after=None, moved_from=None),
        replace(change, before=None, moved_from=None),
    )


def _families(commits: Sequence[Commit]) -> dict[str, frozenset[str]]:
    """Every slug there ever was, and those that name the same customer.

    A directory counts as renamed where its customer.yaml moved without a change: only then is it
    certain that nothing of one customer comes to another.
    """
    groups: dict[str, set[str]] = {}
    for commit in commits:
        for change in commit.changes:
            slug, before = _slug(change.path), _slug(change.moved_from)
            for each in (slug, before):
                if each is not None:
                    groups.setdefault(each, {each})
            if slug and before and groups[slug] is not groups[before] and _is_rename(change):
                both = groups[slug] | groups[before]
                groups |= dict.fromkeys(both, both)
    made = {id(group): frozenset(group) for group in groups.values()}
    return {slug: made[id(group)] for slug, group in groups.items()}


def _is_rename(change: Change) -> bool:
    moved = change.moved_from is not None and change.before == change.after
    return moved and change.path.endswith(f"/{_IDENTITY}")


def _slug(path: str | None) -> str | None:
    document = document_at(path) if path is not None else None
    return document.slug if document else None


def _kind(change: Change) -> str | None:
    document = document_at(change.path)
    return document.kind if document else None
