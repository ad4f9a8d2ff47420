"""Languages: those whose dates and numbers the CLDR knows how to write."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.checks.known_codes import is_language
from onboardgen.findings import Finding, Location
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings


def language_exists(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG411 for a customer."""
    customer = account.customer
    yield from _unknown(customer.language, customer.at.value("language"))


def own_language_exists(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG411 for the workspace."""
    organization = settings.organization
    yield from _unknown(organization.language, organization.at.value("language"))


def _unknown(tag: str | None, location: Location) -> Iterator[Finding]:
    if tag is not None and not is_language(tag):
        yield Finding(
            codes.UNKNOWN_LANGUAGE,
            f"There is no language `{tag}`.",
            location,
            "Write it as a tag, such as en, de or pt-BR.",
        )
