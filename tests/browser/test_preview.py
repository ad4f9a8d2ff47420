"""`serve` in a real browser: real files edited, the open page follows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from onboardgen.workflows.serve import ServeRequest, serving
from tests.browser.conftest import WATCH, Visit, axe_violations
from tests.chromium import PATIENCE

REPOSITORY = Path(__file__).parents[2]
PLAN = "plans/brightwater/plan.yaml"
CUSTOMER = "brightwater/customer/"
TITLE = "Meet for the kickoff"


@dataclass
class Workspace:
    """A copy of two example customers, served."""

    root: Path
    origin: str

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    shutil.copy(REPOSITORY / "onboardgen.yaml", tmp_path)
    for slug in ("brightwater", "fennel"):
        shutil.copytree(REPOSITORY / "plans" / slug, tmp_path / "plans" / slug)
    with serving(ServeRequest(tmp_path, 0, Day(2026, 12, 1))) as address:
        yield Workspace(tmp_path, address.removesuffix("/"))


@contextmanager
def looking_with(browser: Browser, workspace: Workspace) -> Iterator[Visit]:
    """A browser on the preview; what it says to its console is a failure."""
    with browser.new_context(locale="en-GB") as context:
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH)
        visit = Visit(context, workspace.origin)
        yield visit
    visit.assert_quiet()


@pytest.fixture
def looking(browser: Browser, workspace: Workspace) -> Iterator[Visit]:
    with looking_with(browser, workspace) as visit:
        yield visit


def loads(page: Page) -> Callable[[], int]:
    """Counts how often the page is loaded from now on."""
    seen: list[str] = []
    page.on("load", lambda _: seen.append(page.url))
    return lambda: len(seen)


def open_plan(looking: Visit) -> Page:
    page = looking.open("#/plan", path=CUSTOMER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")
    return page


def findings(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("alert").filter(has_text="What is wrong")


def test_the_list_leads_to_every_audience(looking: Visit) -> None:
    page = looking.open(path="")
    expect(page.get_by_role("heading", level=1)).to_have_text("Previews")
    expect(page.get_by_role("link", name="All previews")).to_be_hidden()
    brightwater = page.get_by_role("listitem").filter(has_text="Brightwater")
    expect(brightwater.get_by_role("link")).to_have_text(["Customer", "Partner", "Our team"])
    brightwater.get_by_role("link", name="Partner").click()
    page.wait_for_url("**/brightwater/partner-tillery/")
    expect(page.locator("#page h1")).to_be_visible()
    expect(page.locator("#og-locked")).to_be_hidden()
    expect(page.get_by_role("button", name="Lock")).to_be_hidden()
    page.get_by_role("link", name="All previews").click()
    page.get_by_role("link", name="All accounts, for the team").click()
    expect(page.get_by_role("row").filter(has_text="Brightwater")).to_be_visible()


def test_an_edit_shows_in_the_open_page_which_keeps_its_place(
    workspace: Workspace, looking: Visit
) -> None:
    page = open_plan(looking)
    count = loads(page)
    page.evaluate("scrollTo(0, 300)")
    at = page.evaluate("scrollY")
    assert at > 0
    workspace.edit(PLAN, f"title: {TITLE}", "title: Meet at the harbour")
    expect(page.locator("#page")).to_contain_text("Meet at the harbour")
    assert page.evaluate("scrollY") == at
    assert page.url.endswith("#/plan")
    assert count() == 0


def test_a_broken_file_is_told_over_the_page_as_it_was_until_it_is_mended(
    workspace: Workspace, looking: Visit
) -> None:
    page = open_plan(looking)
    other = looking.open(path="fennel/customer/")
    expect(other.locator("#page h1")).to_be_visible()
    line = (workspace.root / PLAN).read_text().partition(f"title: {TITLE}")[0].count("\n") + 1
    workspace.edit(PLAN, f"title: {TITLE}", f"titel: {TITLE}")
    expect(findings(page)).to_contain_text(f"{PLAN}:{line}:")
    expect(findings(page)).to_contain_text("title")
    expect(findings(page).locator(".og-hint").first).to_be_visible()
    expect(page.locator("#page")).to_contain_text(TITLE)
    late = looking.open("#/plan", path=CUSTOMER)
    expect(findings(late)).to_contain_text(f"{PLAN}:{line}:")
    expect(late.locator("#page")).to_contain_text(TITLE)
    expect(findings(other)).to_have_count(0)
    workspace.edit(PLAN, f"titel: {TITLE}", "title: Meet at the harbour")
    for one in (page, late):
        expect(one.locator("#page")).to_contain_text("Meet at the harbour")
        expect(findings(one)).not_to_contain_text("title")


def test_a_customer_that_was_never_whole_shows_what_is_wrong_and_then_itself(
    workspace: Workspace, looking: Visit
) -> None:
    new = workspace.root / "plans/sorrel"
    shutil.copytree(workspace.root / "plans/fennel", new)
    (new / "access.yaml").unlink()
    (new / "plan.yaml").write_text("stages: [\n")
    page = looking.open(path="")
    page.get_by_role("listitem").filter(has_text="sorrel").get_by_role(
        "link", name="Customer"
    ).click()
    expect(findings(page)).to_contain_text("plans/sorrel/plan.yaml:")
    expect(page.locator("#og-locked")).to_be_hidden()
    shutil.copy(workspace.root / "plans/fennel/plan.yaml", new)
    expect(page.locator("#page h1")).to_be_visible()
    expect(findings(page)).to_have_count(0)


def test_a_change_of_the_theme_is_worn_at_once(workspace: Workspace, looking: Visit) -> None:
    page = open_plan(looking)
    styles = workspace.root / "theme/styles"
    styles.mkdir(parents=True)
    (styles / "own.css").write_text("h1 { text-transform: uppercase; }")
    expect(page.get_by_role("heading", level=1)).to_have_css("text-transform", "uppercase")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")


def test_attachments_open_from_the_preview(workspace: Workspace, whole_browser: Browser) -> None:
    files = workspace.root / "plans/brightwater/files"
    shutil.copy(files / "payer-duplicates.csv", files / "über 50 % #1.csv")
    guide = workspace.root / "plans/brightwater/guides/listing.md"
    guide.write_text(
        "---\ntitle: The list\n---\nSee [the list](<../files/über 50 %25 %231.csv>).\n"
    )
    with looking_with(whole_browser, workspace) as looking:
        page = looking.open("#/guides/listing", path=CUSTOMER)
        with page.expect_download() as saving:
            page.get_by_role("button", name="the list").click()
        assert saving.value.suggested_filename == "über 50 % #1.csv"
        assert saving.value.path().read_bytes() == (files / "payer-duplicates.csv").read_bytes()
        page.goto(f"{workspace.origin}/{CUSTOMER}#/plan/extract-request")
        page.locator('#page [data-attachment$=".pdf"]').first.click()
        expect(page.get_by_role("dialog")).to_be_visible()


def test_a_server_that_ended_is_told(tmp_path: Path, browser: Browser) -> None:
    shutil.copy(REPOSITORY / "onboardgen.yaml", tmp_path)
    context = browser.new_context()
    page = context.new_page()
    with serving(ServeRequest(tmp_path, 0)) as address:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Previews")
    expect(page.locator("#og-notices")).to_contain_text("no longer follows the files")
    port = int(address.rstrip("/").rpartition(":")[2])
    with serving(ServeRequest(tmp_path, port)):
        expect(page.locator("#og-notices")).not_to_contain_text("no longer")
    context.close()


@pytest.mark.parametrize("path", ["", CUSTOMER])
def test_axe_finds_nothing_in_list_and_findings(
    workspace: Workspace, looking: Visit, browser: Browser, path: str
) -> None:
    page = open_plan(looking)
    workspace.edit(PLAN, "title: ", "titel: ")
    expect(findings(page)).to_contain_text(f"{PLAN}:")

    def ready(page: Page) -> None:
        expect(findings(page)).to_contain_text(f"{PLAN}:")
        expect(page.locator("#page h1")).to_be_visible()

    assert axe_violations(browser, f"{workspace.origin}/{path}", ready) == []


def test_a_preview_is_shown_as_any_of_its_readers_sees_it_and_stays_so(
    workspace: Workspace, looking: Visit
) -> None:
    page = looking.open(path=CUSTOMER)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("waiting for Brightwater")
    chooser = page.get_by_label("View as")
    lead = chooser.locator("option", has_text="(lead)")
    name = (lead.inner_text()).partition(" ")[0]
    chooser.select_option(lead.get_attribute("value"))
    expect(heading).to_have_text(re.compile(f"^{name}, .* waiting for you$"))
    workspace.edit(PLAN, "title: Clean up duplicate payers", "title: Tidy up duplicate payers")
    expect(page.get_by_role("link", name="Tidy up duplicate payers").first).to_be_visible()
    expect(heading).to_have_text(re.compile(f"^{name}, "))
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_role("link", name="Overview", exact=True).click()
    expect(heading).to_have_text(re.compile(f"^{name}, "))
    chooser.select_option(label="everybody")
    expect(heading).to_contain_text("waiting for Brightwater")
    page.get_by_role("link", name="All previews").click()
    expect(page.get_by_label("View as")).to_be_hidden()
    page.get_by_role("link", name="All accounts, for the team").click()
    page.get_by_role("link", name="Brightwater").click()
    page.wait_for_url("**/brightwater/provider/")
    expect(page.get_by_role("heading", name="Move this next")).to_be_visible()
