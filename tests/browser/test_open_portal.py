"""The open portal: pages, history, locking, and what the browser keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PAGES, Visit, bundle, link, unlock
from tests.browser.sealed_portal import SealedPortal

Publish = Callable[..., SealedPortal]


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def context_of(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.locator("#page").get_attribute("data-context") or "")
    return found


def test_pages_open_by_links_and_say_where_the_reader_is(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_role("link", name="Plan", exact=True).click()
    heading(page, "Plan")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title("Plan · Quillmark Billing")
    expect(page.get_by_role("link", name="Plan", exact=True)).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.locator('[aria-current="page"]')).to_have_count(1)
    assert requests == []


def test_a_page_below_a_section_marks_the_section(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked("#/decisions/0003-base-currency")
    section = page.get_by_role("link", name="Decisions")
    expect(section).to_have_attribute("aria-current", "true")


MENU = """
<details class="menu"><summary>More</summary><button data-action="print">Print</button></details>
<main """


def test_a_menu_folds_up_by_escape_and_by_a_click_elsewhere(publish: Publish, visit: Visit) -> None:
    publish(SealedPortal(bundle(chrome=bundle()["chrome"].replace("<main ", MENU))))
    page = visit.unlocked("#/plan")
    summary, choice = page.get_by_text("More", exact=True), page.get_by_role("button", name="Print")
    summary.click()
    expect(choice).to_be_visible()
    choice.focus()
    page.keyboard.press("Escape")
    expect(choice).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(choice).to_be_hidden()


def test_back_and_forward_return_to_page_and_place(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked("#/plan")
    expect(page.locator("[data-freshness]")).to_contain_text("As of")  # nothing moves after it
    page.evaluate("scrollTo(0, 900)")
    page.evaluate("location.hash = '#/decisions'")
    heading(page, "Decisions")
    page.go_back()
    heading(page, "Plan")
    page.wait_for_function("scrollY === 900")
    page.go_forward()
    heading(page, "Decisions")
    page.wait_for_function("scrollY === 0")


def test_an_anchor_leads_to_its_place_on_another_page(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    page.get_by_role("link", name="Task 90").click()
    heading(page, "Plan")
    expect(page.locator("#t90")).to_be_focused()
    expect(page.locator("#t90")).to_be_in_viewport()
    assert page.url.endswith("#/plan#t90")
    page.go_back()
    heading(page, "Jo, three things need you")


def test_an_anchor_inside_a_closed_detail_opens_it(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked("#/plan#late")
    expect(page.locator("#late")).to_be_visible()
    expect(page.locator("#late")).to_be_focused()


def test_the_skip_link_moves_the_focus_and_not_the_address(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    before = page.url
    page.get_by_role("link", name="Skip to content").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#page")).to_be_focused()
    assert page.url == before


@pytest.mark.parametrize(
    "address", ["#/nowhere", "#/decisions/0009", "#/%E0%A4%A", "#/constructor"]
)
def test_an_unknown_page_says_so_and_leads_home(
    publish: Publish, visit: Visit, address: str
) -> None:
    publish()
    page = visit.unlocked(address)
    heading(page, "This page is not here")
    page.get_by_role("link", name="Go to the overview").click()
    heading(page, "Jo, three things need you")


def test_a_number_that_two_pages_share_is_no_address(publish: Publish, visit: Visit) -> None:
    pages = {name: {"title": title, "html": html} for name, (title, html) in PAGES.items()}
    pages["decisions/0003-other"] = {"title": "Other", "html": "<h1>Other</h1>"}
    publish(SealedPortal(bundle(pages=pages)))
    heading(visit.unlocked("#/decisions/0003"), "This page is not here")


@pytest.mark.parametrize("way", ["sanitiser", "policy"])
def test_pages_arrive_with_everything_that_they_need(
    publish: Publish, visit: Visit, way: str
) -> None:
    publish()
    if way == "policy":
        visit.context.add_init_script("delete Element.prototype.setHTML")
    page = visit.unlocked("#/plan")
    task = page.locator("#t3")
    expect(task).to_have_attribute("data-due", "2026-12-04")
    expect(task).to_have_class("task")
    page.get_by_role("link", name="Overview").click()
    picture = page.get_by_role("img", name="Stages")
    expect(picture).to_be_visible()
    assert picture.evaluate("picture => picture instanceof SVGSVGElement")
    expect(picture.locator("path")).to_have_class("now")


def test_script_in_a_page_never_runs(publish: Publish, visit: Visit) -> None:
    html = (
        '<h1>Trap</h1><script>window.ran = 1</script><img src="x" onerror="window.ran = 1">'
        '<a id="trap" href="javascript:window.ran = 1">go</a>'
    )
    publish(SealedPortal(bundle(pages={"overview": {"title": "Trap", "html": html}})))
    page = visit.unlocked()
    page.locator("#trap").dispatch_event("click")
    assert page.evaluate("window.ran") is None
    assert page.locator("#page script, #page [onerror]").count() == 0
    visit.expected.add("violates the following Content Security Policy")
    visit.expected |= {"CSP: img-src", "CSP: script-src-attr"}


def test_lock_forgets_reloads_and_leaves_a_bare_address(publish: Publish, visit: Visit) -> None:
    publish(dedicated_origin=True)
    page = visit.open("#/decisions/0003-base-currency")
    page.get_by_label("Keep it open").check()
    unlock(page)
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    assert "#" not in page.url
    assert "kept in EUR" not in page.content()
    page.reload()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()


def test_lock_locks_every_tab(publish: Publish, visit: Visit) -> None:
    publish()
    first, second = visit.unlocked(), visit.unlocked("#/plan")
    first.get_by_role("button", name="Lock").click()
    expect(second.get_by_label("Passphrase", exact=True)).to_be_visible()
    assert "Task" not in second.content()


def test_nothing_is_remembered_unless_the_origin_is_the_portals_own(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.open()
    expect(page.locator("#og-remember-row")).to_be_hidden()
    unlock(page)
    page.reload()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()


def test_nothing_is_remembered_unasked(publish: Publish, visit: Visit) -> None:
    publish(dedicated_origin=True)
    page = visit.unlocked()
    page.reload()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()


def remembering(publish: Publish, visit: Visit) -> Page:
    publish(dedicated_origin=True, remember_days=14)
    page = visit.open()
    expect(page.get_by_label("Keep it open on this device until 16 December 2026")).to_be_visible()
    page.get_by_label("Keep it open").check()
    unlock(page)
    return page


def test_a_remembered_portal_opens_again_without_asking(publish: Publish, visit: Visit) -> None:
    page = remembering(publish, visit)
    page.reload()
    heading(page, "Jo, three things need you")
    assert context_of(page)["person"] == "jo"
    kept = page.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open('onboardgen', 1);
          opening.onsuccess = () => {
            const all = opening.result.transaction('keys').objectStore('keys').getAll();
            all.onsuccess = () => resolve(all.result.map(({ key, ...rest }) =>
              [key.extractable, key.type, Object.keys(rest).sort().join()]));
          };
        })"""
    )
    assert kept == [[False, "secret", "epoch,expires"]]


def test_a_remembered_portal_asks_again_when_the_days_are_over(
    publish: Publish, visit: Visit
) -> None:
    page = remembering(publish, visit)
    visit.context.clock.set_fixed_time("2026-12-16T09:00:01")
    page.reload()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    visit.context.clock.set_fixed_time("2026-12-02T09:00:00")
    page.reload()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()


def test_a_remembered_portal_asks_again_in_a_new_epoch(publish: Publish, visit: Visit) -> None:
    page = remembering(publish, visit)
    publish(SealedPortal(bundle(), refresh="somebody left"), dedicated_origin=True)
    page.reload()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    expect(page.locator("#og-error")).to_be_empty()


def test_a_link_of_a_remembered_portal_leads_to_its_page(publish: Publish, visit: Visit) -> None:
    page = remembering(publish, visit)
    again = visit.open(link(SealedPortal(bundle())) + "&to=/plan")
    heading(again, "Plan")
    assert again.url.endswith("#/plan")
    page.evaluate("fragment => { location.hash = fragment; }", "#key=abc&to=/decisions")
    heading(page, "Decisions")


def test_the_last_visit_is_known_and_kept_sealed(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    assert context_of(page)["lastVisit"] is None
    assert context_of(page)["today"] == "2026-12-02"
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "2026" not in kept
    assert "jo" not in kept.replace("onboardgen", "").split(":")[1][:4]
    visit.context.clock.set_fixed_time("2026-12-04T09:00:00")
    page = visit.unlocked()
    assert str(context_of(page)["lastVisit"]).startswith("2026-12-02T09:00")
    page = visit.unlocked()
    assert str(context_of(page)["lastVisit"]).startswith("2026-12-02T09:00")


def test_a_page_with_a_choice_of_readers_is_arranged_for_the_one_chosen_and_for_no_other(
    visit: Visit, publish: Callable[..., SealedPortal]
) -> None:
    chooser = (
        '<h1>Halden</h1><label>View as <select data-view-as="halden">'
        '<option value="">everybody</option><option value="lena">Lena</option></select></label>'
    )
    pages = bundle()["pages"] | {"accounts/halden": {"title": "Halden", "html": chooser}}
    publish(SealedPortal(bundle(pages=pages)))
    page = visit.unlocked("#/accounts/halden")
    assert context_of(page)["person"] is None
    page.get_by_label("View as").select_option("lena")
    assert context_of(page)["person"] == "lena"
    expect(page.get_by_label("View as")).to_have_value("lena")
    expect(page.get_by_label("View as")).to_be_focused()
    page.get_by_role("link", name="Plan").click()
    assert context_of(page)["person"] == "jo"
    page.go_back()
    assert context_of(page)["person"] == "lena"
