"""Sealing to a portal: whoever has it open can seal a response, only we can open one.

ECDH on P-256 between a key made for this one response and the portal's, HKDF, AES-256-GCM. The
message is receipt and document, padded like everything else that is sealed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from onboardgen.access.boxes import BoxBroken, padme
from onboardgen.access.derivation import hkdf, lp, response_key
from onboardgen.access.portal_keys import PortalKey

FORMAT: Final = "onboardgen.response/1"
MAGIC, VERSION = b"OGR", b"1"
PORTAL_ID_SIZE: Final = 26
POINT_SIZE: Final = 65
RECEIPT_SIZE: Final = 32
LEAST: Final = 1024
"""The least length of a message: a question and a yes look the same from outside."""
_LENGTH: Final = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class SealedResponse:
    """A response as it travels: the portal's id, the public half of its own key, the box."""

    portal_id: str
    ephemeral: bytes
    box: bytes = field(repr=False)

    def as_bytes(self) -> bytes:
        return b"".join((MAGIC, VERSION, self.portal_id.encode(), self.ephemeral, self.box))


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside: the receipt, and the document as it was written."""

    receipt: bytes
    document: bytes = field(repr=False)


def response_public(key: PortalKey) -> bytes:
    """The point that responses of a portal are sealed to, uncompressed; it stands in the bundle."""
    return _point(_private(key))


def seal_response(
    key: PortalKey, ephemeral: ec.EllipticCurvePrivateKey, receipt: bytes, document: bytes
) -> SealedResponse:
    """What the page does, for tests and for the record of the format."""
    public = _private(key).public_key()
    point = _point(ephemeral)
    once, nonce, data = _keys(
        key.portal_id, ephemeral.exchange(ec.ECDH(), public), response_public(key), point
    )
    content = receipt + document
    length = _LENGTH.size + len(content)
    padding = bytes(max(LEAST, padme(length)) - length)
    message = _LENGTH.pack(len(content)) + content + padding
    return SealedResponse(key.portal_id, point, AESGCM(once).encrypt(nonce, message, data))


def open_response(key: PortalKey, sealed: SealedResponse) -> Opened:
    """The content of a response to this portal. Raises BoxBroken for any other, and for one in
    which a bit differs."""
    private = _private(key)
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sealed.ephemeral)
        shared = private.exchange(ec.ECDH(), theirs)
        once, nonce, data = _keys(sealed.portal_id, shared, response_public(key), sealed.ephemeral)
        message = AESGCM(once).decrypt(nonce, sealed.box, data)
    except (ValueError, InvalidTag):
        raise BoxBroken from None
    return _content(message)


def _content(message: bytes) -> Opened:
    if len(message) < _LENGTH.size + RECEIPT_SIZE:
        raise BoxBroken
    (length,) = _LENGTH.unpack_from(message)
    content, padding = message[_LENGTH.size :][:length], message[_LENGTH.size + length :]
    if len(content) != length or length < RECEIPT_SIZE or padding.strip(b"\0"):
        raise BoxBroken
    return Opened(content[:RECEIPT_SIZE], content[RECEIPT_SIZE:])


def _private(key: PortalKey) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(response_key(key.secret.value, key.portal_id), ec.SECP256R1())


def _point(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _keys(
    portal_id: str, shared: bytes, public: bytes, ephemeral: bytes
) -> tuple[bytes, bytes, bytes]:
    """Key and nonce of this one message, and the data it is bound to."""
    both = hkdf(shared, "response", portal_id, public, ephemeral, size=44)
    return both[:32], both[32:], lp(FORMAT, portal_id, public, ephemeral)
