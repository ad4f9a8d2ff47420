"""How long a portal takes from the key to its first view, in a real browser on this machine.

Stretching a passphrase is not counted: it is slow by intent. The page is opened by a link several
times; the marks are its own (`secret`, `view`), and a frame later everything has been laid out.
"""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.portal import TASKS, link_of, sealed_portal, write_workspace

TIMES = 7
BUDGET = 100.0
"""Milliseconds from the secret to the first view."""
MEASURE = """() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
  const at = (name) => performance.getEntriesByName(name)[0].startTime;
  resolve([at('view') - at('secret'), performance.now() - at('secret')]);
})))"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """A bench prints its figures and nothing else."""


@contextmanager
def served(directory: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


def milliseconds(browser: Browser, address: str) -> float:
    """From the secret to the first view, in a browser context that has never seen the page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator("#og-open").click()
    page.locator("#page h1").wait_for()
    taken: list[float] = page.evaluate(MEASURE)
    context.close()
    return taken[0]


def print_opening() -> None:
    """The median; a line that says so where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("  not opened: there is no Chromium on this machine")
        return
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        workspace, site = Path(directory) / "workspace", Path(directory) / "site"
        write_workspace(workspace)
        portal = sealed_portal(workspace)
        site.mkdir()
        for name, data in portal.files.items():
            (site / name).write_bytes(data)
        browser = playwright.chromium.launch(executable_path=chromium, args=list(root))
        with served(site) as address:
            opened = address + link_of(workspace)
            taken = statistics.median(milliseconds(browser, opened) for _ in range(TIMES))
        browser.close()
    print(
        f"  {'from key to first view':<34}{taken / BUDGET:>8.2f} × {'its budget':<18}"
        f"{taken:>8.0f} ms ({TASKS} tasks, median of {TIMES})"
    )
