"""One account inside the team's portal: the brief for our team, and what each party sees first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from onboardgen.model.people import PROVIDER
from onboardgen.rendering.band import band
from onboardgen.rendering.downloads import Downloads
from onboardgen.rendering.formats import is_right_to_left
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import Press, RenderedPage
from onboardgen.rendering.theme import Theme
from onboardgen.views.portal import PortalView

ACCOUNTS: Final = "accounts"
_ROUTE: Final = re.compile(r' href="#/[^"]*"')


def account_path(slug: str, audience: str = PROVIDER) -> str:
    """The page of an account in the team's portal, as one audience sees it."""
    own = f"{ACCOUNTS}/{slug}"
    return own if audience == PROVIDER else f"{own}/{audience.replace(':', '-')}"


def render_account(
    views: Iterable[PortalView], theme: Theme, language: str
) -> Mapping[str, RenderedPage]:
    """The overview of every view of one account, by path. `language` is the team's: what a party
    reads stays in its own. Records have no page of their own here, so no link leads to them.

    Raises EnvironmentFailure where the theme lacks a template.
    """
    known = tuple(views)
    return dict(_pages(known, theme, language))


def _pages(
    views: tuple[PortalView, ...], theme: Theme, language: str
) -> Iterator[tuple[str, RenderedPage]]:
    names = [(account_path(one.slug, one.audience), one) for one in views]
    for path, view in names:
        frame = Press(theme, language, view.as_of, translations(language))
        inside = Press(theme, view.language, view.as_of, translations(view.language))
        body = inside.page(
            "overview",
            view.customer,
            view=view.overview,
            band=band(view.overview.ahead),
            has_news=view.news is not None,
            downloads=Downloads(),
        )
        right = is_right_to_left(view.language)
        yield (
            path,
            frame.page(
                "account",
                view.customer,
                views=names,
                path=path,
                view=view,
                is_ours=view.audience == PROVIDER,
                direction="rtl" if right else "ltr",
                body=_ROUTE.sub("", body.html),
            ),
        )
