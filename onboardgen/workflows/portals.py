"""One customer's sealed portals: from its files to bytes, in a process of its own if need be.

Everything that all customers share stands in a Workshop; everything here is a function of it
and the customer's files and history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date as Day
from pathlib import Path

from onboardgen.access.grants import cached_grant_secrets, grants_of
from onboardgen.access.portal_keys import KeyRing
from onboardgen.access.slot_cache import slot_cache_directory
from onboardgen.audit.event import Event
from onboardgen.checks.catalogue import check_account
from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding, has_errors, in_order
from onboardgen.loading.loader import load_account
from onboardgen.loading.source_tree import CustomerSource
from onboardgen.model.access import Access, PortalKeys
from onboardgen.model.account import Account, Attachment
from onboardgen.model.calibration import Calibration
from onboardgen.model.people import CUSTOMER, PROVIDER, Member, partner_party
from onboardgen.model.settings import Settings
from onboardgen.rendering.account_pages import render_account
from onboardgen.rendering.formats import is_right_to_left
from onboardgen.rendering.forms import forms_json
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import RenderedPage, RenderedPortal, render_portal
from onboardgen.rendering.shell import Shell
from onboardgen.rendering.theme import Theme
from onboardgen.responses.sealing import response_public
from onboardgen.responses.shown import sealed_records, shown_records
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.site.bundle import Bundle, BundleAttachment, BundlePage, Respond
from onboardgen.site.front import front_files
from onboardgen.site.media_types import media_type
from onboardgen.site.sealing import SealedPortal, seal_portal
from onboardgen.views.forms import forms_view
from onboardgen.views.portal import PortalView, portal_view
from onboardgen.views.portfolio import AccountRow, account_row
from onboardgen.workspace import PLANS


@dataclass(frozen=True, slots=True)
class Workshop:
    """What the portals of all customers are made with. `today` is the as-of day."""

    root: Path
    settings: Settings
    team_access: Access | None
    keys: KeyRing
    theme: Theme
    shell: Shell
    today: Day
    calibration: Calibration | None


@dataclass(frozen=True, slots=True)
class AudiencePortal:
    """The sealed portal of one audience: `provider`, `customer` or `partner:<id>`."""

    audience: str
    sealed: SealedPortal


@dataclass(frozen=True, slots=True)
class CustomerPortals:
    """What became of one customer: portals, or findings with an error and no portal at all.

    `row` is its line among all accounts, `pages` are its own there, by path.
    """

    slug: str
    findings: tuple[Finding, ...]
    portals: tuple[AudiencePortal, ...] = ()
    row: AccountRow | None = None
    pages: Mapping[str, RenderedPage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CustomerInputs:
    """One customer's files, and what happened to them; None where no history can be read."""

    source: CustomerSource
    events: tuple[Event, ...] | None = None


def written_access(account: Account) -> Access:
    """Who may open which portal, as the customer's `access.yaml` says."""
    return account.access or Access()


def front_of(settings: Settings) -> dict[str, bytes]:
    """The pages at the top of the site, in the organisation's own language."""
    language = settings.organization.language
    return front_files(
        translations(language).gettext,
        language=language.replace("_", "-"),
        direction="rtl" if is_right_to_left(language) else "ltr",
    )


def make_customer(
    workshop: Workshop,
    inputs: CustomerInputs,
    access_of: Callable[[Account], Access] = written_access,
) -> CustomerPortals:
    """Load, check, view, render and seal one customer."""
    slug = inputs.source.slug
    account, found = load_account(inputs.source, workshop.settings)
    if account is None:
        return CustomerPortals(slug, found)
    findings = in_order((*found, *check_account(account, workshop.settings, AsOf(workshop.today))))
    if has_errors(findings):
        return CustomerPortals(slug, findings)
    access = access_of(account)
    ahead = outlook(account, workshop.settings, AsOf(workshop.today), workshop.calibration)
    held = tuple(keys for keys in access.portals if workshop.keys.holds(keys))
    partners = (partner_party(one.id) for one in account.customer.partners)
    told = (PROVIDER, CUSTOMER, *partners)
    views = {
        audience: portal_view(account, workshop.settings, audience, ahead, inputs.events)
        for audience in dict.fromkeys((*told, *(keys.audience for keys in held)))
    }
    portals = tuple(
        AudiencePortal(
            keys.audience, make_portal(workshop, account, access, keys, views[keys.audience])
        )
        for keys in held
    )
    language = workshop.settings.organization.language
    pages = render_account((views[one] for one in told), workshop.theme, language)
    return CustomerPortals(slug, findings, portals, account_row(account, ahead), pages)


def make_portal(
    workshop: Workshop,
    account: Account,
    access: Access,
    keys: PortalKeys,
    view: PortalView,
) -> SealedPortal:
    rendered = render_portal(view, workshop.theme, translations(view.language))
    directory = workshop.root / PLANS / account.slug
    files = tuple(read_attachment(directory, attachment) for attachment in view.attachments)
    bundle = bundle_of(rendered, workshop.settings, (*files, *downloads_of(rendered)))
    answering = replace(bundle, respond=respond_of(workshop, account, keys, view))
    return seal_bundle(workshop, access, account.members, keys, answering)


def respond_of(
    workshop: Workshop, account: Account, keys: PortalKeys, view: PortalView
) -> Respond | None:
    """What the readers of a portal answer with; our own team answers in the files."""
    if keys.audience == PROVIDER:
        return None
    records, signoffs = sealed_records(shown_records(account, keys.audience))
    return Respond(
        key=response_public(workshop.keys.portal_key(keys)),
        records=records,
        signoffs=signoffs,
        endpoint=workshop.settings.portal.endpoint,
        forms=forms_json(
            forms_view(view, account), _answer_types(view), translations(view.language)
        ),
        taken=taken_in(account, keys.id),
    )


def _answer_types(view: PortalView) -> frozenset[str]:
    sections = view.worksheet.sections if view.worksheet else ()
    return frozenset(one.type for section in sections for one in section.questions)


def taken_in(account: Account, portal_id: str) -> tuple[str, ...]:
    """The first letters of the ids of all responses from a portal that were taken in: so a page
    knows its own, and nobody learns another thing."""
    sent = (one.kept.response for one in account.responses)
    return tuple(sorted(one.id[:8] for one in sent if one.portal == portal_id))


def read_attachment(directory: Path, attachment: Attachment) -> BundleAttachment:
    """The bytes that were there when the workspace was read.

    Raises EnvironmentFailure where the file has changed since.
    """
    path = directory / attachment.path
    try:
        content = path.read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise EnvironmentFailure(f"{path} changed during the build.", "Build again.")
    return BundleAttachment(
        path=attachment.path, name=path.name, type=media_type(path.name), content=content
    )


def downloads_of(rendered: RenderedPortal) -> tuple[BundleAttachment, ...]:
    """The files made for the portal, to be sealed as its attachments are."""
    return tuple(
        BundleAttachment(
            path=one.path, name=one.name, type=media_type(one.path), content=one.content
        )
        for one in rendered.downloads
    )


def seal_bundle(
    workshop: Workshop,
    access: Access,
    members: Iterable[Member],
    keys: PortalKeys,
    bundle: Bundle,
) -> SealedPortal:
    """The bundle, sealed to the open grants of its audience."""
    iterations = workshop.settings.portal.iterations
    key = workshop.keys.portal_key(keys)
    grants = grants_of(access, members, keys.audience, workshop.today)
    cache = slot_cache_directory(workshop.root)
    return seal_portal(
        key=key,
        portal=keys,
        grants=grants,
        secrets=cached_grant_secrets(key, grants.open, iterations, cache),
        iterations=iterations,
        today=workshop.today,
        bundle=bundle,
        shell=workshop.shell.page,
    )


def bundle_of(
    rendered: RenderedPortal, settings: Settings, attachments: tuple[BundleAttachment, ...] = ()
) -> Bundle:
    """The rendered pages and attachments as one bundle."""
    return Bundle(
        language=rendered.language,
        direction=rendered.direction,
        title=rendered.title,
        home=rendered.home,
        chrome=rendered.chrome_html,
        pages={path: BundlePage(page.title, page.html) for path, page in rendered.pages.items()},
        attachments=attachments,
        rebuild_days=settings.portal.rebuild_days,
        messages=rendered.messages,
    )
