"""The date of a page, and the warnings when it is old, replaced, or gone back."""

from __future__ import annotations

import json
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visit, bundle, unlock
from tests.browser.sealed_portal import SealedPortal

Publish = Callable[..., SealedPortal]


def line(page: Page, text: str) -> None:
    expect(page.locator("[data-freshness]")).to_have_text(text)


def notices(page: Page) -> list[str]:
    return page.locator("#og-notices .og-notice p").all_text_contents()


def test_a_fresh_page_tells_its_date_quietly(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    line(page, "As of 1 December 2026")
    assert notices(page) == []


def test_the_page_comes_alive_again_with_its_date(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    line(page, "As of 1 December 2026")
    assert json.loads(page.locator("#page").get_attribute("data-context") or "")["asOf"] == (
        "2026-12-01"
    )


def test_a_page_older_than_promised_warns(publish: Publish, visit: Visit) -> None:
    publish()
    visit.context.clock.set_fixed_time("2026-12-05T12:00:00")
    page = visit.unlocked()
    line(page, "As of 1 December 2026")
    assert notices(page) == []
    visit.context.clock.set_fixed_time("2026-12-06T12:00:00")
    page = visit.unlocked()
    expect(page.locator("#og-notices")).to_contain_text("as of 1 December 2026 and was not renewed")
    page.get_by_role("button", name="Dismiss").click()
    assert notices(page) == []


def test_a_page_that_went_back_warns(publish: Publish, visit: Visit) -> None:
    publish(SealedPortal(bundle(), as_of="2026-12-02"))
    line(visit.unlocked(), "As of 2 December 2026")
    publish(SealedPortal(bundle(), as_of="2026-12-01"))
    for _ in range(2):
        page = visit.unlocked()
        expect(page.locator("#og-notices")).to_contain_text(
            "older than the one of 2 December 2026 that you saw before"
        )


def test_a_newer_bundle_asks_for_a_reload(publish: Publish, visit: Visit, server: Server) -> None:
    publish()
    page = visit.open()
    newer = bundle(title="Halden Logistics Group")
    publish(SealedPortal(newer, as_of="2026-12-02"))
    unlock(page)
    expect(page.locator("#og-notices")).to_contain_text("A newer version of this page exists")
    line(page, "Freshness unknown")
    page.get_by_role("button", name="Reload").click()
    unlock(page)
    line(page, "As of 2 December 2026")
    expect(page.locator("#og-notices")).not_to_contain_text("A newer version")


def test_a_new_epoch_asks_for_a_reload(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.open()
    publish(SealedPortal(bundle(), refresh="somebody left"))
    unlock(page)
    expect(page.locator("#og-notices")).to_contain_text("A newer version of this page exists")


def test_a_site_in_the_middle_of_an_update_says_so(
    publish: Publish, visit: Visit, server: Server
) -> None:
    publish()
    page_before = server.files["p/index.html"]
    publish(SealedPortal(bundle(title="Other")))
    server.files["p/index.html"] = page_before
    page = visit.unlocked()
    expect(page.locator("#og-notices")).to_contain_text("This page is being updated")


def test_without_the_as_of_file_freshness_is_unknown(
    publish: Publish, visit: Visit, server: Server
) -> None:
    publish()
    del server.files["p/as-of.sealed"]
    visit.expected.add("404")
    page = visit.unlocked()
    line(page, "Freshness unknown")
    assert notices(page) == []


def test_an_offline_copy_is_not_made_of_a_page_that_was_replaced(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.unlocked()
    line(page, "As of 1 December 2026")
    publish(SealedPortal(bundle(title="Other")))
    page.get_by_role("button", name="Save an offline copy").click()
    expect(page.locator("#og-notices")).to_contain_text("A newer version of this page exists")


def test_a_tab_left_open_is_checked_again_when_it_is_looked_at(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.unlocked()
    line(page, "As of 1 December 2026")
    publish(SealedPortal(bundle(title="Other")))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    visit.context.clock.set_fixed_time("2026-12-02T10:00:00")
    assert notices(page) == []
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#og-notices")).to_contain_text("A newer version of this page exists")
