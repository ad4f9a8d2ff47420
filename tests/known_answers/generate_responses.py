"""Makes responses.json from nothing but the specification: the package is never imported here.

Run `python tests/known_answers/generate_responses.py` to write the file anew.
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.known_answers.generate import PORTAL_ID, canonical, hkdf, lp, mac, padme

HERE = Path(__file__).parent
ORDER = 2**256 - 2**224 + 2**192 - 0x4319055258E8617B0C46353D039CDAAF
SIGNED = canonical(
    {"answers": [{"answer": "EUR", "architectural": True, "id": "base_currency",
                  "question": "Which currency?", "section": "billing", "type": "currency"}],
     "scope": []}
).decode()  # fmt: skip
SAID: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "task_done",
        {"task": "sso-approval", "done": "2026-12-01", "evidence": None, "note": "Grüße, 完了 🎉"},
        {"task:sso-approval": {"title": "Approve “SSO”", "owner": "jo", "due": "2026-12-04",
                               "status": "in_progress"}},
    ),
    (
        "answers",
        {"answers": {"billing.reminder_days": 14.5, "billing.plans": ["a", "b"], "tax.vat": True}},
        {
            "setting:billing.reminder_days": {"question": "When?", "type": "number",
                                              "answer": None},
            "setting:billing.plans": {"question": "Which?", "type": "list", "answer": ["a"]},
            "setting:tax.vat": {"question": "VAT\t\"?\"", "type": "yes_no", "answer": False},
        },
    ),
    (
        "sign_off",
        {"signoff": "worksheet",
         "digest": "sha256:" + hashlib.sha256(SIGNED.encode()).hexdigest()},
        {"signoff:worksheet": SIGNED},
    ),
    (
        "task_question",
        {"task": "data-map", "question": "Who owns this?\n" * 150},
        {"task:data-map": {"title": "Map", "owner": "jo", "due": None, "status": "todo"}},
    ),
]  # fmt: skip


def point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def armored(raw: bytes) -> str:
    letters = b64url(raw)
    lines = [letters[at : at + 64] for at in range(0, len(letters), 64)]
    name = "ONBOARDGEN RESPONSE-----"
    return "\n".join([f"-----BEGIN {name}", *lines, f"-----END {name}", ""])


def answers() -> dict[str, Any]:
    known = json.loads((HERE / "sealing.json").read_text("utf-8"))
    portal_key, epoch = bytes.fromhex(known["portal"]["key"]), known["epoch"]
    drawn = int.from_bytes(hkdf(portal_key, "response key", PORTAL_ID, size=48), "big")
    scalar = drawn % (ORDER - 1) + 1
    portal = ec.derive_private_key(scalar, ec.SECP256R1())
    slot = known["slots"][0]
    secret = bytes.fromhex(slot["secret"])
    responses = []
    for number, (kind, fields, shown) in enumerate(SAID):
        once = ec.derive_private_key(1_000_003 + number, ec.SECP256R1())
        numbers = once.public_key().public_numbers()
        document = {
            "format": "onboardgen.response/1",
            "id": hashlib.sha256(kind.encode()).hexdigest()[:32],
            "portal": PORTAL_ID,
            "epoch": epoch,
            "grant": slot["grant"],
            "person": slot["person"],
            "bundle": known["bundle"]["seal"]["siv"],
            "shown": shown,
            "at": "2026-12-01T09:30:00Z",
            "kind": kind,
            "fields": fields,
        }
        text = canonical(document)
        label = "signing key" if kind == "sign_off" else "receipt key"
        receipt_key = hkdf(secret, label, PORTAL_ID, epoch)
        shown_digest = hashlib.sha256(canonical(shown)).digest()
        covered = lp(
            "onboardgen.receipt/1", PORTAL_ID, epoch, slot["grant"],
            bytes.fromhex(document["bundle"]), shown_digest, document["id"],
            hashlib.sha256(text).digest(),
        )  # fmt: skip
        receipt = mac(receipt_key, covered)
        content = receipt + text
        message = struct.pack(">Q", len(content)) + content
        message = message.ljust(max(1024, padme(len(message))), b"\0")
        shared = portal.exchange(ec.ECDH(), once.public_key())
        derived = hkdf(shared, "response", PORTAL_ID, point(portal), point(once), size=44)
        data = lp("onboardgen.response/1", PORTAL_ID, point(portal), point(once))
        box = AESGCM(derived[:32]).encrypt(derived[32:], message, data)
        sealed = b"OGR1" + PORTAL_ID.encode() + point(once) + box
        responses.append(
            {
                "kind": kind,
                "document": document,
                "text": text.decode(),
                "label": label,
                "receipt_key": receipt_key.hex(),
                "shown_digest": shown_digest.hex(),
                "receipt": receipt.hex(),
                "once": {
                    "d": b64url((1_000_003 + number).to_bytes(32, "big")),
                    "x": b64url(numbers.x.to_bytes(32, "big")),
                    "y": b64url(numbers.y.to_bytes(32, "big")),
                    "point": point(once).hex(),
                },
                "shared": shared.hex(),
                "sealed": sealed.hex(),
                "armored": armored(sealed),
            }
        )
    return {
        "portal_key": portal_key.hex(),
        "scalar": f"{scalar:064x}",
        "public": point(portal).hex(),
        "secret": secret.hex(),
        "responses": responses,
    }


def text() -> str:
    return json.dumps(answers(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (HERE / "responses.json").write_text(text(), "utf-8")
