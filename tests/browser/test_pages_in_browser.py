"""The pages as browsers show them: for everybody, at every width, in the light and in the dark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

import pytest
from playwright.sync_api import Browser, Page

from onboardgen.rendering.brand import accent_tokens
from onboardgen.rendering.theme import load_theme
from tests.axe import violations
from tests.rendering.example_portals import ROOT, example_portals

FIRST, LAST = "styles/tokens.css", "styles/print.css"
SCRIPTS = ("reader", "timeline", "pages")
AS_OF = "2026-12-01"
IDLE = re.compile(r'data-for="(\w+)"[^>]*>[^<]*, nothing is waiting')
MAIN = '<main id="page" tabindex="-1">'
PAGES = (
    "overview",
    "plan",
    "plan/sso-approval",
    "worksheet",
    "decisions",
    "decisions/0011-chf-for-transactions",
    "changes",
    "changes/0001-add-chf",
    "guides",
    "guides/sso-okta",
    "people",
)


def document(
    name: str, path: str, *, today: str = AS_OF, as_of: str | None = AS_OF, person: str = ""
) -> str:
    """One page of an example portal with its chrome, styles and script, as the shell shows it."""
    portal, theme = example_portals()[name], load_theme(ROOT)
    names = sorted(theme.names("styles", ".css"), key=lambda one: (one != FIRST, one == LAST, one))
    style = "\n".join(theme.read_text(one) for one in names)
    scripts = {f"scripts/{one}.js" for one in SCRIPTS} & set(theme.names("scripts", ".js"))
    script = "".join(theme.read_text(one) for one in sorted(scripts))
    body = portal.chrome_html.replace(MAIN, MAIN + portal.pages[path].html)
    context = json.dumps(
        {"path": path, "anchor": "", "language": "en"}
        | {"today": today, "asOf": as_of, "person": person or None}
    )
    messages = json.dumps(dict(portal.messages))
    return f"""<!doctype html><html lang="{portal.language}" dir="{portal.direction}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(portal.pages[path].title)}</title><style>{style}{accent_tokens("#0f6b5c")}</style>
</head><body>{body}<script>(() => {{ {script}
const words = {messages};
const say = (key, values) => words[key].replace(/{{(\\w+)}}/g, (_, name) => values[name]);
window.enhance = (more = {{}}) =>
  enhancePage(document.getElementById('page'), {{...{context}, say, ...more}});
window.enhance(); }})();</script></body></html>"""


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    """One page for all tests: each puts a document of its own in it, and none keeps anything."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def page(sheet: Page) -> Iterator[Page]:
    errors: list[str] = []

    def note(error: object) -> None:
        errors.append(str(error))

    sheet.goto("about:blank")
    sheet.set_viewport_size({"width": 1280, "height": 720})
    sheet.emulate_media(media="null", color_scheme="null")
    sheet.on("pageerror", note)
    yield sheet
    sheet.remove_listener("pageerror", note)
    assert errors == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off_at_320_pixels(page: Page, path: str) -> None:
    """All pages of all portals in other sizes, and in the dark, are judged in the journeys."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.set_content(document("halden customer", path))
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_a_wide_table_is_a_list_that_names_what_it_says(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for name, path in (("team", "accounts"), ("halden customer", "overview")):
        page.set_content(document(name, path))
        table = page.locator("table.stacks")
        heads = table.locator("thead th").all_inner_texts()
        row = table.locator("tbody tr").first
        labels = row.locator("td").evaluate_all("all => all.map(one => one.dataset.label)")
        assert labels == heads[1:]
        right = row.locator("td").evaluate_all(
            "all => Math.max(...all.map(one => one.getBoundingClientRect().right))"
        )
        assert right <= 390
        assert violations(page, "table.stacks") == []


def test_dates_say_how_far_away_they_are_once(page: Page) -> None:
    page.set_content(document("halden customer", "plan/sso-approval", today="2026-12-01"))
    promise = page.locator(".lead")
    assert "Fri 4 Dec · in 3 days" in promise.inner_text()
    page.evaluate("enhance()")
    assert promise.inner_text().count("in 3 days") == 1


@pytest.mark.parametrize(
    ("today", "words"),
    [("2026-12-04", "today"), ("2026-12-05", "yesterday"), ("2026-09-01", "in 3 months")],
)
def test_far_dates_are_said_in_larger_units(page: Page, today: str, words: str) -> None:
    html = document("halden customer", "plan/sso-approval", today=today, as_of="2026-09-01")
    page.set_content(html)
    assert words in page.locator(".lead").inner_text()


LATE = "plan/customer-export-us"


def test_days_count_from_the_later_of_our_day_and_the_day_of_the_page(page: Page) -> None:
    for today, words in (
        ("2026-11-22", "was due Wed 25 Nov · 6 days ago"),
        ("2026-12-01", "was due Wed 25 Nov · 6 days ago"),
        ("2026-12-03", "was due Wed 25 Nov · 8 days ago"),
    ):
        page.set_content(document("halden customer", LATE, today=today))
        assert words in page.locator(".lead").inner_text()


def test_until_the_day_of_the_page_is_known_no_word_contradicts_it(page: Page) -> None:
    early = document("halden customer", LATE, today="2026-11-22", as_of=None)
    page.set_content(early)
    lead = page.locator(".lead")
    assert lead.inner_text().endswith("was due Wed 25 Nov · Carla Reyes")
    page.evaluate(f"enhance({{asOf: '{AS_OF}'}})")
    assert "was due Wed 25 Nov · 6 days ago · Carla Reyes" in lead.inner_text()
    late = document("halden customer", "plan/sso-approval", today="2026-12-06", as_of=None)
    page.set_content(late)
    assert "by Fri 4 Dec · Ravi Menon" in lead.inner_text()
    page.evaluate(f"enhance({{asOf: '{AS_OF}'}})")
    assert "by Fri 4 Dec · 2 days ago" in lead.inner_text()


def asks(page: Page) -> list[str]:
    return [" ".join(text.split()) for text in page.locator(".ask:visible").all_inner_texts()]


def test_the_overview_asks_its_reader_first_and_folds_up_what_is_asked_of_others(
    page: Page,
) -> None:
    page.set_content(document("halden customer", "overview"))
    everything = page.locator(".ask").count()
    assert (
        page.locator("h1").inner_text() == f"{everything} things are waiting for Halden Logistics"
    )
    page.set_content(document("halden customer", "overview", person="ravi"))
    own = asks(page)
    assert 0 < len(own) < everything
    rows = page.locator(".ask-list").first.locator(".ask")
    people = rows.evaluate_all("all => all.map(one => one.dataset.people)")
    assert all("ravi" in names.split() for names in people)
    assert page.locator("h1").inner_text() == "Ravi, two things are waiting for you"
    assert len(own) == 2
    page.locator(".asks .rest summary").click()
    assert len(asks(page)) == everything
    assert page.locator(".asks .rest .ask-list").get_attribute("start") == str(len(own) + 1)
    alone = [ask for ask, names in zip(own, people, strict=True) if names == "ravi"]
    assert not any("Ravi Menon" in ask for ask in alone)
    page.evaluate("enhance()")
    assert len(asks(page)) == everything


def test_a_reader_of_whom_nothing_is_asked_is_told_so(page: Page) -> None:
    name, person = next(
        (name, found[1])
        for name, portal in example_portals().items()
        if name.endswith(" customer") and (found := IDLE.search(portal.pages["overview"].html))
    )
    page.set_content(document(name, "overview", person=person))
    assert page.locator("h1").inner_text().endswith(", nothing is waiting for you")
    assert asks(page) == []
    assert page.locator(".asks [data-none]").is_visible()
    assert "For your colleagues: " in page.locator(".asks .rest summary").inner_text()


def test_each_list_begins_with_the_readers_own(page: Page) -> None:
    page.set_content(document("halden customer", "overview", person="lena"))
    for name in ("coming", "done", "field"):
        box = page.locator(f"section[aria-labelledby={name}]")
        own = box.locator("[data-list]").first.locator("[data-people]")
        assert own.count() > 0, name
        people = own.evaluate_all("all => all.map(one => one.dataset.people.split(' '))")
        assert all("lena" in names for names in people), name
    assert page.locator("section[aria-labelledby=field]").is_visible()


def test_an_executive_reads_one_page_and_finds_everything_else_one_click_away(page: Page) -> None:
    page.set_content(document("halden customer", "overview", person="henrik"))
    for part in ("On track?", "What is stuck", "To be decided", "Next milestone"):
        assert page.get_by_text(part, exact=True).is_visible()
    assert page.locator("h1").inner_text() == "Henrik, one thing is waiting for you"
    assert page.get_by_role("heading", name="Coming up").is_hidden()
    assert violations(page) == []
    page.get_by_text("Everything else on this page").click()
    assert page.get_by_role("heading", name="Coming up").is_visible()
    assert page.get_by_role("heading", name="What was promised").is_visible()


def test_a_live_customer_reads_what_it_brought_first(page: Page) -> None:
    page.set_content(document("fennel customer", "overview"))
    assert page.locator("h1").inner_text() == "Live since 2 Sept"
    assert page.locator("h2").first.inner_text() == "What it brought"
    assert page.get_by_text("Goal reached").count() == 1
    assert violations(page) == []


def test_a_filter_shows_its_rows_counts_them_aloud_and_opens_what_is_folded(page: Page) -> None:
    page.set_content(document("halden customer", "plan"))
    every = page.locator("[data-tags]").count()
    done = page.get_by_role("button", name="Done", exact=True)
    done.click()
    assert done.get_attribute("aria-pressed") == "true"
    shown = page.locator("[data-tags]:visible")
    finished = page.locator('[data-tags~="done"]').count()
    assert shown.count() == finished > 0
    assert page.get_by_role("status").inner_text() == f"{finished} of {every} tasks shown"
    page.get_by_role("button", name="Late", exact=True).click()
    assert done.get_attribute("aria-pressed") == "false"
    assert shown.count() == page.locator('[data-tags~="late"]').count() > 0
    assert page.locator("section[data-filtered]:visible").count() < 7
    page.get_by_role("button", name="Everything").click()
    assert page.get_by_role("status").inner_text() == ""
    assert page.locator("section[data-filtered]:visible").count() == 7


def test_a_filter_works_by_keyboard_and_is_kept_while_the_portal_is_open(page: Page) -> None:
    page.set_content(document("halden customer", "plan"))
    page.get_by_role("button", name="Kestrel Integration").focus()
    page.keyboard.press("Enter")
    shown = page.locator("[data-tags]:visible").count()
    page.evaluate(
        "const bar = document.querySelector('[data-filters]'); bar.hidden = true;"
        "for (const one of bar.querySelectorAll('button')) one.ariaPressed = 'false';"
        "for (const row of document.querySelectorAll('[data-tags]')) row.hidden = false;"
        "enhance()"
    )
    kept = page.get_by_role("button", name="Kestrel Integration")
    assert kept.get_attribute("aria-pressed") == "true"
    assert page.locator("[data-tags]:visible").count() == shown > 0


def test_on_paper_nothing_is_folded_away_and_no_control_is_printed(page: Page) -> None:
    page.set_content(document("halden customer", "plan"))
    page.emulate_media(media="print")
    assert page.locator('[data-tags~="done"]').first.is_visible()
    for control in (".tabs", ".tools", ".filters"):
        assert not page.locator(control).is_visible()


def test_controls_are_large_enough_for_a_finger(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(document("halden customer", "plan"))
    controls = page.locator(".tabs a, .tools button:visible, .tools summary, .filters button")
    for box in (controls.nth(n).bounding_box() for n in range(controls.count())):
        assert box is not None
        assert box["height"] >= 44


def test_the_current_page_is_in_sight_in_the_navigation_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    html = document("halden customer", "people")
    current = html.replace('<a href="#/people">', '<a href="#/people" aria-current="page">')
    page.set_content(current)
    box = page.locator(".tabs [aria-current]").bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= 390 - box["width"]
