"""What responses are held against: the workspace as HEAD has it, with the keys at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from datetime import date as Day
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from onboardgen.access.grants import grant_secrets
from onboardgen.access.passwords import unseal_password
from onboardgen.access.portal_keys import KeyRing, PortalKey, find_keys, portal_key
from onboardgen.access.root import kept_roots
from onboardgen.access.secret import Secret
from onboardgen.access.slot_cache import read_boxes, slot_cache_directory
from onboardgen.errors import UsageError
from onboardgen.git.repository import Repository, find_repository, resolve
from onboardgen.loading.loader import load_accesses, load_account, load_settings
from onboardgen.loading.revision import read_commit
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.people import PROVIDER
from onboardgen.model.settings import Settings
from onboardgen.responses.inbox import Inbox
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.record_edits import Editing
from onboardgen.workflows.respond_sources import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to import. `today` None is today where the organization is; `accept` moves promises
    to the dates that are proposed."""

    root: Path
    found: Sequence[Found]
    today: Day | None
    accept: bool
    dry_run: bool
    environment: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The workspace at HEAD, with its keys; `kept` are roots of before the present one. `now` has
    an offset, `today` is the day where the organization is."""

    request: ImportRequest
    repository: Repository
    head: str
    settings: Settings
    keys: KeyRing
    kept: tuple[Secret, ...]
    accesses: Mapping[str, Access]
    now: datetime
    today: Day

    def portal(self, portal_id: str) -> tuple[str, PortalKeys] | None:
        for slug, access in self.accesses.items():
            for portal in access.portals:
                if portal.id == portal_id and portal.audience != PROVIDER:
                    return slug, portal
        return None

    def portal_keys(self, portal: PortalKeys) -> tuple[PortalKey, ...]:
        present = (self.keys.portal_key(portal),) if self.keys.holds(portal) else ()
        older = tuple(portal_key(root, portal.id, portal.key) for root in self.kept)
        return (*present, *older)


def open_desk(request: ImportRequest) -> Desk:
    repository = find_repository(request.root)
    head = resolve(repository, "HEAD")
    tree = read_commit(repository, head, ())
    settings = load_settings(tree).settings
    if settings is None:
        raise UsageError(
            "onboardgen.yaml, as committed, cannot be read.", "`onboardgen check` shows why."
        )
    now = datetime.now(UTC)
    if request.today:
        zone = ZoneInfo(settings.organization.timezone)
        now = datetime.combine(request.today, time.max, zone)
    return Desk(
        request=request,
        repository=repository,
        head=head,
        settings=settings,
        keys=find_keys(request.root, settings, request.environment),
        kept=kept_roots(request.root),
        accesses=load_accesses(tree),
        now=now,
        today=as_of(settings, request.today).day,
    )


def editing_of(desk: Desk, slug: str) -> Editing | None:
    source = read_commit(desk.repository, desk.head, (slug,)).customer(slug)
    account, _ = load_account(source, desk.settings)
    if account is None:
        return None
    return Editing(
        root=desk.request.root,
        source=source,
        account=account,
        settings=desk.settings,
        today=desk.today,
    )


def inbox_of(
    desk: Desk, editing: Editing, portal: PortalKeys, keys: tuple[PortalKey, ...]
) -> Inbox:
    iterations = desk.settings.portal.iterations
    return Inbox(
        keys=keys,
        portal=portal,
        access=editing.account.access or Access(),
        members=editing.account.members,
        iterations=iterations,
        now=desk.now,
        today=desk.today,
        secret_of=partial(_secret, desk.request.root, iterations),
    )


def _secret(root: Path, iterations: int, key: PortalKey, grant: Grant) -> Secret | None:
    if grant.kind == "password":
        return unseal_password(key, grant.id, grant.sealed or "", iterations)
    kept = read_boxes(slot_cache_directory(root), key.portal_id)
    return grant_secrets(key, (grant,), iterations, kept)[0][grant.id]
