"""`access.yaml` and the fingerprint in `onboardgen.yaml`: bytes in, changed bytes out.

Each function returns the whole file, of which only the part it names has changed. Raises
UsageError where the file cannot be read or is not of the contract's shape.
"""

from __future__ import annotations

from datetime import date as Day
from typing import Any

from onboardgen.editing.splice import Plain, append, put
from onboardgen.errors import UsageError
from onboardgen.loading.layout import ACCESS_FILE
from onboardgen.loading.yaml_reader import read_yaml
from onboardgen.model.access import Grant, PortalKeys
from onboardgen.workspace import SETTINGS_FILE


def add_portal(data: bytes | None, portal: PortalKeys) -> bytes:
    """The file with one more portal; `data` is None where there is no file yet."""
    content = data or b""
    if portal.audience in _portals(content):
        raise UsageError(f"There is a portal `{portal.audience}` already.", "Portals are kept.")
    value: dict[str, Plain] = {"id": portal.id, "key": portal.key}
    if portal.refresh is not None:
        value["refresh"] = portal.refresh
    return put(ACCESS_FILE, content, ("portals", portal.audience), value)


def append_grant(data: bytes | None, grant: Grant) -> bytes:
    """The file with one more grant at the end of its list."""
    content = data or b""
    if any(_id(one) == grant.id for one in _grants(content)):
        raise UsageError(f"There is a grant `{grant.id}` already.", "Grants have random ids.")
    value: dict[str, Plain] = {
        "id": grant.id,
        "person": grant.person,
        "kind": grant.kind,
        "granted": {"by": grant.granted.by, "date": grant.granted.date.isoformat()},
    }
    for key, day in (("until", grant.until), ("ended", grant.ended)):
        if day:
            value[key] = day.isoformat()
    if grant.sealed is not None:
        value["sealed"] = grant.sealed
    return append(ACCESS_FILE, content, ("grants",), value)


def end_grant(data: bytes, grant_id: str, day: Day) -> bytes:
    """The file with `ended` on that grant. Raises UsageError where there is no such grant, or
    where it was ended before: the day it ended stays."""
    for index, grant in enumerate(_grants(data)):
        if _id(grant) == grant_id:
            if grant.get("ended") is not None:
                raise UsageError(f"The grant `{grant_id}` has ended already.")
            return put(ACCESS_FILE, data, ("grants", index, "ended"), day.isoformat())
    raise UsageError(
        f"There is no grant `{grant_id}`.", "`onboardgen access list` shows all grants."
    )


def set_root_key_fingerprint(data: bytes, fingerprint: str) -> bytes:
    """`onboardgen.yaml` with that fingerprint of the root key."""
    return put(SETTINGS_FILE, data, ("root_key_fingerprint",), fingerprint)


def _portals(data: bytes) -> dict[str, Any]:
    found = _document(data).get("portals")
    return found if isinstance(found, dict) else {}


def _grants(data: bytes) -> list[Any]:
    found = _document(data).get("grants")
    return found if isinstance(found, list) else []


def _document(data: bytes) -> dict[str, Any]:
    document = read_yaml(ACCESS_FILE, data).document
    return document if isinstance(document, dict) else {}


def _id(grant: object) -> object:
    return grant.get("id") if isinstance(grant, dict) else None
