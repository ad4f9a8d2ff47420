"""The plan as people use it: the timeline's rows and zoom, the way to go-live, folds and print."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from onboardgen.rendering.theme import load_theme
from tests.axe import violations
from tests.browser.test_pages_in_browser import document
from tests.rendering.example_portals import ROOT, example_portals

A4_WIDTH, A4_HEIGHT = 1047, 718
"""What the margins leave of a sheet of A4 in landscape, in pixels."""
READABLE = 4500
"""Pixels of a page that a person reads: five screens of a laptop. Unfolded it takes 15,000."""


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def page(sheet: Page) -> Page:
    sheet.goto("about:blank")
    sheet.emulate_media(media="null", color_scheme="null")
    sheet.set_viewport_size({"width": 1280, "height": 900})
    sheet.set_content(document("halden customer", "plan"))
    return sheet


def choose(page: Page, name: str) -> None:
    page.locator(".timeline-tools").get_by_role("button", name=name, exact=True).click()


def groups(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".timeline .group th").all_inner_texts()]


def tasks_shown(page: Page) -> list[str]:
    rows = page.locator(".timeline tr[data-task]:visible")
    return sorted(rows.evaluate_all("rows => rows.map(row => row.dataset.task)"))


def test_the_same_rows_stand_by_stage_by_person_and_by_party(page: Page) -> None:
    stages = groups(page)
    assert tasks_shown(page) == []
    choose(page, "Tasks by stage")
    every = tasks_shown(page)
    assert len(every) == page.locator("tr[data-task]").count() > 80
    choose(page, "By person")
    assert tasks_shown(page) == every
    names = groups(page)
    assert len(set(names)) == len(names) > len(stages)
    own = [name for name in names if "(" not in name]
    assert names[: len(own)] == sorted(own)
    choose(page, "By party")
    assert groups(page)[0] == "Halden Logistics"
    assert set(groups(page)[1:]) == {
        "Bracken Tax Cloud",
        "Kestrel Integration",
        "Quillmark Billing",
    }
    kestrel = page.locator("tbody", has=page.get_by_role("rowheader", name="Kestrel Integration"))
    people = kestrel.first.locator("tr[data-task] .party").all_inner_texts()
    assert set(people) == {"(Kestrel Integration)"}
    assert violations(page, ".timeline-tools, tbody:first-of-type") == []
    choose(page, "Stages")
    assert (groups(page), tasks_shown(page)) == (stages, [])


def test_zoom_widens_the_picture_and_keeps_names_and_today_in_sight(page: Page) -> None:
    box, axis = page.locator(".timeline-box"), page.locator(".timeline .axis")
    widths = []
    for name, kind in (("Quarters", "all"), ("Months", "all"), ("Weeks", "weeks")):
        choose(page, name)
        widths.append(axis.bounding_box()["width"])  # type: ignore[index]
        assert page.locator(f".axis .for-{kind}").is_visible()
        around, today = box.bounding_box(), page.locator(".timeline-grid .now").bounding_box()
        header = page.locator(".timeline tbody th").first.bounding_box()
        assert around
        assert today
        assert header
        assert header["x"] == around["x"]
        assert header["x"] + header["width"] < today["x"] < around["x"] + around["width"]
    assert widths == sorted(widths)
    assert widths[2] > 3 * widths[0]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert page.locator("[data-zoom][aria-pressed=true]").inner_text() == "Weeks"


def marked(page: Page, kind: str) -> set[str]:
    return set(page.locator(f"tr.is-{kind}").evaluate_all("rows => rows.map(r => r.dataset.task)"))


def test_the_task_under_focus_or_pointer_shows_what_it_waits_for_and_holds_up(page: Page) -> None:
    choose(page, "Tasks by stage")
    row = page.locator('tr[data-task="acceptance-signed"]')
    row.locator("a").focus()
    by_focus = marked(page, "before"), marked(page, "after")
    assert by_focus[0] >= {"acceptance-test", "fix-findings"}
    assert "go-no-go" in by_focus[1]
    words = page.locator(".timeline-ties text").all_text_contents()
    assert words.count("comes before it") == len(by_focus[0])
    assert words.count("waits for it") == len(by_focus[1])
    page.locator('tr[data-task="go-live"] a').focus()
    assert marked(page, "after") != by_focus[1]
    row.hover()
    assert (marked(page, "before"), marked(page, "after")) == by_focus


ENDS = """
lines => lines.map((line) => {
  const { left, top } = line.ownerSVGElement.getBoundingClientRect();
  const at = (length) => line.getPointAtLength(length);
  return [at(0), at(line.getTotalLength())].map(({ x, y }) => [x + left, y + top].map(Math.round));
})
"""
SIDES = """
row => {
  const shape = row.querySelector('.bar :is(rect, path)').getBoundingClientRect();
  const y = Math.round(shape.top + shape.height / 2);
  return [[Math.round(shape.left), y], [Math.round(shape.right), y]];
}
"""


def test_lines_join_the_end_of_one_bar_to_the_start_of_the_next_wherever_its_row_stands(
    page: Page,
) -> None:
    lines = page.locator(".timeline-ties path:not(.tip)")
    for rows, zoom in (("Tasks by stage", "Quarters"), ("By person", "Weeks")):
        choose(page, rows)
        choose(page, zoom)
        page.locator('tr[data-task="acceptance-signed"] a').focus()
        here, before, after = (
            page.locator(f'tr[data-task="{task}"]').evaluate(SIDES)
            for task in ("acceptance-signed", "fix-findings", "go-no-go")
        )
        ends = lines.evaluate_all(ENDS)
        assert [before[1], here[0]] in ends
        assert [here[1], after[0]] in ends
        box = page.locator(".timeline-box").bounding_box()
        assert box
        assert box["x"] < here[0][0] < box["x"] + box["width"], "the bar came into sight"
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.locator(".timeline-ties").is_visible()
    choose(page, "By party")
    assert lines.count() == 0


def test_on_a_phone_the_timeline_is_a_list_of_stages_with_their_dates_and_bars(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    stage = page.locator(".timeline tbody tr").first
    boxes = [stage.locator(part).first.bounding_box() for part in ("th", "td", "svg")]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(set(tops))
    assert all(box and box["x"] + box["width"] <= 390 for box in boxes)
    assert not page.locator(".timeline-zoom").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_way_to_go_live_is_a_list_that_needs_no_picture(page: Page) -> None:
    page.locator("#way summary").click()
    lines = page.locator(".way-step").all_inner_texts()
    assert lines[-1].startswith("Go-live\n")
    assert any(line.startswith("Validation can begin") for line in lines)
    assert violations(page, "#way") == []
    heights = page.locator(".way-step > svg").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().height -"
        " one.parentElement.getBoundingClientRect().height)"
    )
    assert set(heights) == {0}, "each picture joins the next one"


def test_the_largest_plan_and_worksheet_are_short_enough_to_be_read(page: Page) -> None:
    for path in ("plan", "worksheet"):
        page.set_content(document("halden customer", path))
        assert page.evaluate("document.documentElement.scrollHeight") < READABLE
    assert page.locator(".question:visible").count() == 5
    page.get_by_role("button", name="Open every fold").click()
    assert page.locator(".question:visible").count() == page.locator(".question").count() > 50


def test_a_filter_opens_the_folds_that_hold_what_it_shows(page: Page) -> None:
    page.get_by_role("button", name="Bracken Tax Cloud", exact=True).click()
    rows = page.locator('[data-tags~="on-partner-bracken"]')
    assert rows.count() > 0
    assert page.locator("[data-tags]:visible").count() == rows.count()
    assert page.locator("details.fold:not([open]):visible").count() == 1, "the way, which has none"
    page.get_by_role("button", name="Everything").click()
    assert page.locator("[data-filtered] details[open]").count() == 0


def test_no_timeline_takes_more_than_one_sheet_of_a4(page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WIDTH, "height": A4_HEIGHT})
    for name, portal in example_portals().items():
        if "plan" in portal.pages:
            page.set_content(document(name, "plan"))
            timeline = page.locator(".timeline")
            bottom = timeline.evaluate("one => one.getBoundingClientRect().bottom")
            assert bottom <= A4_HEIGHT, name
            assert page.evaluate("document.documentElement.scrollWidth") <= A4_WIDTH, name


def reveal(page: Page, anchor: str) -> None:
    """What the portal does with the anchor of an address."""
    script = load_theme(ROOT).read_text("scripts/portal.js")
    page.evaluate(f"() => {{ {script}; reveal(document.getElementById('{anchor}')); }}")


def test_an_address_opens_the_fold_it_leads_into_and_no_other(page: Page) -> None:
    for path, anchor, least in (
        ("plan", "stage-validation", 1),
        ("plan", "stage-kickoff", 9),
        ("plan", "way", 20),
        ("worksheet", "section-billing", 5),
        ("worksheet", "setting-entities.group_currency", 1),
    ):
        page.set_content(document("halden customer", path))
        reveal(page, anchor)
        assert page.locator(f"[id='{anchor}']").is_visible()
        assert page.locator("main details[open]").count() == 1, anchor
        inside = page.locator("main details[open] :is(.row, .question, .way-step):visible")
        assert inside.count() >= least, anchor
    page.set_content(document("halden customer", "plan"))
    reveal(page, "stage-scoping")
    assert page.locator("main details[open]").count() == 0, "what is open stands there already"
