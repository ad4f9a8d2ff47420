"""The events of a customer: what happened, in order, with who wrote it and what vouches for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day

from onboardgen.audit.attribution import actor
from onboardgen.audit.event import Event, Stamp
from onboardgen.audit.facts import Document
from onboardgen.audit.lineage import Lineage, Node
from onboardgen.audit.trail import Happening, Trail
from onboardgen.git.signatures import Signature
from onboardgen.model.reference import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouchers:
    """What is known of commits from elsewhere: our people by address, pull requests and signatures
    by hash. A commit without a signature here was not asked for one."""

    people: Mapping[str, str] = field(default_factory=dict)
    pull_requests: Mapping[str, int] = field(default_factory=dict)
    signatures: Mapping[str, Signature] = field(default_factory=dict)


def events(lineage: Lineage, trail: Trail, vouchers: Vouchers) -> tuple[Event, ...]:
    """Every event of a lineage, the oldest first.

    Each belongs to the customer and the record by the names they have in the end, so that all that
    happened to a record under earlier names stands in its history.
    """
    people = {**trail.contacts, **vouchers.people}
    stamps = {
        index: _stamp(lineage.nodes[index], people, vouchers)
        for index in dict.fromkeys(one.node for one in trail.happenings)
    }
    return tuple(
        _event(one, trail.documents.get(one.born, one.document), stamps[one.node])
        for one in trail.happenings
    )


def with_signatures(
    events_: Iterable[Event], signatures: Mapping[str, Signature]
) -> tuple[Event, ...]:
    """The same events, with the state of the signatures that are known."""
    return tuple(
        replace(one, stamp=replace(one.stamp, signature=signatures[one.stamp.commit.hash]))
        if one.stamp.commit.hash in signatures
        else one
        for one in events_
    )


def record_history(events_: Iterable[Event], ref: Reference) -> tuple[Event, ...]:
    """The events of one record."""
    return tuple(one for one in events_ if one.ref == ref)


def shared_events(events_: Iterable[Event], audience: str) -> tuple[Event, ...]:
    """What an audience outside the team may be told of records that it may see.

    Never what is internal, nor of a time when only others might see the record; texts and
    references to other records are left out. Whether the audience may see the record at all is
    for the caller to know. Names and addresses in `stamp` are Git's: show the person, if any.
    """
    return tuple(
        one.without_values()
        for one in events_
        if one.ref and one.visibility in ("customer", audience)
    )


def last_touched(lineage: Lineage, slug: str) -> Day | None:
    """The day of the latest commit that changed a file of a customer's directory, in its
    author's time; None where none did."""
    days = (
        node.commit.authored.date()
        for node in lineage.nodes
        if any(change.path.startswith(f"plans/{slug}/") for change in node.changes)
        and not node.commit.is_merge
    )
    return max(days, default=None)


def _event(one: Happening, final: Document, stamp: Stamp) -> Event:
    told, ref = one.told, one.told.ref
    if ref == Reference(one.document.kind, one.document.name):
        ref = Reference(final.kind, final.name)
    return Event(
        slug=final.slug,
        kind=told.kind,
        ref=ref,
        stamp=stamp,
        field=told.field,
        before=told.before,
        after=told.after,
        note=told.note,
        by=told.by,
        on=told.on,
        visibility=told.visibility,
        is_open=told.is_open,
    )


def _stamp(node: Node, people: Mapping[str, str], vouchers: Vouchers) -> Stamp:
    commit = node.commit
    return Stamp(
        commit=replace(commit, changes=()),
        author=actor(commit.author, people),
        committer=actor(commit.committer, people),
        pull_request=vouchers.pull_requests.get(commit.hash),
        signature=vouchers.signatures.get(commit.hash),
    )
