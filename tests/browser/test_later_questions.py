"""The form of a section: what is asked now stands open, what comes later is named and folded up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from onboardgen.access.passphrases import passphrase
from onboardgen.access.portal_keys import portal_key
from onboardgen.access.root import root_text
from onboardgen.workflows.build import BuildRequest, build
from tests.chromium import PATIENCE
from tests.journeys.reading import served
from tests.responses.answering import GRANTS, PLAN, PORTAL, ROOT, TODAY, WORKSHEET, make_workspace
from tests.responses.test_forms_and_import import PHASES, SECTION

WORDS = passphrase(portal_key(ROOT, PORTAL, "x1c9tqz4m8vh2nrw7bkf3gye5d"), GRANTS["jo"])
LATER = "2 questions of “All regions” opens with: Go-live, Sign-off of the plan"


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    made = make_workspace(tmp_path_factory.mktemp("later") / "workspace")
    made.write("plans/acme/plan.yaml", PLAN.replace("stages:", PHASES))
    made.write("plans/acme/worksheet.yaml", WORKSHEET.replace("scope:\n", SECTION, 1))
    site = made.root / "_site"
    key = {"ONBOARDGEN_ROOT_KEY": root_text(ROOT)}
    assert not build(BuildRequest(made.root, ("acme",), site, TODAY, key), lambda *_: None).failed
    with served(site) as origin, browser.new_context(locale="en-GB") as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(f"{origin}{PORTAL}/index.html#/worksheet")
        page.get_by_label("Passphrase", exact=True).fill(WORDS)
        page.get_by_role("button", name="Open the portal").click()
        page.locator("#page h1").wait_for()
        yield page


def form_of(page: Page, section: str) -> Locator:
    page.locator(f"#section-{section}").get_by_role("button", name="Answer these questions").click()
    return page.get_by_role("dialog")


def test_the_form_of_a_section_folds_up_what_comes_later_and_takes_answers_to_it(
    opened: Page,
) -> None:
    form = form_of(opened, "regions")
    expect(form.get_by_label("Which one first?")).to_be_visible()
    expect(form.get_by_label("Which one next?")).to_be_hidden()
    answered, later = form.locator("details").all()
    expect(answered.locator("summary")).to_have_text("1 answered already")
    expect(later.locator("summary")).to_contain_text(LATER)
    later.locator("summary").click()
    form.get_by_label("Which one next?").fill("Ireland")
    form.get_by_role("button", name="Close").click()
    form = form_of(opened, "regions")
    expect(form.get_by_label("Which one next?")).to_have_value("Ireland")
    expect(form.get_by_label("Which one next?")).to_be_visible()
    expect(form.get_by_label("How many?")).to_be_hidden()
    form.get_by_role("button", name="Close").click()
