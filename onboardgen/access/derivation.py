"""Every key from the root secret down, each a pure function of bytes and names.

The labels and their order are the format: a change here locks every published portal.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32
TAG_SIZE = 16
SLOT_BOX_SIZE = 304
PROTOCOL = "onboardgen/1"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
STRETCHING = "PBKDF2-HMAC-SHA256"


def lp(*items: str | bytes) -> bytes:
    """Each item with its length as 4 bytes big-endian before it; text as UTF-8."""
    parts: list[bytes] = []
    for item in items:
        raw = item.encode() if isinstance(item, str) else item
        parts += (struct.pack(">I", len(raw)), raw)
    return b"".join(parts)


def hkdf(key: bytes, label: str, *context: str | bytes, size: int = KEY_SIZE) -> bytes:
    """HKDF-SHA256 with an empty salt and lp(protocol, label, context) as info."""
    info = lp(PROTOCOL, label, *context)
    return HKDF(algorithm=hashes.SHA256(), length=size, salt=None, info=info).derive(key)


def mac(key: bytes, *parts: bytes) -> bytes:
    """HMAC-SHA256 of the parts, one after another."""
    running = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        running.update(part)
    return running.digest()


def checksum(purpose: str, *items: str | bytes) -> bytes:
    """Four bytes that tell a mistyped key from a key."""
    return hashlib.sha256(lp(PROTOCOL, purpose, *items)).digest()[:4]


def root_fingerprint(root: bytes) -> str:
    return "ogfp1-" + hkdf(root, "root fingerprint", size=16).hex()


def portal_key(root: bytes, portal_id: str, key_id: str) -> bytes:
    return hkdf(root, "portal key", portal_id, key_id)


def salt(key: bytes, portal_id: str) -> bytes:
    """The salt of the portal's key stretching, the same in every epoch."""
    return hkdf(key, "salt", portal_id)


def link_secret(key: bytes, grant_id: str) -> bytes:
    """S of a link: what stands in its fragment."""
    return hkdf(key, "link", grant_id)


def link_part(key: bytes, grant_id: str) -> bytes:
    """The half of a two-part password that stands in the link."""
    return hkdf(key, "link part", grant_id)


def two_part_secret(stretched: bytes, part: bytes) -> bytes:
    """S of a two-part password: its stretched half and the link's half together."""
    return hkdf(stretched + part, "two-part")


def epoch(
    key: bytes,
    portal_id: str,
    key_id: str,
    *,
    audience: str,
    refresh: str | None,
    iterations: int,
    closed: Iterable[str],
) -> str:
    """What the keys of a portal hang on, as 64 hex digits; `closed` are ids of closed grants."""
    fixed = (PROTOCOL, portal_id, key_id, audience, refresh or "", STRETCHING, str(iterations))
    return mac(hkdf(key, "epoch key"), lp(*fixed, *sorted(set(closed)))).hex()


def content_key(key: bytes, epoch: str) -> bytes:
    return hkdf(key, "content key", epoch)


def nonce_key(key: bytes, epoch: str) -> bytes:
    return hkdf(key, "nonce key", epoch)


def file_name_key(key: bytes, epoch: str) -> bytes:
    return hkdf(key, "file name key", epoch)


def slot_nonce_key(key: bytes, epoch: str) -> bytes:
    return hkdf(key, "slot nonce key", epoch)


def slot_tag(secret: bytes, portal_id: str, epoch: str) -> bytes:
    return hkdf(secret, "slot tag", portal_id, epoch, size=TAG_SIZE)


def slot_wrap_key(secret: bytes, portal_id: str, epoch: str) -> bytes:
    return hkdf(secret, "slot wrap", portal_id, epoch)


def dummy_tag(key: bytes, epoch: str, index: int) -> bytes:
    return hkdf(key, "dummy tag", epoch, str(index), size=TAG_SIZE)


def dummy_box(key: bytes, epoch: str, index: int) -> bytes:
    return hkdf(key, "dummy box", epoch, str(index), size=SLOT_BOX_SIZE)


def response_key(key: bytes, portal_id: str) -> int:
    """The private half of the pair that responses of a portal are sealed to: a P-256 scalar.

    16 bytes more than the order has are taken modulo it, so that every scalar is as likely.
    """
    drawn = int.from_bytes(hkdf(key, "response key", portal_id, size=KEY_SIZE + 16), "big")
    return drawn % (P256_ORDER - 1) + 1


def receipt_key(secret: bytes, portal_id: str, epoch: str) -> bytes:
    """What receipts of a person are made with, from S; an open page keeps it."""
    return hkdf(secret, "receipt key", portal_id, epoch)


def signing_key(secret: bytes, portal_id: str, epoch: str) -> bytes:
    """What receipts of a sign-off are made with, from S; no page keeps it, so S is asked again."""
    return hkdf(secret, "signing key", portal_id, epoch)


def object_name(name_key: bytes, path: str, siv: bytes) -> str:
    """The published file name of an attachment; says nothing about path or content."""
    return mac(name_key, lp(path, siv))[:16].hex() + ".sealed"
