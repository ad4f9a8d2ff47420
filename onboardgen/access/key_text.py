"""Keys as people copy them: a prefix, base32, and a checksum that catches a slip."""

from __future__ import annotations

import base64
import hmac

from onboardgen.access.derivation import KEY_SIZE, checksum
from onboardgen.access.secret import Secret

CHECKSUM_SIZE = 4


def key_text(prefix: str, purpose: str, secret: Secret, *bound: str) -> str:
    """The written form of a key; `bound` are names that it is good for."""
    raw = secret.value + checksum(purpose, *bound, secret.value)
    return prefix + base64.b32encode(raw).decode().rstrip("=").lower()


def parse_key(prefix: str, purpose: str, text: str, *bound: str) -> Secret | None:
    """The key that `text` is the written form of; None where it is not exactly that."""
    text = text.strip()
    body = text.removeprefix(prefix)
    try:
        raw = base64.b32decode(body.upper() + "=" * (-len(body) % 8))
    except ValueError:
        return None
    secret = Secret(raw[:KEY_SIZE])
    if len(raw) != KEY_SIZE + CHECKSUM_SIZE:
        return None
    written = key_text(prefix, purpose, secret, *bound)
    return secret if hmac.compare_digest(written.encode(), text.encode()) else None
