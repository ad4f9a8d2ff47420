"""The plain preview of `serve`: the same shell, redrawn when a file changes."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from queue import Queue
from typing import Any

import conftest
import pytest
from conftest import FILES, Server, Visit, bundle
from playwright.sync_api import expect

from onboardgen.rendering.shell import Shell

FINDING = {
    "code": "OG201",
    "severity": "error",
    "message": "There is no task sso.",
    "hint": "Did you mean sso-approval?",
    "path": "plans/halden/plan.yaml",
    "line": 12,
    "column": 7,
    "ref": None,
}


class Preview:
    """What the preview is served from, and the events sent to it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.events: Queue[dict[str, Any] | None] = Queue()

    def put(self, plain: dict[str, Any]) -> None:
        self.server.files["p/bundle.json"] = json.dumps(plain).encode()


@pytest.fixture
def preview(
    server: Server, make_shell: Callable[..., Shell], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Preview]:
    preview = Preview(server)
    ordinary = conftest.Handler.do_GET

    def do_get(handler: BaseHTTPRequestHandler) -> None:
        if handler.path != "/_events":
            return ordinary(handler)  # type: ignore[arg-type]
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        while (event := preview.events.get()) is not None:
            handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        return None

    monkeypatch.setattr(conftest.Handler, "do_GET", do_get)
    server.files["p/index.html"] = make_shell().preview_page()
    server.files["p/attachments/files/terms.docx"] = FILES["files/terms.docx"]
    entry = {"name": "terms.docx", "type": "application/msword", "size": 1}
    preview.put(bundle(attachments={"files/terms.docx": entry}))
    yield preview
    for _ in range(threading.active_count()):
        preview.events.put(None)


def test_the_preview_shows_the_pages_without_a_passphrase(preview: Preview, visit: Visit) -> None:
    page = visit.open("#/plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")
    expect(page.locator("#og-locked")).to_be_hidden()


def test_attachments_of_the_preview_are_plain(preview: Preview, visit: Visit) -> None:
    page = visit.open()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Terms").click()
    assert saving.value.suggested_filename == "terms.docx"


def test_a_change_is_redrawn_in_place(preview: Preview, visit: Visit) -> None:
    page = visit.open("#/plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")
    page.evaluate("scrollTo(0, 700)")
    changed = bundle()
    changed["pages"]["plan"]["html"] = changed["pages"]["plan"]["html"].replace(
        "<h1>Plan", "<h1>The new plan"
    )
    preview.put(changed)
    preview.events.put({"kind": "reload"})
    expect(page.get_by_role("heading", level=1)).to_have_text("The new plan")
    assert page.evaluate("scrollY") == 700
    assert page.url.endswith("#/plan")


def test_findings_are_shown_and_cleared(preview: Preview, visit: Visit) -> None:
    page = visit.open()
    preview.events.put({"kind": "findings", "findings": [FINDING]})
    panel = page.get_by_role("alert").filter(has_text="What is wrong")
    expect(panel).to_contain_text("plans/halden/plan.yaml:12:7")
    expect(panel).to_contain_text("There is no task sso.")
    expect(panel).to_contain_text("Did you mean sso-approval?")
    preview.events.put({"kind": "findings", "findings": []})
    expect(panel).to_be_hidden()


def test_a_workspace_that_cannot_be_built_still_shows_its_findings(
    preview: Preview, visit: Visit
) -> None:
    del preview.server.files["p/bundle.json"]
    visit.expected.add("404")
    page = visit.open()
    preview.events.put({"kind": "findings", "findings": [FINDING]})
    expect(page.get_by_text("There is no task sso.")).to_be_visible()
    preview.put(bundle())
    preview.events.put({"kind": "reload"})
    expect(page.get_by_role("heading", level=1)).to_have_text("Jo, three things need you")
