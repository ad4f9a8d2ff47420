"""The portals of the example workspace, rendered once for all tests of a run."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from onboardgen.loading.loader import load
from onboardgen.rendering.account_pages import account_path, render_account
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import RenderedPortal, render_portal, render_portfolio
from onboardgen.rendering.theme import load_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.views.portal import portal_view
from onboardgen.views.portfolio import account_row, portfolio_view

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 12, 1)


@cache
def example_portals() -> dict[str, RenderedPortal]:
    """Every audience of every example customer, by `slug audience`, and the team's accounts."""
    workspace = load(ROOT)
    theme = load_theme(ROOT)
    portals = {}
    assert workspace.settings
    ahead = {
        one.slug: outlook(one, workspace.settings, AsOf(AS_OF), workspace.calibration)
        for one in workspace.accounts
    }
    for account in workspace.accounts:
        partners = [f"partner:{one.id}" for one in account.customer.partners]
        for audience in ("customer", *partners):
            view = portal_view(account, workspace.settings, audience, ahead[account.slug])
            portals[f"{account.slug} {audience}"] = render_portal(
                view, theme, translations(view.language)
            )
    rows = [account_row(one, ahead[one.slug]) for one in workspace.accounts]
    accounts = portfolio_view(rows, workspace.settings, AS_OF)
    account = next(one for one in workspace.accounts if one.slug == "halden")
    views = (
        portal_view(account, workspace.settings, audience, ahead["halden"])
        for audience in ("provider", "customer", "partner:kestrel")
    )
    pages = render_account(views, theme, "en")
    addresses = {"halden": f"#/{account_path('halden')}"}
    team = render_portfolio(accounts, theme, translations("en"), pages, addresses)
    return {**portals, "team": team}
