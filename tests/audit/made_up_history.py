"""Histories for tests, in memory: commits and contents without a repository."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from onboardgen.audit.event import Event
from onboardgen.audit.history import Vouchers, events
from onboardgen.audit.lineage import Lineage, lineages
from onboardgen.audit.trail import contents_needed, follow
from onboardgen.git.log import Change, Commit
from onboardgen.git.repository import Identity

MIA = Identity("Mia Keller", "mia@example.com")
Files = Mapping[str, str]


@dataclass
class MadeUpHistory:
    """Commits in the order they are made, each with all its files as they then are."""

    commits: list[Commit] = field(default_factory=list)
    files: dict[str, Files] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def commit(
        self,
        files: Files,
        *parents: str,
        author: Identity = MIA,
        message: str = "Change",
        moved: Mapping[str, str] | None = None,
    ) -> str:
        """A commit that leaves exactly these files; `moved` maps new paths to old ones."""
        before = self.files[parents[0]] if parents else {}
        hash_ = hashlib.sha1(f"{len(self.commits)}".encode()).hexdigest()
        now = datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(hours=len(self.commits))
        self.commits.append(
            Commit(
                hash=hash_, parents=parents, author=author, authored=now, committer=MIA,
                committed=now, message=message,
                changes=self._changes(before, files, moved or {}),
            )
        )  # fmt: skip
        self.files[hash_] = dict(files)
        return hash_

    def edit(self, parent: str, files: Mapping[str, str | None], **options: object) -> str:
        """A commit that changes these files of its parent; None deletes one."""
        after = {**self.files[parent], **files}
        return self.commit({k: v for k, v in after.items() if v is not None}, parent, **options)  # type: ignore[arg-type]

    def events(self, slug: str = "acme", **vouchers: object) -> tuple[Event, ...]:
        lineage = self.lineage(slug)
        needed = ((each, self.contents[each]) for each in contents_needed(lineage))
        told = events(lineage, follow(lineage, needed), Vouchers(**vouchers))  # type: ignore[arg-type]
        return tuple(one for one in told if one.slug == slug)

    def lineage(self, slug: str = "acme") -> Lineage:
        return next(one for one in lineages(self.commits) if slug in one.slugs)

    def _changes(self, before: Files, after: Files, moved: Mapping[str, str]) -> tuple[Change, ...]:
        changes = []
        for path in sorted({*before, *after} - set(moved.values())):
            old = before.get(moved.get(path, path))
            if old != after.get(path) or path in moved:
                changes.append(
                    Change(
                        path=path, before=self._content(old), after=self._content(after.get(path)),
                        moved_from=moved.get(path),
                    )
                )  # fmt: skip
        return tuple(changes)

    def _content(self, text: str | None) -> str | None:
        if text is None:
            return None
        name = hashlib.sha1(text.encode()).hexdigest()
        self.contents[name] = text.encode()
        return name


def said(events_: Sequence[Event], *fields: str) -> list[tuple[object, ...]]:
    """Kind and reference of each event, and the fields asked for."""
    return [
        (one.kind, str(one.ref) if one.ref else None, *(getattr(one, name) for name in fields))
        for one in events_
    ]
