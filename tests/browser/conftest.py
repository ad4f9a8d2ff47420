"""A real Chromium, a real server on loopback, and a sealed portal to open in them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from onboardgen.rendering.shell import Shell, build_shell
from onboardgen.rendering.shell_messages import open_messages
from onboardgen.rendering.theme import load_theme
from tests.axe import violations
from tests.browser.sealed_portal import PASSPHRASE, SealedPortal, b64url
from tests.chromium import PATIENCE

INSIDE = ("blob:", "data:", "file:", "chrome:", "chrome-extension:")  # the last two: PDF viewer
WATCH = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
STAND_IN = """
/** What the tests see of the hand-over to the pages' own script. */
function enhancePage(root, context) {
  const { say, sayDate, ...plain } = context;
  root.dataset.context = JSON.stringify(plain);
}
"""
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "d8b07f3f0004280214c19c4c3e0000000049454e44ae426082"
)


class Server(ThreadingHTTPServer):
    """Serves `files` by path, whatever they are at that moment."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.events: list[bytes] = []

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path = self.path.partition("?")[0].lstrip("/")
        found = self.server.files.get(path)
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", content_type(path))
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, *_: Any) -> None:
        """Quiet: the tests say what went wrong."""


def content_type(path: str) -> str:
    types = {"html": "text/html; charset=utf-8", "json": "application/json"}
    return types.get(path.rpartition(".")[2], "application/octet-stream")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def make_shell(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Shell]:
    """Shells from the real theme, with a stand-in for the script of the pages themselves."""
    workspace = tmp_path_factory.mktemp("workspace")
    (workspace / "theme/scripts").mkdir(parents=True)
    (workspace / "theme/scripts/pages.js").write_text(STAND_IN)
    theme = load_theme(workspace)

    def make(**options: Any) -> Shell:
        return build_shell(theme, organization="Quillmark Billing", **options)

    return make


@dataclass
class Visit:
    """A visitor's browser: opens the portal, and notes everything that is not quiet."""

    context: BrowserContext
    origin: str
    problems: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def watch(self, page: Page) -> Page:
        page.on("console", lambda message: self.problems.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", lambda request: self.note_request(request.url))
        return page

    def note_request(self, url: str) -> None:
        if not url.startswith((self.origin, *INSIDE)):
            self.problems.append(f"request: {url}")

    def open(self, fragment: str = "", path: str = "p/index.html") -> Page:
        page = self.watch(self.context.new_page())
        page.goto(f"{self.origin}/{path}{fragment}")
        return page

    def unlocked(self, fragment: str = "") -> Page:
        page = self.open(fragment)
        unlock(page)
        return page

    def assert_quiet(self) -> None:
        loud = [text for text in self.problems if not any(part in text for part in self.expected)]
        assert loud == []


def unlock(page: Page, passphrase: str = PASSPHRASE) -> None:
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()


@contextmanager
def visiting(browser: Browser, server: Server) -> Iterator[Visit]:
    """A browser of somebody's own. Afterwards: not a word of complaint in it."""
    with browser.new_context(locale="en-GB") as context:
        context.set_default_timeout(PATIENCE)
        context.clock.set_fixed_time("2026-12-02T09:00:00")
        context.add_init_script(WATCH)
        visit = Visit(context, server.origin)
        yield visit
    visit.assert_quiet()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    with visiting(browser, server) as visit:
        yield visit


@pytest.fixture
def publish(server: Server, make_shell: Callable[..., Shell]) -> Callable[..., SealedPortal]:
    """Seal a portal and put it where the server finds it."""

    def put(portal: SealedPortal | None = None, **options: Any) -> SealedPortal:
        portal = portal or SealedPortal(bundle(), dict(FILES))
        envelope, beside = portal.build()
        server.files["p/index.html"] = make_shell(**options).page(envelope)
        for name, data in beside.items():
            server.files[f"p/{name}"] = data
        return portal

    return put


def link(portal: SealedPortal) -> str:
    return f"#key={b64url(portal.link_secret)}"


def part(portal: SealedPortal) -> str:
    return f"#part={b64url(portal.part)}"


def axe_violations(browser: Browser, address: str, prepare: Callable[[Page], Any]) -> list[str]:
    """What axe finds in a state of the page."""
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(address)
        prepare(page)
        return violations(page)


def pdf() -> bytes:
    """A PDF of one page that says 'Network plan'."""
    text = b"BT /F1 24 Tf 20 100 Td (Network plan) Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + end


FILES = {
    "files/network.pdf": pdf(),
    "files/site.png": PICTURE,
    "files/terms.docx": b"not really a document",
}
CHROME = """
<header class="site"><a href="#page">Skip to content</a>
<nav aria-label="Portal"><a href="#/overview">Overview</a> <a href="#/plan">Plan</a>
<a href="#/decisions">Decisions</a></nav>
<p data-freshness></p>
<div class="tools"><button type="button" data-action="lock">Lock</button>
<button type="button" data-action="offline-copy">Save an offline copy</button></div></header>
<main id="page" tabindex="-1"></main>
<footer><p>Run by Quillmark Billing</p></footer>
"""
LONG = "".join(
    f'<p id="t{number}" class="task" data-due="2026-12-04">Task {number}</p>'
    for number in range(120)
)
PAGES = {
    "overview": (
        "Overview",
        '<h1>Jo, three things need you</h1><p><a href="#/plan" data-anchor="t90">Task 90</a>'
        ' <a href="#/decisions/0003">The currency</a>'
        ' <a href="#" data-attachment="files/network.pdf">Network plan</a>'
        ' <a href="#" data-attachment="files/site.png">Site</a>'
        ' <a href="#" data-attachment="files/terms.docx">Terms</a></p>'
        '<svg class="line" viewBox="0 0 9 9" role="img" aria-labelledby="st">'
        '<title id="st">Stages</title><path class="now" d="M0 0L9 9"/></svg>',
    ),
    "plan": (
        "Plan",
        f'<h1>Plan</h1>{LONG}<details><summary>Later</summary><p id="late">L</p></details>',
    ),
    "decisions": ("Decisions", "<h1>Decisions</h1>"),
    "decisions/0003-base-currency": ("Books are kept in EUR", "<h1>Books are kept in EUR</h1>"),
}


def bundle(**more: Any) -> dict[str, Any]:
    """The plaintext of a small portal."""
    return {
        "format": "onboardgen.bundle/1",
        "language": "en",
        "direction": "ltr",
        "title": "Halden Logistics",
        "home": "overview",
        "chrome": CHROME,
        "pages": {name: {"title": title, "html": html} for name, (title, html) in PAGES.items()},
        "rebuild_days": 4,
        "messages": open_messages(str),
    } | more
