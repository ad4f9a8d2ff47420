"""`history`: the life of each record of a customer, from one pass over Git."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from onboardgen.audit.attribution import addresses, pull_requests
from onboardgen.audit.contents import documents_about
from onboardgen.audit.event import Event
from onboardgen.audit.history import (
    Vouchers,
    events,
    last_touched,
    record_history,
    with_signatures,
)
from onboardgen.audit.lineage import Lineage, lineages, restricted
from onboardgen.audit.trail import contents_needed, follow
from onboardgen.errors import UsageError
from onboardgen.git.log import read_log
from onboardgen.git.objects import read_objects
from onboardgen.git.repository import Repository, find_repository
from onboardgen.git.revision_tree import read_file_at
from onboardgen.git.signatures import signatures
from onboardgen.loading.directories import shown
from onboardgen.loading.loader import load_settings
from onboardgen.loading.source_tree import read_tree
from onboardgen.loading.suggestions import nearest
from onboardgen.model.reference import Reference, parse_reference
from onboardgen.model.settings import Settings
from onboardgen.workflows.processes import spread
from onboardgen.workspace import PLANS

_BATCH: Final = 25
"""Customers whose files one git hands out."""
_MANY: Final = 4
"""Batches from which on several processes are worth their start."""


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a customer, or to one record of theirs; the oldest first."""

    customer: str
    ref: Reference | None
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class WorkspaceLog:
    """The one pass over Git, without contents: the lineage of every customer there ever was, by
    every slug it had. `allowed_signers` is that file as it is committed."""

    repository: Repository
    lineages: Mapping[str, Lineage]
    vouchers: Vouchers
    allowed_signers: bytes | None

    def key(self, slug: str) -> str:
        """Equal where the events of the customer are equal: says whether to ask for them again."""
        known = self.lineages.get(slug)
        signers = hashlib.sha256(self.allowed_signers or b"").hexdigest()
        people = sorted(self.vouchers.people.items())
        text = f"{slug} {known.key if known else ''} {signers} {people}"
        return hashlib.sha256(text.encode()).hexdigest()


def history(root: Path, slug: str, ref: str | None = None) -> History:
    """The events of the customer, by their present or last slug, or of the record that `ref`
    names, with the state of the signatures.

    Raises UsageError for a customer or record that has no history, EnvironmentFailure outside Git
    and in a shallow clone.
    """
    tree = read_tree(root, ())
    log = read_workspace_log(root, load_settings(tree).settings)
    reference = parse_reference(ref) if ref else None
    lineage = log.lineages.get(slug)
    if lineage is None:
        raise _no_customer(slug, {*log.lineages, *tree.slugs})
    if reference:
        lineage = restricted(lineage, documents_about(reference.kind) | {"customer"})
    found = tuple(
        one for one in _events(log.repository, log.vouchers, (lineage,)) if one.slug == slug
    )
    if reference:
        told = record_history(found, reference)
        if not told:
            raise _no_record(slug, reference, found)
        found = told
    return History(slug, reference, _with_signatures(log, found))


def workspace_history(root: Path, settings: Settings | None) -> Mapping[str, tuple[Event, ...]]:
    """The events of every customer that there ever was, by their present or last slug, from one
    pass over Git. Raises EnvironmentFailure outside Git and in a shallow clone."""
    log = read_workspace_log(root, settings)
    return customer_events(log, log.lineages)


def read_workspace_log(
    root: Path, settings: Settings | None, *, mailmap: str | None = None
) -> WorkspaceLog:
    """Everything that `customer_events` needs, in a few runs of git however long the history is.

    `mailmap` is the full hash of a commit whose `.mailmap` counts instead of the one in the
    working tree. Raises EnvironmentFailure outside Git and in a shallow clone.
    """
    repository = find_repository(root)
    commits = read_log(repository, below=PLANS, mailmap=mailmap)
    path = settings.allowed_signers if settings else None
    return WorkspaceLog(
        repository=repository,
        lineages={slug: one for one in lineages(commits) for slug in one.slugs},
        vouchers=Vouchers(
            people=addresses(settings.team) if settings else {},
            pull_requests=pull_requests(commits),
        ),
        allowed_signers=read_file_at(repository, "HEAD", path) if path and commits else None,
    )


def customer_events(log: WorkspaceLog, slugs: Collection[str]) -> Mapping[str, tuple[Event, ...]]:
    """The events of these customers, with the state of the signatures; none for one that has no
    history."""
    found = tuple(
        dict.fromkeys(log.lineages[slug] for slug in sorted(slugs) if slug in log.lineages)
    )
    batches = [found[start : start + _BATCH] for start in range(0, len(found), _BATCH)]
    told = chain.from_iterable(
        spread(partial(_events, log.repository, log.vouchers), batches, at_least=_MANY)
    )
    by_slug: dict[str, list[Event]] = {slug: [] for slug in sorted(slugs)}
    for one in _with_signatures(log, tuple(told)):
        if one.slug in by_slug:
            by_slug[one.slug].append(one)
    return {slug: tuple(mine) for slug, mine in by_slug.items()}


def last_touched_days(root: Path) -> Mapping[str, Day]:
    """The day of the last commit that touched each customer's directory, by slug; contents are
    not read. Raises EnvironmentFailure outside Git and in a shallow clone."""
    log = read_workspace_log(root, None)
    days = ((slug, last_touched(one, slug)) for slug, one in log.lineages.items())
    return {slug: day for slug, day in sorted(days) if day}


def _events(repository: Repository, vouchers: Vouchers, of: Sequence[Lineage]) -> tuple[Event, ...]:
    """The events of several lineages, with one git to read all their contents."""
    needed = chain.from_iterable(contents_needed(one) for one in of)
    contents = read_objects(repository, needed)
    told = (events(lineage, follow(lineage, contents), vouchers) for lineage in of)
    return tuple(chain.from_iterable(told))


def _with_signatures(log: WorkspaceLog, found: tuple[Event, ...]) -> tuple[Event, ...]:
    if not found:
        return found
    commits = dict.fromkeys(one.stamp.commit.hash for one in found)
    return with_signatures(found, signatures(log.repository, commits, log.allowed_signers))


def _no_customer(slug: str, known: Collection[str]) -> UsageError:
    near = nearest(slug, known)
    slug = shown(slug)
    if slug in known:
        return UsageError(f"{slug} has no history.", f"Nothing below {PLANS}/{slug} is committed.")
    hint = f"Did you mean {near}?" if near else f"Customers are directories of {PLANS}/."
    return UsageError(f"There is no customer {slug}.", hint)


def _no_record(slug: str, reference: Reference, found: Iterable[Event]) -> UsageError:
    known = sorted({str(one.ref) for one in found if one.ref})
    near = nearest(str(reference), known)
    hint = f"Did you mean {near}?" if near else "Name it like decision:0003-base-currency."
    return UsageError(f"{slug} has no history of {shown(str(reference))}.", hint)
