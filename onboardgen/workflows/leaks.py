"""`leaks`: proof that a built site says nothing to strangers, and to its readers only theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onboardgen.access.grants import build_slots, epoch_of, grant_secrets, grants_of
from onboardgen.access.portal_keys import KeyRing, PortalKey, find_keys
from onboardgen.access.secret import Secret
from onboardgen.access.slot_cache import read_boxes, slot_cache_directory
from onboardgen.audit.event import Event
from onboardgen.errors import UsageError
from onboardgen.loading.loader import Loaded, load
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, Member
from onboardgen.model.settings import Settings
from onboardgen.rendering.theme import load_theme
from onboardgen.site.audience_check import forbidden_index, strangers
from onboardgen.site.leaks import KnownPortal, Leak, inspect
from onboardgen.site.needles import Needles, WorkspaceString
from onboardgen.site.opening import OpenedPortal
from onboardgen.site.sealing import PAGE
from onboardgen.site.workspace_strings import account_strings, history_strings, record_strings
from onboardgen.views.visibility import visible_account, visible_records, with_counterparts
from onboardgen.workflows.access_files import whole_settings
from onboardgen.workflows.look import organization_shell
from onboardgen.workflows.portal_history import Events, portal_events, portal_log


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What was found in a site, and how many portals were opened to look."""

    leaks: tuple[Leak, ...]
    opened: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """A portal of the workspace: its file, its people, its key."""

    access: Access
    members: tuple[Member, ...]
    portal: PortalKeys
    key: PortalKey
    account: Account | None = None


def find_site_leaks(root: Path, site: Path, environment: Mapping[str, str]) -> LeakReport:
    """Inspect a built site with the keys of its workspace.

    Raises UsageError where the workspace has errors or `site` is no directory,
    EnvironmentFailure where the key is missing or wrong.
    """
    if not site.is_dir():
        raise UsageError(f"{site} is not a directory.", "`onboardgen build` makes one.")
    loaded = load(root)
    settings = whole_settings(loaded)
    keys = find_keys(root, settings, environment)
    listed = {one.portal.id: one for one in _listed(loaded, settings, keys)}
    log = portal_log(root, settings)
    histories = portal_events(log, log.lineages) if log else {}
    strings = tuple(_strings(loaded, settings, histories))
    shell = organization_shell(settings, load_theme(root), demo=keys.is_demo)
    shipped = organization_shell(settings, load_theme(), demo=keys.is_demo)
    secrets = {id_: _secrets(root, settings, one) for id_, one in listed.items()}
    inspection = inspect(
        site,
        strings=strings,
        portals=[KnownPortal(one.key, tuple(secrets[id_].values())) for id_, one in listed.items()],
        declared=(settings.organization.name, shipped.page("").decode(), shipped.unfolded),
        shell=shell.page(""),
        unfolded=b"" if shell.unfolded == shipped.unfolded else shell.unfolded.encode(),
    )
    sought = forbidden_index(strings)
    leaks = list(inspection.leaks)
    for opened in inspection.opened:
        portal = listed[opened.portal_id]
        leaks += _outdated(root, settings, portal, opened, secrets[opened.portal_id])
        leaks += _strangers(settings, portal, opened, sought, histories)
    return LeakReport(tuple(leaks), len(inspection.opened))


def _strings(
    loaded: Loaded, settings: Settings, histories: Mapping[str, Events]
) -> Iterator[WorkspaceString]:
    for account in loaded.accounts:
        yield from account_strings(account)
    for events in histories.values():
        yield from history_strings(events)
    yield from record_strings(settings.team)


def _listed(loaded: Loaded, settings: Settings, keys: KeyRing) -> Iterator[_Listed]:
    """Every portal whose key is at hand."""
    for portal in loaded.team_access.portals if loaded.team_access else ():
        if loaded.team_access and keys.holds(portal):
            key = keys.portal_key(portal)
            yield _Listed(loaded.team_access, settings.team_members, portal, key)
    for account in loaded.accounts:
        for portal in account.access.portals if account.access else ():
            if account.access and keys.holds(portal):
                key = keys.portal_key(portal)
                yield _Listed(account.access, account.members, portal, key, account)


def _secrets(root: Path, settings: Settings, listed: _Listed) -> dict[str, Secret]:
    """S of every grant of the portal's audience that is not ended, by its id."""
    people = {m.person.id for m in listed.members if m.party == listed.portal.audience}
    grants = [g for g in listed.access.grants if g.ended is None and g.person in people]
    return _stretched(root, settings, listed, grants)


def _stretched(
    root: Path, settings: Settings, listed: _Listed, grants: Sequence[Grant]
) -> dict[str, Secret]:
    kept = read_boxes(slot_cache_directory(root), listed.portal.id)
    return grant_secrets(listed.key, grants, settings.portal.iterations, kept)[0]


def _outdated(
    root: Path,
    settings: Settings,
    listed: _Listed,
    opened: OpenedPortal,
    secrets: Mapping[str, Secret],
) -> Iterator[Leak]:
    """What lets in others than the grants of its day, or lets them in too cheaply."""
    file = f"{opened.portal_id}/{PAGE}"
    envelope, iterations = opened.envelope, settings.portal.iterations
    if envelope.iterations != iterations:
        wrong = f"it stretches {envelope.iterations} times, not {iterations} times"
        yield Leak(file, "sealed region", wrong)
    if opened.as_of is None:
        return
    audience = listed.portal.audience
    grants = grants_of(listed.access, listed.members, audience, opened.as_of)
    epoch = epoch_of(listed.key, listed.portal, grants, iterations)
    since = [grant for grant in grants.open if grant.id not in secrets]
    by_grant = {**secrets, **_stretched(root, settings, listed, since)}
    due = build_slots(listed.key, epoch, grants.open, by_grant)
    if (envelope.epoch, envelope.slots) != (epoch, due):
        wrong = f"it does not let in exactly those with a grant on {opened.as_of}"
        yield Leak(file, "sealed region", wrong)


def _strangers(
    settings: Settings,
    listed: _Listed,
    opened: OpenedPortal,
    sought: Needles,
    histories: Mapping[str, Events],
) -> tuple[Leak, ...]:
    """What stands inside one portal and is not for its readers: of other customers, of other
    audiences, internal. The team's own portal may hold everything."""
    if listed.account is None:
        return ()
    account, audience = listed.account, listed.portal.audience
    seen = account_strings(visible_account(account, audience))
    told = history_strings(_told(account, audience, histories.get(account.slug, ())))
    ours = record_strings((settings.organization, *settings.team))
    return strangers(opened, sought, (*seen, *told, *ours))


def _told(account: Account, audience: str, events: Events) -> Iterator[Event]:
    """All of which a portal may tell what it was before: answers that the customer could read when
    they were given, and still can."""
    visible = visible_records(with_counterparts(account), audience)
    for event in events:
        is_open = event.kind == "answered" and event.visibility == audience == CUSTOMER
        if is_open and event.ref is not None and event.ref in visible:
            yield event
