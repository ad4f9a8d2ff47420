"""axe on every state of the shell, in light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, axe_violations, link, part, unlock
from tests.browser.sealed_portal import SealedPortal

Publish = Callable[..., SealedPortal]


def wrong(page: Page) -> None:
    page.locator("#og-secret").fill("not these six words at all")
    page.locator("#og-open").click()
    expect(page.locator("#og-error")).not_to_be_empty()


def noticed(page: Page) -> None:
    page.clock.set_fixed_time("2027-01-20T09:00:00")
    unlock(page)
    page.locator("#og-notices .og-notice").wait_for()


def viewing(page: Page) -> None:
    unlock(page)
    page.get_by_role("link", name="Site").click()
    page.get_by_role("dialog").wait_for()


def nothing(page: Page) -> None:
    page.locator("#og-unlock").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", [nothing, wrong, noticed, viewing])
def test_axe_finds_nothing_in_the_shell(
    publish: Publish, server: Server, browser: Browser, state: Callable[[Page], None], scheme: str
) -> None:
    publish(dedicated_origin=True, demo=True)

    def prepare(page: Page) -> None:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        state(page)

    assert axe_violations(browser, f"{server.origin}/p/index.html", prepare) == []


@pytest.mark.parametrize("fragment", [link, part])
def test_axe_finds_nothing_in_the_page_of_a_link(
    publish: Publish, server: Server, browser: Browser, fragment: Callable[[SealedPortal], str]
) -> None:
    address = f"{server.origin}/p/index.html{fragment(publish())}"
    assert axe_violations(browser, address, nothing) == []
