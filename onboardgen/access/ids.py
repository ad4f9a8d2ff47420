"""Random ids for `access.yaml`: they say nothing, and none is ever made twice."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
PORTAL_ID_LENGTH, GRANT_ID_LENGTH = 26, 16


def new_portal_id() -> str:
    """An id for a portal or for its key: 130 random bits."""
    return _random(PORTAL_ID_LENGTH)


def new_grant_id() -> str:
    """An id for a grant: 80 random bits."""
    return _random(GRANT_ID_LENGTH)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
