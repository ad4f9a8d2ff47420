"""`leaks`: proof that a built site says nothing to strangers, and to its readers only theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from onboardgen.access.grants import grant_secrets
from onboardgen.access.portal_keys import KeyRing, find_keys
from onboardgen.access.slot_cache import read_boxes, slot_cache_directory
from onboardgen.errors import UsageError
from onboardgen.loading.loader import Loaded, load
from onboardgen.model.access import Grant, PortalKeys
from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER
from onboardgen.model.settings import Settings
from onboardgen.rendering.theme import load_theme
from onboardgen.site.audience_check import forbidden_index, strangers
from onboardgen.site.leaks import KnownPortal, Leak, inspect
from onboardgen.site.needles import Needles, WorkspaceString
from onboardgen.site.opening import OpenedPortal
from onboardgen.site.workspace_strings import account_strings, record_strings
from onboardgen.views.visibility import visible_account
from onboardgen.workflows.access_files import whole_settings
from onboardgen.workflows.look import organization_shell


@dataclass(frozen=True, slots=True)
class LeakReport:
    """What was found in a site, and how many portals were opened to look."""

    leaks: tuple[Leak, ...]
    opened: int


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
    strings = tuple(_strings(loaded, settings))
    inspection = inspect(
        site,
        strings=strings,
        portals=_known_portals(root, loaded, settings, keys),
        declared=_declared(settings, demo=keys.is_demo),
    )
    sought = forbidden_index(strings)
    inside = (leak for one in inspection.opened for leak in _strangers(one, loaded, sought))
    return LeakReport((*inspection.leaks, *inside), len(inspection.opened))


def _strings(loaded: Loaded, settings: Settings) -> Iterator[WorkspaceString]:
    for account in loaded.accounts:
        yield from account_strings(account)
    yield from record_strings(settings.team)


def _declared(settings: Settings, *, demo: bool) -> tuple[str, ...]:
    """What a shell may say: the organization's name, and what the tool ships, not the theme of
    the workspace."""
    shell = organization_shell(settings, load_theme(), demo=demo)
    return settings.organization.name, shell.page("{}").decode()


def _known_portals(
    root: Path, loaded: Loaded, settings: Settings, keys: KeyRing
) -> Iterator[KnownPortal]:
    """Every portal whose key is at hand, with S of the grants of its own audience."""
    team = {person.id: PROVIDER for person in settings.team}
    listed = [(loaded.team_access, team)]
    for account in loaded.accounts:
        parties = {member.person.id: member.party for member in account.members}
        listed.append((account.access, parties))
    for access, parties in listed:
        for portal in access.portals if access else ():
            if access and keys.holds(portal):
                grants = [
                    one
                    for one in access.grants
                    if one.ended is None and parties.get(one.person) == portal.audience
                ]
                yield _known(root, portal, grants, settings, keys)


def _known(
    root: Path, portal: PortalKeys, grants: Sequence[Grant], settings: Settings, keys: KeyRing
) -> KnownPortal:
    key = keys.portal_key(portal)
    kept = read_boxes(slot_cache_directory(root), portal.id)
    secrets, _ = grant_secrets(key, grants, settings.portal.iterations, kept)
    return KnownPortal(key, tuple(secrets.values()))


def _strangers(opened: OpenedPortal, loaded: Loaded, sought: Needles) -> tuple[Leak, ...]:
    """What stands inside one portal and is not for its readers: of other customers, of other
    audiences, internal. The team's own portal may hold everything."""
    owner = _owner(opened.portal_id, loaded.accounts)
    if owner is None or loaded.settings is None:
        return ()
    account, audience = owner
    seen = account_strings(visible_account(account, audience))
    ours = (loaded.settings.organization, *loaded.settings.team)
    visible = (*seen, *record_strings(ours))
    return strangers(opened, sought, visible)


def _owner(portal_id: str, accounts: Iterable[Account]) -> tuple[Account, str] | None:
    for account in accounts:
        for portal in account.access.portals if account.access else ():
            if portal.id == portal_id:
                return account, portal.audience
    return None
