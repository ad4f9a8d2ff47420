"""Five readers, each on a phone and on a laptop, in the light and in the dark, without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.keyboard import Keyboard, flaws
from tests.journeys.reading import Reader, Secret, secrets
from tests.journeys.reading import unlock as unlock_by_words
from tests.journeys.walking import walk
from tests.nu import complaints, markup

LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
WALKS = pytest.mark.parametrize(
    ("size", "scheme"),
    [(LAPTOP, "light"), (LAPTOP, "dark"), (PHONE, "light"), (PHONE, "dark")],
    ids=["laptop, light", "laptop, dark", "phone, light", "phone, dark"],
)
WHOLE = "document.documentElement.outerHTML"
UNFOLD = "document.querySelectorAll('#page details').forEach((one) => { one.open = true; })"
HALDEN = "halden (customer)"
BRIEF = (
    "Move this next",
    "Health and risks",
    "On track?",
    "To be decided",
    "Who they are",
    "How it went so far",
    "Who is who",
)
"""What a project manager new to an account needs to read."""
FORMS = {
    "task_done": "plan/known-unknowns",
    "task_blocked": "plan/known-unknowns",
    "date_propose": "plan/known-unknowns",
    "task_question": "plan/known-unknowns",
    "rating": "plan/kickoff-done",
    "sign_off": "plan",
    "answers": "worksheet",
    "change_request": "worksheet",
}
NewReader = Callable[..., Reader]
Known = dict[tuple[str, str], Secret]
Locked = Callable[..., Page]


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What a reader is asked for, where it says how to do it, and what they look for afterwards.

    `answer` is the button of the form that they open, `lacks` what it still needs.
    """

    portal: str
    person: str
    greeting: str
    asked: str
    how: str
    answer: str
    lacks: str
    words: str
    found: str


JOURNEYS = {
    "customer lead": Journey(
        portal=HALDEN,
        person="Jo Lind",
        greeting="Jo, four things are waiting for you",
        asked="Close the list of what we do not know yet",
        how="we accept not to know this before go-live",
        answer="I'm blocked",
        lacks="Why?",
        words="revenue recognised",
        found="Revenue is recognised on the day of delivery",
    ),
    "IT contact": Journey(
        portal=HALDEN,
        person="Ravi Menon",
        greeting="Ravi, two things are waiting for you",
        asked="Let Quillmark's webhooks through the firewall",
        how="Two address ranges, one port",
        answer="I'm blocked",
        lacks="Why?",
        words="okta sign in",
        found="Sign in with Okta",
    ),
    "executive": Journey(
        portal=HALDEN,
        person="Henrik Sander",
        greeting="Henrik, one thing is waiting for you",
        asked="Agree on one rule for the fuel surcharge",
        how="Whichever is chosen, the answer goes to",
        answer="Ask",
        lacks="Your question",
        words="cut over last weekend",
        found="Cut over on the last weekend of February",
    ),
    "partner": Journey(
        portal="halden (partner:kestrel)",
        person="Rhys Morgan",
        greeting="Rhys, one thing is waiting for you",
        asked="Build the Wayfare connector",
        how="Wayfare",
        answer="I'm blocked",
        lacks="Why?",
        words="map of systems",
        found="Draw the map of systems and endpoints",
    ),
}


@pytest.fixture(scope="session")
def known(built_example: Path, demo: str) -> Known:
    """What each person of each portal was given."""
    return secrets(built_example, demo)


@pytest.fixture
def locked(new_reader: NewReader, demo: str) -> Locked:
    """Open a portal that is still locked, in a browser of this size and colour scheme."""

    def opens(secret: Secret, size: dict[str, int], scheme: str) -> Page:
        options = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
        return new_reader(demo, **options).open(secret.address)

    return opens


def unlock(keys: Keyboard, secret: Secret, scheme: str) -> None:
    """By what the person was given; somebody who sends nothing hears what is missing."""
    page = keys.page
    if secret.words:
        expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
        keys.press("Enter")
        expect(
            page.get_by_role("alert").filter(has_text="Enter what you were given")
        ).to_be_visible()
    assert flaws(page, scheme) == []
    if secret.words:
        keys.type(secret.words)
        keys.press("Enter")
    else:
        keys.enter("Open the portal")
    expect(page.locator("#page h1")).to_be_focused()


def search(keys: Keyboard, scheme: str, words: str, found: str) -> None:
    page = keys.page
    keys.press("/")
    keys.type(words)
    expect(page.get_by_role("dialog").get_by_role("option").first).to_contain_text(found)
    assert flaws(page, scheme, "dialog[open]") == []
    keys.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()


def lock(keys: Keyboard) -> None:
    keys.enter("Lock", "Shift+Tab")
    expect(keys.page.get_by_role("button", name="Open the portal")).to_be_visible()
    assert keys.page.locator("#portal > *").count() == 0


def answer_wrongly(keys: Keyboard, scheme: str, button: str, lacks: str) -> None:
    """Open a form, send it as it is, hear what is wrong, go there, and leave it."""
    page, form = keys.page, keys.page.get_by_role("dialog")
    keys.enter(button)
    expect(form.get_by_role("heading", level=2)).to_be_focused()
    assert flaws(page, scheme, "dialog[open]") == []
    keys.enter("Go on")
    problems = form.get_by_role("alert")
    expect(problems).to_be_focused()
    expect(problems).to_contain_text(lacks)
    assert flaws(page, scheme, "dialog[open]") == []
    keys.enter(lacks)
    expect(form.locator("[aria-invalid=true]").first).to_be_focused()
    keys.press("Escape")
    expect(form).to_be_hidden()
    expect(page.get_by_role("button", name=button, exact=True).first).to_be_focused()


@WALKS
@pytest.mark.parametrize("journey", JOURNEYS.values(), ids=JOURNEYS)
def test_a_reader_finds_what_is_asked_and_how_to_do_it(
    known: Known, locked: Locked,
    journey: Journey, size: dict[str, int], scheme: str,
) -> None:  # fmt: skip
    secret = known[journey.portal, journey.person]
    keys = Keyboard(locked(secret, size, scheme))
    page, heading = keys.page, keys.page.get_by_role("heading", level=1)
    unlock(keys, secret, scheme)
    expect(heading).to_have_text(journey.greeting)
    assert flaws(page, scheme, "#page") == []
    keys.enter(journey.asked)
    expect(heading).to_have_text(journey.asked)
    expect(heading).to_be_focused()
    expect(page.locator("#page")).to_contain_text(journey.how)
    answer_wrongly(keys, scheme, journey.answer, journey.lacks)
    search(keys, scheme, journey.words, journey.found)
    lock(keys)


@WALKS
def test_an_executive_reads_one_page_first_and_opens_the_rest(
    known: Known, locked: Locked, size: dict[str, int], scheme: str
) -> None:
    secret = known[HALDEN, "Henrik Sander"]
    keys = Keyboard(locked(secret, size, scheme))
    unlock(keys, secret, scheme)
    page = keys.page
    rest = page.locator("details.rest.is-page h2:visible").first
    for text in ("On track?", "To be decided", "What is stuck"):
        expect(page.locator("#page").get_by_role("heading", name=text)).to_be_visible()
    expect(rest).to_be_hidden()
    keys.enter("Everything else on this page")
    expect(rest).to_be_visible()
    assert flaws(page, scheme, "#page") == []


@WALKS
def test_a_new_project_manager_understands_the_account(
    known: Known, locked: Locked, size: dict[str, int], scheme: str
) -> None:
    secret = known["our team", "Nora Whitfield"]
    keys = Keyboard(locked(secret, size, scheme))
    unlock(keys, secret, scheme)
    page, heading = keys.page, keys.page.get_by_role("heading", level=1)
    keys.enter("Halden Logistics")
    expect(page.locator("#page").get_by_role("heading", name="Move this next")).to_be_visible()
    for text in BRIEF:
        expect(page.locator("#page").get_by_role("heading", name=text)).to_be_visible()
    keys.to("View as")
    keys.press("ArrowDown")
    expect(page.locator("#page")).to_contain_text("Mia, ")
    expect(page.locator("[data-view-as]")).to_be_focused()
    keys.enter("As Halden Logistics sees it", "Shift+Tab")
    expect(page.locator("#page")).to_contain_text("things are waiting for Halden Logistics")
    expect(heading).to_be_focused()
    assert flaws(page, scheme, "#page") == []
    search(keys, scheme, "pinecrest", "Pinecrest Studios")
    lock(keys)


def test_every_form_is_sound_with_its_errors_and_after_it_was_sent(
    known: Known, new_reader: NewReader, demo: str, tmp_path: Path
) -> None:
    """No flaw that axe knows, and valid HTML where script made it."""
    visitor = new_reader(demo, viewport=LAPTOP, reduced_motion="reduce", color_scheme="light")
    secret = known[HALDEN, "Jo Lind"]
    page = visitor.open(secret.address)
    unlock_by_words(page, secret.words)
    form = page.get_by_role("dialog")

    def keep(state: str) -> None:
        assert flaws(page, "light", "dialog[open]") == [], state
        (tmp_path / f"{state}.html").write_text(markup("<!doctype html>" + page.evaluate(WHOLE)))

    for kind, route in FORMS.items():
        walk(page, [route])
        page.evaluate(UNFOLD)
        page.locator(f'#page [data-form^="{kind} "]:visible').first.click()
        keep(f"{kind}-open")
        for field in form.locator("input[type=date]:visible").all():
            field.fill("")
        form.locator(".form-foot button.primary").click()
        expect(form.get_by_role("alert"), kind).to_be_focused()
        keep(f"{kind}-errors")
        page.keyboard.press("Escape")
    walk(page, ["plan/known-unknowns"])
    page.get_by_role("button", name="Confirm the date").click()
    keep("date_confirm-open")
    form.get_by_role("button", name="Go on").click()
    expect(form.get_by_role("button", name="Save it as a file")).to_be_visible()
    keep("date_confirm-sealed")
    page.keyboard.press("Escape")
    for route in ("overview", "plan", "worksheet"):
        walk(page, [route])
        (tmp_path / f"{route}.html").write_text(markup("<!doctype html>" + page.evaluate(WHOLE)))
    page.keyboard.press("/")
    page.keyboard.insert_text("tax")
    keep("search")
    assert complaints(tmp_path.iterdir()) == []
