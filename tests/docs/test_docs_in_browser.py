"""The portal at the end of the tutorial opens in a real browser, from the disk, as it says."""

from __future__ import annotations

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright
from walkthrough import Followed

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.browser
@pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="no Chromium on this machine"
)
def test_the_tutorials_portal_opens_with_the_words_it_printed(tutorial: Followed) -> None:
    assert CHROMIUM, "CI runs the browser tests, and this machine has no Chromium."
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*as_root])
        page = browser.new_page(locale="en")
        page.goto(tutorial.page.as_uri())
        page.get_by_label("passphrase").fill(tutorial.passphrase)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Export the customer list").first).to_be_visible()
        expect(page.get_by_role("link", name="Decisions").first).to_be_visible()
        browser.close()
