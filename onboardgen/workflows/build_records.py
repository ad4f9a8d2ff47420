"""What the last build of each customer was made from, and which files it left.

The records are sealed under a key of their own and named by it: whoever finds or plants one can
neither read it, nor have it believed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date as Day
from pathlib import Path
from typing import Final

from onboardgen.access import derivation
from onboardgen.access.boxes import Address, BoxBroken, seal, unseal
from onboardgen.access.cache_files import CACHE, read_cache_file, write_cache_file
from onboardgen.access.portal_keys import KeyRing
from onboardgen.access.secret import Secret
from onboardgen.rendering.pages import RenderedPage
from onboardgen.site.sealing import SealedPortal
from onboardgen.views.portfolio import AccountRow

RECORDS: Final = f"{CACHE}/builds"
FORMAT: Final = "onboardgen.build-record/1"
DAYS: Final = ("go_live", "live_since", "forecast", "p80", "next_milestone")


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """One portal as published: its directory, and SHA-256 (hex) by file name."""

    audience: str
    portal_id: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """One customer, or the team, as built. `row` is a customer's line among all accounts, `pages`
    are its own in the team's portal, by path."""

    key: str
    portals: tuple[PortalRecord, ...] = ()
    row: AccountRow | None = None
    pages: Mapping[str, RenderedPage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildRecords:
    """The records of one workspace, for whoever holds the same keys."""

    directory: Path
    secret: Secret

    def read(self, name: str) -> BuildRecord | None:
        """The record of the last build; None where there is none that is ours."""
        box = read_cache_file(self.directory, self._file(name))
        try:
            text = unseal(self.secret.value, self._nonce_key, _address(name), box or b"")
            return _parsed(json.loads(text))
        except (BoxBroken, ValueError, KeyError, TypeError):
            return None

    def write(self, name: str, record: BuildRecord) -> None:
        """Keep the record for the next build."""
        text = json.dumps(_plain(record), sort_keys=True).encode()
        box = seal(self.secret.value, self._nonce_key, _address(name), text)
        write_cache_file(self.directory, self._file(name), box)

    @property
    def _nonce_key(self) -> bytes:
        return derivation.nonce_key(self.secret.value, "")

    def _file(self, name: str) -> str:
        key = derivation.hkdf(self.secret.value, "build record name")
        return f"{derivation.mac(key, name.encode())[:16].hex()}.sealed"


def build_records(root: Path, keys: KeyRing) -> BuildRecords:
    return BuildRecords(root / RECORDS, keys.own_secret("build records"))


def portal_record(audience: str, portal: SealedPortal) -> PortalRecord:
    files = {name: hashlib.sha256(content).hexdigest() for name, content in portal.files.items()}
    return PortalRecord(audience, portal.portal_id, files)


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


def _address(name: str) -> Address:
    return Address("", "", "build record", bound=(FORMAT, name))


def _plain(record: BuildRecord) -> dict[str, object]:
    row = asdict(record.row) if record.row else {}
    days = {name: row[name].isoformat() for name in DAYS if row.get(name)}
    portals = [[one.audience, one.portal_id, dict(one.files)] for one in record.portals]
    pages = {path: [page.title, page.html] for path, page in record.pages.items()}
    return {"key": record.key, "portals": portals, "row": {**row, **days}, "pages": pages}


def _parsed(document: Mapping[str, object]) -> BuildRecord:
    row = document["row"]
    found, pages = document["portals"], document["pages"]
    if not (isinstance(found, list) and isinstance(row, dict) and isinstance(pages, dict)):
        raise TypeError
    rendered = {path: RenderedPage(title, html) for path, (title, html) in pages.items()}
    portals = tuple(PortalRecord(audience, id_, files) for audience, id_, files in found)
    return BuildRecord(str(document["key"]), portals, _row(row) if row else None, rendered)


def _row(values: Mapping[str, object]) -> AccountRow:
    read = {name: Day.fromisoformat(str(values[name])) for name in DAYS if values[name]}
    every = {one.name: values[one.name] for one in fields(AccountRow)}
    return AccountRow(**{**every, **read})  # type: ignore[arg-type]


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
