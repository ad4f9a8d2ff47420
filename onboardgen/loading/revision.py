"""The workspace as it was at a revision, read by the same loader as the one on disk.

Names come from one run of `git ls-tree`, contents from one `git cat-file`, which is asked only
for the files that the contract names. What filters of the working tree would have done to a file
(line ends, large-file storage) is not done here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from onboardgen.findings import Finding
from onboardgen.git.objects import ObjectReader, object_reader
from onboardgen.git.repository import Repository, find_repository, resolve
from onboardgen.git.revision_tree import LINK, SUBMODULE, TreeEntry, list_revision
from onboardgen.loading.directories import (
    Entry,
    Listing,
    leads_nowhere,
    leads_outside,
    refused_name,
    shown,
    special,
)
from onboardgen.loading.loader import Loaded, load_tree
from onboardgen.loading.source_tree import SourceTree, read_origin
from onboardgen.loading.yaml_reader import too_large
from onboardgen.workspace import PLANS

_MOST_LINKS: Final = 40
Node = TreeEntry | dict[str, "Node"]
"""A file, or a directory by the names in it."""


def load_revision(root: Path, revision: str, slugs: Collection[str] | None = None) -> Loaded:
    """The workspace at `root` as it was at a revision, and the customers named, by default all.

    A customer that was not there yet is left out; a workspace that was not there yet has neither
    settings nor customers, and a finding that says so. Raises EnvironmentFailure outside Git,
    UsageError for an unknown revision (EnvironmentFailure where the clone is shallow).
    """
    return load_tree(read_revision(root, revision, slugs))


def read_revision(root: Path, revision: str, slugs: Collection[str] | None = None) -> SourceTree:
    """Its files; raises as `load_revision` does."""
    repository = find_repository(root)
    return read_commit(repository, resolve(repository, revision), slugs)


def read_commit(
    repository: Repository, commit: str, slugs: Collection[str] | None = None
) -> SourceTree:
    """The files of the workspace at a commit, given by its full hash."""
    top = _as_directory(list_revision(repository, commit))
    with object_reader(repository) as reader:
        origin = _Revision(top, reader)
        tree = read_origin(origin, None if slugs is None else origin.present(slugs))
    return replace(tree, root=repository.root)


@dataclass(frozen=True, slots=True)
class _Revision:
    """The Origin of a workspace at a commit. `Entry.real` is a path below the workspace, with a
    “/” before it, in which no step is a link."""

    tree: dict[str, Node]
    reader: ObjectReader

    def top(self) -> Entry:
        return Entry("", "", "", is_directory=True)

    def present(self, slugs: Collection[str]) -> frozenset[str]:
        """Those of the customers that there were."""
        plans = self._follow(f"/{PLANS}")
        known = self._node(plans) if plans else None
        names = known if isinstance(known, dict) else {}
        return frozenset(slug for slug in slugs if _holds_something(names.get(slug)))

    def list_directory(self, boundary: str, directory: Entry) -> Listing:
        entries, refused, findings = [], set(), []
        listed = self._node(directory.real)
        names = listed if isinstance(listed, dict) else ()
        for name in sorted(each for each in names if each[0] != "."):
            outcome = self._entry(boundary, directory, name)
            if isinstance(outcome, Entry):
                entries.append(outcome)
            else:
                refused.add(name)
                findings.append(outcome)
        return Listing(boundary, tuple(entries), frozenset(refused), tuple(findings))

    def read_chunks(self, entry: Entry, limit: int) -> Iterator[bytes | Finding]:
        file = self._node(entry.real)
        if not isinstance(file, TreeEntry):
            yield special(entry.path)
        elif file.size > limit:
            yield too_large(entry.path, limit)
        else:
            yield from self.reader.chunks(file.object_id)

    def _entry(self, boundary: str, directory: Entry, name: str) -> Entry | Finding:
        path = f"{directory.path}/{shown(name)}" if directory.path else shown(name)
        refused = refused_name(name, path)
        if refused:
            return refused
        real = f"{directory.real}/{name}"
        node = self._node(real)
        entry = Entry(name, path, real, is_directory=isinstance(node, dict))
        return self._linked(boundary, entry) if _is_link(node) else entry

    def _linked(self, boundary: str, entry: Entry) -> Entry | Finding:
        """What a symbolic link points at, provided that it stays below the boundary."""
        real = self._follow(entry.real)
        if real is None or not f"{real}/".startswith(f"{boundary}/"):
            return leads_outside(entry.path, "points outside")
        if "/." in real.removeprefix(boundary):
            return leads_outside(entry.path, "points at something hidden")
        node = self._node(real)
        if node is None or _is_link(node):
            return leads_nowhere(entry.path)
        return replace(entry, real=real, is_directory=isinstance(node, dict), is_link=True)

    def _follow(self, path: str) -> str | None:
        """The path without links in it; None where it leaves the workspace. A link that is
        followed too often stays in it."""
        steps, real, followed = path.split("/")[::-1], "", 0
        while steps:
            step = steps.pop()
            if step in ("", "."):
                continue
            if step == "..":
                if not real:
                    return None
                real = real.rpartition("/")[0]
                continue
            node = self._node(f"{real}/{step}")
            if isinstance(node, TreeEntry) and node.mode == LINK and followed < _MOST_LINKS:
                followed += 1
                target = self.reader.read(node.object_id).decode("utf-8", "surrogateescape")
                if target.startswith("/"):
                    return None
                steps += target.split("/")[::-1]
            else:
                real = f"{real}/{step}"
        return real

    def _node(self, real: str) -> Node | None:
        """What stands at a path without links."""
        node: Node | None = self.tree
        for step in real.split("/")[1:]:
            node = node.get(step) if isinstance(node, dict) else None
        return node


def _holds_something(node: Node | None) -> bool:
    return isinstance(node, dict) and any(name[0] != "." for name in node)


def _is_link(node: Node | None) -> bool:
    return isinstance(node, TreeEntry) and node.mode == LINK


def _as_directory(files: Collection[TreeEntry]) -> dict[str, Node]:
    top: dict[str, Node] = {}
    for file in files:
        *parents, name = file.path.split("/")
        directory = top
        for parent in parents:
            below = directory.setdefault(parent, {})
            assert isinstance(below, dict)  # noqa: S101
            directory = below
        directory[name] = {} if file.mode == SUBMODULE else file
    return top
