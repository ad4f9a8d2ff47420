"""From a bundle and the grants of its audience to the bytes that are published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as Day

import rfc8785

from onboardgen.access import derivation
from onboardgen.access.boxes import Address, seal, siv_of
from onboardgen.access.envelope import Envelope, envelope_json
from onboardgen.access.grants import AudienceGrants, build_slots, epoch_of
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.model.access import PortalKeys
from onboardgen.site.bundle import Bundle, SealedObject, bundle_json

AS_OF_FORMAT = "onboardgen.as-of/1"
PAGE, AS_OF = "index.html", "as-of.sealed"
Shell = Callable[[str], bytes]
"""From the text of the envelope to the whole page around it."""


@dataclass(frozen=True, slots=True)
class SealedPortal:
    """One portal's directory: bytes by file name, in the order in which they are written."""

    portal_id: str
    epoch: str
    bundle_siv: bytes
    files: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContentSealer:
    """Seals what belongs to one portal in one epoch."""

    key: PortalKey
    epoch: str

    def seal(self, path: str, plaintext: bytes) -> bytes:
        raw = self.key.secret.value
        address = Address(self.key.portal_id, self.epoch, path)
        content_key = derivation.content_key(raw, self.epoch)
        return seal(content_key, derivation.nonce_key(raw, self.epoch), address, plaintext)

    def object_name(self, path: str, siv: bytes) -> str:
        name_key = derivation.file_name_key(self.key.secret.value, self.epoch)
        return derivation.object_name(name_key, path, siv)


def seal_portal(
    *,
    key: PortalKey,
    portal: PortalKeys,
    grants: AudienceGrants,
    secrets: Mapping[str, Secret],
    iterations: int,
    today: Day,
    bundle: Bundle,
    shell: Shell,
) -> SealedPortal:
    """Seal one portal: the same bytes for the same inputs.

    `secrets` holds S of every open grant, by grant id. The as-of day enters the as-of file, and
    the rest only through the grants that it closes and the bundle that was made for it.
    """
    epoch = epoch_of(key, portal, grants, iterations)
    sealer = ContentSealer(key, epoch)
    objects, files = _attachments(sealer, bundle)
    box = sealer.seal("bundle", bundle_json(bundle, objects))
    envelope = Envelope(
        portal_id=key.portal_id,
        epoch=epoch,
        iterations=iterations,
        salt=key.salt,
        slots=build_slots(key, epoch, grants.open, secrets),
        bundle=box,
    )
    files[PAGE] = shell(envelope_json(envelope))
    files[AS_OF] = sealer.seal("as-of", as_of_json(today.isoformat(), siv_of(box)))
    return SealedPortal(key.portal_id, epoch, siv_of(box), files)


def as_of_json(day: str, bundle_siv: bytes) -> bytes:
    """What the as-of file says: the day of the build (ISO), and the bundle that belongs to it."""
    return rfc8785.dumps({"format": AS_OF_FORMAT, "as_of": day, "bundle": bundle_siv.hex()})


def _attachments(
    sealer: ContentSealer, bundle: Bundle
) -> tuple[dict[str, SealedObject], dict[str, bytes]]:
    objects: dict[str, SealedObject] = {}
    files: dict[str, bytes] = {}
    for file in sorted(bundle.attachments, key=lambda file: file.path):
        box = sealer.seal(file.path, file.content)
        name = sealer.object_name(file.path, siv_of(box))
        objects[file.path] = SealedObject(name, siv_of(box))
        files[name] = box
    return objects, files
