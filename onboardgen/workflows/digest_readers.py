"""Everybody who may get a digest, and what the accounts have to say to each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from onboardgen.access.grants import grants_of
from onboardgen.access.links import portal_address
from onboardgen.audit.event import Event
from onboardgen.checks.catalogue import check_account, check_workspace
from onboardgen.findings import Finding, has_errors, in_order
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, read_tree
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER, Member, Party
from onboardgen.model.settings import Settings
from onboardgen.notifications.content import Said, contents, is_involved, said_to
from onboardgen.notifications.digest import Portal
from onboardgen.notifications.timing import Week, week_of
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.calendars import WorkingDays
from onboardgen.schedule.state import Standing, standing
from onboardgen.workflows.accounts import MANY, Moment
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.portal_history import portal_events, portal_log
from onboardgen.workflows.processes import spread

TEAM = "_team"
"""The key of our team as a whole; no customer's slug begins like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody a digest may go to. `key` is how the memory calls them; `person` is None for our
    team as a whole, `slug` and `portal` for our team. `has_access` says whether they can open
    the portal today."""

    key: str
    person: str | None
    name: str | None
    email: str | None
    slug: str | None
    audience: Party
    language: str
    week: Week
    has_access: bool = True
    portal: Portal | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """All of them, by key. `broken` are customers with an error, `findings` the errors; without
    settings the workspace's own files have one, and nobody is read to."""

    settings: Settings | None = None
    as_of: AsOf | None = None
    readers: tuple[Reader, ...] = ()
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Input:
    """One customer's files, and what happened to them."""

    source: CustomerSource
    events: tuple[Event, ...] | None


@dataclass(frozen=True, slots=True)
class _Of:
    """What one customer gives: its own readers, and what it says to each of our team."""

    slug: str
    findings: tuple[Finding, ...] = ()
    readers: tuple[Reader, ...] = ()
    ours: Mapping[str | None, Said] = field(default_factory=dict)


def digest_readers(root: Path, slugs: Sequence[str], moment: Moment) -> Readers:
    """Everybody of the customers named; of all customers together with our team.

    Raises UsageError where a slug names no customer.
    """
    tree = read_tree(root, slugs or None)
    records = load_settings(tree)
    settings, findings = records.settings, records.findings
    if settings is not None:
        found = check_workspace((), settings, records.team_access)
        findings = _errors((*findings, *found))
    if settings is None or has_errors(findings):
        broken = tuple(source.slug for source in tree.customers)
        return Readers(broken=broken, findings=_errors(findings))
    now = as_of(settings, moment.today, moment.now)
    log = portal_log(root, settings)
    events = portal_events(log, [one.slug for one in tree.customers])
    inputs = [_Input(one, events.get(one.slug)) for one in tree.customers]
    made = list(spread(partial(_made, settings, now), inputs, at_least=MANY))
    ours = () if slugs else tuple(_our_team(settings, now, made))
    return Readers(
        settings=settings,
        as_of=now,
        readers=(*ours, *(reader for one in made for reader in one.readers)),
        broken=tuple(one.slug for one in made if one.findings),
        findings=in_order(finding for one in made for finding in one.findings),
    )


def _made(settings: Settings, now: AsOf, given: _Input) -> _Of:
    slug = given.source.slug
    account, findings = load_account(given.source, settings)
    if account is not None:
        findings = (*findings, *check_account(account, settings, now))
    errors = _errors(findings)
    if account is None or errors:
        return _Of(slug, errors)
    stands = standing(account, settings, now)
    return _Of(
        slug,
        (),
        tuple(_readers(account, settings, stands, given.events)),
        dict(_ours(account, settings, stands, given.events)),
    )


def _readers(
    account: Account, settings: Settings, stands: Standing, events: tuple[Event, ...] | None
) -> Iterator[Reader]:
    """The people of the customer and of its partners."""
    access, now = account.access or Access(), stands.as_of
    portals = {keys.audience: keys.id for keys in access.portals}
    calendars = stands.forecast.network.calendars
    others = [one for one in account.members if one.party != PROVIDER]
    for audience in dict.fromkeys(one.party for one in others):
        opening = grants_of(access, account.members, audience, now.day).open
        able = {grant.person for grant in opening} if audience in portals else set()
        made = contents(account, settings, audience, stands, events) if able else None
        for member in (one for one in others if one.party == audience):
            person = member.person.id
            yield Reader(
                key=f"{account.slug}/{person}",
                person=person,
                name=member.person.name,
                email=member.person.email,
                slug=account.slug,
                audience=audience,
                language=account.customer.language or settings.organization.language,
                week=_week(member, settings, now, calendars.of(person)),
                has_access=person in able,
                portal=Portal(
                    customer=account.customer.name,
                    address=_address(settings, portals.get(audience)),
                ),
                said=(said_to(person, made),) if made and person in able else (),
            )


def _ours(
    account: Account, settings: Settings, stands: Standing, events: tuple[Event, ...] | None
) -> Iterator[tuple[str | None, Said]]:
    """What the account says to each of our team who works on it, and to the team as a whole."""
    made = contents(account, settings, PROVIDER, stands, events)
    yield None, said_to(None, made)
    for one in settings.team:
        said = said_to(one.id, made)
        if said.asked or is_involved(one.id, made):
            yield one.id, said


def _our_team(settings: Settings, now: AsOf, made: Sequence[_Of]) -> Iterator[Reader]:
    """Our team as a whole, and everybody in it, each over all accounts."""
    ours, calendar = settings.organization, settings.organization.calendar
    first_year = now.day.year - 1
    whole = WorkingDays(calendar, (), first_year)
    yield Reader(
        key=TEAM,
        person=None,
        name=None,
        email=None,
        slug=None,
        audience=PROVIDER,
        language=ours.language,
        week=week_of(now.day, settings.notifications.weekday, whole),
        said=tuple(one.ours[None] for one in made if None in one.ours),
    )
    for member in settings.team_members:
        person = member.person.id
        days = WorkingDays(calendar, member.person.away, first_year)
        yield Reader(
            key=f"{TEAM}/{person}",
            person=person,
            name=member.person.name,
            email=member.person.email,
            slug=None,
            audience=PROVIDER,
            language=ours.language,
            week=_week(member, settings, now, days),
            said=tuple(one.ours[person] for one in made if person in one.ours),
        )


def _week(member: Member, settings: Settings, now: AsOf, days: WorkingDays) -> Week:
    return week_of(now.day_in(member.timezone), settings.notifications.weekday, days)


def _address(settings: Settings, portal_id: str | None) -> str | None:
    base = settings.portal.base_url
    return portal_address(base, portal_id) if base and portal_id else None


def _errors(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.severity == "error")
