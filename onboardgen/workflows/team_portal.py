"""The team's own portal: all accounts on one page, sealed to our team.

Each customer's line is kept with its build record, sealed under the key of this portal, so that
one changed customer does not mean to read all.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date as Day
from typing import Final

import rfc8785

from onboardgen.access import derivation
from onboardgen.access.boxes import Address, BoxBroken, seal, unseal
from onboardgen.model.access import Access, PortalKeys
from onboardgen.model.people import PROVIDER
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import render_portfolio
from onboardgen.views.portfolio import AccountRow, portfolio_view
from onboardgen.workflows.portals import AudiencePortal, Workshop, bundle_of, seal_bundle

TEAM: Final = "_team"
"""The name of its build record; no customer's slug begins like this."""
DATES: Final = ("go_live", "live_since", "next_milestone")


def team_keys(workshop: Workshop) -> PortalKeys | None:
    """The team's portal, where there is one and its key is at hand."""
    access = workshop.team_access or Access()
    found = (one for one in access.portals if one.audience == PROVIDER)
    return next((one for one in found if workshop.keys.holds(one)), None)


def make_team_portal(
    workshop: Workshop, keys: PortalKeys, rows: Sequence[AccountRow]
) -> AudiencePortal:
    view = portfolio_view(rows, workshop.settings, workshop.today)
    rendered = render_portfolio(view, workshop.theme, translations(view.language))
    access = workshop.team_access or Access()
    bundle = bundle_of(rendered, workshop.settings)
    return AudiencePortal(
        PROVIDER, seal_bundle(workshop, access, workshop.settings.team_members, keys, bundle)
    )


def row_json(row: AccountRow) -> bytes:
    """A line as canonical JSON; days as ISO dates."""
    values = asdict(row)
    for name in DATES:
        values[name] = values[name] and values[name].isoformat()
    return rfc8785.dumps(values)


def parse_row(text: bytes) -> AccountRow:
    values = json.loads(text)
    for name in DATES:
        values[name] = values[name] and Day.fromisoformat(values[name])
    return AccountRow(**{one.name: values[one.name] for one in fields(AccountRow)})


def seal_row(workshop: Workshop, row: AccountRow) -> bytes:
    """The line, sealed for the next build; nothing where the team has no portal."""
    keys = team_keys(workshop)
    if keys is None:
        return b""
    secret = workshop.keys.portal_key(keys).secret.value
    return seal(secret, derivation.nonce_key(secret, ""), _address(keys), row_json(row))


def open_row(workshop: Workshop, box: bytes) -> AccountRow | None:
    """The line in a box; None where it was sealed with another key, or not at all."""
    keys = team_keys(workshop)
    if keys is None:
        return None
    secret = workshop.keys.portal_key(keys).secret.value
    try:
        text = unseal(secret, derivation.nonce_key(secret, ""), _address(keys), box)
        return parse_row(text)
    except (BoxBroken, KeyError, TypeError, ValueError):
        return None


def _address(keys: PortalKeys) -> Address:
    return Address(keys.id, "", "account row")
