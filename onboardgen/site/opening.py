"""Opening published portals with our own keys, to prove what is in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day

from onboardgen.access import derivation
from onboardgen.access.boxes import Address, BoxBroken, siv_of, unseal
from onboardgen.access.envelope import Envelope, EnvelopeBroken, parse_envelope
from onboardgen.access.grants import Slot, dummy_slot, slot_address
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.site.sealing import AS_OF, PAGE, as_of_json
from onboardgen.site.writer import OBJECT

ENVELOPE_BEGINS = b'<script type="application/json" id="envelope">'
ENVELOPE_ENDS = b"</script>"


@dataclass(frozen=True, slots=True)
class SealedPage:
    """A page taken apart: the shell on both sides of the envelope, and the envelope's text."""

    before: bytes
    after: bytes
    envelope: str


@dataclass(frozen=True, slots=True)
class OpenedPortal:
    """What a portal holds: its bundle as JSON, and its attachments' bytes by path.

    `as_of` is the day of its as-of file, None where that is not one of ours.
    """

    portal_id: str
    envelope: Envelope
    as_of: Day | None
    bundle: str = field(repr=False)
    attachments: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unproven:
    """A file that does not open, and what about it is not as we seal it."""

    file: str
    why: str


def take_apart(page: bytes) -> SealedPage | None:
    """The parts of a page with exactly one envelope; None for any other."""
    before, begins, rest = page.partition(ENVELOPE_BEGINS)
    envelope, ends, after = rest.partition(ENVELOPE_ENDS)
    if not begins or not ends or ENVELOPE_BEGINS in after:
        return None
    try:
        return SealedPage(before + begins, ends + after, envelope.decode("ascii"))
    except UnicodeDecodeError:
        return None


def open_portal(
    key: PortalKey, secrets: Iterable[Secret], files: Mapping[str, bytes]
) -> tuple[OpenedPortal | None, tuple[Unproven, ...]]:
    """Open a portal's directory with our keys, and say which of its files do not open.

    `secrets` are S of every grant that may have a slot. `files` are all files of the directory
    by name. The portal is None where its bundle does not open.
    """
    page = take_apart(files.get(PAGE, b""))
    if page is None:
        return None, (Unproven(PAGE, "there is no page with one envelope"),)
    try:
        envelope = parse_envelope(page.envelope)
    except EnvelopeBroken:
        return None, (Unproven(PAGE, "its envelope is not one that we write"),)
    opener = _Opener(key, envelope.epoch)
    unproven = [Unproven(PAGE, why) for why in _wrong_in_envelope(key, secrets, envelope)]
    try:
        bundle = opener.open("bundle", envelope.bundle)
    except BoxBroken:
        return None, (*unproven, Unproven(PAGE, "its bundle does not open with our keys"))
    attachments, broken = _attachments(opener, bundle, files)
    unproven += broken
    as_of = _as_of(opener, files.get(AS_OF), siv_of(envelope.bundle))
    if as_of is None:
        unproven.append(Unproven(AS_OF, "it does not open with our keys, or names another bundle"))
    opened = OpenedPortal(key.portal_id, envelope, as_of, bundle.decode(), attachments)
    return opened, tuple(unproven)


@dataclass(frozen=True, slots=True)
class _Opener:
    key: PortalKey
    epoch: str

    def open(self, path: str, box: bytes) -> bytes:
        raw = self.key.secret.value
        return unseal(
            derivation.content_key(raw, self.epoch),
            derivation.nonce_key(raw, self.epoch),
            Address(self.key.portal_id, self.epoch, path),
            box,
        )

    def object_name(self, path: str, siv: bytes) -> str:
        name_key = derivation.file_name_key(self.key.secret.value, self.epoch)
        return derivation.object_name(name_key, path, siv)


def _wrong_in_envelope(
    key: PortalKey, secrets: Iterable[Secret], envelope: Envelope
) -> Iterable[str]:
    if envelope.portal_id != key.portal_id:
        yield "its envelope is another portal's"
    if envelope.salt != key.salt:
        yield "its salt is not the one that follows from our key"
    if not _slots_are_ours(key, secrets, envelope.epoch, envelope.slots):
        yield "a slot is neither a grant's nor a dummy"


def _slots_are_ours(
    key: PortalKey, secrets: Iterable[Secret], epoch: str, slots: Sequence[Slot]
) -> bool:
    """Whether each slot opens with S of a grant, or is exactly a dummy that we make."""
    by_tag = {derivation.slot_tag(s.value, key.portal_id, epoch): s for s in secrets}
    dummies = {dummy_slot(key, epoch, index) for index in range(len(slots))}
    nonce_key = derivation.slot_nonce_key(key.secret.value, epoch)
    for slot in slots:
        if slot in dummies:
            continue
        secret = by_tag.get(slot.tag)
        if secret is None:
            return False
        wrap_key = derivation.slot_wrap_key(secret.value, key.portal_id, epoch)
        try:
            unseal(wrap_key, nonce_key, slot_address(key.portal_id, epoch, slot.tag), slot.box)
        except BoxBroken:
            return False
    return True


def _attachments(
    opener: _Opener, bundle: bytes, files: Mapping[str, bytes]
) -> tuple[dict[str, bytes], list[Unproven]]:
    """The attachments that the bundle lists, opened; and every object that is not one of them."""
    opened: dict[str, bytes] = {}
    unproven: list[Unproven] = []
    listed: set[str] = set()
    for path, entry in json.loads(bundle)["attachments"].items():
        name, siv = entry["object"], bytes.fromhex(entry["siv"])
        listed.add(name)
        box = files.get(name, b"")
        try:
            if siv_of(box) != siv or opener.object_name(path, siv) != name:
                raise BoxBroken
            opened[path] = opener.open(path, box)
        except BoxBroken:
            unproven.append(Unproven(name, "it is not the attachment that the page lists"))
    strays = [name for name in files if OBJECT.fullmatch(name) and name not in listed]
    unproven += [Unproven(name, "no page lists it") for name in strays]
    return opened, unproven


def _as_of(opener: _Opener, box: bytes | None, bundle_siv: bytes) -> Day | None:
    """The day of an as-of file that is exactly one of ours, for this bundle."""
    try:
        plain = opener.open("as-of", box or b"")
        day = Day.fromisoformat(json.loads(plain)["as_of"])
    except (BoxBroken, ValueError, KeyError, TypeError):
        return None
    return day if plain == as_of_json(day.isoformat(), bundle_siv) else None
