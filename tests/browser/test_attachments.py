"""Attachments, offline copies, and the page opened from a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import FILES, Server, Visit, unlock, visiting
from tests.browser.sealed_portal import SealedPortal

Publish = Callable[..., SealedPortal]


def objects(portal: SealedPortal) -> dict[str, str]:
    manifest, _ = portal.sealed_files()
    return {path: f"p/{entry['object']}" for path, entry in manifest.items()}


def test_a_picture_opens_in_place_and_closes(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    page.get_by_role("link", name="Site").click()
    picture = page.get_by_role("dialog").get_by_role("img", name="site.png")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Site")).to_be_focused()
    assert page.locator("#og-viewer-content > *").count() == 0


def test_a_pdf_opens_in_place_and_can_be_saved(
    publish: Publish, server: Server, whole_browser: Browser
) -> None:
    publish()
    with visiting(whole_browser, server) as visit:
        open_and_save(visit.unlocked())


def open_and_save(page: Page) -> None:
    assert page.evaluate("navigator.pdfViewerEnabled")
    page.get_by_role("link", name="Network plan").click()
    frame = page.get_by_role("dialog").locator("iframe")
    expect(frame).to_have_attribute("title", "network.pdf")
    assert str(frame.get_attribute("src")).startswith("blob:")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save", exact=True).click()
    assert saving.value.suggested_filename == "network.pdf"
    assert Path(saving.value.path()).read_bytes() == FILES["files/network.pdf"]
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_another_file_is_saved_under_its_name(publish: Publish, visit: Visit) -> None:
    publish()
    page = visit.unlocked()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Terms").click()
    assert saving.value.suggested_filename == "terms.docx"
    assert Path(saving.value.path()).read_bytes() == FILES["files/terms.docx"]


def test_a_changed_attachment_stays_closed(publish: Publish, visit: Visit, server: Server) -> None:
    name = objects(publish())["files/site.png"]
    page = visit.unlocked()
    whole = server.files[name]
    for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), bytes([whole[0] ^ 1]) + whole[1:]):
        server.files[name] = damaged
        page.get_by_role("link", name="Site").click()
        expect(page.get_by_role("alert").last).to_contain_text("site.png does not match its seal")
        page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_an_attachment_swapped_for_another_stays_closed(
    publish: Publish, visit: Visit, server: Server
) -> None:
    names = objects(publish())
    server.files[names["files/site.png"]] = server.files[names["files/terms.docx"]]
    page = visit.unlocked()
    page.get_by_role("link", name="Site").click()
    expect(page.get_by_role("alert").last).to_contain_text("site.png does not match its seal")


def test_an_older_version_of_an_attachment_stays_closed(
    publish: Publish, visit: Visit, server: Server
) -> None:
    portal = publish()
    older = portal.seal("files/site.png", b"what it was last week")
    server.files[objects(portal)["files/site.png"]] = older
    page = visit.unlocked()
    page.get_by_role("link", name="Site").click()
    expect(page.get_by_role("alert").last).to_contain_text("site.png does not match its seal")


def test_a_missing_attachment_says_what_to_do(
    publish: Publish, visit: Visit, server: Server
) -> None:
    del server.files[objects(publish())["files/site.png"]]
    visit.expected.add("404")
    page = visit.unlocked()
    page.get_by_role("link", name="Site").click()
    expect(page.get_by_role("alert").last).to_contain_text("site.png could not be reached")


def opened_from_file(visit: Visit, path: Path) -> Page:
    page = visit.watch(visit.context.new_page())
    page.goto(path.as_uri())
    unlock(page)
    return page


def test_the_page_opens_from_a_file_and_says_what_it_lacks(
    publish: Publish, visit: Visit, server: Server, tmp_path: Path
) -> None:
    publish(dedicated_origin=True)
    (tmp_path / "index.html").write_bytes(server.files["p/index.html"])
    page = opened_from_file(visit, tmp_path / "index.html")
    expect(page.locator("[data-freshness]")).to_contain_text("only the online page tells its date")
    page.get_by_role("link", name="Decisions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Decisions")
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("link", name="Site").click()
    expect(page.get_by_role("alert").last).to_contain_text("site.png needs the online page")
    page.get_by_role("button", name="Save an offline copy").click()
    expect(page.locator("#og-notices")).to_contain_text("made from the online page")
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    expect(page.locator("#og-remember-row")).to_be_hidden()


def test_an_offline_copy_holds_everything_and_opens_from_a_file(
    publish: Publish, visit: Visit, tmp_path: Path
) -> None:
    publish()
    page = visit.unlocked()
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save an offline copy").click()
    assert saving.value.suggested_filename == "Halden Logistics.html"
    copy = tmp_path / "copy.html"
    saving.value.save_as(copy)
    assert "Jo, three things" not in copy.read_text()
    offline = opened_from_file(visit, copy)
    expect(offline.locator("[data-freshness]")).to_have_text(
        "As of 1 December 2026, saved as an offline copy"
    )
    expect(offline.get_by_role("button", name="Save an offline copy")).to_be_hidden()
    offline.get_by_role("link", name="Site").click()
    expect(offline.get_by_role("img", name="site.png")).to_be_visible()
    offline.get_by_role("button", name="Close").click()
    with offline.expect_download() as saved:
        offline.get_by_role("link", name="Terms").click()
    assert Path(saved.value.path()).read_bytes() == FILES["files/terms.docx"]


def test_an_offline_copy_with_a_missing_part_is_not_saved(
    publish: Publish, visit: Visit, server: Server
) -> None:
    del server.files[objects(publish())["files/terms.docx"]]
    visit.expected.add("404")
    page = visit.unlocked()
    page.get_by_role("button", name="Save an offline copy").click()
    expect(page.get_by_role("alert").last).to_contain_text("a part could not be reached")
