"""Whatever byte of a published page is changed: it does not open, and says so in a word."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit
from tests.browser.sealed_portal import PASSPHRASE, SealedPortal

Publish = Callable[..., SealedPortal]
ENVELOPE = re.compile(
    r'(<script type="application/json" id="envelope">)(.*?)(</script>)', re.DOTALL
)
PACKED = re.compile(r'id="packed">([^<]+)<')
FIELDS = ("portal", "epoch", "kdf", "slots", "bundle", "iterations", "salt")
REFUSED = re.compile("does not match its seal|does not open the page")


def flip(text: str, at: int) -> str:
    return text[:at] + ("7" if text[at] != "7" else "8") + text[at + 1 :]


def places(envelope: str) -> list[int]:
    """The first and last character, the name and the value of each field, and the begin, the
    middle and the end of what is sealed for the one who unlocks."""
    names = [envelope.index(f'"{name}":') for name in FIELDS]
    values = [at + envelope[at:].index(":") + 2 for at in names]
    sealed = [found.span(1) for found in re.finditer(r'"(?:box|tag|bundle)":"([^"]*)"', envelope)]
    ours = [span for span in sealed if span not in sealed_for_others(envelope, sealed)]
    around = [at for start, end in ours for at in (start, (start + end) // 2, end - 5)]
    return sorted({0, len(envelope) - 1, *(at + 1 for at in names), *values, *around})


def sealed_for_others(envelope: str, sealed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    mine = json.loads(envelope)["slots"][1].values()
    bundle = json.loads(envelope)["bundle"]
    return [(start, end) for start, end in sealed if envelope[start:end] not in (*mine, bundle)]


def test_no_page_opens_with_a_changed_envelope(
    publish: Publish, visit: Visit, server: Server
) -> None:
    publish()
    html = server.files["p/index.html"].decode()
    found = ENVELOPE.search(html)
    assert found
    page = visit.watch(visit.context.new_page())
    field, alert = page.locator("#og-secret:visible"), page.get_by_role("alert")
    tried = places(found[2])
    assert len(tried) > 20
    for at in tried:
        changed = flip(found[2], at)
        server.files["p/index.html"] = html.replace(found[2], changed).encode()
        page.goto(f"{server.origin}/p/index.html?{at}")
        expect(field.or_(alert.filter(has_text=REFUSED))).to_be_visible()
        if field.is_visible():
            field.fill(PASSPHRASE)
            page.get_by_role("button", name="Open the portal").click()
        expect(alert.filter(has_text=REFUSED), changed[max(at - 20, 0) : at + 9]).to_be_visible()
        assert page.locator("#portal > *").count() == 0


def with_another_word(html: str) -> str:
    """The page with one letter of the locked page's words changed, and packed as we pack."""
    (letters,) = PACKED.findall(html)
    plain = zlib.decompress(base64.b64decode(letters), -15)
    assert plain.count(b"This passphrase does not open") > 0
    changed = plain.replace(b"This passphrase does not open", b"This passphrase does now open")
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = base64.b64encode(packer.compress(changed) + packer.flush()).decode()
    return html.replace(letters, packed)


@pytest.mark.parametrize("part", ["loader", "packed", "policy", "words"])
def test_a_page_whose_own_code_was_changed_does_not_run(
    publish: Publish, visit: Visit, server: Server, part: str
) -> None:
    publish()
    html = server.files["p/index.html"].decode()
    places = {
        "loader": html.rindex("createPolicy"),
        "packed": html.index("</script>", html.index('id="packed">')) - 9000,
        "policy": html.index("script-src 'sha256-") + 30,
    }
    changed = flip(html, places[part]) if part in places else with_another_word(html)
    server.files["p/index.html"] = changed.encode()
    visit.expected |= {"Content Security Policy", "CSP: "}
    page = visit.open()
    expect(page.get_by_text("opens in a current browser")).to_be_visible()
    expect(page.locator("#og-unlock")).to_be_hidden()
