"""The list of all that can be previewed: every account as each of its readers sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, PROVIDER, partner_party
from onboardgen.model.settings import Brand, Settings

TEAM_PREVIEW = "_team/"
"""The address of the team's page with all accounts; no slug begins like this."""


@dataclass(frozen=True, slots=True)
class PreviewLink:
    """One audience's preview: its address below `/`, and the name of the party that reads it."""

    audience: str
    party: str
    path: str


@dataclass(frozen=True, slots=True)
class PreviewedAccount:
    """An account with its previews. `errors` and `warnings` count what is wrong just now."""

    slug: str
    name: str
    previews: tuple[PreviewLink, ...]
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewsView:
    organization: str
    brand: Brand
    language: str
    as_of: Day
    team: str
    accounts: tuple[PreviewedAccount, ...]


def previews_view(
    accounts: Iterable[PreviewedAccount], settings: Settings, as_of: Day
) -> PreviewsView:
    """All accounts by name."""
    return PreviewsView(
        organization=settings.organization.name,
        brand=settings.organization.brand,
        language=settings.organization.language,
        as_of=as_of,
        team=TEAM_PREVIEW,
        accounts=tuple(sorted(accounts, key=lambda one: (one.name.casefold(), one.slug))),
    )


def previewed_account(
    slug: str, account: Account | None, settings: Settings, findings: Iterable[Finding]
) -> PreviewedAccount:
    """One account's line; of an account that was never whole, the two audiences that all have."""
    severities = [finding.severity for finding in findings]
    parties = [(CUSTOMER, account.customer.name if account else slug)]
    parties += [(partner_party(p.id), p.name) for p in account.customer.partners] if account else []
    parties += [(PROVIDER, settings.organization.name)]
    return PreviewedAccount(
        slug=slug,
        name=account.customer.name if account else slug,
        previews=tuple(
            PreviewLink(audience, party, preview_path(slug, audience))
            for audience, party in parties
        ),
        errors=severities.count("error"),
        warnings=severities.count("warning"),
    )


def preview_path(slug: str, audience: str) -> str:
    """The address of a preview below `/`: `halden/customer/`, `halden/partner-kestrel/`."""
    return f"{slug}/{audience.replace(':', '-')}/"
