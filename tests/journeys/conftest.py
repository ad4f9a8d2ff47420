"""The demo portals, served; and readers with browsers of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.reading import Reader, Serve, Told, reader, served, shown


@pytest.fixture(scope="session")
def demo(built_example: Path) -> Iterator[str]:
    """The address of the example's site on loopback."""
    with served(built_example / "_site") as origin:
        yield origin


@pytest.fixture(scope="session")
def told(built_example: Path, demo: str) -> dict[str, Told]:
    """What `make demo` prints for each portal."""
    return shown(built_example, demo, "--brief")


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a directory for as long as the test runs."""
    with ExitStack() as stack:
        yield lambda site: stack.enter_context(served(site))


@pytest.fixture
def new_reader(browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Make browsers; each must have been quiet in the end."""
    with ExitStack() as stack:

        def make(origin: str, **options: Any) -> Reader:
            return stack.enter_context(reader(browser, origin, **options))

        yield make
