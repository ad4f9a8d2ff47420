"""Sealed responses as text that survives a mail: a block of letters between two lines.

What a mail program adds (line breaks, spaces, “>” before lines) means nothing; the letters do.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Final

from onboardgen.access.portal_keys import PORTAL_ID
from onboardgen.responses.refusal import Refusal
from onboardgen.responses.sealing import MAGIC, POINT_SIZE, PORTAL_ID_SIZE, VERSION, SealedResponse

BEGINS: Final = "-----BEGIN ONBOARDGEN RESPONSE-----"
ENDS: Final = "-----END ONBOARDGEN RESPONSE-----"
LARGEST: Final = 1024 * 1024
"""Of one block, in letters."""
_WIDTH: Final = 64
_BLOCK: Final = re.compile(f"{BEGINS}(.*?){ENDS}", re.DOTALL)
_LAYOUT: Final = re.compile(r"[\s>]+")
_LETTERS: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_AGAIN: Final = "Ask for the file itself, which the page saves."


def armored(response: SealedResponse) -> str:
    """The text that a page hands out."""
    letters = base64.urlsafe_b64encode(response.as_bytes()).decode().rstrip("=")
    lines = (letters[start : start + _WIDTH] for start in range(0, len(letters), _WIDTH))
    return "\n".join((BEGINS, *lines, ENDS, ""))


def blocks(text: str) -> Iterator[str]:
    """The letters of every block in a text, in order."""
    for found in _BLOCK.finditer(text):
        yield _LAYOUT.sub("", found[1])


def read_block(letters: str) -> SealedResponse | Refusal:
    """The sealed response that a block holds. The letters have one meaning only: of two blocks
    that differ in one, at most one is read."""
    if len(letters) > LARGEST:
        return Refusal(
            "too_large",
            f"It is larger than {LARGEST // 1024:,} KB, and no response is.",
            "Look at where it comes from.",
        )
    raw = _decoded(letters)
    if raw is None or not raw.startswith(MAGIC):
        return Refusal("unreadable", "The block is not one that a portal writes.", _AGAIN)
    if raw[len(MAGIC) :][:1] != VERSION:
        return Refusal(
            "wrong_version",
            "It is of a format that this version of onboardgen does not know.",
            "Update onboardgen, and import it again.",
        )
    start = len(MAGIC) + len(VERSION)
    portal = raw[start : start + PORTAL_ID_SIZE].decode("ascii", "replace")
    ephemeral = raw[start + PORTAL_ID_SIZE :][:POINT_SIZE]
    box = raw[start + PORTAL_ID_SIZE + POINT_SIZE :]
    if not PORTAL_ID.fullmatch(portal) or not box:
        return Refusal("unreadable", "The block is cut off, or altered.", _AGAIN)
    return SealedResponse(portal, ephemeral, box)


def _decoded(letters: str) -> bytes | None:
    if not _LETTERS.fullmatch(letters) or len(letters) % 4 == 1:
        return None
    raw = base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    return raw if base64.urlsafe_b64encode(raw).decode().rstrip("=") == letters else None
