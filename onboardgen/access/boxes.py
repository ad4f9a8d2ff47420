"""Sealing one message: compressed, padded, and under a key and nonce of its very own."""

from __future__ import annotations

import hmac
import struct
import zlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from deflate import deflate_compress

from onboardgen.access.derivation import hkdf, lp, mac

FORMAT = "onboardgen.sealed/1"
COMPRESSION_LEVEL = 9
SIV_SIZE = 32
OVERHEAD = SIV_SIZE + 16


class BoxBroken(Exception):
    """The bytes are not a box, or not one of this key and place. Says nothing about why."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message belongs. A box opens at its own address only.

    `bound` holds further inputs that the plaintext was made from; a change of any makes a box
    of another address.
    """

    portal_id: str
    epoch: str
    path: str
    bound: tuple[str | bytes, ...] = ()

    def associated_data(self) -> bytes:
        return lp(FORMAT, self.portal_id, self.epoch, self.path, *self.bound)


def padme(length: int) -> int:
    """The padded length of `length` bytes: at most 12 % more, and few different sizes."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def seal(key: bytes, nonce_key: bytes, address: Address, plaintext: bytes, least: int = 0) -> bytes:
    """The box of `plaintext`: the same bytes for the same inputs, on any machine.

    Key and nonce follow from a MAC over the very message encrypted and its address, so no pair
    of them ever meets two messages. `least` is the least length of the padded message.
    """
    compressed = bytes(deflate_compress(plaintext, COMPRESSION_LEVEL))
    length = 8 + len(compressed)
    padding = bytes(max(least, padme(length)) - length)
    message = b"".join((struct.pack(">Q", len(compressed)), compressed, padding))
    data = address.associated_data()
    siv = mac(nonce_key, lp(data), message)
    message_key, nonce = _message_key(key, siv)
    return siv + AESGCM(message_key).encrypt(nonce, message, data)


def unseal(key: bytes, nonce_key: bytes | None, address: Address, box: bytes) -> bytes:
    """The plaintext of a box. With the nonce key, its SIV is checked too, as only we can.

    Raises BoxBroken for anything but a whole box of this key and address.
    """
    if len(box) < OVERHEAD + 8:
        raise BoxBroken
    siv, data = box[:SIV_SIZE], address.associated_data()
    message_key, nonce = _message_key(key, siv)
    try:
        message = AESGCM(message_key).decrypt(nonce, box[SIV_SIZE:], data)
    except InvalidTag:
        raise BoxBroken from None
    if nonce_key is not None and not hmac.compare_digest(mac(nonce_key, lp(data), message), siv):
        raise BoxBroken
    return _inflated(message)


def siv_of(box: bytes) -> bytes:
    """The name a box's message goes by."""
    return box[:SIV_SIZE]


def _message_key(key: bytes, siv: bytes) -> tuple[bytes, bytes]:
    both = hkdf(key, "message", siv, size=44)
    return both[:32], both[32:]


def _inflated(message: bytes) -> bytes:
    (length,) = struct.unpack(">Q", message[:8])
    compressed, padding = message[8 : 8 + length], message[8 + length :]
    if len(compressed) != length or padding.strip(b"\0"):
        raise BoxBroken
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        plaintext = inflater.decompress(compressed)
    except zlib.error:
        raise BoxBroken from None
    if not inflater.eof or inflater.unused_data:
        raise BoxBroken
    return plaintext
