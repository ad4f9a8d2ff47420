"""What changed since the last visit, in a real browser: said, marked, and kept by nobody else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from onboardgen.rendering.pages import RenderedPortal
from onboardgen.rendering.shell import Shell, build_shell
from onboardgen.rendering.theme import load_theme
from tests.audit.made_up_history import MadeUpHistory
from tests.browser.conftest import Server, Visit, axe_violations, bundle, unlock
from tests.browser.sealed_portal import SealedPortal
from tests.views.told import ANSWERED, DECIDED, MOVED, begun, rendered, told, told_without_git

FIRST, NEXT, LATER = "2026-12-02T09:00:00", "2026-12-03T09:00:00", "2026-12-04T09:00:00"


@pytest.fixture(scope="module")
def shell() -> Shell:
    return build_shell(load_theme(), organization="Quillmark Billing")


def put(server: Server, shell: Shell, portal: RenderedPortal) -> None:
    """Publish a portal as it is now, sealed."""
    pages = {path: {"title": page.title, "html": page.html} for path, page in portal.pages.items()}
    made = bundle(pages=pages, chrome=portal.chrome_html, messages=dict(portal.messages))
    envelope, beside = SealedPortal(made).build()
    server.files["p/index.html"] = shell.page(envelope)
    for name, data in beside.items():
        server.files[f"p/{name}"] = data


def visit_on(visit: Visit, now: str) -> Page:
    visit.context.clock.set_fixed_time(now)
    return visit.unlocked()


def open_news(page: Page) -> None:
    page.get_by_role("link", name="What changed", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed")


def marked(page: Page) -> list[str]:
    """The titles of the lines that are marked as new."""
    lines = page.locator(".news-line.is-new .brief-title")
    return [text.removesuffix("New").strip() for text in lines.all_inner_texts()]


def two_states() -> tuple[RenderedPortal, RenderedPortal, str]:
    """A portal before and after a promise moved, and the commit that moved it."""
    history, start = begun()
    history.edit(start, DECIDED)
    before = rendered(told(history))
    commit = history.edit(history.commits[-1].hash, {**DECIDED, **MOVED})
    return before, rendered(told(history)), commit


def test_what_came_since_the_last_visit_is_said_and_marked(
    server: Server, shell: Shell, visit: Visit
) -> None:
    before, after, commit = two_states()
    put(server, shell, before)
    page = visit_on(visit, FIRST)
    expect(page.get_by_role("link", name="Everything that changed")).to_be_visible()
    open_news(page)
    assert marked(page) == []
    expect(page.locator("[data-filters]")).to_be_hidden()
    put(server, shell, after)
    page = visit_on(visit, NEXT)
    page.get_by_role("link", name="New since your last visit on 2 December 2026: 1").click()
    assert marked(page) == ["Test billing"]
    page.get_by_role("button", name="Since your last visit").click()
    expect(page.locator("[data-filter-count]")).to_contain_text("1 of ")
    expect(page.locator(".news-line:visible")).to_have_count(1)
    page = visit.unlocked()
    open_news(page)
    assert marked(page) == ["Test billing"], "the same visit goes on"
    assert commit[:9] not in page.evaluate("JSON.stringify(localStorage)")
    page = visit_on(visit, LATER)
    open_news(page)
    expect(page.locator(".lead")).to_have_text(
        "Nothing has changed since your last visit on 3 December 2026."
    )
    assert marked(page) == []


def test_what_is_told_for_the_first_time_is_not_all_new(
    server: Server, shell: Shell, visit: Visit
) -> None:
    history, _ = begun()
    put(server, shell, rendered(told_without_git(history)))
    expect(visit_on(visit, FIRST).get_by_text("What changed")).to_have_count(0)
    put(server, shell, rendered(told(history)))
    page = visit_on(visit, NEXT)
    open_news(page)
    assert marked(page) == []
    assert page.locator(".news-line").count() > 0


def test_a_browser_that_keeps_nothing_shows_everything_and_marks_nothing(
    server: Server, shell: Shell, visit: Visit
) -> None:
    forget = "Storage.prototype.setItem = () => { throw new DOMException('full'); };"
    visit.context.add_init_script(forget)
    before, after, _ = two_states()
    put(server, shell, before)
    visit_on(visit, FIRST)
    put(server, shell, after)
    page = visit_on(visit, NEXT)
    open_news(page)
    assert marked(page) == []
    expect(page.get_by_text("moved from 4 Dec to 14 Dec")).to_be_visible()


@pytest.mark.parametrize("route", ["news", "decisions/0001-base-currency"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_history_is_for_everybody(
    server: Server, shell: Shell, browser: Browser, route: str, width: int, scheme: str
) -> None:
    put(server, shell, rendered(told(long_history())))

    def ready(page: Page) -> None:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        unlock(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    assert axe_violations(browser, f"{server.origin}/p/index.html#/{route}", ready) == []


def long_history() -> MadeUpHistory:
    history, tip = begun()
    for change in (DECIDED, ANSWERED, MOVED):
        tip = history.edit(tip, change)
    return history
