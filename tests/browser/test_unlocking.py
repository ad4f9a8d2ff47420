"""The locked page: every way in, every way that stays shut, and what is said about it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visit, link, part, unlock
from tests.browser.sealed_portal import PASSPHRASE, PASSWORD, SealedPortal

NO_FRAGMENT = re.compile(r"^[^#]*$")

Publish = Callable[..., SealedPortal]


def test_the_locked_page_names_the_organisation_and_nobody_else(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.open()
    expect(page).to_have_title("Quillmark Billing")
    expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
    assert "Halden" not in page.content()


def test_the_passphrase_opens_the_portal(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jo, three things need you")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title("Overview · Quillmark Billing")
    assert page.locator("#og-secret").input_value() == ""


def test_a_passphrase_typed_on_a_phone_opens_it_too(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.open()
    unlock(page, " Haphazard Stumble uncheck \u2013 ABRIDGE vividness\u00a0stopped\n")


def test_a_wrong_passphrase_says_so_and_leaves_the_field_ready(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.open()
    field = page.get_by_label("Passphrase", exact=True)
    field.fill("six words that are not it")
    field.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="does not open")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == 25
    unlock(page)


def test_an_empty_field_is_asked_for_without_any_work(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.open()
    page.get_by_role("button", name="Open the portal").click()
    expect(page.locator("#og-error")).to_have_text("Enter what you were given first.")


def test_the_passphrase_can_be_shown_and_hidden(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.open()
    field = page.get_by_label("Passphrase", exact=True)
    assert field.get_attribute("type") == "password"
    page.get_by_role("button", name="Show").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Hide").click()
    assert field.get_attribute("type") == "password"
    assert field.get_attribute("autocomplete") == "current-password"


def test_while_it_stretches_the_form_is_busy_and_nothing_moves(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.open()
    expect(page.get_by_role("button", name="Open the portal")).to_be_visible()
    page.evaluate(
        """() => {
          const button = document.getElementById('og-open');
          const size = () => JSON.stringify(button.getBoundingClientRect());
          window.sizes = [size()];
          new MutationObserver(() => sizes.push(
            document.getElementById('og-unlock').getAttribute('aria-busy'), size(),
          )).observe(document.getElementById('og-unlock'), { attributeFilter: ['aria-busy'] });
        }"""
    )
    page.get_by_label("Passphrase", exact=True).fill("wrong words here")
    page.get_by_role("button", name="Open the portal").click()
    expect(page.locator("#og-error")).not_to_be_empty()
    idle, was_busy, busy, *_ = page.evaluate("sizes")
    assert was_busy == "true"
    assert busy == idle


def test_a_link_opens_after_one_click_and_leaves_the_address(
    publish: Publish, visit: Visit
) -> None:
    page = visit.open(link(publish()))
    expect(page).to_have_url(NO_FRAGMENT)
    expect(page.get_by_label("Passphrase", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Open the portal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jo, three things need you")
    assert page.locator("#page").get_attribute("data-context") is not None
    assert '"person":"lena"' in str(page.locator("#page").get_attribute("data-context"))


def test_a_link_can_lead_further(publish: Publish, visit: Visit) -> None:
    page = visit.open(link(publish()) + "&to=/decisions/0003-base-currency")
    page.get_by_role("button", name="Open the portal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Books are kept in EUR")


def test_a_link_clicked_while_the_page_is_locked_is_taken(publish: Publish, visit: Visit) -> None:
    portal = publish()
    page = visit.open()
    page.evaluate("fragment => { location.hash = fragment; }", link(portal))
    expect(page.get_by_label("Passphrase", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()


def test_a_link_that_was_cut_off_says_so(publish: Publish, visit: Visit) -> None:
    page = visit.open(link(publish())[:20])
    expect(page.get_by_role("alert").filter(has_text="not complete")).to_be_visible()
    assert "#" not in page.url
    unlock(page)


def test_a_link_of_an_ended_grant_says_so_and_asks_for_the_passphrase(
    publish: Publish, visit: Visit
) -> None:
    publish()
    page = visit.open("#key=" + "A" * 43)
    page.get_by_role("button", name="Open the portal").click()
    expect(page.get_by_role("alert").filter(has_text="no longer opens")).to_be_visible()
    unlock(page)


def test_password_and_link_open_only_together(publish: Publish, visit: Visit) -> None:
    portal = publish()
    page = visit.open(part(portal))
    expect(page).to_have_url(NO_FRAGMENT)
    page.get_by_label("Password", exact=True).fill("another password entirely")
    page.get_by_role("button", name="Open the portal").click()
    expect(page.get_by_role("alert").filter(has_text="with this link")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    alone = visit.open()
    alone.get_by_label("Passphrase", exact=True).fill(PASSWORD)
    alone.get_by_role("button", name="Open the portal").click()
    expect(alone.locator("#og-error")).to_contain_text("does not open")


def test_a_deep_link_survives_the_unlock(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked("#/decisions/0003")
    expect(page.get_by_role("heading", level=1)).to_have_text("Books are kept in EUR")
    assert page.url.endswith("#/decisions/0003-base-currency")


def flip(text: str, at: int) -> str:
    return text[:at] + ("B" if text[at] != "B" else "C") + text[at + 1 :]


def test_a_changed_byte_of_the_bundle_is_refused(
    publish: Publish, visit: Visit, server: Server
) -> None:
    publish()
    html = server.files["p/index.html"].decode()
    server.files["p/index.html"] = flip(html, html.index('"bundle":"') + 500).encode()
    page = visit.open()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Open the portal").click()
    expect(page.locator("#og-error")).to_contain_text("does not match its seal")


def test_a_changed_slot_is_refused(publish: Publish, visit: Visit, server: Server) -> None:
    publish()
    html = server.files["p/index.html"].decode()
    for place in (at for at in range(len(html)) if html.startswith('"box":"', at)):
        html = flip(html, place + 200)
    server.files["p/index.html"] = html.encode()
    page = visit.open()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Open the portal").click()
    expect(page.locator("#og-error")).to_contain_text("does not match its seal")


def test_a_framed_page_stays_locked(publish: Publish, visit: Visit, server: Server) -> None:
    publish()
    server.files["frame.html"] = (
        b'<link rel="icon" href="data:,"><iframe src="/p/index.html"></iframe>'
    )
    frame = visit.open(path="frame.html").frame_locator("iframe")
    expect(frame.get_by_role("alert").first).to_contain_text("inside another page")
    expect(frame.locator("#og-unlock")).to_be_hidden()


def test_a_browser_that_cannot_unseal_is_told_so(publish: Publish, visit: Visit) -> None:
    publish()
    visit.context.add_init_script(
        "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })"
    )
    page = visit.open()
    expect(page.get_by_role("alert").first).to_contain_text("lacks the encryption")
    expect(page.locator("#og-unlock")).to_be_hidden()


def test_a_browser_that_cannot_unfold_the_script_is_told_so(publish: Publish, visit: Visit) -> None:
    publish()
    visit.context.add_init_script("delete globalThis.DecompressionStream")
    page = visit.open()
    expect(page.get_by_text("opens in a current browser")).to_be_visible()
    expect(page.locator("#og-unlock")).to_be_hidden()


def test_without_script_the_page_says_what_it_needs(
    publish: Publish, visit: Visit, server: Server
) -> None:
    publish()
    browser = visit.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{server.origin}/p/index.html")
    expect(page.get_by_text("with JavaScript switched on")).to_be_visible()
    expect(page.locator("#og-unlock")).to_be_hidden()
    context.close()


def test_the_public_demonstration_says_so_locked_and_open(publish: Publish, visit: Visit) -> None:
    publish(demo=True)
    page = visit.open()
    expect(page.get_by_text("anyone can open this page")).to_be_visible()
    unlock(page)
    expect(page.get_by_text("anyone can open this page")).to_be_visible()
