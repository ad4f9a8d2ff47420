"""The team's own portal: all accounts on one page, and each on pages of its own, sealed to our
team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from onboardgen.model.access import Access, PortalKeys
from onboardgen.model.people import PROVIDER
from onboardgen.rendering.account_pages import account_path
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import RenderedPage, render_portfolio
from onboardgen.views.portfolio import AccountRow, portfolio_view
from onboardgen.workflows.portals import (
    AudiencePortal,
    Workshop,
    bundle_of,
    downloads_of,
    seal_bundle,
)

TEAM: Final = "_team"
"""The name of its build record; no customer's slug begins like this."""


def team_keys(workshop: Workshop) -> PortalKeys | None:
    """The team's portal, where there is one and its key is at hand."""
    access = workshop.team_access or Access()
    found = (one for one in access.portals if one.audience == PROVIDER)
    return next((one for one in found if workshop.keys.holds(one)), None)


def make_team_portal(
    workshop: Workshop,
    keys: PortalKeys,
    rows: Sequence[AccountRow],
    pages: Mapping[str, RenderedPage],
) -> AudiencePortal:
    """`pages` are those of all accounts, by path."""
    view = portfolio_view(rows, workshop.settings, workshop.today)
    found = {row.slug: account_path(row.slug) for row in rows}
    addresses = {slug: f"#/{path}" for slug, path in found.items() if path in pages}
    words = translations(view.language)
    rendered = render_portfolio(view, workshop.theme, words, pages, addresses)
    access = workshop.team_access or Access()
    bundle = bundle_of(rendered, workshop.settings, downloads_of(rendered))
    return AudiencePortal(
        PROVIDER, seal_bundle(workshop, access, workshop.settings.team_members, keys, bundle)
    )
