"""The pages of all example portals: whole, linked, small, and always the same."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from onboardgen.rendering.pages import RenderedPortal
from tests.rendering.example_portals import example_portals

VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}


class Reader(HTMLParser):
    """Checks nesting and collects what tests ask about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.routes: list[str] = []
        self.files: list[str] = []
        self.headings: list[int] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes |= given.keys()
        if tag not in VOID:
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        self.named += given.get("aria-labelledby", "").split()
        if given.get("href", "").startswith("#/"):
            self.routes.append(unquote(given["href"][2:]))
        if "data-attachment" in given:
            self.files.append(given["data-attachment"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def portals() -> list[tuple[str, RenderedPortal]]:
    return list(example_portals().items())


def pages(portal: RenderedPortal) -> dict[str, Reader]:
    return {path: Reader(page.html) for path, page in portal.pages.items()}


def test_the_examples_cover_every_page() -> None:
    paths = {path.partition("/")[0] for _, portal in portals() for path in portal.pages}
    wanted = "overview plan worksheet decisions changes guides people accounts"
    assert paths == set(wanted.split())


def test_every_route_leads_to_a_page_and_every_anchor_to_its_place() -> None:
    broken = []
    for name, portal in portals():
        read = {**pages(portal), "chrome": Reader(portal.chrome_html)}
        for path, page in read.items():
            for route in page.routes:
                target, _, anchor = route.partition("#")
                if target not in read or (anchor and anchor not in read[target].ids):
                    broken.append((name, path, route))
    assert broken == []


def test_ids_are_unique_and_labels_exist() -> None:
    for name, portal in portals():
        for path, page in pages(portal).items():
            twice = [one for one, count in Counter(page.ids).items() if count > 1]
            assert twice == [], (name, path)
            assert set(page.named) <= set(page.ids), (name, path)


def test_headings_begin_with_one_title_and_skip_no_level() -> None:
    for name, portal in portals():
        for path, page in pages(portal).items():
            assert page.headings.count(1) == 1, (name, path)
            assert page.headings[0] == 1, (name, path)
            steps = zip(page.headings, page.headings[1:], strict=False)
            assert all(after <= before + 1 for before, after in steps), (name, path)


def test_every_attachment_that_a_page_opens_travels_with_the_portal() -> None:
    for name, portal in portals():
        opened = {file for page in pages(portal).values() for file in page.files}
        made = [one.path for one in portal.downloads]
        assert opened <= {*portal.attachments, *made}, name
        assert made == sorted(made)
        assert set(made) <= opened, name
        assert list(portal.attachments) == sorted(portal.attachments)


def test_no_element_carries_style_or_a_handler() -> None:
    for _, portal in portals():
        for html in (portal.chrome_html, *(page.html for page in portal.pages.values())):
            attributes = Reader(html).attributes
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)


def test_the_as_of_day_is_not_written_into_pages_so_that_a_quiet_day_changes_nothing() -> None:
    for _, portal in portals():
        assert "2026-12-01" not in portal.chrome_html


def test_the_chrome_offers_what_the_script_acts_on() -> None:
    for _, portal in portals():
        for hook in (
            '<main id="page" tabindex="-1"></main>',
            'data-action="lock"',
            'data-action="print"',
            'data-action="offline-copy"',
            "data-freshness",
        ):
            assert portal.chrome_html.count(hook) == 1


def test_the_largest_portal_stays_under_200_kilobytes() -> None:
    for name, portal in portals():
        text = json.dumps(
            [portal.chrome_html, {path: page.html for path, page in portal.pages.items()}]
        )
        assert len(zlib.compress(text.encode(), 9)) * 4 / 3 < 100_000, name


@pytest.mark.parametrize("slug", ["halden", "brightwater"])
def test_a_partner_gets_far_fewer_pages_than_the_customer_and_no_scope(slug: str) -> None:
    customer = example_portals()[f"{slug} customer"]
    partners = [one for name, one in portals() if name.startswith(f"{slug} partner")]
    assert partners
    for portal in partners:
        assert len(portal.pages) < len(customer.pages) / 3
        assert not {"decisions", "changes"} & set(portal.pages)
        assert not any('id="scope"' in page.html for page in portal.pages.values())


def test_the_changes_say_where_to_ask_for_one() -> None:
    told = [portal.pages["changes"].html for _, portal in portals() if "changes" in portal.pages]
    assert told
    for html in told:
        assert '<a href="#/worksheet">To ask for a change, open the point' in html
