"""The whole circle: a portal in a browser, its answers in Git, and the portal that follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from onboardgen.access.passphrases import passphrase
from onboardgen.access.portal_keys import portal_key
from onboardgen.access.root import root_text
from onboardgen.rendering.theme import load_theme
from onboardgen.workflows.build import BuildRequest, build
from tests.git.made_up_repository import MadeUp
from tests.responses.answering import (
    GRANTS,
    PORTAL,
    ROOT,
    TODAY,
    imports,
    make_workspace,
    only,
)

WORDS = passphrase(portal_key(ROOT, PORTAL, "x1c9tqz4m8vh2nrw7bkf3gye5d"), GRANTS["jo"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    """A workspace whose theme lets a test call the script of the page."""
    made = make_workspace(tmp_path_factory.mktemp("circle") / "workspace")
    start = load_theme().read_text("scripts/start.js")
    made.write("theme/scripts/start.js", f"window.respond = respond;\n{start}")
    made.commit("A theme of our own")
    return made


@pytest.fixture
def portal(made: MadeUp, browser: Browser) -> Iterator[Page]:
    """Jo's portal as it is built of the workspace now, opened with the passphrase."""
    environment = {"ONBOARDGEN_ROOT_KEY": root_text(ROOT)}
    out = made.root / "_site"
    report = build(BuildRequest(made.root, ("acme",), out, TODAY, environment), lambda *_: None)
    assert not report.failed
    context = browser.new_context()
    context.clock.set_fixed_time("2026-12-01T09:30:00Z")
    page = context.new_page()
    page.goto((out / PORTAL / "index.html").as_uri())
    page.get_by_label("Passphrase", exact=True).fill(WORDS)
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    yield page
    context.close()


def seals(page: Page, kind: str, fields: dict[str, Any], typed: str | None = None) -> str:
    call = "([kind, fields, typed]) => respond.seal(kind, fields, typed).then((made) => made.text)"
    return str(page.evaluate(call, [kind, fields, typed]))


def test_what_a_reader_sends_is_merged_and_a_signature_of_what_moved_on_is_refused(
    made: MadeUp, portal: Page
) -> None:
    answers = seals(
        portal, "answers", {"answers": {"billing.plans": ["pro"], "billing.reminder": 7}}
    )
    early = seals(portal, "sign_off", {"signoff": "worksheet"}, WORDS)
    branch = str(only(imports(made.root, answers)).branch)
    made.merge(branch)
    worksheet = Path(made.root / "plans/acme/worksheet.yaml").read_text("utf-8")
    assert "answer: [pro]" in worksheet
    assert "answer: 7, answered: {by: jo, date: 2026-12-01}}   # was 10" in worksheet
    refusal = only(imports(made.root, early)).refusal
    assert refusal
    assert refusal.reason == "stale"
    assert refusal.changed == (
        'setting `billing.plans` was added: `["pro"]`',
        "setting `billing.reminder`: `14` → `7`",
    )


def test_a_signature_of_what_stands_is_given_after_the_rebuild(made: MadeUp, portal: Page) -> None:
    text = seals(portal, "sign_off", {"signoff": "worksheet"}, WORDS)
    taken = only(imports(made.root, text))
    assert taken.refusal is None, taken.refusal
    made.merge(str(taken.branch))
    assert "signed: [{by: jo, date: 2026-12-01" in Path(
        made.root / "plans/acme/worksheet.yaml"
    ).read_text("utf-8").replace("\n      ", "")
    again = only(imports(made.root, seals(portal, "sign_off", {"signoff": "worksheet"}, WORDS)))
    assert again.refusal
    assert again.refusal.reason == "impossible"
    assert again.refusal.message == "`jo` signed exactly this on 2026-12-01."
