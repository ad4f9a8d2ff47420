"""The real Chromium of a test run, and what becomes of its tests where there is none.

Debian packs Chromium twice from one source: as `chromium`, and as `chromium-headless-shell`, which
is the same engine without windows, tabs, and what shows PDFs. A page in it takes a third of the
time, so tests have that one where it is installed; what needs a whole browser has `whole_browser`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
PATIENCE = 60_000
"""Milliseconds until what a page does not show has failed: long, for machines that are busy."""
ARGUMENTS = ("--disable-background-networking", "--disable-component-update", "--no-first-run")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests are skipped, with the reason; in CI they fail instead."""
    for item in items:
        if {"browser", "whole_browser"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker("browser")
            if CHROMIUM is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.fail("CI runs the browser tests, and this machine has no Chromium.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright


@contextmanager
def launched(playwright: Playwright, program: str | None) -> Iterator[Browser]:
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    browser = playwright.chromium.launch(
        executable_path=program, args=[*ARGUMENTS, *root], chromium_sandbox=not root
    )
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launched(playwright, SHELL) as browser:
        yield browser


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """For PDFs."""
    with launched(playwright, CHROMIUM) as browser:
        yield browser


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In the last lines: that a part of the tests did not run, and how it would."""
    if CHROMIUM is None:
        terminalreporter.section("The tests in a browser did not run")
        terminalreporter.write_line("There is no Chromium here, and it could not be installed.")
        terminalreporter.write_line("On Debian: apt-get install chromium, then run them again.")
