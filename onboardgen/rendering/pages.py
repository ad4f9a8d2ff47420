"""Views as HTML: one portal is its chrome and its pages, by path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Any, Literal

from babel.support import NullTranslations
from jinja2 import Environment

from onboardgen.model.people import CUSTOMER
from onboardgen.model.settings import Brand
from onboardgen.rendering.band import band
from onboardgen.rendering.brand import logo_address
from onboardgen.rendering.downloads import (
    Download,
    Downloads,
    portal_downloads,
    portfolio_downloads,
)
from onboardgen.rendering.environment import Scribe, environment
from onboardgen.rendering.form_messages import form_messages
from onboardgen.rendering.formats import is_right_to_left
from onboardgen.rendering.links import resolver
from onboardgen.rendering.shell_messages import open_messages
from onboardgen.rendering.theme import Theme
from onboardgen.rendering.timeline import scale
from onboardgen.rendering.way import way_pictures
from onboardgen.views.portal import PortalView
from onboardgen.views.portfolio import PortfolioView
from onboardgen.views.previews import PreviewsView
from onboardgen.views.worksheet import WorksheetView

NO_DOWNLOADS = Downloads()
_SECOND_MARK = re.compile(r'(href="#/[^"#]*)#')
"""An address has one `#`. The second, before a place in a page, is written as browsers read it."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page's title and the HTML that stands inside `<main>`."""

    title: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPortal:
    """Everything a bundle carries but the attachments' bytes.

    `attachments` are paths such as `files/network.pdf`, relative to the customer's directory.
    `downloads` are files made here, which pages offer as they do attachments.
    `messages` are what the page script says after unlocking, with {placeholders}.
    """

    title: str
    language: str
    direction: Literal["ltr", "rtl"]
    home: str
    chrome_html: str
    pages: Mapping[str, RenderedPage]
    attachments: tuple[str, ...]
    downloads: tuple[Download, ...]
    messages: Mapping[str, str]


def render_portal(view: PortalView, theme: Theme, translations: NullTranslations) -> RenderedPortal:
    """All pages of one audience's portal. Equal arguments make equal text.

    Raises EnvironmentFailure where the theme lacks a template.
    """
    press = Press(theme, view.language, view.as_of, translations)
    attachments = tuple(one.path for one in view.attachments)
    resolve = resolver(view.targets, frozenset(attachments))
    press.scribe = Scribe(resolve, press.gettext("other site"))
    downloads = portal_downloads(view, translations)
    return press.portal(
        title=view.customer,
        home="overview",
        organization=view.organization,
        customer=view.customer,
        brand=view.brand,
        pages=dict(_portal_pages(view, press, downloads)),
        attachments=attachments,
        downloads=downloads,
    )


def render_portfolio(
    view: PortfolioView,
    theme: Theme,
    translations: NullTranslations,
    accounts: Mapping[str, RenderedPage] | None = None,
    addresses: Mapping[str, str] | None = None,
) -> RenderedPortal:
    """The team's portal: one page with every account, and the pages of each account by path.

    `addresses` are where an account's own page is, by slug.
    """
    press = Press(theme, view.language, view.as_of, translations)
    title = press.gettext("Accounts")
    downloads = portfolio_downloads(view, translations)
    known = addresses or {}
    page = press.page("portfolio", title, view=view, downloads=downloads, addresses=known)
    return press.portal(
        title=view.organization,
        home="accounts",
        organization=view.organization,
        customer="",
        brand=view.brand,
        pages={"accounts": page, **(accounts or {})},
        attachments=(),
        downloads=downloads,
    )


def render_previews(
    view: PreviewsView, theme: Theme, translations: NullTranslations
) -> RenderedPortal:
    """The list of all previews, which `serve` shows first."""
    press = Press(theme, view.language, view.as_of, translations)
    return press.portal(
        title=view.organization,
        home="previews",
        organization=view.organization,
        customer="",
        brand=view.brand,
        pages={"previews": press.page("previews", press.gettext("Previews"), view=view)},
        attachments=(),
    )


class Press:
    """Templates of one look, language and day, ready to print pages."""

    def __init__(
        self, theme: Theme, language: str, as_of: Day, translations: NullTranslations
    ) -> None:
        self.theme = theme
        self.language = language
        self.gettext = translations.gettext
        self.templates: Environment = environment(
            theme, theme.digest, language, as_of.year, translations
        )
        self.scribe = Scribe(lambda _: None, "")

    def page(self, template: str, title: str, **values: Any) -> RenderedPage:
        return RenderedPage(title, self._print(template, **values))

    def portal(
        self,
        *,
        title: str,
        home: str,
        organization: str,
        customer: str,
        brand: Brand,
        pages: Mapping[str, RenderedPage],
        attachments: tuple[str, ...],
        downloads: Downloads = NO_DOWNLOADS,
    ) -> RenderedPortal:
        navigation = [(path, page.title) for path, page in pages.items() if "/" not in path]
        chrome = self._print(
            "chrome",
            home=home,
            organization=organization,
            customer=customer,
            logo=logo_address(brand.logo, self.theme),
            navigation=navigation,
        )
        return RenderedPortal(
            title=title,
            language=self.language.replace("_", "-"),
            direction="rtl" if is_right_to_left(self.language) else "ltr",
            home=home,
            chrome_html=chrome,
            pages=pages,
            attachments=attachments,
            downloads=downloads.files,
            messages={
                **open_messages(self.gettext),
                **form_messages(self.gettext),
                "list_count": self.gettext("{shown} of {all} tasks shown"),
                **_news_messages(self.gettext),
                **_reader_messages(self.gettext),
            },
        )

    def _print(self, template: str, **values: Any) -> str:
        text = self.templates.get_template(f"{template}.html.j2").render(
            scribe=self.scribe, **values
        )
        lines = "\n".join(line for line in text.split("\n") if line.strip())
        return _SECOND_MARK.sub(r"\1%23", lines) + "\n"


def _portal_pages(
    view: PortalView, press: Press, downloads: Downloads
) -> Iterator[tuple[str, RenderedPage]]:
    """Pages in the order of the navigation; what is empty is left out."""
    say = press.gettext
    has_news = view.news is not None
    yield (
        "overview",
        press.page(
            "overview",
            say("Overview"),
            view=view.overview,
            band=band(view.overview.ahead),
            has_news=has_news,
            downloads=downloads,
        ),
    )
    drawn = scale(view.plan.timeline) if view.plan.timeline else None
    way = way_pictures(view.plan.way.steps) if view.plan.way else ()
    values = {"view": view.plan, "scale": drawn, "way_pictures": way, "downloads": downloads}
    yield "plan", press.page("plan", say("Plan"), **values)
    stages = {row.id: stage.id for stage in view.plan.stages for row in stage.rows}
    for task in view.tasks:
        page = press.page("task", task.row.title, view=task, stage_id=stages[task.row.id])
        yield f"plan/{task.row.id}", page
    if view.worksheet:
        yield "worksheet", press.page("worksheet", say("Worksheet"), view=view.worksheet)
    if view.decisions:
        yield (
            "decisions",
            press.page("decisions", say("Decisions"), view=view.decisions, downloads=downloads),
        )
        for decision in view.decisions:
            yield decision.path, press.page("decision", decision.title, view=decision)
    if view.changes:
        can_ask = view.audience == CUSTOMER and _is_agreed(view.worksheet)
        page = press.page("changes", say("Changes"), view=view.changes, can_ask=can_ask)
        yield "changes", page
        for change in view.changes:
            yield change.path, press.page("change", change.title, view=change)
    if view.guides:
        yield "guides", press.page("guides", say("Guides"), view=view.guides)
        for guide in view.guides:
            yield guide.path, press.page("guide", guide.title, view=guide)
    if view.news:
        yield "news", press.page("news", say("What changed"), view=view.news)
    yield "people", press.page("people", say("People"), view=view.people, downloads=downloads)


def _is_agreed(worksheet: WorksheetView | None) -> bool:
    """Whether something of the worksheet stands that only a change request moves."""
    if worksheet is None:
        return False
    questions = (one for section in worksheet.sections for one in section.questions)
    signed = worksheet.sign_off is not None and worksheet.sign_off.since is not None
    return signed or any(one.locked_since or one.decided for one in questions)


def _news_messages(_: Callable[[str], str]) -> dict[str, str]:
    """What the script says of a visit after the first one."""
    return {
        "news_new": _("New"),
        "news_count": _("{shown} of {all} shown"),
        "news_none": _("Nothing has changed since your last visit on {date}."),
        "news_some": _("New since your last visit on {date}: {count}"),
        "news_filter": _("Since your last visit"),
    }


def _reader_messages(_: Callable[[str], str]) -> dict[str, str]:
    """What the script says where it folds up what is not the reader's own."""
    return {
        "rest_own": _("More of yours: {count}"),
        "rest_others": _("For your colleagues: {count}"),
        "rest_late": _("late: {count}"),
        "rest_page": _("Everything else on this page"),
    }
