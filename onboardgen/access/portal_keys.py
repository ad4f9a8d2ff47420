"""The key of one portal: derived from the root, or exported for somebody without it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from onboardgen.access import derivation
from onboardgen.access.key_files import PORTAL_KEYS_FILE, read_key_file
from onboardgen.access.key_text import key_text, parse_key
from onboardgen.access.root import (
    DEMO_FINGERPRINT,
    accepted_root,
    demo_root_in_file,
    no_key,
    root_in_environment,
    root_in_file,
)
from onboardgen.access.secret import Secret
from onboardgen.errors import EnvironmentFailure
from onboardgen.model.access import PortalKeys
from onboardgen.model.settings import Settings

PORTAL_KEYS_VARIABLE = "ONBOARDGEN_PORTAL_KEYS"
PREFIX, PURPOSE = "ogportal1-", "portal checksum"
PORTAL_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PortalKey:
    """Everything of one portal follows from this key."""

    portal_id: str
    key_id: str
    secret: Secret

    @property
    def salt(self) -> bytes:
        return derivation.salt(self.secret.value, self.portal_id)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys at hand: the root and so every portal's, or those that were exported to us.

    `is_demo`: they are the published demo's, and anyone can open what is sealed with them.
    """

    root: Secret | None = None
    exported: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_demo: bool = False

    def own_secret(self, label: str) -> Secret:
        """A secret for our own use on this machine: the same keys, the same secret."""
        if self.root is not None:
            return Secret(derivation.hkdf(self.root.value, label))
        return Secret(derivation.hkdf(derivation.lp(*sorted(self.exported.values())), label))

    def holds(self, portal: PortalKeys) -> bool:
        """Whether there is a key for this portal, right or wrong."""
        return self.root is not None or portal.id in self.exported

    def portal_key(self, portal: PortalKeys) -> PortalKey:
        """The key of one portal of `access.yaml`.

        Raises EnvironmentFailure where none was exported to us, or one for another key id.
        """
        if self.root is not None:
            return portal_key(self.root, portal.id, portal.key)
        text = self.exported.get(portal.id)
        if text is None:
            raise EnvironmentFailure(
                f"There is no key for the portal {portal.id} ({portal.audience}).",
                "Ask whoever holds the root for: onboardgen access export",
            )
        secret = parse_key(PREFIX, PURPOSE, text, portal.id, portal.key)
        if secret is None:
            raise EnvironmentFailure(
                f"The key given for the portal {portal.id} ({portal.audience}) is not its key.",
                "It is incomplete, or the portal's key has changed since it was exported.",
            )
        return PortalKey(portal.id, portal.key, secret)


def portal_key(root: Secret, portal_id: str, key_id: str) -> PortalKey:
    secret = Secret(derivation.portal_key(root.value, portal_id, key_id))
    return PortalKey(portal_id, key_id, secret)


def portal_key_text(key: PortalKey) -> str:
    """The written form of a portal's key: as secret as the portal itself."""
    return key_text(PREFIX, PURPOSE, key.secret, key.portal_id, key.key_id)


def find_keys(workspace: Path, settings: Settings, environment: Mapping[str, str]) -> KeyRing:
    """The keys to build with: first from the environment, then from files; root before portals.

    Raises EnvironmentFailure where there is none, or what is there is not right.
    """
    ring = _find(workspace, settings, environment)
    return replace(ring, is_demo=settings.root_key_fingerprint == DEMO_FINGERPRINT)


def _find(workspace: Path, settings: Settings, environment: Mapping[str, str]) -> KeyRing:
    if given := root_in_environment(environment):
        return KeyRing(accepted_root(given, settings))
    if PORTAL_KEYS_VARIABLE in environment:
        return _exported(environment[PORTAL_KEYS_VARIABLE], PORTAL_KEYS_VARIABLE)
    if given := root_in_file(workspace):
        return KeyRing(accepted_root(given, settings))
    text = read_key_file(workspace / PORTAL_KEYS_FILE, PORTAL_KEYS_FILE, private=True)
    if text is not None:
        return _exported(text, PORTAL_KEYS_FILE)
    if given := demo_root_in_file(workspace):
        return KeyRing(accepted_root(given, settings))
    raise no_key(settings)


def _exported(text: str, origin: str) -> KeyRing:
    """Keys written as `portal id=key`, by line or comma; empty lines and # lines say nothing."""
    exported: dict[str, str] = {}
    for number, line in enumerate(re.split(r"[\n,]", text), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        portal_id, separator, key = entry.partition("=")
        if not separator or not PORTAL_ID.fullmatch(portal_id.strip()):
            raise EnvironmentFailure(
                f"Entry {number} of {origin} is not a portal's key.",
                f"Each is written as: portal-id={PREFIX}…",
            )
        exported[portal_id.strip()] = key.strip()
    if not exported:
        raise EnvironmentFailure(f"{origin} is empty.", "It has to hold at least one portal's key.")
    return KeyRing(exported=exported)
