"""Key stretching, and keeping what was stretched from one build to the next, sealed."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from onboardgen.access import derivation
from onboardgen.access.boxes import Address, BoxBroken, seal, unseal
from onboardgen.access.derivation import KEY_SIZE
from onboardgen.access.passphrases import WORD_LIST_SHA256, normalise, passphrase
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret


def stretch(normalised: str, salt: bytes, iterations: int) -> Secret:
    """PBKDF2-HMAC-SHA256: the only slow step of an unlock, about a tenth of a second here."""
    stretching = PBKDF2HMAC(hashes.SHA256(), length=KEY_SIZE, salt=salt, iterations=iterations)
    return Secret(stretching.derive(normalised.encode()))


def passphrase_secret(key: PortalKey, grant_id: str, iterations: int) -> Secret:
    """S of a passphrase grant."""
    return stretch(normalise(passphrase(key, grant_id)), key.salt, iterations)


def keep_stretched(key: PortalKey, grant_id: str, iterations: int, secret: Secret) -> bytes:
    """S of a passphrase grant, sealed for the next build, bound to all that it was made from."""
    return seal(key.secret.value, _nonce_key(key), _address(key, grant_id, iterations),
                secret.value)  # fmt: skip


def kept_stretched(key: PortalKey, grant_id: str, iterations: int, box: bytes) -> Secret | None:
    """S as an earlier build kept it; None where the box is damaged or of other inputs."""
    try:
        return Secret(
            unseal(key.secret.value, _nonce_key(key), _address(key, grant_id, iterations), box)
        )
    except BoxBroken:
        return None


def _address(key: PortalKey, grant_id: str, iterations: int) -> Address:
    bound = (key.salt, str(iterations), "passphrase", WORD_LIST_SHA256)
    return Address(key.portal_id, "", f"stretched/{grant_id}", bound)


def _nonce_key(key: PortalKey) -> bytes:
    return derivation.nonce_key(key.secret.value, "")
