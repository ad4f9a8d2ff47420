"""The addresses that are handed out. What follows `#` never reaches a server."""

from __future__ import annotations

import base64

from onboardgen.access import derivation
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret


def portal_address(base_url: str, portal_id: str) -> str:
    return f"{base_url.rstrip('/')}/{portal_id}/index.html"


def link_secret(key: PortalKey, grant_id: str) -> Secret:
    """S of a link grant."""
    return Secret(derivation.link_secret(key.secret.value, grant_id))


def link_part(key: PortalKey, grant_id: str) -> Secret:
    """The half of a password grant that its link carries."""
    return Secret(derivation.link_part(key.secret.value, grant_id))


def link_fragment(key: PortalKey, grant_id: str) -> str:
    """What a link grant's address ends in: whoever has it opens the portal."""
    return "#key=" + _base64url(link_secret(key, grant_id).value)


def part_fragment(key: PortalKey, grant_id: str) -> str:
    """What the address of a password grant ends in: opens nothing without the password."""
    return "#part=" + _base64url(link_part(key, grant_id).value)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
