"""The document inside a response: who says what, about what they were shown. Closed and strict.

It is canonical JSON (RFC 8785): other bytes that mean the same are refused, so that what a
receipt covers is exactly what is read. Days are ISO dates, `at` is UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_type_hints

import rfc8785

from onboardgen.access.portal_keys import PORTAL_ID
from onboardgen.agreements.canonical import Json, digest_of
from onboardgen.loading.layout import RESPONSE_ID
from onboardgen.model.reference import Reference
from onboardgen.responses.readers import (
    GRANT_ID,
    HEX_64,
    an_id,
    an_instant,
    matching,
)
from onboardgen.responses.said import KINDS, Said, SignOff, about
from onboardgen.responses.sealing import FORMAT

Reader = Callable[[Any], Any]
"""Makes a value of plain JSON; raises ValueError, KeyError or TypeError for any other."""


class DocumentBroken(Exception):
    """The bytes are not a document of this format. The message names the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A document as read. `shown` is what the reader saw of each record that this is about, by
    reference; `bundle` the SIV of the pages it was read on (hex); `document` its very bytes."""

    id: str
    portal: str
    epoch: str
    grant: str
    person: str
    bundle: str
    at: datetime
    kind: str
    said: Said
    shown: Mapping[str, Json]
    document: bytes = field(repr=False)

    @property
    def shown_digest(self) -> bytes:
        """SHA-256 of what was shown, in its canonical form."""
        return hashlib.sha256(rfc8785.dumps(self.shown)).digest()

    @property
    def about(self) -> tuple[Reference, ...]:
        """The records that this is about: those, and no others, it has to have been shown."""
        return about(self.said)


def read_document(data: bytes) -> Response:
    """The response that a document holds. Raises DocumentBroken for anything else."""
    plain = _canonical(data)
    names = ("format", "id", "portal", "epoch", "grant", "person", "bundle", "shown", "at", "kind",
             "fields")  # fmt: skip
    if not isinstance(plain, dict) or plain.keys() != set(names):
        raise DocumentBroken("its fields are others than those of a response")
    if plain["format"] != FORMAT:
        raise DocumentBroken("format")
    response = Response(
        id=_field(plain, "id", lambda one: matching(RESPONSE_ID, one)),
        portal=_field(plain, "portal", lambda one: matching(PORTAL_ID, one)),
        epoch=_field(plain, "epoch", lambda one: matching(HEX_64, one)),
        grant=_field(plain, "grant", lambda one: matching(GRANT_ID, one)),
        person=_field(plain, "person", an_id),
        bundle=_field(plain, "bundle", lambda one: matching(HEX_64, one)),
        at=_field(plain, "at", an_instant),
        kind=_field(plain, "kind", lambda one: {name: name for name in KINDS}[one]),
        said=_said(plain),
        shown=_field(plain, "shown", _shown),
        document=data,
    )
    if set(response.shown) != set(map(str, response.about)):
        raise DocumentBroken("shown")
    if isinstance(response.said, SignOff) and response.said.digest != _digest_shown(response):
        raise DocumentBroken("fields.digest")
    return response


def _digest_shown(response: Response) -> str | None:
    """The digest of the content that a sign-off was shown."""
    text = next(iter(response.shown.values()))
    return digest_of(text.encode("utf-8", "replace")) if isinstance(text, str) else None


def _said(plain: Mapping[str, Any]) -> Said:
    kind = KINDS.get(plain["kind"]) if isinstance(plain["kind"], str) else None
    given = plain["fields"]
    if kind is None or not isinstance(given, dict):
        raise DocumentBroken("kind")
    known = {one.name for one in fields(kind)}
    if not given.keys() <= known:
        raise DocumentBroken(f"fields.{min(given.keys() - known)}")
    return kind(**dict(_values(plain["kind"], kind, given)))


def _values(name: str, kind: type[Said], given: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    readers = _readers(name)
    for one in fields(kind):
        if one.default is None and given.get(one.name) is None:
            continue
        yield one.name, _field(given, one.name, readers[one.name], "fields.")


@cache
def _readers(kind: str) -> Mapping[str, Reader]:
    """What reads each field of a kind, as its annotation says."""
    hints = get_type_hints(KINDS[kind], include_extras=True)
    return {name: get_args(hint)[1] for name, hint in hints.items()}


def _field(plain: Mapping[str, Any], name: str, reader: Reader, start: str = "") -> Any:
    try:
        return reader(plain[name])
    except (ValueError, KeyError, TypeError, OverflowError):
        raise DocumentBroken(f"{start}{name}") from None


def _shown(plain: object) -> Mapping[str, Json]:
    if not isinstance(plain, dict) or not all(
        isinstance(one, dict | str) for one in plain.values()
    ):
        raise ValueError
    return plain


def _canonical(data: bytes) -> object:
    """The JSON of a text that is written as RFC 8785 writes it."""
    try:
        plain = json.loads(data.decode("utf-8"))
        same = rfc8785.dumps(plain) == data
    except (ValueError, RecursionError):
        same = False
    if not same:
        raise DocumentBroken("it is no canonical JSON")
    return plain
