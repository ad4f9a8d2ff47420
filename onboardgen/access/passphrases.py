"""Passphrases: derived, so that they stand nowhere and can be shown again."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from onboardgen.access.derivation import hkdf
from onboardgen.access.portal_keys import PortalKey
from onboardgen.errors import EnvironmentFailure

WORD_LIST_SHA256 = "6d557f0693958fb5e650b68b5bee585eb82cf4da32965505c789e924743bc522"
WORDS_IN_A_PASSPHRASE = 6
WHITE_SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_BETWEEN_WORDS = re.compile(f"[{re.escape(WHITE_SPACE + HYPHENS)}]+")


@cache
def word_list() -> tuple[str, ...]:
    """The 7,776 words, in the order of the file.

    Raises EnvironmentFailure where the installed list is not the one every passphrase was
    drawn from.
    """
    try:
        raw = files("xkcdpass").joinpath("static", "eff-long").read_bytes()
    except (ModuleNotFoundError, OSError):
        raw = b""
    if hashlib.sha256(raw).hexdigest() != WORD_LIST_SHA256:
        raise EnvironmentFailure(
            "The word list of passphrases is missing or not the one they were made with.",
            "Install the locked dependencies again.",
        )
    return tuple(raw.decode().split())


def passphrase(key: PortalKey, grant_id: str, words: Sequence[str] | None = None) -> str:
    """The six words of a grant. About 77 bits from the pinned list."""
    words = word_list() if words is None else words
    rest = int.from_bytes(hkdf(key.secret.value, "passphrase", grant_id), "big")
    drawn: list[str] = []
    for _ in range(WORDS_IN_A_PASSPHRASE):
        rest, place = divmod(rest, len(words))
        drawn.append(words[place])
    return "-".join(drawn)


def normalise(typed: str) -> str:
    """What is stretched for a typed passphrase: case, spaces and kinds of hyphen do not count."""
    text = unicodedata.normalize("NFKC", typed).strip(WHITE_SPACE).lower()
    return _BETWEEN_WORDS.sub("-", text)
