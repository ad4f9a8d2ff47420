"""One thing that happened to one record, as its history tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from onboardgen.git.log import Commit
from onboardgen.git.repository import Identity
from onboardgen.git.signatures import Signature
from onboardgen.model.reference import Reference

EventKind = Literal[
    "created", "deleted", "renamed", "changed", "answered", "promised", "moved", "confirmed",
    "started", "done", "reopened", "blocked", "unblocked", "dropped", "status", "assessed",
    "accepted", "rejected", "withdrawn", "approved", "approval_removed", "signed",
    "signature_removed", "superseded", "granted", "grant_ended",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A mapping inside a value, such as the row of a table; by key."""

    items: tuple[tuple[str, Value], ...]


Value = str | int | float | bool | None | tuple["Value", ...] | Row
"""A value of a file as told: lists are tuples, days are ISO text."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a commit names. `person` is the id of the one whose address it is, where known."""

    person: str | None
    identity: Identity

    @property
    def shown(self) -> str:
        return self.identity.name or self.identity.email or "somebody"

    def as_json(self) -> dict[str, str | None]:
        return {"person": self.person, "name": self.identity.name, "email": self.identity.email}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The commit that made a change. `signature` is None where nobody asked for it."""

    commit: Commit
    author: Actor
    committer: Actor
    pull_request: int | None = None
    signature: Signature | None = None

    @property
    def at(self) -> datetime:
        """When the author says it was written, in the author's own time."""
        return self.commit.authored


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a commit did to one record.

    `ref` is None for what no reference can point at: a customer's own facts, contacts and files,
    which `field` then names. `by` and `on` (ISO day) are who the record says answered, approved,
    signed or granted, and when; `stamp` says who wrote that down. `visibility` is `internal` for
    what never leaves the team. `is_open`: before, after and note hold neither texts nor references
    to other records, so that who may see the record may see them.
    """

    slug: str
    kind: EventKind
    ref: Reference | None
    stamp: Stamp
    field: str | None = None
    before: Value = None
    after: Value = None
    note: str | None = None
    by: str | None = None
    on: str | None = None
    visibility: str = "customer"
    is_open: bool = True

    @property
    def is_internal(self) -> bool:
        return self.visibility == "internal"

    def without_values(self) -> Event:
        """The event for readers outside the team: texts and references to others left out."""
        return self if self.is_open else replace(self, before=None, after=None, note=None)

    def as_json(self) -> dict[str, object]:
        """The event as `history --format json` publishes it."""
        return {
            "date": self.stamp.at.date().isoformat(),
            "at": self.stamp.at.isoformat(),
            "commit": self.stamp.commit.hash,
            "author": self.stamp.author.as_json(),
            "committer": self.stamp.committer.as_json(),
            "ref": str(self.ref) if self.ref else None,
            "kind": self.kind,
            "field": self.field,
            "before": plain(self.before),
            "after": plain(self.after),
            "by": self.by,
            "on": self.on,
            "note": self.note,
            "signature": self.stamp.signature,
            "pull_request": self.stamp.pull_request,
            "internal": self.is_internal,
        }


def plain(value: Value) -> object:
    """The value as JSON has it."""
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Row):
        return {key: plain(each) for key, each in value.items}
    return value


def frozen(value: object) -> Value:
    """A value of a document as events carry it; 1.0 is 1."""
    if isinstance(value, list):
        return tuple(frozen(each) for each in value)
    if isinstance(value, dict):
        return Row(tuple((str(key), frozen(each)) for key, each in sorted(value.items())))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, str | int | float | bool) else None
