"""Pictures of the example portals, for people to look at.

`python -m tests.browser.screenshots [DIRECTORY]`: builds the portals of this repository, with what
its history tells, opens them as they are sealed, and writes `DIRECTORY/PORTAL/LOOK/PAGE.png`, for
paper `PAGE.pdf`. Every page that links lead to is pictured on phone and laptop, in the light and
in the dark; each kind of page in every other look too. Beside the pages: the locked page, what
other readers are greeted with, the forms with their errors and with what they send, the plan's
picture in its settings, and the search. The directory is made anew; its `index.html` shows all.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from urllib.parse import quote, unquote

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM, PATIENCE
from tests.example_workspace import AS_OF, REPOSITORY, run_onboardgen
from tests.journeys.reading import Secret, Told, secrets, served, shown
from tests.journeys.test_readers import FORMS, UNFOLD

FOLLOW = """
address => new Promise((done) => {
  if (location.hash === address) return done();
  addEventListener('popstate', () => done(), { once: true });
  location.hash = address;
})
"""
LINKS = """
[...document.querySelectorAll('.tabs a, #page a')]
  .map((link) => link.getAttribute('href') ?? '').filter((href) => href.startsWith('#/'))
"""
LATER = "2026-12-09T09:00:00"
PAPER = {"paper": ("A4", False), "paper-a3": ("A3", True)}
"""By look, what it is printed on: the paper, and whether it lies on its side."""


@dataclass(frozen=True, slots=True)
class Look:
    """A window: its size in CSS pixels, its colours, and how many pixels one of CSS has."""

    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    scale: int = 1

    def wear(self, page: Page) -> None:
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.emulate_media(color_scheme=self.scheme)


LOOKS = {
    "phone": Look(390, 844),
    "phone-dark": Look(390, 844, "dark"),
    "laptop": Look(1280, 900),
    "laptop-dark": Look(1280, 900, "dark"),
    "narrow": Look(320, 640),
    "wide": Look(1920, 1080),
    "zoomed": Look(640, 450, scale=2),
    "paper": Look(794, 1123),
    "paper-a3": Look(1587, 1123),
}
STATES = ("phone", "phone-dark", "laptop", "laptop-dark")
"""The looks in which every page is pictured; in the others each kind of page is."""
HALDEN = "halden (customer)"
READERS = ("Henrik Sander", "Ravi Menon", "Farid Haddad")
"""An executive, somebody of IT, somebody of finance: the same page, each with their own depth."""
RATING = "fennel (customer)"
"""A portal with a milestone that can be rated."""

Job = tuple[Callable[..., None], tuple[Any, ...]]


def main(target: Path) -> None:
    began = time.monotonic()
    shutil.rmtree(target, ignore_errors=True)
    with TemporaryDirectory() as directory:
        out = ("--out", directory)
        run_onboardgen("build", *out, "--today", AS_OF.isoformat(), cwd=REPOSITORY)
        with served(Path(directory)) as origin:
            told = shown(REPOSITORY, origin, *out, "--brief")
            known = secrets(REPOSITORY, origin, *out)
            shared_out(list(jobs(told, known, target)))
    (target / "index.html").write_text(index(target), "utf-8")
    count = sum(path.suffix in (".png", ".pdf") for path in target.rglob("*.*"))
    print(f"{count} pictures in {time.monotonic() - began:.0f} seconds: {target / 'index.html'}")


def jobs(
    told: dict[str, Told], known: dict[tuple[str, str], Secret], target: Path
) -> Iterator[Job]:
    """What is pictured, one after the other; what takes longest comes first."""
    largest = sorted(told.items(), key=lambda one: -one[1].file.stat().st_size)
    for looks in (STATES[:2], STATES[2:], tuple(one for one in LOOKS if one not in STATES)):
        for portal, one in largest:
            yield picture_pages, (one, target / file_name(portal), looks)
    jo = known[HALDEN, "Jo Lind"]
    rating = next(one for (portal, _), one in known.items() if portal == RATING)
    for look in STATES:
        yield picture_forms, (jo, target / "forms", look)
        yield picture_rating, (rating, target / "forms", look)
        yield picture_timeline, (jo, target / "timeline", look)
        yield picture_search, (jo, target / "search", look)
        yield picture_locked_page, (told[HALDEN], target / "locked", look)
        for person in READERS:
            yield picture_reader, (known[HALDEN, person], target / "readers", look, person)


def shared_out(what: list[Job]) -> None:
    """Do the jobs: for every processor there is a browser that takes the next one."""
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    workers = [context.Process(target=work, args=(queue,)) for _ in range(os.cpu_count() or 1)]
    for worker in workers:
        worker.start()
    for job in [*what, *(None for _ in workers)]:
        queue.put(job)
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("Some pictures could not be made; what stands above says why.")


def work(queue: multiprocessing.queues.SimpleQueue[Job | None]) -> None:
    """Picture what stands in the queue, until it says that this was all."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        while (job := queue.get()) is not None:
            picture_some, arguments = job
            picture_some(browser, *arguments)
        browser.close()


def launched(playwright: Playwright) -> Browser:
    unboxed = os.geteuid() == 0
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=[*ARGUMENTS, "--lang=en-GB", *(("--no-sandbox",) if unboxed else ())],
        chromium_sandbox=not unboxed,
    )


def file_name(text: str) -> str:
    return "".join(one if one.isalnum() else "-" for one in text).strip("-")


def visit(browser: Browser, look: str, clock: str = f"{AS_OF}T09:00:00") -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.set_default_timeout(PATIENCE)
    LOOKS[look].wear(page)
    page.clock.set_fixed_time(clock)
    return page


def unlock(page: Page, passphrase: str) -> None:
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.get_by_role("button", name="Open the portal").click()


def opened(browser: Browser, secret: Secret, look: str) -> Page:
    page = visit(browser, look)
    page.goto(secret.address)
    if secret.words:
        unlock(page, secret.words)
    else:
        page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    return page


def picture_pages(browser: Browser, told: Told, target: Path, looks: tuple[str, ...]) -> None:
    """The pages of one portal in some looks, as its first person sees them."""
    secret = Secret(told.link.partition("#")[0], told.passphrase)
    page = opened(browser, secret, looks[0])
    for look in looks:
        LOOKS[look].wear(page)
        picture_look(page, target / look, look)
    page.context.close()


def picture_look(page: Page, target: Path, look: str) -> None:
    kinds = set()
    for route in routes(page, lambda route: look in STATES or kind_of(route) not in kinds):
        kinds.add(kind_of(route))
        if look != "paper-a3" or route == "plan":
            picture(page, target / file_name(route or "home"), look)


def kind_of(route: str) -> tuple[str, int]:
    """Pages of a kind stand equally deep below the same page."""
    return route.partition("/")[0], route.count("/")


def routes(page: Page, is_wanted: Callable[[str], bool]) -> Iterator[str]:
    """The pages that links lead to, from the first one on; each while it is shown."""
    follow(page, "")
    waiting = links(page) or [""]
    seen = set(waiting)
    while waiting:
        route = waiting.pop(0)
        if not is_wanted(route):
            continue
        if route:
            follow(page, route)
        yield route
        found = [one for one in links(page) if one not in seen]
        waiting += found
        seen.update(found)


def links(page: Page) -> list[str]:
    """The routes of the links of a page, without the places in pages."""
    found = (unquote(href)[2:].partition("#")[0] for href in page.evaluate(LINKS))
    return list(dict.fromkeys(found))


def picture_reader(browser: Browser, secret: Secret, target: Path, look: str, person: str) -> None:
    """What one more reader is greeted with."""
    page = opened(browser, secret, look)
    picture(page, target / look / file_name(person), look)
    page.context.close()


def picture_forms(browser: Browser, secret: Secret, target: Path, look: str) -> None:
    """Each form as it opens, and with what it says of what is missing; then what is on its way."""
    page = opened(browser, secret, look)
    for kind, route in FORMS.items():
        picture_form(page, kind, route, target / look)
        page.keyboard.press("Escape")
        page.locator("dialog[open]").wait_for(state="hidden")
    open_form(page, "task_done", FORMS["task_done"])
    page.locator("dialog[open] .form-foot button.primary").click()
    with page.expect_download():
        page.get_by_role("button", name="Save it as a file").click()
    page.locator(".sent-status.is-sent").wait_for()
    picture_window(page, target / look / "sent")
    page.keyboard.press("Escape")
    for route in (FORMS["task_done"], "overview"):
        follow(page, route)
        picture(page, target / look / f"sent-{file_name(route)}", look)
    page.context.close()


def picture_rating(browser: Browser, secret: Secret, target: Path, look: str) -> None:
    page = opened(browser, secret, look)
    picture_form(page, "rating", "plan/go-live", target / look)
    page.context.close()


def open_form(page: Page, kind: str, route: str) -> None:
    follow(page, route)
    page.evaluate(UNFOLD)
    page.locator(f'#page [data-form^="{kind} "]:visible').first.click()
    page.locator("dialog[open]").wait_for()


def picture_form(page: Page, kind: str, route: str, target: Path) -> None:
    open_form(page, kind, route)
    picture_window(page, target / kind)
    page.locator("dialog[open] .form-foot button.primary").click()
    picture_window(page, target / f"{kind}-errors")


def picture_timeline(browser: Browser, secret: Secret, target: Path, look: str) -> None:
    """The plan with everything unfolded, and its picture in each setting."""
    page = opened(browser, secret, look)
    follow(page, "plan")
    for setting in ("person", "party", "stage"):
        page.locator(f'[data-timeline] [data-rows="{setting}"]').click()
        page.locator("[data-timeline]").evaluate("one => one.scrollIntoView()")
        picture_window(page, target / look / f"by-{setting}")
    for setting in ("weeks", "months", "quarters"):
        button = page.locator(f'[data-timeline] [data-zoom="{setting}"]')
        if button.is_visible():
            button.click()
            page.locator('[data-task="acceptance-signed"] a').focus()
            page.locator("[data-timeline]").evaluate("one => one.scrollIntoView()")
            picture_window(page, target / look / setting)
    page.locator('[data-timeline] [data-rows="stages"]').click()
    for route in ("worksheet", "overview", "plan"):
        follow(page, route)
        page.evaluate(UNFOLD)
        picture(page, target / look / f"unfolded-{route}", look)
    page.context.close()


def picture_search(browser: Browser, secret: Secret, target: Path, look: str) -> None:
    """The search with what it finds, and where it finds nothing."""
    page = opened(browser, secret, look)
    for words in ("", "invoice", "no such thing"):
        page.keyboard.press("Control+k")
        page.keyboard.type(words)
        picture_window(page, target / look / file_name(words or "nothing yet"))
        page.keyboard.press("Escape")
    page.context.close()


def follow(page: Page, route: str) -> None:
    """Go to a page, and wait until it stands there."""
    page.evaluate(FOLLOW, f"#/{quote(route)}")
    page.mouse.move(0, 0)


def picture(page: Page, path: Path, look: str) -> None:
    """The whole page, however long it is; or how it is printed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if look in PAPER:
        paper, landscape = PAPER[look]
        page.pdf(
            path=path.with_suffix(".pdf"), format=paper, landscape=landscape,
            print_background=False, prefer_css_page_size=look == "paper",
        )  # fmt: skip
    else:
        size = page.evaluate("[window.innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": LOOKS[look].scale}
        capture(page, path, {"captureBeyondViewport": True, "clip": clip})


def picture_window(page: Page, path: Path) -> None:
    """What the window shows, and no more."""
    path.parent.mkdir(parents=True, exist_ok=True)
    capture(page, path, {"captureBeyondViewport": False})


def capture(page: Page, path: Path, extent: dict[str, Any]) -> None:
    """As `page.screenshot`, quicker: the browser packs for speed, not for size."""
    session = page.context.new_cdp_session(page)
    how = {"format": "png", "optimizeForSpeed": True, **extent}
    taken = session.send("Page.captureScreenshot", how)
    session.detach()
    path.with_suffix(".png").write_bytes(b64decode(taken["data"]))


def picture_locked_page(browser: Browser, told: Told, target: Path, look: str) -> None:
    """The locked page: at first, with a wrong passphrase, by a link; and an old page's notice."""
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


def index(target: Path) -> str:
    """All pictures on one page: by portal, each page in the looks that there are of it."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Pictures of the examples</title>",
        "<style>body{font:1rem system-ui;margin:1rem;background:#888}figure{display:inline-block;"
        "margin:0 1rem 1rem 0;vertical-align:top}img{height:24rem;width:auto;max-width:40rem;"
        "object-fit:cover;object-position:top}</style>",
    ]
    for folder in sorted(path for path in target.iterdir() if path.is_dir()):
        parts.append(f"<h2>{escape(folder.name)}</h2>")
        for name in sorted({path.stem for path in folder.glob("*/*")}):
            parts.append(f"<h3>{escape(name)}</h3>")
            parts.extend(
                figure(path.relative_to(target).as_posix(), look)
                for look in LOOKS
                for path in sorted((folder / look).glob(f"{name}.p*"))
            )
    return "\n".join(parts)


def figure(path: str, look: str) -> str:
    inside = f"<img loading=lazy src='{path}' alt=''>" if path.endswith(".png") else "PDF "
    return f"<figure><a href='{path}'>{inside}</a><figcaption>{look}</figcaption></figure>"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "_screenshots")
