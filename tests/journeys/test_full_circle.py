"""The whole circle: a portal in a browser, its answers in Git, and the portal that follows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from onboardgen.access.passphrases import passphrase
from onboardgen.access.portal_keys import portal_key
from onboardgen.access.root import root_text
from onboardgen.workflows.build import BuildRequest, build
from onboardgen.workflows.respond import Imported, import_responses
from onboardgen.workflows.respond_desk import ImportRequest
from onboardgen.workflows.respond_sources import find_responses
from tests.git.made_up_repository import MadeUp
from tests.journeys.reading import Reader, reader, served
from tests.responses.answering import GRANTS, PORTAL, ROOT, TODAY, make_workspace, only

WORDS = passphrase(portal_key(ROOT, PORTAL, "x1c9tqz4m8vh2nrw7bkf3gye5d"), GRANTS["jo"])
KEY = {"ONBOARDGEN_ROOT_KEY": root_text(ROOT)}


class Circle:
    """One workspace, its site on loopback, and Jo with a browser of her own."""

    def __init__(self, made: MadeUp, jo: Reader, address: str, inbox: Path) -> None:
        self.made, self.jo, self.inbox = made, jo, inbox
        self.page = jo.open(address)
        self.unlock()

    def unlock(self) -> None:
        self.page.get_by_label("Passphrase", exact=True).fill(WORDS)
        self.page.get_by_role("button", name="Open the portal").click()
        self.page.locator("#page h1").wait_for()

    def go(self, route: str) -> None:
        self.page.evaluate("route => { location.hash = `#/${route}`; }", route)

    def publish(self) -> None:
        publish(self.made)

    def reopen(self) -> None:
        self.page.reload()
        self.unlock()

    def seal(self, submit: str) -> Path:
        """Send the form that is open, and save the response as a file."""
        form = self.page.get_by_role("dialog")
        form.get_by_role("button", name=submit, exact=True).click()
        with self.page.expect_download() as saved:
            form.get_by_role("button", name="Save it as a file").click()
        path = self.inbox / saved.value.suggested_filename
        saved.value.save_as(path)
        expect(form.get_by_role("status")).to_contain_text("Send the file to Mia Keller.")
        form.locator(".form-foot").get_by_role("button", name="Close").click()
        return path

    def imports(self, *files: Path) -> Imported:
        found = tuple(find_responses(map(str, files), io.BytesIO()))
        request = ImportRequest(
            root=self.made.root,
            found=found,
            today=TODAY,
            accept=False,
            dry_run=False,
            environment=KEY,
        )
        return only(import_responses(request))

    def merges(self, file: Path) -> Imported:
        taken = self.imports(file)
        assert taken.refusal is None, taken.refusal
        self.made.merge(str(taken.branch))
        return taken


def publish(made: MadeUp) -> Path:
    out = made.root / "_site"
    report = build(BuildRequest(made.root, ("acme",), out, TODAY, KEY), lambda *_: None)
    assert not report.failed
    return out


@pytest.fixture
def circle(browser: Browser, tmp_path: Path) -> Iterator[Circle]:
    made = make_workspace(tmp_path / "workspace")
    with ExitStack() as stack:
        origin = stack.enter_context(served(publish(made)))
        jo = stack.enter_context(reader(browser, origin))
        yield Circle(made, jo, f"{origin}{PORTAL}/index.html", tmp_path)


def opens(page: Page, name: str) -> None:
    page.locator("#page").get_by_role("button", name=name, exact=True).click()


def test_an_answer_goes_from_the_page_into_git_and_back_onto_the_page(circle: Circle) -> None:
    page = circle.page
    circle.go("plan/sso")
    opens(page, "Done")
    page.get_by_label("Link to what shows it").fill("https://tracker.example.com/NB-412")
    page.get_by_label("Anything to add?").fill("Two days early.")
    file = circle.seal("Go on")
    waiting = "You sent “Done” on 1 December 2026. It is not taken in yet."
    expect(page.locator("#page")).to_contain_text(waiting)
    taken = circle.merges(file)
    assert circle.made.git("log", "-1", "--format=%an: %s", str(taken.commit)) == (
        "Jo Lind: Jo Lind: “Approve the SSO connection” was done on 2026-12-01."
    )
    circle.publish()
    circle.reopen()
    expect(page.locator("#page .lead")).to_contain_text("Done")
    expect(page.locator('#page a[href="https://tracker.example.com/NB-412"]')).to_be_visible()
    expect(page.locator("#page")).not_to_contain_text(waiting)
    assert page.locator("#page .answers button").all_inner_texts() == ["Ask"]
    circle.go("")
    expect(page.locator(".sent")).to_contain_text("Done: Approve the SSO connection Taken in")


def test_a_signature_of_what_moved_on_is_refused_and_one_of_what_stands_is_given(
    circle: Circle,
) -> None:
    page = circle.page
    circle.go("worksheet")
    opens(page, "Sign")
    page.get_by_role("dialog").get_by_label("Passphrase").fill(WORDS)
    early = circle.seal("Sign")
    opens(page, "Answer these questions")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("pro", exact=True).check()
    dialog.get_by_text("answered already").click()
    dialog.get_by_label("After how many days?").fill("7")
    circle.merges(circle.seal("Go on"))
    refusal = circle.imports(early).refusal
    assert refusal
    assert refusal.reason == "stale"
    assert refusal.changed == (
        'setting `billing.plans` was added: `["pro"]`',
        "setting `billing.reminder`: `14` → `7`",
    )
    assert refusal.message.startswith("The content moved on since Jo Lind saw it: ")
    circle.publish()
    circle.reopen()
    opens(page, "Sign")
    page.get_by_role("dialog").get_by_label("Passphrase").fill(WORDS.upper())
    file = circle.seal("Sign")
    circle.merges(file)
    again = circle.imports(file).refusal
    assert again
    assert again.reason == "replayed"
    circle.publish()
    circle.reopen()
    expect(page.locator("#sign-off .conditions li").first).to_contain_text("Jo Lind")
    expect(page.locator("#sign-off .conditions li").first).to_contain_text("Signed")
