"""The demo portals, served; and readers with browsers of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from onboardgen.access.portal_keys import find_keys
from onboardgen.loading.loader import load
from onboardgen.site.opening import open_portal
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


@pytest.fixture(scope="session")
def bundles(built_example: Path) -> dict[str, dict[str, Any]]:
    """What is sealed in each portal, opened with the keys of the workspace."""
    loaded = load(built_example)
    assert loaded.settings is not None
    keys = find_keys(built_example, loaded.settings, {})
    accesses = [(None, loaded.team_access), *((one.slug, one.access) for one in loaded.accounts)]
    found = {}
    for slug, access in accesses:
        for portal in access.portals if access else ():
            folder = built_example / "_site" / portal.id
            files = {path.name: path.read_bytes() for path in folder.iterdir()}
            opened, _ = open_portal(keys.portal_key(portal), (), files)
            assert opened is not None
            name = f"{slug} ({portal.audience})" if slug else "our team"
            found[name] = json.loads(opened.bundle)
    return found


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
