"""Seals a portal for the page's tests from the specification alone, not with the package."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import unicodedata
import zlib
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PORTAL = "7q3mkx2v9c4t8hbnw5ey1drg6s"
PASSPHRASE = "haphazard-stumble-uncheck-abridge-vividness-stopped"
PASSWORD = "long enough for Halden"
ITERATIONS = 1000
GRANTS = {"jo": "g4t8passphrase01", "lena": "m2w0rndkey000002", "omar": "k7v3passw0rd0003"}


def lp(*items: str | bytes) -> bytes:
    raw = [item.encode() if isinstance(item, str) else item for item in items]
    return b"".join(struct.pack(">I", len(item)) + item for item in raw)


def mac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, "sha256").digest()


def hkdf(key: bytes, label: str, *context: str | bytes, size: int = 32) -> bytes:
    secret, block, out = mac(bytes(32), key), b"", b""
    for counter in range(1, -(-size // 32) + 1):
        block = mac(secret, block + lp("onboardgen/1", label, *context) + bytes([counter]))
        out += block
    return out[:size]


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def stretch(text: str, salt: bytes) -> bytes:
    normal = unicodedata.normalize("NFKC", text).encode()
    return hashlib.pbkdf2_hmac("sha256", normal, salt, ITERATIONS, 32)


@dataclass
class SealedPortal:
    """One portal with a passphrase, a link and a two-part password, and what lies beside it."""

    bundle: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    as_of: str = "2026-12-01"
    refresh: str = ""
    portal: str = PORTAL

    def __post_init__(self) -> None:
        self.key = hashlib.sha256(b"portal key of the tests").digest()
        self.epoch = mac(self.key, self.refresh.encode()).hex()
        self.salt = hkdf(self.key, "salt", self.portal)
        self.content_key = hkdf(self.key, "content key", self.epoch)
        self.link_secret = hkdf(self.key, "link", "m2w0rndkey000002")
        self.part = hkdf(self.key, "link part", "k7v3passw0rd0003")

    def seal(self, path: str, plaintext: bytes, key: bytes | None = None, least: int = 0) -> bytes:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        compressed = packer.compress(plaintext) + packer.flush()
        message = struct.pack(">Q", len(compressed)) + compressed
        message = message.ljust(max(least, len(message) + 5), b"\0")
        ad = lp("onboardgen.sealed/1", self.portal, self.epoch, path)
        siv = mac(hkdf(self.key, "nonce key", self.epoch), lp(ad) + message)
        derived = hkdf(key or self.content_key, "message", siv, size=44)
        return siv + AESGCM(derived[:32]).encrypt(derived[32:], message, ad)

    def secrets(self) -> dict[str, bytes]:
        """S by person."""
        stretched = stretch(PASSWORD, self.salt)
        return {
            "jo": stretch(PASSPHRASE, self.salt),
            "lena": self.link_secret,
            "omar": hkdf(stretched + self.part, "two-part"),
        }

    def slots(self) -> list[dict[str, str]]:
        slots = [{"tag": b64(bytes(16)), "box": b64(bytes(304))}]
        for person, secret in self.secrets().items():
            tag = hkdf(secret, "slot tag", self.portal, self.epoch, size=16)
            wrap = hkdf(secret, "slot wrap", self.portal, self.epoch)
            content = {
                "content_key": b64(self.content_key),
                "grant": GRANTS[person],
                "person": person,
            }
            box = self.seal(f"slot/{tag.hex()}", as_json(content), wrap, least=256)
            slots.append({"tag": b64(tag), "box": b64(box)})
        return slots

    def sealed_files(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """The manifest, and the sealed objects by file name."""
        types = {"pdf": "application/pdf", "png": "image/png", "docx": "application/msword"}
        manifest, objects = {}, {}
        for path, data in self.files.items():
            box = self.seal(path, data)
            name = hashlib.sha256(path.encode()).hexdigest()[:32] + ".sealed"
            manifest[path] = {
                "name": path.rpartition("/")[2],
                "type": types[path.rpartition(".")[2]],
                "size": len(data),
                "object": name,
                "siv": box[:32].hex(),
            }
            objects[name] = box
        return manifest, objects

    def build(self) -> tuple[str, dict[str, bytes]]:
        """The envelope as it stands in the page, and the files that lie beside the page."""
        manifest, objects = self.sealed_files()
        bundle = self.seal("bundle", as_json(self.bundle | {"attachments": manifest}))
        as_of = {"format": "onboardgen.as-of/1", "as_of": self.as_of, "bundle": bundle[:32].hex()}
        envelope = {
            "format": "onboardgen.portal/1",
            "portal": self.portal,
            "epoch": self.epoch,
            "kdf": {
                "name": "PBKDF2-HMAC-SHA256",
                "iterations": ITERATIONS,
                "salt": b64(self.salt),
            },
            "slots": self.slots(),
            "bundle": b64(bundle),
        }
        return as_json(envelope).decode(), objects | {
            "as-of.sealed": self.seal("as-of", as_json(as_of))
        }
