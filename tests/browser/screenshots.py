"""Pictures of the example portals, for people to look at.

`python -m tests.browser.screenshots [DIRECTORY]`: builds the example, opens its sealed portals and
writes `DIRECTORY/PORTAL/LOOK/PAGE.png`, for paper `PAGE.pdf`: every page on phone and laptop, every
kind of page in every look; beside them the locked page, what other readers are greeted with, the
forms with their errors, and the search. The directory is made anew.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM
from tests.example_workspace import AS_OF, REPOSITORY, copy_example, run_onboardgen
from tests.journeys.reading import Secret, Told, secrets, served, shown
from tests.journeys.test_readers import FORMS, UNFOLD

FOLLOW = """
address => new Promise((done) => {
  if (location.hash === address) return done();
  addEventListener('popstate', () => done(), { once: true });
  location.hash = address;
})
"""
LATER = "2026-12-09T09:00:00"
LOOKS: dict[str, dict[str, Any]] = {
    "phone": {"width": 390, "height": 844},
    "narrow": {"width": 320, "height": 640},
    "laptop": {"width": 1280, "height": 900},
    "wide": {"width": 1920, "height": 1080},
    "zoomed": {"width": 640, "height": 450},
    "dark": {"width": 1280, "height": 900},
    "dark-phone": {"width": 390, "height": 844},
    "paper": {"width": 794, "height": 1123},
}
EVERY_PAGE = ("phone", "laptop")
"""The looks in which every page is pictured; in the others each kind of page is."""
HALDEN = "halden (customer)"
READERS = ("Henrik Sander", "Ravi Menon", "Farid Haddad")
"""An executive, somebody of IT, somebody of finance: the same page, each with their own depth."""
STATES = ("phone", "laptop", "dark", "dark-phone")


def main(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    with TemporaryDirectory() as directory, sync_playwright() as playwright:
        root = copy_example(Path(directory) / "example")
        run_onboardgen("build", "--today", AS_OF.isoformat(), cwd=root)
        unboxed = os.geteuid() == 0
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, *(("--no-sandbox",) if unboxed else ())],
            chromium_sandbox=not unboxed,
        )
        with served(root / "_site") as origin:
            told = shown(root, origin, "--brief")
            for portal, one in told.items():
                picture_pages(browser, one, target / file_name(portal))
            known = secrets(root, origin)
            for person in READERS:
                picture_reader(browser, known[HALDEN, person], target / "readers", person)
            picture_forms(browser, known[HALDEN, "Jo Lind"], target / "forms")
            picture_search(browser, known[HALDEN, "Jo Lind"], target / "search")
            picture_locked_page(browser, told[HALDEN], target / "locked")
        browser.close()


def file_name(text: str) -> str:
    return "".join(one if one.isalnum() else "-" for one in text).strip("-")


def visit(browser: Browser, look: str, clock: str = f"{AS_OF}T09:00:00") -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.clock.set_fixed_time(clock)
    wear(page, look)
    return page


def wear(page: Page, look: str) -> None:
    page.set_viewport_size(LOOKS[look])  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark" if look.startswith("dark") else "light")


def unlock(page: Page, passphrase: str) -> None:
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.get_by_role("button", name="Open the portal").click()


def picture_pages(browser: Browser, told: Told, target: Path) -> None:
    """The pages of one portal, as its first person sees them."""
    page = visit(browser, "laptop")
    page.goto(told.link.partition("#")[0])
    unlock(page, told.passphrase)
    page.locator("#page h1").wait_for()
    kinds = set()
    for route in list(routes(page)):
        follow(page, route)
        kind = "/".join((route.partition("/")[0], *(["one"] if "/" in route else [])))
        for look in EVERY_PAGE if kind in kinds else LOOKS:
            wear(page, look)
            picture(page, target / look / file_name(route or "home"), look)
        kinds.add(kind)
    page.context.close()


def routes(page: Page) -> Iterator[str]:
    """The pages of the navigation, each with the pages below it."""
    tabs = page.locator(".tabs a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for href in tabs or [""]:
        route = str(href)[2:]
        yield route
        if route:
            follow(page, route)
            below = page.locator(f'#page a[href^="#/{route}/"]').evaluate_all(
                "all => all.map(a => a.getAttribute('href'))"
            )
            yield from dict.fromkeys(str(one)[2:].partition("%23")[0] for one in below)


def opened(browser: Browser, secret: Secret, look: str) -> Page:
    page = visit(browser, look)
    page.goto(secret.address)
    if secret.words:
        unlock(page, secret.words)
    else:
        page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    return page


def picture_reader(browser: Browser, secret: Secret, target: Path, person: str) -> None:
    """What one more reader is greeted with."""
    for look in STATES:
        page = opened(browser, secret, look)
        picture(page, target / look / file_name(person), look)
        page.context.close()


def picture_forms(browser: Browser, secret: Secret, target: Path) -> None:
    """Each form as it opens, and with what it says of what is missing."""
    for look in STATES:
        page = opened(browser, secret, look)
        for kind, route in FORMS.items():
            follow(page, route)
            page.evaluate(UNFOLD)
            page.locator(f'#page [data-form^="{kind} "]:visible').first.click()
            form = page.locator("dialog[open]")
            form.wait_for()
            path = target / look / kind
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path.with_suffix(".png"))
            form.locator(".form-foot button.primary").click()
            page.screenshot(path=path.with_name(f"{kind}-errors.png"))
            page.keyboard.press("Escape")
            form.wait_for(state="hidden")
        page.context.close()


def picture_search(browser: Browser, secret: Secret, target: Path) -> None:
    """The search with what it finds, and where it finds nothing."""
    for look in STATES:
        page = opened(browser, secret, look)
        for words in ("invoice", "no such thing"):
            page.keyboard.press("Control+k")
            page.keyboard.type(words)
            path = target / look / file_name(words)
            path.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=path.with_suffix(".png"))
            page.keyboard.press("Escape")
        page.context.close()


def follow(page: Page, route: str) -> None:
    """Go to a page, and wait until it stands there."""
    page.evaluate(FOLLOW, f"#/{route}")
    page.mouse.move(0, 0)


def picture(page: Page, path: Path, look: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if look == "paper":
        page.pdf(path=path.with_suffix(".pdf"), format="A4")
    else:
        page.screenshot(path=path.with_suffix(".png"), full_page=True)


def picture_locked_page(browser: Browser, told: Told, target: Path) -> None:
    """The locked page: at first, with a wrong passphrase, by a link; and an old page's notice."""
    for look in ("phone", "laptop", "dark"):
        page = visit(browser, look, LATER)
        page.goto(told.link.partition("#")[0])
        page.get_by_label("Passphrase", exact=True).wait_for()
        picture(page, target / look / "1-locked", look)
        unlock(page, "not what we were told")
        page.locator("#og-error:not(:empty)").wait_for()
        picture(page, target / look / "2-wrong-passphrase", look)
        page.context.close()
        page = visit(browser, look, LATER)
        page.goto(told.link)
        page.get_by_role("button", name="Open the portal").wait_for()
        picture(page, target / look / "3-link", look)
        page.get_by_role("button", name="Open the portal").click()
        page.locator("#og-notices .og-notice").wait_for()
        page.locator(".menu summary").click()
        picture(page, target / look / "4-notice-and-menu", look)
        page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "_screenshots")
