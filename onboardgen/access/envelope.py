"""The JSON that stands in a portal's page: all that is needed to open it, but a secret."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass

import rfc8785

from onboardgen.access.derivation import SLOT_BOX_SIZE, STRETCHING, TAG_SIZE
from onboardgen.access.grants import Slot
from onboardgen.access.portal_keys import PORTAL_ID

FORMAT = "onboardgen.portal/1"
_EPOCH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A sealed portal: `bundle` is the box of its pages."""

    portal_id: str
    epoch: str
    iterations: int
    salt: bytes
    slots: tuple[Slot, ...]
    bundle: bytes


class EnvelopeBroken(Exception):
    """The text is not an envelope, or holds something that an envelope does not."""


def envelope_json(envelope: Envelope) -> str:
    """The envelope as the page holds it. Safe inside a script element: no `<` ever stands in it."""
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "portal": envelope.portal_id,
            "epoch": envelope.epoch,
            "kdf": {
                "name": STRETCHING,
                "iterations": envelope.iterations,
                "salt": _text(envelope.salt),
            },
            "slots": [{"tag": _text(slot.tag), "box": _text(slot.box)} for slot in envelope.slots],
            "bundle": _text(envelope.bundle),
        }
    ).decode()


def parse_envelope(text: str) -> Envelope:
    """The envelope that a page holds.

    Raises EnvelopeBroken unless `text` is exactly what `envelope_json` writes, so that nothing
    can hide beside the sealed regions.
    """
    try:
        document = json.loads(text)
        envelope = Envelope(
            portal_id=document["portal"],
            epoch=document["epoch"],
            iterations=document["kdf"]["iterations"],
            salt=_bytes(document["kdf"]["salt"]),
            slots=tuple(Slot(_bytes(s["tag"]), _bytes(s["box"])) for s in document["slots"]),
            bundle=_bytes(document["bundle"]),
        )
        same = envelope_json(envelope) == text
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise EnvelopeBroken from None
    if not same or not _well_formed(envelope):
        raise EnvelopeBroken
    return envelope


def _well_formed(envelope: Envelope) -> bool:
    return (
        PORTAL_ID.fullmatch(envelope.portal_id) is not None
        and _EPOCH.fullmatch(envelope.epoch) is not None
        and type(envelope.iterations) is int
        and all(len(s.tag) == TAG_SIZE and len(s.box) == SLOT_BOX_SIZE for s in envelope.slots)
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
