"""Receipts: proof that whoever sent a response had the passphrase, link or password of a grant."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from onboardgen.access.derivation import lp, mac, receipt_key, signing_key
from onboardgen.access.secret import Secret
from onboardgen.responses.document import Response
from onboardgen.responses.said import SignOff

RECEIPT_FORMAT: Final = "onboardgen.receipt/1"


def receipt(secret: Secret, response: Response) -> bytes:
    """The receipt of a response under S of its grant. A sign-off has a key of its own, for which
    the passphrase is asked again."""
    derive = signing_key if isinstance(response.said, SignOff) else receipt_key
    key = derive(secret.value, response.portal, response.epoch)
    return mac(
        key,
        lp(
            RECEIPT_FORMAT,
            response.portal,
            response.epoch,
            response.grant,
            bytes.fromhex(response.bundle),
            response.shown_digest,
            response.id,
            hashlib.sha256(response.document).digest(),
        ),
    )


def is_receipt(secret: Secret, response: Response, given: bytes) -> bool:
    return hmac.compare_digest(receipt(secret, response), given)
