"""`build --preview`: the portals as they would be, sealed with a root that exists for one build.

Nothing here touches the workspace's own keys: portal ids, keys and grants are made up for this one
build, the same for everybody, whoever has access in truth. So it works where no secret is, for a
pull request of a stranger too, and what it writes opens no portal that was ever published.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as Day
from functools import partial
from pathlib import Path
from typing import Final

from onboardgen.access import derivation
from onboardgen.access.links import link_fragment
from onboardgen.access.portal_keys import KeyRing, portal_key
from onboardgen.access.root import new_root
from onboardgen.access.secret import Secret
from onboardgen.checks.catalogue import check_workspace
from onboardgen.errors import UsageError
from onboardgen.findings import Finding, has_errors, in_order
from onboardgen.git.repository import find_repository
from onboardgen.git.working_tree import changed_paths
from onboardgen.loading.layout import WORKSPACE_FILES
from onboardgen.loading.loader import load_settings
from onboardgen.loading.source_tree import SourceTree, read_tree
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.account import Account
from onboardgen.model.decision import Approval
from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.site.sealing import PAGE
from onboardgen.site.writer import opened_site, publish
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.build import workshop_for
from onboardgen.workflows.check_base import base_commit
from onboardgen.workflows.portal_history import portal_events, portal_log
from onboardgen.workflows.portals import (
    CustomerInputs,
    CustomerPortals,
    Workshop,
    front_of,
    make_customer,
)
from onboardgen.workflows.processes import spread
from onboardgen.workspace import PLANS, replace_file

OPEN_PAGE: Final = "open.html"
PORTALS: Final = "portals"
THEME: Final = "theme"
_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_ID_SIZE: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """What to show. Without `slugs` everybody; with `base` only customers that differ from where
    HEAD left that revision. `today` None is today where the organization is."""

    root: Path
    slugs: Sequence[str] = ()
    out: Path
    today: Day | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewedPortal:
    """One portal of the preview. `address` is relative to the preview and opens it."""

    slug: str
    audience: str
    path: Path
    address: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewReport:
    """What was made. Without a `page` nothing was: nobody is concerned, or all have errors.
    `failed` are customers with an error; `stopped`: the workspace's own files have one."""

    as_of: Day
    page: Path | None = None
    portals: tuple[PreviewedPortal, ...] = ()
    failed: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    stopped: bool = False


def preview(request: PreviewRequest) -> PreviewReport:
    """Build the portals of the customers asked for into a new directory, and a page that opens
    them.

    Raises UsageError for an unknown slug or a directory that is not empty, EnvironmentFailure
    where `base` is given and Git cannot tell what differs.
    """
    _refuse_full(request.out)
    tree = read_tree(request.root, request.slugs or None)
    records = load_settings(tree)
    settings, findings = records.settings, records.findings
    if settings is not None:
        findings = in_order((*findings, *check_workspace((), settings, records.team_access)))
    if settings is None or has_errors(findings):
        return PreviewReport(as_of=request.today or Day.today(), findings=findings, stopped=True)
    today = as_of(settings, request.today).day
    concerned = _concerned(request, tree)
    secret = new_root()
    silent = replace(settings, portal=replace(settings.portal, endpoint=None))
    workshop = workshop_for(request.root, silent, records, KeyRing(secret), today)
    made = tuple(_made(workshop, tree, concerned, secret))
    findings = in_order((*findings, *(each for one in made for each in one.findings)))
    report = PreviewReport(
        as_of=today,
        failed=tuple(one.slug for one in made if has_errors(one.findings)),
        findings=findings,
    )
    if not any(one.portals for one in made):
        return report
    portals = tuple(_published(request, workshop, made, secret))
    page = request.out / OPEN_PAGE
    replace_file(page, _open_page(portals, today).encode())
    return replace(report, page=page, portals=portals)


def preview_access(secret: Secret, today: Day, account: Account) -> Access:
    """Made-up access: each audience has one portal, opened by one link. Audiences are those of
    `access.yaml`, and the customer in any case."""
    written = account.access.portals if account.access else ()
    audiences = dict.fromkeys([CUSTOMER, *(one.audience for one in written)])
    people = {member.party: member.person.id for member in reversed(account.members)}
    known = [audience for audience in audiences if audience in people and audience != PROVIDER]
    return Access(
        portals=tuple(_portal(secret, account.slug, audience) for audience in known),
        grants=tuple(
            Grant(
                id=_grant_id(secret, account.slug, audience),
                person=people[audience],
                kind="link",
                granted=Approval(by=people[audience], date=today),
            )
            for audience in known
        ),
    )


def _refuse_full(out: Path) -> None:
    if out.is_symlink() or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise UsageError(
            f"{out} is there already, and a preview is never mixed with anything else.",
            "Name a directory that is new or empty.",
        )


def _concerned(request: PreviewRequest, tree: SourceTree) -> tuple[str, ...]:
    """Of the customers read, those that differ from the base; all of them where what they share
    does."""
    slugs = tuple(source.slug for source in tree.customers)
    if request.base is None:
        return slugs
    repository = find_repository(request.root)
    paths = changed_paths(repository, base_commit(repository, request.base))
    if any(path in WORKSPACE_FILES or path.startswith(f"{THEME}/") for path in paths):
        return slugs
    return tuple(slug for slug in slugs if any(p.startswith(f"{PLANS}/{slug}/") for p in paths))


def _made(
    workshop: Workshop, tree: SourceTree, slugs: Sequence[str], secret: Secret
) -> Iterator[CustomerPortals]:
    events = portal_events(portal_log(workshop.root, workshop.settings), slugs)
    inputs = [CustomerInputs(tree.customer(slug), events.get(slug)) for slug in slugs]
    access_of = partial(preview_access, secret, workshop.today)
    return spread(partial(make_customer, workshop, access_of=access_of), inputs)


def _published(
    request: PreviewRequest, workshop: Workshop, made: Sequence[CustomerPortals], secret: Secret
) -> Iterator[PreviewedPortal]:
    front = front_of(workshop.settings)
    with opened_site(request.out / PORTALS, request.root, front) as site:
        for one in made:
            for portal in one.portals:
                publish(site, portal.sealed)
                path = site.path / portal.sealed.portal_id / PAGE
                key = _portal(secret, one.slug, portal.audience)
                fragment = link_fragment(
                    portal_key(secret, key.id, key.key),
                    _grant_id(secret, one.slug, portal.audience),
                )
                address = f"{PORTALS}/{key.id}/{PAGE}{fragment}"
                yield PreviewedPortal(one.slug, portal.audience, path, address)


def _portal(secret: Secret, slug: str, audience: str) -> PortalKeys:
    """Random for whoever does not know the secret; again the same for whoever does."""
    return PortalKeys(
        audience=audience,
        id=_token(secret, "preview portal", slug, audience),
        key=_token(secret, "preview key", slug, audience),
    )


def _grant_id(secret: Secret, slug: str, audience: str) -> str:
    return _token(secret, "preview grant", slug, audience)[:16]


def _token(secret: Secret, label: str, *context: str) -> str:
    raw = derivation.hkdf(secret.value, label, *context, size=_ID_SIZE)
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in raw)


def _open_page(portals: Sequence[PreviewedPortal], today: Day) -> str:
    """The page that leads into every portal. It holds the keys, so it belongs beside the preview
    and nowhere else."""
    items = "\n".join(
        f'<li><a href="{html.escape(one.address)}">{html.escape(one.slug)}: '
        f"{html.escape(one.audience)}</a></li>"
        for one in portals
    )
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>Preview</title>
<h1>Preview as of {today.isoformat()}</h1>
<p>These portals are sealed with a key made for this preview alone, and the links carry it.
Do not publish this directory.</p>
<ul>
{items}
</ul>
</html>
"""
