"""A lineage and the contents of its files to events, each told once and by whom it was made.

A commit made what differs from its parent. Of a merge, a three-way merge of every single field
with what its sides have in common says what was to be expected; only what differs from that was
made by the merge. So was what several sides changed to different values: it kept one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from onboardgen.audit.event import Value
from onboardgen.audit.facts import Document, Facts, Key, document_at, facts_of, file_facts
from onboardgen.audit.lineage import Lineage, Node, merge_bases
from onboardgen.audit.telling import Told, differ, tell, tell_rename
from onboardgen.git.log import Change

_NOT_READ = ("120000", "160000")
"""Modes of what has no content to read: links and other repositories."""


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A document as one commit left it. `born` is its identity, which a rename does not change.
    One that was deleted says nothing, and keeps its identity for the day it comes back."""

    born: int
    document: Document
    path: str
    content: str | None
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happening:
    """What one node did, and to which document, called as it was then."""

    node: int
    born: int
    document: Document
    told: Told


@dataclass(frozen=True, slots=True)
class Trail:
    """All happenings in order, the documents as they stand in the end (by identity), and every
    address a contact ever had, with the contact's id."""

    happenings: tuple[Happening, ...]
    documents: Mapping[int, Document]
    contacts: Mapping[str, str]


def contents_needed(lineage: Lineage) -> tuple[str, ...]:
    """The ids of the contents that `follow` reads, each once, in the order in which it does."""
    return tuple(dict.fromkeys(_contents(lineage)))


def follow(lineage: Lineage, contents: Iterable[tuple[str, bytes]]) -> Trail:
    """Everything that happened in a lineage. `contents` are id and bytes of what
    `contents_needed` names, in that order; they may come one by one, and no more are taken."""
    return _Walk(lineage, iter(contents)).walk()


def _contents(lineage: Lineage) -> Iterator[str]:
    for node in lineage.nodes:
        for change in node.changes:
            document = document_at(change.path)
            is_record = document is not None and document.kind != "file"
            if change.after and is_record and change.mode not in _NOT_READ:
                yield change.after


class _State:
    """The documents at one node: the versions by identity, and who stands, or stood, where."""

    __slots__ = ("at", "versions")

    def __init__(self, versions: dict[int, Version], at: dict[str, int]) -> None:
        self.versions = versions
        self.at = at

    def copy(self) -> _State:
        return _State(dict(self.versions), dict(self.at))

    def put(self, version: Version) -> None:
        old = self.versions.get(version.born)
        if old and old.path != version.path and self.at.get(old.path) == old.born:
            del self.at[old.path]
        self.versions[version.born] = version
        self.at[version.path] = version.born

    def find(self, path: str | None) -> Version | None:
        born = None if path is None else self.at.get(path)
        return None if born is None else self.versions[born]

    def same(self, version: Version) -> Version | None:
        """The same document here: of the same identity, else at the same path."""
        return self.versions.get(version.born) or self.find(version.path)


class _Walk:
    """One way through a lineage, from its first node to its last."""

    def __init__(self, lineage: Lineage, contents: Iterator[tuple[str, bytes]]) -> None:
        self._nodes = lineage.nodes
        self._head = lineage.head
        self._bases = {
            index: merge_bases(self._nodes, node.parents)
            for index, node in enumerate(self._nodes)
            if len(node.parents) > 1
        }
        self._readings = _Readings(contents, Counter(_contents(lineage)))
        self._needed = Counter(p for node in self._nodes for p in node.parents if p is not None)
        self._needed.update(base for bases in self._bases.values() for base in bases)
        self._states: dict[int, _State] = {}
        self._happenings: list[Happening] = []
        self._born = 0

    def walk(self) -> Trail:
        for index, node in enumerate(self._nodes):
            step = self._merge if len(node.parents) > 1 else self._step
            self._states[index] = step(index, node)
        last = self._states.get(-1 if self._head is None else self._head)
        documents = {v.born: v.document for v in last.versions.values()} if last else {}
        return Trail(tuple(self._happenings), documents, self._readings.contacts)

    def _step(self, index: int, node: Node) -> _State:
        """What an ordinary commit makes of the state before it."""
        state = self._take(node.parents[0])
        for change in node.changes:
            before = self._before(state, change)
            if before is not None:
                after = self._after(before, change)
                self._tell(index, before, after)
                state.put(after)
        return state

    def _merge(self, index: int, node: Node) -> _State:
        """What a merge makes of its sides, and what it changed that none of them did."""
        sides = [self._state(parent) for parent in node.parents]
        bases = [self._state(base) for base in self._bases[index]] or [_State({}, {})]
        state = sides[0].copy()
        for version in self._results(node, sides):
            expected, settled = _joined(
                version, [side.same(version) for side in sides], [b.same(version) for b in bases]
            )
            self._tell(index, expected, settled)
            state.put(settled)
        for each in (*node.parents, *self._bases[index]):
            self._release(each)
        return state

    def _results(self, node: Node, sides: Sequence[_State]) -> tuple[Version, ...]:
        """Every document in which the sides of a merge or its result differ, as it came out."""
        first = sides[0]
        results: dict[int, Version] = {}
        for change in node.changes:
            before = self._before(first, change, sides[1:])
            if before is not None:
                results[before.born] = self._after(before, change)
            moved = first.find(change.moved_from)
            if moved and before and moved.born != before.born:
                results.setdefault(moved.born, _gone(moved))
        for side in sides[1:]:
            for version in side.versions.values():
                mine = first.same(version)
                if mine is not version:
                    result = mine or _gone(version)
                    results.setdefault(result.born, result)
        return tuple(results.values())

    def _before(
        self, state: _State, change: Change, others: Sequence[_State] = ()
    ) -> Version | None:
        """The document that a change is about, as it was; empty where it is new. What another
        side of a merge has at that place came from there."""
        document = document_at(change.path)
        if document is None:
            return None
        theirs = (found for other in others if (found := other.find(change.path)) and found.facts)
        known = next(theirs, None) or state.find(change.moved_from) or state.find(change.path)
        if known:
            return known
        self._born += 1
        return Version(self._born, document, change.path, None)

    def _after(self, before: Version, change: Change) -> Version:
        """The document as a change leaves it. One that cannot be read still says what it said."""
        document = document_at(change.path) or before.document
        facts: Facts | None = {}
        if change.after and change.after == before.content:
            facts = before.facts
        elif change.after and change.mode not in _NOT_READ:
            facts = self._readings.read(document, change.after)
        facts = before.facts if facts is None else facts
        return Version(before.born, document, change.path, change.after, facts)

    def _tell(self, index: int, before: Version, after: Version) -> None:
        def add(told: Told) -> None:
            self._happenings.append(Happening(index, after.born, after.document, told))

        if before.document.name != after.document.name and before.facts and after.facts:
            add(tell_rename(after.document, before.document.name))
        if before.facts is not after.facts:
            for told in tell(after.document, before.facts, after.facts):
                add(told)

    def _state(self, index: int | None) -> _State:
        return _State({}, {}) if index is None else self._states[index]

    def _take(self, parent: int | None) -> _State:
        """The state of a node to go on with: the same where nobody else needs it."""
        state = self._state(parent)
        self._release(parent)
        return state.copy() if parent in self._states else state

    def _release(self, index: int | None) -> None:
        if index is None:
            return
        self._needed[index] -= 1
        if not self._needed[index] and index != self._head:
            del self._states[index]


class _Readings:
    """What contents say, kept for as long as a later change needs it again."""

    def __init__(self, contents: Iterator[tuple[str, bytes]], uses: Counter[str]) -> None:
        self._contents = contents
        self._uses = uses
        self._data: dict[str, bytes] = {}
        self._facts: dict[tuple[str, str], Facts | None] = {}
        self.contacts: dict[str, str] = {}

    def read(self, document: Document, content: str) -> Facts | None:
        """The facts of a content; None where it cannot be read."""
        if document.kind == "file":
            return file_facts(content)
        key = document.kind, content
        if key not in self._facts:
            facts = facts_of(document.kind, document.name, self._bytes(content))
            self._facts[key] = facts
            if document.kind == "customer":
                self._learn_contacts(facts or {})
        found = self._facts[key]
        self._uses[content] -= 1
        if self._uses[content] <= 0:
            del self._facts[key]
            self._data.pop(content, None)
        return found

    def _bytes(self, content: str) -> bytes:
        while content not in self._data:
            name, data = next(self._contents)
            self._data[name] = data
        return self._data[content]

    def _learn_contacts(self, facts: Facts) -> None:
        for key, value in facts.items():
            if key.kind == "contact" and key.field in ("email", "also"):
                person = key.id.rpartition(".")[2]
                for address in value if isinstance(value, tuple) else (value,):
                    self.contacts[str(address).casefold()] = person


def _gone(version: Version) -> Version:
    return replace(version, facts={}, content=None)


def _joined(
    result: Version, sides: Sequence[Version | None], bases: Sequence[Version | None]
) -> tuple[Version, Version]:
    """What a merge was expected to make of a document, and what it made of it."""
    changed = [side for side in sides if side and side not in bases]
    if len(changed) == 1 and len(bases) == 1 and _is_same(changed[0], result):
        return changed[0], changed[0]
    facts: dict[Key, Value] = {}
    keys = dict.fromkeys(key for each in (result, *sides) if each for key in each.facts)
    for key in keys:
        values = [side.facts.get(key) if side else None for side in sides]
        common = [base.facts.get(key) if base else None for base in bases]
        expected = _expected(result.facts.get(key), values, common)
        if expected is not None:
            facts[key] = expected
    there = [side for side in sides if side]
    moved = [side for side in there if side.path not in {base.path for base in bases if base}]
    agreed = [side for side in moved if side.path == result.path]
    place = next(iter((*agreed, *moved, *there, result)))
    return replace(place, born=result.born, facts=facts), result


def _is_same(one: Version, other: Version) -> bool:
    return one.facts is other.facts and (one.born, one.path) == (other.born, other.path)


def _expected(result: Value, sides: Sequence[Value], bases: Sequence[Value]) -> Value:
    """The value that a merge had to keep: that of the side which changed it. Where sides changed
    it to different ones, one that the merge did not keep."""
    changed = [side for side in sides if all(differ(side, base) for base in bases)]
    against = [side for side in changed if differ(side, result)]
    kept = [side for side in sides if not changed and not differ(side, result)]
    return next(iter((*against, *changed, *kept, *sides)))
