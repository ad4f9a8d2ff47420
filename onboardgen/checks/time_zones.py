"""Time zones: names of the IANA database."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.checks.known_codes import time_zones
from onboardgen.checks.names import Names
from onboardgen.findings import Finding, Location
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings


def time_zones_exist(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG408 for a customer and its partners."""
    customer = account.customer
    yield from _unknown(customer.timezone, customer.at.value("timezone"))
    for partner in customer.partners:
        yield from _unknown(partner.timezone, partner.at.value("timezone"))


def own_time_zone_exists(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG408 for the workspace."""
    organization = settings.organization
    yield from _unknown(organization.timezone, organization.at.value("timezone"))


def _unknown(name: str | None, location: Location) -> Iterator[Finding]:
    if name is not None and name not in time_zones():
        near = Names((zone, location) for zone in sorted(time_zones())).nearest(name)
        yield Finding(
            codes.UNKNOWN_TIMEZONE,
            f"There is no time zone `{name}`.",
            location,
            f"Zones are written as region and city. The nearest is `{near}`.",
        )
