"""The portal at the end of the tutorial opens in a real browser, from the disk, as it says."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.docs.walkthrough import Followed


def test_the_tutorials_portal_opens_with_the_words_it_printed(
    tutorial: Followed, browser: Browser
) -> None:
    with browser.new_context(locale="en") as context:
        page = context.new_page()
        page.goto(tutorial.page.as_uri())
        page.get_by_label("passphrase").fill(tutorial.passphrase)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Export the customer list").first).to_be_visible()
        expect(page.get_by_role("link", name="Decisions").first).to_be_visible()
