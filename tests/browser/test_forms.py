"""The forms of an open portal: what they ask, what they say is wrong, what they keep and send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from onboardgen.access.passphrases import passphrase
from onboardgen.access.portal_keys import PortalKey, portal_key
from onboardgen.access.root import root_text
from onboardgen.responses.armor import blocks, read_block
from onboardgen.responses.document import Response, read_document
from onboardgen.responses.sealing import SealedResponse, open_response
from onboardgen.workflows.build import BuildRequest, build
from tests.axe import violations
from tests.chromium import PATIENCE
from tests.journeys.reading import served
from tests.responses.answering import (
    GRANTS,
    PLAN,
    PORTAL,
    ROOT,
    SETTINGS,
    TODAY,
    WORKSHEET,
    make_workspace,
)

KEY: PortalKey = portal_key(ROOT, PORTAL, "x1c9tqz4m8vh2nrw7bkf3gye5d")
WORDS = passphrase(KEY, GRANTS["jo"])
ENDPOINT = "https://responses.example.com/inbox"
KICKOFF = """\
  - {id: kickoff, title: Kick-off, type: milestone, stage: all, owner: mia, done: 2026-11-02}
"""
TYPES = """\
  - id: types
    title: Everything
    answers:
      - {id: text, question: In your words?}
      - {id: one, question: Which one?, type: choice, choices: [north, south]}
      - {id: some, question: Which of them?, type: choices, choices: [a, b, c]}
      - {id: number, question: How many?, type: number}
      - {id: day, question: From which day?, type: date}
      - {id: money, question: Which money?, type: currency}
      - {id: land, question: Which country?, type: country}
      - {id: list, question: Which names?, type: list}
      - {id: table, question: Who sends?, type: table, columns: [entity, country]}
      - {id: sure, question: Are you sure?, type: yes_no}
scope:
"""
DECISION = """\
title: Euros
status: accepted
date: 2026-11-20
owner: lena
decision: Books are kept in EUR
decided_by: lena
settings: {billing.currency: EUR}
"""
NO_CLIPBOARD = "() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }"
NO_STORAGE = "() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }"


class Desk:
    """One open portal that all tests share: each begins with an empty browser on its page."""

    def __init__(self, browser: Browser, site: Path, origin: str) -> None:
        self.context = browser.new_context(locale="en-GB")
        self.context.set_default_timeout(PATIENCE)
        self.context.clock.set_fixed_time("2026-12-01T09:30:00Z")
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.file = site / PORTAL / "index.html"
        self.html = self.file.read_bytes()
        self.page.goto(f"{origin}{PORTAL}/index.html")
        self.unlock()

    def unlock(self) -> None:
        self.page.get_by_label("Passphrase", exact=True).fill(WORDS)
        self.page.get_by_role("button", name="Open the portal").click()
        self.page.locator("#page h1").wait_for()

    def reload(self) -> None:
        self.page.reload()
        self.unlock()

    def fresh(self) -> None:
        """As at first: no draft, nothing sent, the overview, a laptop."""
        self.file.write_bytes(self.html)
        self.page.unroute_all()
        self.page.set_viewport_size({"width": 1280, "height": 900})
        self.page.evaluate("localStorage.clear()")
        self.page.evaluate("location.hash = ''")
        self.reload()

    def at(self, route: str, button: str) -> Page:
        """Go to a page and open the form of a button there."""
        self.page.evaluate("route => { location.hash = `#/${route}`; }", route)
        self.page.locator("#page").get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_role("dialog")).to_be_visible()
        return self.page


@pytest.fixture(scope="module")
def shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = make_workspace(tmp_path_factory.mktemp("forms") / "workspace")
    head, _, last = PLAN.partition("  - id: go-live\n")
    made.write("plans/acme/plan.yaml", f"{head}{KICKOFF}  - id: go-live\n{last}")
    made.write("plans/acme/worksheet.yaml", WORKSHEET.replace("scope:\n", TYPES, 1))
    made.write("plans/acme/decisions/0001-euros.yaml", DECISION)
    settings = SETTINGS.replace("600000}", f"600000, endpoint: '{ENDPOINT}'}}")
    made.write("onboardgen.yaml", settings)
    made.commit("Everything")
    site = made.root / "_site"
    key = {"ONBOARDGEN_ROOT_KEY": root_text(ROOT)}
    assert not build(BuildRequest(made.root, ("acme",), site, TODAY, key), lambda *_: None).failed
    with served(site) as origin:
        desk = Desk(browser, site, origin)
        yield desk
        desk.context.close()
    assert desk.errors == []


@pytest.fixture
def desk(shared: Desk) -> Desk:
    shared.fresh()
    return shared


def opened(text: str) -> Response:
    block = read_block(next(blocks(text)))
    assert isinstance(block, SealedResponse)
    return read_document(open_response(KEY, block).document)


def sent(desk: Desk, submit: str = "Go on") -> Response:
    """Send the open form to the endpoint: what arrives there."""
    bodies: list[str] = []

    def take(route: Route) -> None:
        bodies.append(route.request.post_data or "")
        route.fulfill(status=202, headers={"Access-Control-Allow-Origin": "*"})

    desk.page.route(ENDPOINT, take)
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("button", name=submit, exact=True).click()
    dialog.get_by_role("button", name="Send it now").click()
    expect(dialog.get_by_role("status")).to_contain_text("It is with Example Billing now.")
    return opened(bodies[0])


def said(response: Response) -> Any:
    return json.loads(response.document)["fields"]


def test_a_decision_goes_on_to_say_what_it_set(desk: Desk) -> None:
    desk.page.evaluate("location.hash = '#/decisions/0001-euros'")
    section = desk.page.get_by_role("region", name="What it set")
    expect(section.get_by_role("definition")).to_have_text("EUR, Euro")


def test_a_page_offers_what_fits_and_what_the_reader_may_say(desk: Desk) -> None:
    page = desk.page
    buttons = page.locator("#page .answers button")
    offered = {
        "plan/sso": ["Done", "I'm blocked", "Confirm the date", "Propose another date", "Ask"],
        "plan/data-map": ["Confirm the date", "Propose another date", "Done", "Ask"],
        "plan/ours": ["Ask"],
        "plan/kickoff": ["How did it go?", "Ask"],
        "plan/go-live": ["Propose another date", "Ask"],
    }
    for route, names in offered.items():
        page.evaluate("route => { location.hash = `#/${route}`; }", route)
        expect(buttons).to_have_text(names)
    page.evaluate("location.hash = ''")
    expect(buttons).to_have_text(["Done", "I'm blocked", "Sign"])
    page.evaluate("location.hash = '#/worksheet'")
    expect(buttons).to_have_text(
        ["Answer these questions", "Ask for a change", "Answer these questions", "Sign"]
    )


def test_what_is_wrong_is_said_beside_the_field_and_in_sum(desk: Desk) -> None:
    page = desk.at("plan/sso", "I'm blocked")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Until").fill("2026-11-01")
    page.get_by_role("button", name="Go on").click()
    summary = page.get_by_role("dialog").get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 things to mend")
    why = page.get_by_label("Why?")
    expect(why).to_have_attribute("aria-invalid", "true")
    expect(why).to_have_accessible_description("This is needed.")
    expect(dialog.get_by_label("Until")).to_have_accessible_description(
        "When it can go on, as far as you know. This is before the day it began."
    )
    assert violations(desk.page) == []
    summary.get_by_role("link", name="Until: This is before the day it began.").click()
    expect(dialog.get_by_label("Until")).to_be_focused()
    dialog.get_by_label("Until").fill("2026-12-11")
    why.select_option("legal review")
    page.get_by_label("What happened").fill("Two lines\nof note")
    response = sent(desk)
    assert said(response) == {
        "task": "sso", "since": "2026-12-01", "until": "2026-12-11", "reason": "legal",
        "note": "Two lines\nof note",
    }  # fmt: skip


def test_questions_of_every_type_are_answered_as_the_worksheet_holds_them(desk: Desk) -> None:
    page = desk.page
    page.evaluate("location.hash = '#/worksheet'")
    page.locator('[data-form="answers section:types"]').click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Nothing is answered yet")
    dialog.get_by_label("In your words?").fill("x" * 4001)
    dialog.get_by_label("How many?").press_sequentially("1e")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog.get_by_role("alert")).to_contain_text("At most 4000 characters; this has 4001.")
    expect(dialog.get_by_label("How many?")).to_have_accessible_description(
        "Write a number, without its unit."
    )
    assert violations(desk.page) == []
    dialog.get_by_label("In your words?").fill("In mine\n✓")
    dialog.get_by_label("south").check()
    for name in ("c", "a"):
        dialog.get_by_label(name, exact=True).check()
    dialog.get_by_label("How many?").fill("12.5")
    dialog.get_by_label("From which day?").fill("2027-01-04")
    dialog.get_by_label("Which money?").select_option("CHF · Swiss Franc")
    dialog.get_by_label("Which country?").select_option("Japan (JP)")
    dialog.get_by_label("Which names?").fill("one\n\n two ")
    dialog.get_by_label("entity, row 1").fill("ACME")
    dialog.get_by_role("button", name="Add a row").click()
    dialog.get_by_label("country, row 2").fill("FR")
    dialog.get_by_label("No", exact=True).check()
    assert said(sent(desk))["answers"] == {
        "types.text": "In mine\n✓", "types.one": "south", "types.some": ["a", "c"],
        "types.number": 12.5, "types.day": "2027-01-04", "types.money": "CHF",
        "types.land": "JP", "types.list": ["one", "two"],
        "types.table": [{"entity": "ACME"}, {"country": "FR"}], "types.sure": False,
    }  # fmt: skip


def test_a_draft_waits_sealed_until_it_is_sent_or_begun_anew(desk: Desk) -> None:
    page = desk.at("plan/sso", "Ask")
    page.get_by_label("Your question").fill("Does the secret word work?")
    page.keyboard.press("Escape")
    line = "You began “Ask” on 1 December 2026. It is kept in this browser, sealed."
    expect(page.locator("#page")).to_contain_text(line)
    expect(page.locator("#page").get_by_role("button", name="Ask")).to_be_focused()
    assert "secret" not in page.evaluate("JSON.stringify(localStorage)")
    desk.reload()
    page = desk.at("plan/sso", "Ask")
    expect(page.get_by_label("Your question")).to_have_value("Does the secret word work?")
    page.get_by_role("button", name="Begin anew").click()
    expect(page.get_by_label("Your question")).to_have_value("")
    page.keyboard.press("Escape")
    expect(page.locator("#page")).not_to_contain_text("You began")
    page.get_by_role("button", name="Ask").click()
    page.get_by_label("Your question").fill("Who?")
    assert said(sent(desk)) == {"task": "sso", "question": "Who?"}
    page.keyboard.press("Escape")
    expect(page.locator("#page")).not_to_contain_text("You began")
    expect(page.locator("#page")).to_contain_text("You sent “Ask” on 1 December 2026.")


def test_a_signature_shows_what_is_signed_and_asks_for_the_passphrase_again(desk: Desk) -> None:
    page = desk.at("worksheet", "Sign")
    dialog = page.get_by_role("dialog")
    content = dialog.locator(".signed-content")
    for text in (
        "Which currency?EUR · Euro locked once signed",
        "After how many days?14",
        "One plan",
    ):
        expect(content).to_contain_text(text)
    dialog.get_by_text("The same, letter by letter").click()
    digest = str(content.locator("p.meta").text_content()).removeprefix("Its fingerprint: ")
    secret = dialog.get_by_label("Passphrase")
    secret.fill("wrong words")
    dialog.get_by_role("button", name="Sign").click()
    expect(dialog.get_by_role("alert")).to_be_focused()
    expect(secret).to_have_attribute("aria-invalid", "true")
    assert violations(desk.page) == []
    secret.fill(WORDS)
    response = sent(desk, "Sign")
    assert said(response) == {"signoff": "worksheet", "digest": digest}
    (shown,) = response.shown.values()
    assert content.locator("pre").count() == 0
    assert '"answer":"EUR"' in str(shown)
    page.keyboard.press("Escape")
    assert WORDS not in page.evaluate("JSON.stringify(localStorage)")
    expect(page.locator("#sign-off")).to_contain_text("You sent “Sign” on 1 December 2026.")
    expect(page.locator("#sign-off").get_by_role("button")).to_have_count(0)


def test_each_way_that_fails_leaves_the_others(desk: Desk) -> None:
    page = desk.at("plan/sso", "Done")
    page.get_by_label("Anything to add?").fill("Kept")
    page.get_by_label("Link to what shows it").fill("tracker")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a whole address")
    page.get_by_label("Link to what shows it").fill("")
    page.get_by_role("button", name="Go on").click()
    page.route(ENDPOINT, lambda route: route.abort())
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Send it now").click()
    status = dialog.get_by_role("status")
    expect(status).to_contain_text("It did not get through. Nothing is lost")
    page.evaluate(NO_CLIPBOARD)
    dialog.get_by_role("button", name="Copy it").click()
    letters = dialog.get_by_label("The sealed answer")
    expect(letters).to_be_focused()
    assert said(opened(letters.input_value()))["note"] == "Kept"
    assert violations(desk.page) == []
    mail = str(dialog.get_by_role("link", name="Send it by mail").get_attribute("href"))
    assert mail.startswith("mailto:mia@example.com?subject=An%20answer%20for%20Example%20Billing")
    assert len(mail) <= 2000
    page.keyboard.press("Escape")
    expect(page.locator("#page")).to_contain_text("You began “Done”")
    page.locator("#page").get_by_role("button", name="Done").click()
    page.get_by_label("Anything to add?").fill("Too long for a mail. " * 40)
    page.get_by_role("button", name="Go on").click()
    dialog.get_by_role("button", name="Send it by mail").click()
    expect(status).to_contain_text("Save it as a file, and attach the file")
    with page.expect_download() as saved:
        dialog.get_by_role("button", name="Save it as a file").click()
    text = Path(saved.value.path()).read_text("utf-8")
    expect(status).to_contain_text("Send the file to Mia Keller.")
    page.keyboard.press("Escape")
    page.evaluate("location.hash = '#/overview'")
    line = page.locator(".sent li")
    expect(line).to_contain_text("Done: Approve the SSO connection On its way")
    receipt = page.evaluate("() => document.querySelector('.sent .meta + ul .meta').textContent")
    assert "saved as a file · Receipt " in receipt
    line.get_by_role("button", name="Send it again").click()
    with page.expect_download() as again:
        dialog.get_by_role("button", name="Save it as a file").click()
    assert Path(again.value.path()).read_text("utf-8") == text
    page.keyboard.press("Escape")
    assert violations(desk.page) == []


def test_an_older_page_says_to_reload_first_and_keeps_the_draft(desk: Desk) -> None:
    page = desk.at("plan/sso", "Done")
    page.get_by_label("Anything to add?").fill("Still here")
    desk.file.write_bytes(desk.html.replace(b'"bundle":"', b'"bundle":"AAAA', 1))
    page.get_by_role("button", name="Go on").click()
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("A newer version of this page exists. Reload it first")
    desk.file.write_bytes(desk.html)
    problem.get_by_role("button", name="Reload").click()
    page.get_by_label("Passphrase", exact=True).wait_for()
    desk.unlock()
    page = desk.at("plan/sso", "Done")
    expect(page.get_by_label("Anything to add?")).to_have_value("Still here")


def test_a_browser_that_keeps_nothing_says_so_and_sends_all_the_same(desk: Desk) -> None:
    page = desk.page
    page.evaluate(NO_STORAGE)
    desk.at("plan/sso", "Ask")
    page.get_by_label("Your question").fill("Who?")
    page.keyboard.press("Escape")
    expect(page.locator("#page")).to_contain_text("This browser keeps nothing: it lasts until")
    page.locator("#page").get_by_role("button", name="Ask").click()
    expect(page.get_by_label("Your question")).to_have_value("Who?")
    assert said(sent(desk))["question"] == "Who?"
    expect(page.get_by_role("dialog")).to_contain_text("note the receipt")


def test_a_change_and_a_rating_are_asked_with_the_keyboard_on_a_small_phone(desk: Desk) -> None:
    page = desk.page
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate("location.hash = '#/worksheet'")
    page.get_by_text("2 answered").click()
    page.locator('[data-form="change_request setting:billing.currency"]').focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".form-current")).to_have_text("What holds nowEUR · Euro")
    page.get_by_label("What should it be?").select_option("EUR · Euro")
    dialog.get_by_role("button", name="Go on").press("Enter")
    alert = dialog.get_by_role("alert")
    expect(alert).to_contain_text("What should it be? That is what holds now.")
    assert page.evaluate("document.querySelector('.form-body').scrollWidth") <= 320
    small = "[...document.querySelectorAll('.form-dialog :is(button, input, select, textarea)')]"
    assert page.evaluate(f"{small}.filter((one) => one.offsetHeight < 44).length") == 0
    page.get_by_label("What should it be?").select_option("CHF · Swiss Franc")
    page.get_by_label("Why is it needed?").fill("We bought a company")
    page.get_by_label("What else does it touch?").fill("Reports\nTax")
    page.get_by_label("From when on?").fill("2027-02-01")
    assert said(sent(desk)) == {
        "target": "setting:billing.currency", "requested": "CHF",
        "reason": "We bought a company", "downstream": ["Reports", "Tax"],
        "effective": "2027-02-01",
    }  # fmt: skip
    page.keyboard.press("Escape")
    desk.at("plan/kickoff", "How did it go?")
    page.get_by_label("Very satisfied").focus()
    page.keyboard.press("ArrowDown")
    assert said(sent(desk)) == {"milestone": "kickoff", "value": 4}
