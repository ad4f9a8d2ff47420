"""`history`: the life of each record of a customer, from one pass over Git."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from itertools import chain, islice
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
from onboardgen.git.log import Commit, read_log
from onboardgen.git.objects import read_objects
from onboardgen.git.repository import Repository, find_repository
from onboardgen.git.revision_tree import read_file_at
from onboardgen.git.signatures import signatures
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


def history(root: Path, slug: str, ref: str | None = None) -> History:
    """The events of the customer, by their present or last slug, or of the record that `ref`
    names, with the state of the signatures.

    Raises UsageError for a customer or record that has no history, EnvironmentFailure outside Git
    and in a shallow clone.
    """
    tree = read_tree(root, ())
    settings = load_settings(tree).settings
    repository, commits = _read(root)
    reference = parse_reference(ref) if ref else None
    known = _by_slug(lineages(commits))
    if slug not in known:
        raise _no_customer(slug, {*known, *tree.slugs})
    lineage = restricted(known[slug], _kinds(reference)) if reference else known[slug]
    vouchers = Vouchers(people=_people(settings), pull_requests=pull_requests(commits))
    found = tuple(one for one in _events(repository, vouchers, (lineage,)) if one.slug == slug)
    if reference:
        told = record_history(found, reference)
        if not told:
            raise _no_record(slug, reference, found)
        found = told
    return History(slug, reference, _with_signatures(repository, settings, found))


def workspace_history(root: Path, settings: Settings | None) -> Mapping[str, tuple[Event, ...]]:
    """The events of every customer that there ever was, by their present or last slug, from one
    pass over Git. Raises EnvironmentFailure outside Git and in a shallow clone."""
    repository, commits = _read(root)
    found = lineages(commits)
    vouchers = Vouchers(people=_people(settings), pull_requests=pull_requests(commits))
    batches = [found[start : start + _BATCH] for start in range(0, len(found), _BATCH)]
    work = partial(_events, repository, vouchers)
    told = tuple(chain.from_iterable(spread(work, batches, at_least=_MANY)))
    by_slug: dict[str, list[Event]] = {slug: [] for one in found for slug in one.slugs}
    for one in _with_signatures(repository, settings, told):
        by_slug[one.slug].append(one)
    return {slug: tuple(mine) for slug, mine in sorted(by_slug.items())}


def last_touched_days(root: Path) -> Mapping[str, Day]:
    """The day of the last commit that touched each customer's directory, by slug; contents are
    not read. Raises EnvironmentFailure outside Git and in a shallow clone."""
    _, commits = _read(root)
    days = ((slug, last_touched(one, slug)) for one in lineages(commits) for slug in one.slugs)
    return {slug: day for slug, day in sorted(days) if day}


def _read(root: Path) -> tuple[Repository, tuple[Commit, ...]]:
    repository = find_repository(root)
    return repository, read_log(repository, below=PLANS)


def _events(repository: Repository, vouchers: Vouchers, of: Sequence[Lineage]) -> tuple[Event, ...]:
    """The events of several lineages, with one git to read all their contents."""
    needed = [contents_needed(one) for one in of]
    contents = read_objects(repository, chain.from_iterable(needed))
    found: list[Event] = []
    for lineage, ids in zip(of, needed, strict=True):
        mine = islice(contents, len(ids))
        found += events(lineage, follow(lineage, mine), vouchers)
        for _unused in mine:
            pass
    return tuple(found)


def _with_signatures(
    repository: Repository, settings: Settings | None, found: tuple[Event, ...]
) -> tuple[Event, ...]:
    """Judged by the allowed signers as they are committed, not as they lie about."""
    if not found:
        return found
    path = settings.allowed_signers if settings else None
    allowed = read_file_at(repository, "HEAD", path) if path else None
    commits = dict.fromkeys(one.stamp.commit.hash for one in found)
    return with_signatures(found, signatures(repository, commits, allowed))


def _people(settings: Settings | None) -> Mapping[str, str]:
    return addresses(settings.team) if settings else {}


def _by_slug(found: Iterable[Lineage]) -> dict[str, Lineage]:
    return {slug: lineage for lineage in found for slug in lineage.slugs}


def _kinds(reference: Reference) -> frozenset[str]:
    """The documents that tell of a record; contacts stand in customer.yaml."""
    return documents_about(reference.kind) | {"customer"}


def _no_customer(slug: str, known: Collection[str]) -> UsageError:
    near = nearest(slug, known)
    if slug in known:
        return UsageError(f"{slug} has no history.", f"Nothing below {PLANS}/{slug} is committed.")
    hint = f"Did you mean {near}?" if near else f"Customers are directories of {PLANS}/."
    return UsageError(f"There is no customer {slug}.", hint)


def _no_record(slug: str, reference: Reference, found: Iterable[Event]) -> UsageError:
    known = sorted({str(one.ref) for one in found if one.ref})
    near = nearest(str(reference), known)
    hint = f"Did you mean {near}?" if near else "Name it like decision:0003-base-currency."
    return UsageError(f"{slug} has no history of {reference}.", hint)
