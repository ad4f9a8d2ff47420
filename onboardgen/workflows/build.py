"""Build: load what changed, check, view, render, seal, publish; one customer like the other.

A customer is a pure function of its files and their history, the settings, the theme, the tool and
the as-of day; one key over all of them decides whether it is made again. Git is asked once for all
of them. Making is spread over processes, publishing is this one's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from onboardgen.access.portal_keys import KeyRing, find_keys
from onboardgen.checks.catalogue import check_workspace
from onboardgen.checks.portals import random_ids_are_unique
from onboardgen.findings import Finding, has_errors, in_order
from onboardgen.loading.loader import WorkspaceRecords, load_accesses, load_settings
from onboardgen.loading.source_tree import SourceTree, read_tree
from onboardgen.model.access import Access
from onboardgen.model.settings import Settings
from onboardgen.rendering.theme import load_theme
from onboardgen.site.sealing import PAGE
from onboardgen.site.writer import Site, opened_site, prune, publish
from onboardgen.workflows.build_inputs import customer_key, shared_inputs, team_key
from onboardgen.workflows.build_records import (
    BuildRecord,
    BuildRecords,
    build_records,
    portal_record,
    still_stands,
)
from onboardgen.workflows.history import WorkspaceLog
from onboardgen.workflows.logo import logo_is_usable
from onboardgen.workflows.look import organization_shell
from onboardgen.workflows.portal_history import (
    history_key,
    is_shallow,
    portal_events,
    portal_log,
)
from onboardgen.workflows.portals import (
    CustomerInputs,
    CustomerPortals,
    Workshop,
    front_of,
    make_customer,
)
from onboardgen.workflows.processes import spread
from onboardgen.workflows.team_portal import TEAM, make_team_portal, team_keys

Step = Callable[[int, int], None]
"""Told how many customers are done, and of how many."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build. No `slugs` means everybody; `today` None is today where the
    organization is."""

    root: Path
    slugs: Sequence[str]
    out: Path
    today: Day | None
    environment: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class BuiltPortal:
    """One portal of the site; the team's own has no slug. `changed`: any of its files was
    written."""

    slug: str | None
    audience: str
    path: Path
    changed: bool


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `failed` are customers with an error: what was published of them stays.
    `stopped`: the workspace's own files have one, and nothing was built at all. `exported`: built
    with the keys of single portals, so that other customers were left alone. `shallow`: no portal
    tells its history, because this clone does not hold it."""

    as_of: Day
    portals: tuple[BuiltPortal, ...] = ()
    failed: tuple[str, ...] = ()
    without_portal: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    demo: bool = False
    stopped: bool = False
    exported: bool = False
    shallow: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """One customer after the build, or the team (no slug). Without a record it was not built."""

    slug: str | None
    record: BuildRecord | None = None
    portals: tuple[BuiltPortal, ...] = ()
    findings: tuple[Finding, ...] = ()


def build(request: BuildRequest, step: Step) -> BuildReport:
    """Build the portals asked for; the team's own only together with everybody's.

    Raises UsageError for an unknown slug or an unsuitable output directory, EnvironmentFailure
    where the key is missing or wrong; nothing is written then.
    """
    tree = read_tree(request.root, request.slugs or None)
    records = load_settings(tree)
    settings, findings = records.settings, records.findings
    if settings is not None:
        found = check_workspace((), settings, records.team_access)
        findings = in_order((*findings, *found, *logo_is_usable(request.root, settings)))
    if settings is None or has_errors(findings):
        return _nothing(tree, findings, request.today or Day.today())
    zone = ZoneInfo(settings.organization.timezone)
    today = request.today or datetime.now(zone).date()
    keys = find_keys(request.root, settings, request.environment)
    workshop = workshop_for(request.root, settings, records, keys, today)
    front = front_of(settings)
    with opened_site(request.out, request.root, front) as site:
        kept = build_records(request.root, workshop.keys)
        log = portal_log(request.root, settings)
        outcomes = [*_customers(workshop, tree, log, site, kept, step)]
        if not request.slugs:
            outcomes += _team(workshop, tree, site, kept, outcomes)
            _prune(workshop, site, outcomes)
    report = _report(workshop, outcomes, findings)
    return replace(report, shallow=log is None and is_shallow(request.root))


def workshop_for(
    root: Path, settings: Settings, records: WorkspaceRecords, keys: KeyRing, today: Day
) -> Workshop:
    """What all customers' portals are made with.

    Raises EnvironmentFailure where a file of the theme cannot be used.
    """
    theme = load_theme(root)
    shell = organization_shell(settings, theme, demo=keys.is_demo)
    return Workshop(
        root=root,
        settings=settings,
        team_access=records.team_access,
        keys=keys,
        theme=theme,
        shell=shell,
        today=today,
        calibration=records.calibration,
    )


def _nothing(tree: SourceTree, findings: Iterable[Finding], today: Day) -> BuildReport:
    slugs = tuple(source.slug for source in tree.customers)
    return BuildReport(as_of=today, failed=slugs, findings=in_order(findings), stopped=True)


def _report(
    workshop: Workshop, outcomes: Sequence[_Outcome], findings: Iterable[Finding]
) -> BuildReport:
    built = [outcome for outcome in outcomes if outcome.record]
    return BuildReport(
        as_of=workshop.today,
        portals=tuple(portal for outcome in built for portal in outcome.portals),
        failed=tuple(one.slug for one in outcomes if one.slug and not one.record),
        without_portal=tuple(one.slug for one in built if one.slug and not one.portals),
        findings=in_order((*findings, *(f for outcome in outcomes for f in outcome.findings))),
        demo=workshop.keys.is_demo,
        exported=workshop.keys.root is None,
    )


def _customers(
    workshop: Workshop,
    tree: SourceTree,
    log: WorkspaceLog | None,
    site: Site,
    kept: BuildRecords,
    step: Step,
) -> Iterator[_Outcome]:
    """Every customer of the tree: as it stands where nothing changed, else made and published."""
    accesses = load_accesses(tree)
    clashing = _clashing(accesses, workshop.team_access)
    shared = shared_inputs(workshop, tree)
    changed: dict[str, str] = {}
    for source in tree.customers:
        if not _has_keys(workshop, accesses.get(source.slug)):
            continue
        record = kept.read(source.slug)
        key = customer_key(shared, source, history_key(log, source.slug))
        if source.slug in clashing:
            yield _Outcome(source.slug, findings=clashing[source.slug])
        elif record and record.key == key and still_stands(record, site.path):
            yield _Outcome(source.slug, record, _built(site, source.slug, record, frozenset()))
        else:
            changed[source.slug] = key
    done = len(tree.customers) - len(changed)
    events = portal_events(log, changed)
    inputs = [CustomerInputs(tree.customer(slug), events.get(slug)) for slug in changed]
    for made in spread(partial(make_customer, workshop), inputs):
        yield _published(site, kept, made, changed[made.slug])
        done += 1
        step(done, len(tree.customers))


def _has_keys(workshop: Workshop, access: Access | None) -> bool:
    """Whether this customer is ours to build: with exported keys only those they are for."""
    if workshop.keys.root is not None:
        return True
    return any(workshop.keys.holds(portal) for portal in (access.portals if access else ()))


def _clashing(
    accesses: Mapping[str, Access], team_access: Access | None
) -> dict[str, tuple[Finding, ...]]:
    """Customers that share a portal with somebody else: neither may be published over the other."""
    owners: dict[str, list[str]] = {}
    for slug, access in accesses.items():
        for portal in access.portals:
            owners.setdefault(portal.id, []).append(slug)
    for portal in team_access.portals if team_access else ():
        owners.setdefault(portal.id, []).append("")
    shared = {slug for slugs in owners.values() if len(slugs) > 1 for slug in slugs}
    if not shared:
        return {}
    found = tuple(random_ids_are_unique((team_access, *accesses.values())))
    return dict.fromkeys(shared, found)


def _published(site: Site, kept: BuildRecords, made: CustomerPortals, key: str) -> _Outcome:
    if has_errors(made.findings):
        return _Outcome(made.slug, findings=made.findings)
    changed = {one.sealed.portal_id for one in made.portals if publish(site, one.sealed).written}
    portals = tuple(portal_record(one.audience, one.sealed) for one in made.portals)
    record = BuildRecord(key, portals, made.row, made.pages)
    kept.write(made.slug, record)
    return _Outcome(made.slug, record, _built(site, made.slug, record, changed), made.findings)


def _built(
    site: Site, slug: str | None, record: BuildRecord, changed: Collection[str]
) -> tuple[BuiltPortal, ...]:
    return tuple(
        BuiltPortal(slug, one.audience, site.path / one.portal_id / PAGE, one.portal_id in changed)
        for one in record.portals
    )


def _team(
    workshop: Workshop,
    tree: SourceTree,
    site: Site,
    kept: BuildRecords,
    outcomes: Sequence[_Outcome],
) -> Iterator[_Outcome]:
    """The team's own portal, where `access.yaml` at the top has one."""
    keys = team_keys(workshop)
    if keys is None:
        return
    records = [one.record or kept.read(one.slug or "") for one in outcomes]
    rows = [record.row for record in records if record and record.row]
    pages = {path: page for one in records if one for path, page in sorted(one.pages.items())}
    key = team_key(workshop, shared_inputs(workshop, tree), rows, pages)
    record = kept.read(TEAM)
    changed: frozenset[str] = frozenset()
    if not (record and record.key == key and still_stands(record, site.path)):
        portal = make_team_portal(workshop, keys, rows, pages)
        changed = frozenset({keys.id}) if publish(site, portal.sealed).written else changed
        record = BuildRecord(key, (portal_record(portal.audience, portal.sealed),))
        kept.write(TEAM, record)
    yield _Outcome(None, record, _built(site, None, record, changed))


def _prune(workshop: Workshop, site: Site, outcomes: Sequence[_Outcome]) -> None:
    """Take away the portals that are no longer anybody's; never while somebody has errors, and
    never without the root: whoever holds single keys cannot tell whose the others are."""
    if workshop.keys.root is not None and all(outcome.record for outcome in outcomes):
        prune(site, {p.path.parent.name for outcome in outcomes for p in outcome.portals})
