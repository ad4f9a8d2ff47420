"""Responses made by the script in the page: step by step, and from a portal that is open."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.loading.loader import load
from onboardgen.rendering.shell import Shell, build_shell
from onboardgen.rendering.theme import load_theme
from onboardgen.responses.armor import blocks, read_block
from onboardgen.responses.document import Response, read_document
from onboardgen.responses.receipts import is_receipt
from onboardgen.responses.sealing import SealedResponse, open_response, response_public
from onboardgen.responses.shown import sealed_records, shown_records
from tests.browser.conftest import Server, Visit, bundle, link, part, unlock
from tests.browser.sealed_portal import GRANTS, PASSPHRASE, PASSWORD, SealedPortal
from tests.example_workspace import REPOSITORY

KNOWN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "known_answers/responses.json").read_text("utf-8")
)
HARNESS = """
window.made = (() => { 'use strict'; %s
  return { canonical, receiptKey, makeReceipt, sealResponse, armor, importSecret, fromHex, toHex,
    CURVE, signedText };
})();
window.sealKnown = async ({ secret, public: point, known }) => {
  const { document: said, once } = known;
  const { fromHex, toHex } = made;
  const jwk = { kty: 'EC', crv: 'P-256', x: once.x, y: once.y, ext: true };
  const pair = {
    publicKey: await crypto.subtle.importKey('jwk', jwk, made.CURVE, true, []),
    privateKey: await crypto.subtle.importKey(
      'jwk', { ...jwk, d: once.d }, made.CURVE, false, ['deriveBits']),
  };
  const key = await made.receiptKey(await made.importSecret(fromHex(secret)), known.label, said);
  const receipt = await made.makeReceipt(key, said);
  const text = made.canonical(said);
  const sealed = await made.sealResponse(fromHex(point), said.portal, receipt, text, pair);
  const exported = await crypto.subtle.exportKey('raw', key).catch((error) => error.name);
  const armored = made.armor(sealed);
  return { text, receipt: toHex(receipt), sealed: toHex(sealed), armored, exported };
};
"""
SIGNED = '{"answers":[],"scope":[{"id":"s1","list":"included","text":"Ein Plan für alle"}]}'
ENDPOINT = "https://responses.example.com/inbox"
RECORDS = {
    "task:sso": {"title": "SSO", "owner": "jo", "due": "2026-12-04"},
    "setting:billing.currency": {
        "question": "Which?",
        "type": "currency",
        "answer": None,
        "architectural": True,
    },
    "scope:s1": {"list": "included", "text": "Ein Plan für alle"},
}
GRANT = "g4t8passphrase01"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    empty = tmp_path_factory.mktemp("empty") / "index.html"
    empty.write_text("<!doctype html><title>x</title>")
    page = browser.new_page()
    page.goto(empty.as_uri())
    theme = load_theme()
    scripts = "".join(theme.read_text(f"scripts/{name}.js") for name in ("sealed", "responses"))
    page.add_script_tag(content=HARNESS % scripts)
    yield page
    page.close()


@pytest.mark.parametrize("known", KNOWN["responses"], ids=lambda one: one["kind"])
def test_the_page_makes_the_known_response_and_nobody_reads_its_key(
    page: Page, known: dict[str, Any]
) -> None:
    given = {"secret": KNOWN["secret"], "public": KNOWN["public"], "known": known}
    assert page.evaluate("sealKnown", given) == {
        "text": known["text"],
        "receipt": known["receipt"],
        "sealed": known["sealed"],
        "armored": known["armored"],
        "exported": "InvalidAccessError",
    }


def test_the_page_writes_values_as_the_canonical_form_has_them(page: Page) -> None:
    text = '"\\u20ac\\u0000\\"\\\\/\\u2028"'
    values = f'[0, -0.0, 1e21, 1e-7, 0.1, 100, {text}, {{"€": 1, "b": [], "": null}}]'
    found = page.evaluate("text => made.canonical(JSON.parse(text))", values)
    assert found == '[0,0,1e+21,1e-7,0.1,100,"€\\u0000\\"\\\\/\u2028",{"":null,"b":[],"€":1}]'
    assert (
        page.evaluate("() => made.canonical({ b: undefined, a: '\\ud800x' })") == '{"a":"\ufffdx"}'
    )


def test_the_page_and_the_package_agree_on_what_a_signature_stands_under(page: Page) -> None:
    tried = 0
    for account in load(REPOSITORY).accounts:
        for audience in sorted(set(account.parties.values())):
            shown = shown_records(account, audience)
            records, signoffs = sealed_records(shown)
            for name in signoffs:
                made = page.evaluate("all => made.signedText(...all)", [name, records])
                assert made == shown[f"signoff:{name}"], (account.slug, name)
                tried += len(made) > 40
    assert tried > 4


class Answered:
    """A portal that takes answers, in a page whose script lets tests call it."""

    def __init__(self, server: Server, shell: Shell, visit: Visit) -> None:
        self.portal = SealedPortal(bundle())
        self.key = PortalKey(self.portal.portal, "", Secret(self.portal.key))
        point = base64.b64encode(response_public(self.key)).decode()
        more = {"records": RECORDS, "signoffs": ["worksheet"], "endpoint": ENDPOINT}
        self.portal.bundle["respond"] = {"key": point, **more}
        envelope, beside = self.portal.build()
        server.files["p/index.html"] = shell.page(envelope)
        for name, data in beside.items():
            server.files[f"p/{name}"] = data
        self.bundle_siv = base64.b64decode(json.loads(envelope)["bundle"])[:32].hex()
        self.visit = visit

    def seals(self, page: Page, kind: str, fields: dict[str, Any], typed: str | None = None) -> Any:
        """What the page's script returns, or the key of why it did not seal."""
        return page.evaluate(
            """([kind, fields, typed]) => window.og.respond.seal(kind, fields, typed)
                 .catch((error) => error.key ?? String(error))""",
            [kind, fields, typed],
        )

    def opened(self, sealed: dict[str, Any]) -> tuple[Response, bytes]:
        block = read_block(next(blocks(sealed["text"])))
        assert isinstance(block, SealedResponse)
        opened = open_response(self.key, block)
        assert opened.receipt.hex() == sealed["receipt"]
        return read_document(opened.document), opened.receipt

    def proves(self, sealed: dict[str, Any], person: str) -> bool:
        response, receipt = self.opened(sealed)
        return is_receipt(Secret(self.portal.secrets()[person]), response, receipt)


@pytest.fixture(scope="module")
def open_shell(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Shell]:
    """Shells whose script hands `respond` and the session to the test."""
    workspace = tmp_path_factory.mktemp("theme")
    (workspace / "theme/scripts").mkdir(parents=True)
    told = "\nwindow.og = { respond, get session() { return session; } };\n"
    start = load_theme().read_text("scripts/start.js")
    (workspace / "theme/scripts/start.js").write_text(told + start)
    theme = load_theme(workspace)
    return lambda **options: build_shell(theme, organization="Quillmark Billing", **options)


@pytest.fixture
def answered(server: Server, open_shell: Callable[..., Shell], visit: Visit) -> Answered:
    return Answered(server, open_shell(dedicated_origin=True, endpoint=ENDPOINT), visit)


DONE = {"task": "sso", "done": "2026-12-01", "note": "Zwei Tage früher\n✓", "evidence": None}
SIGN = {"signoff": "worksheet"}


def test_a_session_seals_answers_and_asks_again_for_a_signature(answered: Answered) -> None:
    page = answered.visit.unlocked()
    assert page.evaluate("og.respond.asks('task_done')") == "nothing"
    assert page.evaluate("og.respond.asks('sign_off')") == "passphrase"
    sealed = answered.seals(page, "task_done", DONE)
    response, _ = answered.opened(sealed)
    assert answered.proves(sealed, "jo")
    assert not answered.proves(sealed, "lena")
    assert (response.person, response.kind, response.grant) == ("jo", "task_done", GRANTS["jo"])
    assert response.said.note == DONE["note"]
    assert response.shown == {"task:sso": RECORDS["task:sso"]}
    assert response.bundle == answered.bundle_siv
    assert f"{response.at:%Y-%m-%dT%H:%M:%SZ}" == sealed["at"]
    assert answered.seals(page, "sign_off", SIGN) == "empty"
    assert answered.seals(page, "sign_off", SIGN, "wrong words") == "wrong_passphrase"
    signed = answered.seals(page, "sign_off", SIGN, PASSPHRASE.upper())
    assert answered.proves(signed, "jo")
    said = answered.opened(signed)[0].said
    assert said.digest == "sha256:" + hashlib.sha256(SIGNED.encode()).hexdigest()
    gone = {"task": "gone", "done": "2026-12-01"}
    assert answered.seals(page, "task_done", gone) == "respond_not_here"
    kept = "() => [og.session.key, og.session.receipts].map((key) => [key.type, key.extractable])"
    assert page.evaluate(kept) == [["secret", False], ["secret", False]]
    page.evaluate("delete og.session.bundle.respond")
    assert not page.evaluate("og.respond.isOpen")
    assert answered.seals(page, "task_done", DONE) == "respond_preview"


def test_a_link_sends_answers_and_signs_only_with_a_passphrase(answered: Answered) -> None:
    page = answered.visit.open(link(answered.portal))
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    assert answered.proves(answered.seals(page, "task_done", DONE), "lena")
    secret = base64.urlsafe_b64encode(answered.portal.link_secret).decode().rstrip("=")
    assert answered.seals(page, "sign_off", SIGN, secret) == "wrong_passphrase"
    assert answered.seals(page, "sign_off", SIGN, PASSPHRASE) == "respond_other_person"


def test_a_password_signs_together_with_its_link(answered: Answered) -> None:
    page = answered.visit.open(part(answered.portal))
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open the portal").click()
    page.locator("#page h1").wait_for()
    assert page.evaluate("og.respond.asks('sign_off')") == "password"
    assert answered.seals(page, "sign_off", SIGN, PASSWORD + "x") == "wrong_password"
    assert answered.proves(answered.seals(page, "sign_off", SIGN, PASSWORD), "omar")


def test_a_remembered_session_has_to_give_the_passphrase_before_it_answers(
    answered: Answered,
) -> None:
    page = answered.visit.open()
    page.get_by_role("checkbox").check()
    unlock(page)
    page.evaluate("og.respond.drafts.write('done', { note: 'half' })")
    page.reload()
    page.locator("#page h1").wait_for()
    assert page.evaluate("og.respond.asks('task_done')") == "passphrase"
    assert page.evaluate("[og.session.receipts, og.session.grant]") == [None, None]
    assert page.evaluate("og.respond.drafts.read('done')") == {"note": "half"}
    assert answered.seals(page, "task_done", DONE) == "empty"
    assert answered.proves(answered.seals(page, "task_done", DONE, PASSPHRASE), "jo")
    assert answered.proves(answered.seals(page, "task_done", DONE), "jo")
    assert answered.seals(page, "sign_off", SIGN) == "empty"


def test_drafts_are_sealed_and_none_is_lost_when_two_are_written_at_once(
    answered: Answered,
) -> None:
    page = answered.visit.unlocked()
    page.evaluate(
        """() => Promise.all(['a', 'b', 'c'].map((name) =>
             og.respond.drafts.write(name, { said: `secret of ${name}` })))"""
    )
    assert page.evaluate("og.respond.drafts.read('b')") == {"said": "secret of b"}
    assert page.evaluate("og.respond.drafts.read('c')") == {"said": "secret of c"}
    page.evaluate("og.respond.drafts.write('b', null)")
    assert page.evaluate("og.respond.drafts.read('b')") is None
    assert page.evaluate("og.respond.drafts.read('a')") == {"said": "secret of a"}
    assert "secret" not in page.evaluate("JSON.stringify(localStorage)")
    assert page.evaluate("og.session.notes.read().then((notes) => notes.person)") == "jo"


def test_a_response_is_posted_to_the_endpoint_and_to_nobody_else(answered: Answered) -> None:
    page = answered.visit.unlocked()
    answered.visit.expected |= {"request: https://responses.example.com", "Failed to load"}
    posted: list[str] = []

    def take(route: Any) -> None:
        posted.append(f"{route.request.method} {route.request.post_data}")
        taken = {"access-control-allow-origin": "*"}
        route.fulfill(status=204 if len(posted) == 1 else 503, headers=taken)

    page.route(ENDPOINT, take)
    post = "og.respond.post('sealed letters')"
    assert page.evaluate(post) is True
    assert page.evaluate(post) is False
    assert posted == ["POST sealed letters"] * 2
    page.evaluate("og.session.bundle.respond.endpoint = 'https://elsewhere.example.com/inbox'")
    answered.visit.expected |= {"elsewhere.example.com"}
    assert page.evaluate(post) is False
    refused = "Refused to connect because it violates the document's Content Security Policy"
    assert any(refused in text for text in answered.visit.problems)
