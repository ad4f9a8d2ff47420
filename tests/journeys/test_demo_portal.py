"""The demo as a stranger meets it: every printed word opens, and every page holds up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.example_workspace import copy_example, run_onboardgen
from tests.journeys.reading import Reader, Told, reader, refused, unlock
from tests.journeys.walking import Judge, walk

HALDEN = "halden (customer)"
PORTALS = (
    "brightwater (customer)",
    "brightwater (partner:tillery)",
    "fennel (customer)",
    HALDEN,
    "halden (partner:bracken)",
    "halden (partner:kestrel)",
    "mori (customer)",
    "pinecrest (customer)",
    "our team",
)
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
NARROWEST = {"width": 320, "height": 700}

Told_ = dict[str, Told]
NewReader = Callable[..., Reader]


def locked(told: Told) -> str:
    """The address of a portal without its key."""
    return told.link.partition("#")[0]


def test_the_demo_prints_a_file_a_passphrase_and_a_link_of_every_portal(
    told: Told_, demo: str
) -> None:
    assert sorted(told) == sorted(PORTALS)
    for one in told.values():
        assert one.file.is_file()
        assert len(one.passphrases) == len(one.links) == 1
        assert one.passphrase.count("-") >= 5
        assert one.link.startswith(f"{demo}{one.file.parent.name}/index.html#key=")


@pytest.mark.parametrize("portal", PORTALS)
def test_every_portal_opens_with_its_printed_passphrase_and_link(
    told: Told_, demo: str, bundles: dict[str, Any], new_reader: NewReader, portal: str
) -> None:
    visitor = new_reader(demo)
    title = bundles[portal]["pages"][bundles[portal]["home"]]["title"]
    by_link = visitor.opened_by_link(told[portal].link)
    assert "key=" not in by_link.url
    by_words = visitor.open(locked(told[portal]))
    unlock(by_words, told[portal].passphrase)
    track = "#page .track, #page table"  # the rest addresses its reader, and these are two people
    for page in (by_link, by_words):
        assert title in page.title()
        assert by_link.locator(track).all_inner_texts() == page.locator(track).all_inner_texts()


def test_a_wrong_passphrase_fails_and_says_so_to_everybody(
    told: Told_, demo: str, new_reader: NewReader
) -> None:
    page = new_reader(demo).open(locked(told[HALDEN]))
    assert "Halden" not in page.content()
    assert violations(page) == []
    assert refused(page, told["mori (customer)"].passphrase)
    field = page.get_by_label("Passphrase", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = str(field.get_attribute("aria-describedby")).split()
    alert = page.get_by_role("alert").filter(has_text="does not open")
    assert alert.get_attribute("id") in described
    assert violations(page) == []
    assert "Halden" not in page.content()
    unlock(page, told[HALDEN].passphrase)
    expect(field).to_be_hidden()


def test_a_link_of_another_portal_opens_nothing(
    told: Told_, demo: str, new_reader: NewReader
) -> None:
    fragment = told["mori (customer)"].link.partition("#")[2]
    page = new_reader(demo).open(f"{locked(told[HALDEN])}#{fragment}")
    page.get_by_role("button", name="Open the portal").click()
    expect(page.get_by_role("alert").filter(has_text="no longer opens")).to_be_visible()


def test_a_deep_link_survives_passphrase_and_link(
    told: Told_, demo: str, new_reader: NewReader
) -> None:
    visitor, one = new_reader(demo), told[HALDEN]
    by_words = visitor.open(f"{locked(one)}#/decisions/0004")
    unlock(by_words, one.passphrase)
    by_link = visitor.opened_by_link(f"{one.link}&to=/decisions/0004")
    for page in (by_words, by_link):
        assert page.url.endswith("#/decisions/0004-local-ledger-currencies")
        expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("portal", PORTALS)
def test_every_page_is_whole_fits_the_narrowest_screen_and_leads_somewhere(
    told: Told_, demo: str, bundles: dict[str, Any], new_reader: NewReader, portal: str
) -> None:
    page, bundle = new_reader(demo, viewport=NARROWEST).open(told[portal].link), bundles[portal]
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    seen = walk(page, sorted(bundle["pages"]))
    for route, found in seen.items():
        assert found["address"] == f"#/{route}"
        part = bundle["pages"][route.partition("/")[0]]["title"]
        assert found["title"] == f"{part} · Quillmark Billing", route
        assert len(found["h1"]) == 1, route
        assert found["h1"][0] != "This page is not here"
        assert found["empty"] == 0, route
        assert found["levels"][0] == 1, route
        steps = zip(found["levels"], found["levels"][1:], strict=False)
        assert all(later <= before + 1 for before, later in steps), (route, found["levels"])
        assert len(found["ids"]) == len(set(found["ids"])), route
        assert found["width"] <= NARROWEST["width"], route
    assert dead_links(seen, bundle) == []
    assert set(bundle["pages"]) == reached(seen, bundle), "a page to which no link leads"


def dead_links(seen: dict[str, Any], bundle: dict[str, Any]) -> list[str]:
    """Links, by page, that lead to no page, no place in it, and no attachment."""
    dead = []
    for route, found in seen.items():
        for link in found["links"]:
            href, attachment = unquote(link["href"]), link["attachment"]
            target, _, anchor = href.removeprefix("#/").partition("#")
            anchor = link["anchor"] or anchor
            if attachment is not None:
                fine = attachment in bundle["attachments"]
            elif href.startswith("#/"):
                fine = target in seen and (not anchor or anchor in seen[target]["ids"])
            elif href.startswith("#"):
                fine = (link["anchor"] or href[1:]) in found["ids"]
            else:
                fine = href.startswith(("https://", "mailto:", "tel:"))
            if not fine:
                dead.append(f"{route}: {link}")
    return dead


def reached(seen: dict[str, Any], bundle: dict[str, Any]) -> set[str]:
    """The pages that a reader gets to from the first one by following links."""
    found, left = set(), [bundle["home"]]
    while left:
        route = left.pop()
        if route in found:
            continue
        found.add(route)
        hrefs = [unquote(link["href"]) for link in seen[route]["links"] if not link["attachment"]]
        left += [one[2:].partition("#")[0] for one in hrefs if one.startswith("#/")]
    return found


@pytest.fixture(scope="module")
def painted() -> list[str]:
    """What colours axe judged already, in any size."""
    return []


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_axe_finds_nothing_on_any_page_of_any_portal(
    told: Told_, demo: str, bundles: dict[str, Any], new_reader: NewReader, painted: list[str],
    size: dict[str, int],
) -> None:  # fmt: skip
    visitor = new_reader(demo, viewport=size, reduced_motion="reduce")
    judge = Judge(structure=size == LAPTOP, painted=painted)
    for portal in PORTALS:
        page = visitor.opened_by_link(told[portal].link)
        assert judge.violations(page, sorted(bundles[portal]["pages"])) == [], portal
        page.close()


PLANT = """() => addEventListener('hashchange', () => {
  if (location.hash !== '#/people') return;
  const button = document.createElement('button');
  const faint = document.createElement('p');
  faint.append('Too faint to be read');
  faint.style.color = '#999';
  document.getElementById('page').append(button, faint);
})"""


def test_axe_finds_what_is_planted_in_one_page_when_all_others_are_known(
    told: Told_, demo: str, bundles: dict[str, Any], new_reader: NewReader
) -> None:
    one = "halden (partner:bracken)"
    page = new_reader(demo, viewport=LAPTOP).opened_by_link(told[one].link)
    judge, routes = Judge(), sorted(bundles[one]["pages"])
    assert judge.violations(page, routes) == []
    page.evaluate(PLANT)
    found = judge.violations(page, routes)
    assert [text.split(": ")[:2] for text in found] == [
        ["#/people", "color-contrast"],
        ["#/people", "button-name"],
    ]
    assert judge.violations(page, routes) == [], "what is known is not judged again"


def test_attachments_open_in_place_or_are_saved_as_they_are(
    told: Told_, demo: str, bundles: dict[str, Any], built_example: Path, whole_browser: Browser
) -> None:
    with reader(whole_browser, demo, viewport=LAPTOP) as visitor:
        page = visitor.opened_by_link(told[HALDEN].link)
        open_attachments(page, bundles, built_example)


def open_attachments(page: Page, bundles: dict[str, Any], built_example: Path) -> None:
    files = built_example / "plans/halden"
    go_to_attachment(page, bundles[HALDEN], "files/cut-over-checklist.pdf")
    frame = page.get_by_role("dialog").locator("iframe")
    expect(frame).to_have_attribute("title", "cut-over-checklist.pdf")
    expect(frame).to_be_visible()
    assert violations(page) == []
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save", exact=True).click()
    saved = Path(saving.value.path()).read_bytes()
    assert saving.value.suggested_filename == "cut-over-checklist.pdf"
    assert saved == (files / "files/cut-over-checklist.pdf").read_bytes()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    with page.expect_download() as saving:
        go_to_attachment(page, bundles[HALDEN], "files/customer-mapping.csv")
    assert saving.value.suggested_filename == "customer-mapping.csv"
    source = (files / "files/customer-mapping.csv").read_bytes()
    assert Path(saving.value.path()).read_bytes() == source


def go_to_attachment(page: Page, bundle: dict[str, Any], path: str) -> None:
    """Go to a page that links to the attachment, and click there."""
    mark = f'data-attachment="{path}"'
    route = next(name for name, one in bundle["pages"].items() if mark in one["html"])
    walk(page, [route])
    page.locator(f"#page [{mark}]").first.click()


def test_a_locked_portal_shows_nothing_and_back_does_not_bring_it_back(
    told: Told_, demo: str, new_reader: NewReader
) -> None:
    page = new_reader(demo, viewport=LAPTOP).open(locked(told[HALDEN]))
    unlock(page, told[HALDEN].passphrase)
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    page.go_back()
    expect(page).to_have_url(f"{locked(told[HALDEN])}#/plan")
    page.get_by_role("button", name="Lock").click()
    shut(page)
    for step in (page.go_back, page.go_forward):
        step()
        shut(page)
    page.reload()
    shut(page)


def shut(page: Page) -> None:
    expect(page.get_by_role("button", name="Open the portal")).to_be_visible()
    assert page.locator("#portal > *").count() == 0
    html = page.content()
    assert not any(word in html for word in ("Halden", "Jo Lind", "Kestrel"))


def test_the_front_page_names_nobody_and_is_quiet(demo: str, new_reader: NewReader) -> None:
    page = new_reader(demo).open(demo)
    expect(page.get_by_role("heading", level=1)).to_have_text("These pages are private")
    assert violations(page) == []
    assert page.locator("a").count() == 0


def test_the_file_alone_opens_and_says_what_it_lacks(
    told: Told_, bundles: dict[str, Any], new_reader: NewReader
) -> None:
    one, bundle = told[HALDEN], bundles[HALDEN]
    page = new_reader(one.file.as_uri(), viewport=LAPTOP).open(one.file.as_uri())
    assert refused(page, "six words that are not it")
    unlock(page, one.passphrase)
    expect(page.locator("[data-freshness]")).to_contain_text("only the online page tells its date")
    seen = walk(page, sorted(bundle["pages"]))
    assert all(len(found["h1"]) == 1 for found in seen.values())
    go_to_attachment(page, bundle, "files/cut-over-checklist.pdf")
    expect(page.get_by_role("alert").last).to_contain_text(
        "cut-over-checklist.pdf needs the online page"
    )
    page.get_by_role("button", name="Lock").click()
    shut(page)


def test_the_day_decides_and_not_the_clock_of_the_machine(
    built_example: Path, tmp_path: Path
) -> None:
    """`make demo` gives the same portals whatever the machine's time zone and language."""
    again = copy_example(tmp_path / "workspace")
    printed = run_onboardgen(
        "build", "mori", "--today", "2026-12-01", "--out", str(tmp_path / "site"),
        cwd=again, TZ="Pacific/Kiritimati", LC_ALL="C",
    ).stdout  # fmt: skip
    folder = next(one for one in (tmp_path / "site").iterdir() if one.is_dir())
    ours = built_example / "_site" / folder.name
    for file in folder.iterdir():
        assert file.read_bytes() == (ours / file.name).read_bytes()
    assert str(folder / "index.html") in printed
