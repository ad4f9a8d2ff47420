"""The script in the page, step by step, against answers made from the specification alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from onboardgen.rendering.shell import Shell
from onboardgen.rendering.theme import load_theme
from tests.browser.conftest import Server, Visit

ANSWERS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "known_answers/sealing.json").read_text()
)
NAMES = (
    "lengthPrefixed toHex fromBase64 toBase64 importSecret derive normalisePassphrase"
    " normalisePassword stretch secretOfPassphrase secretOfPassword openBox openSlot Damaged"
)
HARNESS = f"""
window.sealed = (() => {{ 'use strict'; %s
  return {{ {", ".join(NAMES.split())} }}; }})();
window.bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
window.hex = (buffer) => sealed.toHex(new Uint8Array(buffer));
window.derived = async (key, size, label, ...context) =>
  hex(await sealed.derive(await sealed.importSecret(bytes(key)), size, label, ...context));
"""


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page that holds nothing but the script of keys and seals."""
    empty = tmp_path_factory.mktemp("empty") / "index.html"
    empty.write_text("<!doctype html><title>x</title>")
    page = browser.new_page()
    page.goto(empty.as_uri())
    page.add_script_tag(content=HARNESS % load_theme().read_text("scripts/sealed.js"))
    yield page
    page.close()


@pytest.mark.parametrize("answer", ANSWERS["lp"], ids=lambda answer: answer["lp"][:24])
def test_lengths_stand_before_items(page: Page, answer: dict[str, Any]) -> None:
    found = page.evaluate(
        "items => hex(sealed.lengthPrefixed(...items.map(bytes)))", answer["items"]
    )
    assert found == answer["lp"]


@pytest.mark.parametrize("answer", ANSWERS["hkdf"], ids=lambda answer: answer["label"])
def test_keys_are_derived(page: Page, answer: dict[str, Any]) -> None:
    arguments = [answer["key"], answer["size"], answer["label"], *answer["context"]]
    assert page.evaluate("([...all]) => derived(...all)", arguments) == answer["hkdf"]


@pytest.mark.parametrize("kind", ["passphrase", "password"])
def test_what_is_typed_becomes_what_is_meant(page: Page, kind: str) -> None:
    pairs = ANSWERS["normalise"][kind]
    name = f"normalise{kind.title()}"
    found = page.evaluate(
        "([name, all]) => all.map(sealed[name])", [name, [p["from"] for p in pairs]]
    )
    assert found == [pair["to"] for pair in pairs]


def test_the_keys_of_the_portal_and_its_epoch(page: Page) -> None:
    portal, epoch, keys = ANSWERS["portal"], ANSWERS["epoch"], ANSWERS["keys"]
    root, ids = ANSWERS["root"]["secret"], [portal["portal_id"], portal["key_id"]]

    def derived(key: str, label: str, *context: str) -> str:
        return str(page.evaluate("all => derived(...all)", [key, 32, label, *context]))

    assert derived(root, "portal key", *ids) == portal["key"]
    assert derived(portal["key"], "salt", portal["portal_id"]) == portal["salt"]
    assert derived(portal["key"], "content key", epoch) == keys["content_key"]
    assert derived(portal["key"], "file name key", epoch) == keys["name_key"]
    link = ANSWERS["unlock"]["link"]
    assert derived(portal["key"], "link", link["grant"]) == link["secret"]


def test_passphrase_and_password_are_stretched(page: Page) -> None:
    kdf = ANSWERS["envelope"]["kdf"]
    phrase, two = ANSWERS["unlock"]["passphrase"], ANSWERS["unlock"]["two_part"]
    stretch = "async ([text, kdf]) => hex(await sealed.stretch(text, kdf))"
    assert page.evaluate(stretch, [phrase["normalised"], kdf]) == phrase["secret"]
    assert page.evaluate(stretch, [two["normalised"], kdf]) == two["stretched"]
    joined = [two["stretched"] + two["part"], 32, "two-part"]
    assert page.evaluate("all => derived(...all)", joined) == two["secret"]


@pytest.mark.parametrize("answer", ANSWERS["slots"], ids=lambda answer: answer["person"])
def test_each_secret_finds_and_opens_its_slot(page: Page, answer: dict[str, Any]) -> None:
    envelope = ANSWERS["envelope"]
    found = page.evaluate(
        """async ([secret, envelope]) => {
          const key = await sealed.importSecret(bytes(secret));
          const { portal, epoch } = envelope;
          const slot = await sealed.openSlot(key, envelope);
          const box = sealed.fromBase64(envelope.bundle);
          return {
            tag: hex(await sealed.derive(key, 16, 'slot tag', portal, epoch)),
            wrap: hex(await sealed.derive(key, 32, 'slot wrap', portal, epoch)),
            grant: slot.grant,
            person: slot.person,
            bundle: hex(await sealed.openBox(slot.key, envelope, 'bundle', box)),
          };
        }""",
        [answer["secret"], envelope],
    )
    assert found == {
        "tag": answer["tag"],
        "wrap": answer["wrap_key"],
        "grant": answer["grant"],
        "person": answer["person"],
        "bundle": ANSWERS["bundle"]["seal"]["plaintext"],
    }


def seals() -> list[dict[str, Any]]:
    return [
        *(slot["seal"] for slot in ANSWERS["slots"]),
        *(ANSWERS[name]["seal"] for name in ("attachment", "bundle", "as_of")),
    ]


EVERY_BYTE = """async ([seal, text]) => {
  const key = await sealed.importSecret(bytes(seal.key));
  const envelope = { portal: seal.portal_id, epoch: seal.epoch };
  const opened = [];
  for (let at = 0; at < text.length / 2; at += 1) {
    const box = bytes(text);
    box[at] ^= 1;
    await sealed.openBox(key, envelope, seal.path, box).then(() => opened.push(at), () => {});
  }
  return opened;
}"""
OPEN = """async ([seal, box]) => {
  const key = await sealed.importSecret(bytes(seal.key));
  const envelope = { portal: seal.portal_id, epoch: seal.epoch };
  try { return hex(await sealed.openBox(key, envelope, seal.path, bytes(box))); }
  catch (error) { return error instanceof sealed.Damaged ? 'damaged' : String(error); }
}"""


@pytest.mark.parametrize("seal", seals(), ids=lambda seal: seal["path"][:20])
def test_a_seal_opens_to_its_plaintext(page: Page, seal: dict[str, Any]) -> None:
    assert page.evaluate(OPEN, [seal, seal["box"]]) == seal["plaintext"]
    derived = page.evaluate("seal => derived(seal.key, 44, 'message', bytes(seal.siv))", seal)
    assert derived == seal["message_key"] + seal["nonce"]
    bound = "s => hex(sealed.lengthPrefixed('onboardgen.sealed/1', s.portal_id, s.epoch, s.path))"
    assert page.evaluate(bound, seal) == seal["ad"]


@pytest.mark.parametrize("seal", seals(), ids=lambda seal: seal["path"][:20])
def test_no_seal_opens_with_a_byte_or_a_name_changed(page: Page, seal: dict[str, Any]) -> None:
    box = seal["box"]
    for at in (0, 31, 32, len(box) // 4, len(box) // 2 - 1):
        byte = int(box[2 * at : 2 * at + 2], 16) ^ 1
        changed = f"{box[: 2 * at]}{byte:02x}{box[2 * at + 2 :]}"
        assert page.evaluate(OPEN, [seal, changed]) == "damaged"
    assert page.evaluate(EVERY_BYTE, [seal, box]) == []
    for part in ("path", "epoch", "portal_id"):
        assert page.evaluate(OPEN, [seal | {part: seal[part] + "x"}, box]) == "damaged"
    for short in ("", box[:40], box[:-2]):
        assert page.evaluate(OPEN, [seal, short]) == "damaged"


@pytest.mark.parametrize("way", ["passphrase", "link", "two_part"])
def test_the_known_portal_opens_in_its_page(
    visit: Visit, server: Server, make_shell: Callable[..., Shell], way: str
) -> None:
    server.files["p/index.html"] = make_shell().page(json.dumps(ANSWERS["envelope"]))
    server.files["p/as-of.sealed"] = bytes.fromhex(ANSWERS["as_of"]["seal"]["box"])
    given = ANSWERS["unlock"][way]
    page = visit.open(given.get("fragment", ""))
    if "typed" in given:
        page.locator("#og-secret").fill(given["typed"])
    page.get_by_role("button", name="Open the portal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On track?")
