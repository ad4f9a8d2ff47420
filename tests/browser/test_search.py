"""Search over the open portal: what it finds, and how it is used without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from onboardgen.rendering.environment import Scribe, environment
from onboardgen.rendering.messages import translations
from onboardgen.rendering.theme import load_theme
from tests.browser.conftest import Visit, bundle
from tests.browser.sealed_portal import SealedPortal

Publish = Callable[..., SealedPortal]
PAGES = {
    "overview": (
        "Overview",
        '<h1>Three things need you</h1><ul><li><a class="ask-title" href="#/plan/sso">Approve the'
        ' SSO connection</a> by Friday</li></ul><button type="button">Approve everything</button>',
    ),
    "plan": (
        "Plan",
        '<h1>Plan</h1><section id="integrate"><h2>Integration</h2><p>Invoices reach the ledger.</p>'
        '<ul><li id="row-sso"><h3><a href="#/plan/sso">Approve the SSO connection</a></h3></li>'
        "</ul></section>",
    ),
    "plan/sso": (
        "Approve the SSO connection",
        '<h1>Approve the SSO connection</h1><p><a class="person" href="#/people">Renée Øster</a>'
        " decides <em>what</em>ever comes.</p>"
        '<section><h2 id="how">How to do it</h2><p>Ask for the certificate.</p></section>',
    ),
    "worksheet": (
        "Worksheet",
        '<h1>Worksheet</h1><article id="currency"><h3>Which currency are the books kept in?</h3>'
        "<p>Euro, because the ledger is kept in euro.</p></article>"
        '<section id="rounding"><h2 id="rounding-title">Rounding</h2><details><summary>2 answered'
        '</summary><dl><div class="question" id="where"><dt>Where is it rounded?</dt>'
        "<dd>Per invoice</dd><dd>Answered by Emi</dd></div></dl></details></section>"
        + "".join(f'<article id="q{n}"><h3>Topic {n}</h3><p>Bulk</p></article>' for n in range(40)),
    ),
    "guides": (
        "Guides",
        '<h1>Guides</h1><h2 id="tax">請求書の税率</h2><p>消費税は１０％です。</p>',
    ),
}


def chrome() -> str:
    templates = environment(load_theme(), load_theme().digest, "en", 2026, translations("en"))
    return templates.get_template("chrome.html.j2").render(
        scribe=Scribe(lambda _: None, ""),
        home="overview",
        organization="Quillmark Billing",
        customer="Halden Logistics",
        logo=None,
        navigation=[("overview", "Overview"), ("plan", "Plan"), ("worksheet", "Worksheet")],
    )


def opened(publish: Publish, visit: Visit) -> Page:
    pages = {path: {"title": title, "html": html} for path, (title, html) in PAGES.items()}
    publish(SealedPortal(bundle(chrome=chrome(), pages=pages)))
    return visit.unlocked()


def hits(page: Page, words: str) -> list[list[str]]:
    """What is found for the words: title, place and text of each."""
    page.get_by_role("combobox").fill(words)
    shown: list[Any] = page.locator(".search [role=option]").evaluate_all(
        "options => options.map((option) => [...option.children].map((part) => part.textContent))"
    )
    return shown


def test_everything_is_found_by_its_words(publish: Publish, visit: Visit) -> None:
    page = opened(publish, visit)
    page.keyboard.press("/")
    assert [title for title, *_ in hits(page, "sso")] == ["Approve the SSO connection"]
    assert hits(page, "renee OSTER") == [
        ["Approve the SSO connection", "Plan", "Renée Øster decides whatever comes."]
    ]
    marks = page.locator(".search mark")
    assert marks.all_inner_texts() == ["Renée", "Øster"]
    assert [(title, where) for title, where, _ in hits(page, "ledger")] == [
        ("Integration", "Plan"),
        ("Which currency are the books kept in?", "Worksheet"),
    ]
    assert [title for title, *_ in hits(page, "ledger books")] == [
        "Which currency are the books kept in?"
    ]
    assert hits(page, "certificate") == [
        [
            "Approve the SSO connection",
            "Plan · How to do it",
            "Ask for the certificate.",
        ]
    ]
    assert hits(page, "rounded") == [
        ["Where is it rounded?", "Worksheet · Rounding", "Per invoice · Answered by Emi"]
    ]
    assert [title for title, *_ in hits(page, "rounding")] == ["Rounding"]
    assert hits(page, "2 answered") == []
    assert [title for title, *_ in hits(page, "税率")] == ["請求書の税率"]
    assert hits(page, "消費税 10")[0][2] == "消費税は１０％です。"
    assert hits(page, "everything") == []
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_have_text(
        "Nothing has all of “everything”. Try fewer words, or the beginning of one."
    )
    assert len(hits(page, "bulk")) == 30
    expect(status).to_have_text("Found: 40. The best 30 are shown; another word narrows it.")
    assert page.evaluate("Object.keys(localStorage).length") <= 1


def test_the_keyboard_opens_walks_goes_and_gives_back(publish: Publish, visit: Visit) -> None:
    page = opened(publish, visit)
    field = page.get_by_role("combobox", name="Words to find")
    page.get_by_role("link", name="Plan", exact=True).focus()
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("ledger/")
    expect(field).to_have_value("ledger/")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("link", name="Plan", exact=True)).to_be_focused()

    page.get_by_role("button", name="Search").click()
    expect(field).to_have_value("")
    page.keyboard.type("ledger")
    expect(field).to_have_attribute("aria-activedescendant", "search-hit-0")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "search-hit-1")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Which currency")
    page.keyboard.press("Enter")
    expect(page.locator("#currency")).to_be_focused()
    assert page.url.endswith("#/worksheet#currency")
    page.keyboard.press("/")
    page.keyboard.type("ledger books")
    page.keyboard.press("Enter")
    expect(page.locator("#currency")).to_be_focused()


def test_on_a_phone_the_button_is_large_and_a_touch_goes(publish: Publish, visit: Visit) -> None:
    page = opened(publish, visit)
    page.set_viewport_size({"width": 320, "height": 640})
    box = page.get_by_role("button", name="Search").bounding_box()
    assert box is not None
    assert min(box["height"], box["width"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Search").click()
    hits(page, "sso")
    page.get_by_role("option").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve the SSO connection")
