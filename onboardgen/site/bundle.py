"""What a portal holds once it is open: its pages, its words, and the list of its attachments."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import rfc8785

from onboardgen.agreements.canonical import Json
from onboardgen.site.titles import without_titles

FORMAT = "onboardgen.bundle/1"
Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class BundlePage:
    """One page: its title as text, its content as HTML that is safe to insert."""

    title: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleAttachment:
    """A file of the portal. `path` is what pages call it: `files/…`, posix."""

    path: str
    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Respond:
    """What the page needs to answer: the portal's public key (a point, uncompressed), what can be
    answered to as it is shown, by reference, the sign-offs that can be signed, and where to send
    to besides mail and file. `forms` say what fits each record; `taken` are the beginnings of the
    ids of responses that were taken in."""

    key: bytes
    records: Mapping[str, Json]
    signoffs: tuple[str, ...] = ()
    endpoint: str | None = None
    forms: Mapping[str, Json] = field(default_factory=dict)
    taken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One portal's content, before it is sealed. `pages` by route, without `#/`."""

    language: str
    direction: Direction
    title: str
    home: str
    chrome: str
    pages: Mapping[str, BundlePage]
    attachments: tuple[BundleAttachment, ...] = ()
    rebuild_days: int
    messages: Mapping[str, str] = field(default_factory=dict)
    respond: Respond | None = None


@dataclass(frozen=True, slots=True)
class SealedObject:
    """Where a sealed attachment stands beside the page, and the SIV it must have."""

    name: str
    siv: bytes


def bundle_json(bundle: Bundle, objects: Mapping[str, SealedObject]) -> bytes:
    """The bundle as the script in the page reads it; `objects` by the attachment's path."""
    attachments: dict[str, Mapping[str, str | int]] = {
        file.path: {
            "name": file.name,
            "type": file.type,
            "size": len(file.content),
            "object": objects[file.path].name,
            "siv": objects[file.path].siv.hex(),
        }
        for file in bundle.attachments
    }
    titles = {route: page.title for route, page in bundle.pages.items()}
    return rfc8785.dumps(
        {
            "format": FORMAT,
            "language": bundle.language,
            "direction": bundle.direction,
            "title": bundle.title,
            "home": bundle.home,
            "chrome": bundle.chrome,
            "pages": {
                route: {"title": page.title, "html": without_titles(page.html, titles)}
                for route, page in bundle.pages.items()
            },
            "attachments": attachments,
            "rebuild_days": bundle.rebuild_days,
            "messages": dict(bundle.messages),
            **({"respond": _respond_json(bundle.respond)} if bundle.respond else {}),
        }
    )


def _respond_json(respond: Respond) -> dict[str, Json]:
    return {
        "key": base64.b64encode(respond.key).decode(),
        "records": dict(respond.records),
        "signoffs": list(respond.signoffs),
        "endpoint": respond.endpoint,
        "forms": dict(respond.forms),
        "taken": list(respond.taken),
    }
