"""Responses, held to answers that were made without the package."""

from __future__ import annotations

import base64
import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from onboardgen.access.boxes import BoxBroken
from onboardgen.access.derivation import receipt_key, response_key, signing_key
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.responses.armor import armored, blocks, read_block
from onboardgen.responses.document import read_document
from onboardgen.responses.receipts import receipt
from onboardgen.responses.refusal import Refusal
from onboardgen.responses.sealing import (
    SealedResponse,
    open_response,
    response_public,
    seal_response,
)
from tests.known_answers.generate import KEY_ID, PORTAL_ID, hkdf, lp

HERE = Path(__file__).parents[1] / "known_answers"
KNOWN = json.loads((HERE / "responses.json").read_text("utf-8"))
KEY = PortalKey(PORTAL_ID, KEY_ID, Secret(bytes.fromhex(KNOWN["portal_key"])))
SECRET = Secret(bytes.fromhex(KNOWN["secret"]))
EVERY = pytest.mark.parametrize("known", KNOWN["responses"], ids=lambda one: one["kind"])


def sealed(known: dict[str, Any]) -> SealedResponse:
    found = read_block(next(blocks(known["armored"])))
    assert isinstance(found, SealedResponse)
    return found


def test_the_committed_answers_are_what_the_generator_makes() -> None:
    spec = importlib.util.spec_from_file_location("generate", HERE / "generate_responses.py")
    assert spec
    assert spec.loader
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    assert generator.text() == (HERE / "responses.json").read_text("utf-8")
    source = (HERE / "generate_responses.py").read_text("utf-8")
    assert "import onboardgen" not in source
    assert "from onboardgen" not in source


def test_the_portal_has_the_known_pair_of_keys() -> None:
    assert f"{response_key(KEY.secret.value, PORTAL_ID):064x}" == KNOWN["scalar"]
    assert response_public(KEY).hex() == KNOWN["public"]


@EVERY
def test_a_known_response_opens_and_its_receipt_is_made_again(known: dict[str, Any]) -> None:
    opened = open_response(KEY, sealed(known))
    response = read_document(opened.document)
    assert opened.document.decode() == known["text"]
    assert opened.receipt.hex() == known["receipt"]
    assert receipt(SECRET, response).hex() == known["receipt"]
    assert response.shown_digest.hex() == known["shown_digest"]
    derive = signing_key if known["label"] == "signing key" else receipt_key
    assert derive(SECRET.value, PORTAL_ID, response.epoch).hex() == known["receipt_key"]


@EVERY
def test_sealing_gives_the_known_letters(known: dict[str, Any]) -> None:
    once = ec.derive_private_key(
        int.from_bytes(base64url(known["once"]["d"]), "big"), ec.SECP256R1()
    )
    made = seal_response(KEY, once, bytes.fromhex(known["receipt"]), known["text"].encode())
    assert made.as_bytes().hex() == known["sealed"]
    assert armored(made) == known["armored"]


def test_no_byte_of_a_response_can_differ() -> None:
    known = KNOWN["responses"][0]
    raw = bytes.fromhex(known["sealed"])
    letters = next(blocks(known["armored"]))
    assert len(letters) == -(-len(raw) * 4 // 3)
    for at, letter in enumerate(letters):
        other = "B" if letter != "B" else "C"
        assert is_refused(letters[:at] + other + letters[at + 1 :]), at
        assert is_refused(letters[:at] + letters[at + 1 :]), at


def test_no_bit_of_a_short_stretch_can_differ_and_nothing_can_be_added() -> None:
    known = KNOWN["responses"][0]
    raw = bytes.fromhex(known["sealed"])
    for at in (*range(100), len(raw) - 1):
        for bit in range(8):
            changed = bytearray(raw)
            changed[at] ^= 1 << bit
            assert is_refused(as_letters(bytes(changed))), (at, bit)
    for other in (raw + b"\0", raw[:-1], raw[:95], raw[:40], raw[:4], b""):
        assert is_refused(as_letters(other))


def test_nothing_can_hide_in_the_padding() -> None:
    known = KNOWN["responses"][0]
    raw = bytes.fromhex(known["sealed"])
    head, box = raw[:95], raw[95:]
    public, point = bytes.fromhex(KNOWN["public"]), bytes.fromhex(known["once"]["point"])
    derived = hkdf(bytes.fromhex(known["shared"]), "response", PORTAL_ID, public, point, size=44)
    data = lp("onboardgen.response/1", PORTAL_ID, public, point)
    message = bytearray(AESGCM(derived[:32]).decrypt(derived[32:], box, data))
    for at in (-1, 0):
        changed = bytearray(message)
        changed[at] ^= 1
        again = AESGCM(derived[:32]).encrypt(derived[32:], bytes(changed), data)
        found = read_block(as_letters(head + again))
        assert isinstance(found, SealedResponse)
        with pytest.raises(BoxBroken):
            open_response(KEY, found)


def test_the_last_letter_has_one_meaning_only() -> None:
    raw = next(raw for raw in map(bytes.fromhex, sealed_texts()) if len(raw) % 3)
    letters = as_letters(raw)
    assert isinstance(read_block(letters), SealedResponse)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    next_one = alphabet[alphabet.index(letters[-1]) + 1]
    assert isinstance(read_block(letters[:-1] + next_one), Refusal)


def test_a_response_of_another_version_or_size_is_told_apart() -> None:
    raw = bytes.fromhex(KNOWN["responses"][0]["sealed"])
    assert reason(as_letters(b"OGR2" + raw[4:])) == "wrong_version"
    assert reason(as_letters(b"XGR1" + raw[4:])) == "unreadable"
    assert reason("A" * (1024 * 1024 + 4)) == "too_large"


def test_what_a_mail_adds_means_nothing() -> None:
    text = KNOWN["responses"][0]["armored"]
    quoted = "> > Hello,\r\n" + text.replace("\n", "\r\n> > ") + "\r\nBest, Jo\n" + text
    clean = next(blocks(text))
    assert list(blocks(quoted)) == [clean, clean]
    assert list(blocks(text.replace("\n", " "))) == [clean]


def sealed_texts() -> list[str]:
    return [one["sealed"] for one in KNOWN["responses"]] + [KNOWN["responses"][0]["sealed"] + "00"]


def is_refused(letters: str) -> bool:
    found = read_block(letters)
    if isinstance(found, Refusal):
        return True
    if found.portal_id != PORTAL_ID:
        return True
    try:
        open_response(KEY, found)
    except BoxBroken:
        return True
    return False


def reason(letters: str) -> str | None:
    found = read_block(letters)
    return found.reason if isinstance(found, Refusal) else None


def as_letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
