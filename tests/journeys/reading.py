"""What a reader has: what `access show` printed, a site on loopback, and a browser."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import PATIENCE
from tests.example_workspace import AS_OF, run_onboardgen

INSIDE = ("blob:", "data:", "chrome:", "chrome-extension:")  # the last two: the PDF viewer
WATCH = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass(frozen=True)
class Told:
    """One portal as printed: its file, and what its people were told, by kind."""

    file: Path
    passphrases: tuple[str, ...]
    links: tuple[str, ...]

    @property
    def passphrase(self) -> str:
        return self.passphrases[0]

    @property
    def link(self) -> str:
        return self.links[0]


def shown(
    root: Path, base_url: str, *arguments: str, today: str = AS_OF.isoformat(), **environment: str
) -> dict[str, Told]:
    """Everything that `access show` prints, by the name of the portal."""
    done = run_onboardgen(
        "access", "show", *arguments, "--today", today, "--base-url", base_url,
        cwd=root, **environment,
    )  # fmt: skip
    return dict(map(read_portal, done.stdout.strip().split("\n\n")))


def read_portal(printed: str) -> tuple[str, Told]:
    name, file, *_ = printed.splitlines()
    told = re.findall(r"^  \S.*, (passphrase|link):\n    (\S+)$", printed, re.MULTILINE)
    passphrases = tuple(text for kind, text in told if kind == "passphrase")
    return name, Told(
        Path(file.strip()), passphrases, tuple(text for kind, text in told if kind == "link")
    )


@dataclass(frozen=True)
class Secret:
    """What one person was given: the address it opens, and the words to type there, if any."""

    address: str
    words: str


def secrets(root: Path, base_url: str, *arguments: str) -> dict[tuple[str, str], Secret]:
    """What everybody was given, by the names of portal and person; of two, the passphrase."""
    done = run_onboardgen(
        "access", "show", *arguments, "--today", AS_OF.isoformat(), "--base-url", base_url, cwd=root
    )
    found = {}
    for printed in done.stdout.strip().split("\n\n"):
        portal, file, *_ = printed.splitlines()
        locked = f"{base_url}{Path(file.strip()).parent.name}/index.html"
        told = re.findall(r"^  (\S.*), (passphrase|link):\n    (\S+)$", printed, re.MULTILINE)
        for person, kind, text in sorted(told, key=lambda one: one[1]):
            found[portal, person] = Secret(text, "") if kind == "link" else Secret(locked, text)
    return found


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Quiet: the tests say what went wrong."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """A plain static server, as in `make demo`; its address with a slash at the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Reader:
    """Somebody's browser; everything in it that is not quiet is noted."""

    context: BrowserContext
    origin: str
    problems: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        page = self.context.new_page()
        page.goto(address)
        return page

    def opened_by_link(self, link: str) -> Page:
        page = self.open(link)
        page.get_by_role("button", name="Open the portal").click()
        page.locator("#page h1").wait_for()
        return page

    def note_request(self, url: str) -> None:
        if not url.startswith((self.origin, *INSIDE)):
            self.problems.append(f"request: {url}")


@contextmanager
def reader(browser: Browser, origin: str, **options: Any) -> Iterator[Reader]:
    """A browser of its own on the demo's day. Afterwards: not a word of complaint in it."""
    context = browser.new_context(locale="en-GB", **options)
    context.set_default_timeout(PATIENCE)
    context.clock.set_fixed_time(f"{AS_OF}T09:00:00")
    context.add_init_script(WATCH)
    one = Reader(context, origin)
    context.on("console", lambda message: one.problems.append(f"console: {message.text}"))
    context.on("weberror", lambda error: one.problems.append(f"error: {error.error}"))
    context.on("request", lambda request: one.note_request(request.url))
    try:
        yield one
    finally:
        context.close()
    assert one.problems == []


def unlock(page: Page, passphrase: str) -> None:
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()


def refused(page: Page, passphrase: str) -> bool:
    """Whether this passphrase is answered with the sentence that it does not open the page."""
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.get_by_role("button", name="Open the portal").click()
    page.get_by_role("alert").filter(has_text="does not open").wait_for()
    return page.locator("#page").count() == 0


def link_refused(reader: Reader, link: str) -> bool:
    """Whether this link is answered with the sentence that it no longer opens the page."""
    page = reader.open(link)
    page.get_by_role("button", name="Open the portal").click()
    page.get_by_role("alert").filter(has_text="no longer opens").wait_for()
    return page.locator("#page").count() == 0


Serve = Callable[[Path], str]
