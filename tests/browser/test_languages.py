"""The page in the reader's language: as the browser wants it while it is locked, and leftward."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from onboardgen.rendering.messages import languages
from onboardgen.rendering.shell_messages import locked_catalogues
from tests.browser.conftest import Visit, bundle
from tests.browser.sealed_portal import SealedPortal

Publish = Callable[..., SealedPortal]
WANTED = {"de-AT": "de", "es-MX": "es", "fr-CA": "fr", "ja-JP": "ja", "pt-BR": "pt", "tlh": "en"}


def test_the_locked_page_speaks_the_language_that_the_browser_wants(
    publish: Publish, visit: Visit
) -> None:
    publish()
    assert {*WANTED.values()} == {*languages(), "en"}
    for locale, language in WANTED.items():
        context = visit.context.browser.new_context(locale=locale)
        page = visit.watch(context.new_page())
        page.goto(f"{visit.origin}/p/index.html")
        said = locked_catalogues()[language]
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_role("button", name=said["open"], exact=True)).to_be_visible()
        expect(page.get_by_label(said["passphrase"], exact=True)).to_be_focused()
        hint = said["passphrase_hint"].replace("{organization}", "Quillmark Billing")
        expect(page.locator("#og-hint")).to_have_text(hint)
        context.close()


@pytest.mark.parametrize("direction", ["rtl", "ltr"])
def test_an_open_portal_reads_in_the_direction_of_its_language(
    publish: Publish, visit: Visit, direction: str
) -> None:
    language = {"rtl": "ar", "ltr": "de"}[direction]
    publish(SealedPortal(bundle(language=language, direction=direction)))
    page = visit.unlocked()
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.locator("html")).to_have_attribute("lang", language)
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("element => getComputedStyle(element).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
