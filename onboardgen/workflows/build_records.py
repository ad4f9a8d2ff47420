"""What the last build of each customer was made from, and which files it left.

A record is a keyed digest of all inputs and the digests of sealed files: whoever finds it can
neither read nor test anything.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onboardgen.site.sealing import SealedPortal

RECORDS: Final = ".onboardgen/cache/builds"
FORMAT: Final = "onboardgen.build-record/1"


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """One portal as published: its directory, and SHA-256 (hex) by file name."""

    audience: str
    portal_id: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """One customer as built. `row` is its sealed line among all accounts, empty where the team
    has no portal."""

    key: str
    portals: tuple[PortalRecord, ...] = ()
    row: bytes = b""


def portal_record(audience: str, portal: SealedPortal) -> PortalRecord:
    files = {name: hashlib.sha256(content).hexdigest() for name, content in portal.files.items()}
    return PortalRecord(audience, portal.portal_id, files)


def read_record(root: Path, name: str) -> BuildRecord | None:
    """The record of the last build; None where there is none or it is damaged."""
    try:
        document = json.loads((root / RECORDS / f"{name}.json").read_bytes())
        if document["format"] != FORMAT:
            return None
        portals = tuple(
            PortalRecord(str(one["audience"]), str(one["portal"]), dict(one["files"]))
            for one in document["portals"]
        )
        row = base64.b64decode(document["row"], validate=True)
        return BuildRecord(str(document["key"]), portals, row)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_record(root: Path, name: str, record: BuildRecord) -> None:
    """Keep the record. One that cannot be kept costs time in the next build, nothing else."""
    document = {
        "format": FORMAT,
        "key": record.key,
        "portals": [
            {"audience": one.audience, "portal": one.portal_id, "files": dict(one.files)}
            for one in record.portals
        ],
        "row": base64.b64encode(record.row).decode(),
    }
    directory = root / RECORDS
    fresh = directory / f".{name}.{os.getpid()}"
    with contextlib.suppress(OSError):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(json.dumps(document, sort_keys=True), encoding="utf-8")
        fresh.replace(directory / f"{name}.json")


def still_stands(record: BuildRecord, out: Path) -> bool:
    """Whether every portal of the record is in `out`: its files byte for byte, and no others."""
    return all(
        _names(out / portal.portal_id) == portal.files.keys()
        and all(
            _digest(out / portal.portal_id / name) == digest
            for name, digest in portal.files.items()
        )
        for portal in record.portals
    )


def _names(directory: Path) -> set[str]:
    try:
        return {path.name for path in directory.iterdir()}
    except OSError:
        return set()


def _digest(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
