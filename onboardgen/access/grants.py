"""Who opens a portal on a day, and the slots that let exactly them in."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day
from pathlib import Path

import rfc8785

from onboardgen.access import derivation
from onboardgen.access.boxes import OVERHEAD, Address, seal
from onboardgen.access.links import link_secret
from onboardgen.access.passwords import unseal_password
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.access.slot_cache import read_boxes, write_boxes
from onboardgen.access.stretching import keep_stretched, kept_stretched, passphrase_secret
from onboardgen.errors import EnvironmentFailure
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.people import Member, Party

FEWEST_SLOTS = 4
SLOT_MESSAGE_SIZE = derivation.SLOT_BOX_SIZE - OVERHEAD


@dataclass(frozen=True, slots=True)
class AudienceGrants:
    """Of one audience on one day: the grants that open its portal, and the ids that must not."""

    open: tuple[Grant, ...]
    closed: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One wrapped content key, or a dummy that looks like one."""

    tag: bytes
    box: bytes


def grants_of(
    access: Access, members: Iterable[Member], audience: Party, today: Day
) -> AudienceGrants:
    """The grants of an audience, by the party each person belongs to now.

    A grant that does not open this portal counts as closed for it, also where its person belongs
    to another party now or to nobody: whoever is moved or removed has no key of a later epoch.
    """
    parties = {member.person.id: member.party for member in members}
    shut = {grant.id for grant in access.grants if not grant.is_open(today)}
    opening, closed = {}, set(shut)
    for grant in access.grants:
        if parties.get(grant.person) != audience:
            closed.add(grant.id)
        elif grant.id not in shut:
            opening[grant.id] = grant
    opening = {id_: grant for id_, grant in opening.items() if id_ not in closed}
    return AudienceGrants(tuple(opening.values()), tuple(sorted(closed)))


def epoch_of(key: PortalKey, portal: PortalKeys, grants: AudienceGrants, iterations: int) -> str:
    return derivation.epoch(
        key.secret.value,
        key.portal_id,
        key.key_id,
        audience=portal.audience,
        refresh=portal.refresh,
        iterations=iterations,
        closed=grants.closed,
    )


def grant_secrets(
    key: PortalKey, grants: Sequence[Grant], iterations: int, kept: Mapping[str, bytes]
) -> tuple[dict[str, Secret], dict[str, bytes]]:
    """S of every grant by its id, and the boxes to keep for the next build.

    `kept` are the boxes of an earlier one; what they do not hold is stretched.
    Raises EnvironmentFailure where the sealed key of a password cannot be opened.
    """
    found: dict[str, Secret] = {}
    boxes: dict[str, bytes] = {}
    for grant in grants:
        if grant.kind == "link":
            found[grant.id] = link_secret(key, grant.id)
        elif grant.kind == "password":
            found[grant.id] = _password_secret(key, grant, iterations)
        else:
            box = kept.get(grant.id, b"")
            secret = kept_stretched(key, grant.id, iterations, box)
            if secret is None:
                secret = passphrase_secret(key, grant.id, iterations)
                box = keep_stretched(key, grant.id, iterations, secret)
            found[grant.id], boxes[grant.id] = secret, box
    return found, boxes


def cached_grant_secrets(
    key: PortalKey, grants: Sequence[Grant], iterations: int, directory: Path
) -> dict[str, Secret]:
    """S of every grant, stretching only what the cache in `directory` does not hold."""
    before = read_boxes(directory, key.portal_id)
    found, boxes = grant_secrets(key, grants, iterations, before)
    if not boxes.items() <= before.items():
        write_boxes(directory, key.portal_id, boxes)
    return found


def build_slots(
    key: PortalKey, epoch: str, grants: Sequence[Grant], secrets: Mapping[str, Secret]
) -> tuple[Slot, ...]:
    """A slot for every grant, filled with dummies to 4, 8, 16…, in the order of their tags."""
    slots = [_slot(key, epoch, grant, secrets[grant.id].value) for grant in grants]
    size = FEWEST_SLOTS
    while size < len(slots):
        size *= 2
    slots += [dummy_slot(key, epoch, index) for index in range(size - len(slots))]
    return tuple(sorted(slots))


def dummy_slot(key: PortalKey, epoch: str, index: int) -> Slot:
    raw = key.secret.value
    return Slot(derivation.dummy_tag(raw, epoch, index), derivation.dummy_box(raw, epoch, index))


def slot_address(portal_id: str, epoch: str, tag: bytes) -> Address:
    return Address(portal_id, epoch, f"slot/{tag.hex()}")


def _slot(key: PortalKey, epoch: str, grant: Grant, secret: bytes) -> Slot:
    tag = derivation.slot_tag(secret, key.portal_id, epoch)
    content_key = derivation.content_key(key.secret.value, epoch)
    plaintext = rfc8785.dumps(
        {
            "content_key": base64.b64encode(content_key).decode(),
            "grant": grant.id,
            "person": grant.person,
        }
    )
    box = seal(
        derivation.slot_wrap_key(secret, key.portal_id, epoch),
        derivation.slot_nonce_key(key.secret.value, epoch),
        slot_address(key.portal_id, epoch, tag),
        plaintext,
        least=SLOT_MESSAGE_SIZE,
    )
    if len(box) != derivation.SLOT_BOX_SIZE:
        raise EnvironmentFailure(
            f"The id of the person in grant {grant.id} is too long to be sealed.",
            "Give the person a shorter id.",
        )
    return Slot(tag, box)


def _password_secret(key: PortalKey, grant: Grant, iterations: int) -> Secret:
    secret = unseal_password(key, grant.id, grant.sealed or "", iterations)
    if secret is None:
        raise EnvironmentFailure(
            f"{grant.at.value()}: the password of grant {grant.id} cannot be opened with this key.",
            "The root, the portal's key or portal.iterations has changed since it was set. "
            "End the grant and set a new password.",
        )
    return secret
