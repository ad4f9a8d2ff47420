"""A password that a customer insists on: good only together with its link."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from onboardgen.access import derivation
from onboardgen.access.boxes import Address, BoxBroken, seal, unseal
from onboardgen.access.links import link_part
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.access.stretching import stretch

LEAST_LENGTH = 15
LEAST_STRENGTH = 3
MEASURED_LENGTH = 72
SHORTEST_NAME = 3
_WORD = re.compile(r"\w+")


def normalise(typed: str) -> str:
    """What is stretched for a password: every character counts, but not how it was typed."""
    return unicodedata.normalize("NFKC", typed)


def weakness(password: str, names: Iterable[str]) -> str | None:
    """Why a password is refused, in a sentence; None where it is good enough.

    `names` are all that a stranger would try first: people, customers, products. What is left
    of the password without them has to be strong by itself.
    """
    text = normalise(password)
    if len(text) < LEAST_LENGTH:
        return f"It has {len(text)} characters; it needs at least {LEAST_LENGTH}."
    guessable = _guessable(names)
    if _strength(text, guessable) < LEAST_STRENGTH:
        return "It is too easy to guess."
    if _strength(_without(text, guessable), guessable) < LEAST_STRENGTH:
        return "Without the names in it that everybody knows, too little is left."
    return None


def two_part_secret(key: PortalKey, grant_id: str, password: str, iterations: int) -> Secret:
    """S of a password grant, from the password and the part that its link carries."""
    stretched = stretch(normalise(password), key.salt, iterations)
    part = link_part(key, grant_id)
    return Secret(derivation.two_part_secret(stretched.value, part.value))


def seal_password(key: PortalKey, grant_id: str, password: str, iterations: int) -> str:
    """What `access.yaml` keeps of a password (`grants[].sealed`): S, sealed for us alone."""
    secret = two_part_secret(key, grant_id, password, iterations)
    box = seal(key.secret.value, _nonce_key(key), _address(key, grant_id, iterations), secret.value)
    return base64.b64encode(box).decode()


def unseal_password(key: PortalKey, grant_id: str, sealed: str, iterations: int) -> Secret | None:
    """S of a password grant from what `access.yaml` keeps.

    None where it is damaged, or was made for another key, grant or number of iterations.
    """
    address = _address(key, grant_id, iterations)
    try:
        box = base64.b64decode(sealed, validate=True)
        return Secret(unseal(key.secret.value, _nonce_key(key), address, box))
    except (binascii.Error, ValueError, BoxBroken):
        return None


def _address(key: PortalKey, grant_id: str, iterations: int) -> Address:
    return Address(key.portal_id, "", f"grant/{grant_id}", (str(iterations),))


def _nonce_key(key: PortalKey) -> bytes:
    return derivation.nonce_key(key.secret.value, "")


def _guessable(names: Iterable[str]) -> list[str]:
    """The names in lower case and each word of them, longest first."""
    found: set[str] = set()
    for name in names:
        text = normalise(name).casefold()
        found.update(part for part in (text, *_WORD.findall(text)) if len(part) >= SHORTEST_NAME)
    return sorted(found, key=lambda part: (-len(part), part))


def _without(text: str, guessable: list[str]) -> str:
    rest = text.casefold()
    for name in guessable:
        rest = rest.replace(name, "")
    return rest


def _strength(text: str, guessable: list[str]) -> int:
    """0 (guessed at once) to 4, of the first 72 characters."""
    if not text:
        return 0
    return int(zxcvbn(text[:MEASURED_LENGTH], user_inputs=guessable)["score"])
