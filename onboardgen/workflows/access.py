"""Who may open which portal: keys, grants, and what is handed out to people.

Every change is a change of `access.yaml` that Git remembers. Nothing secret is written into the
workspace but the files below `.onboardgen/`, which Git ignores.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Day
from pathlib import Path
from typing import Final

from onboardgen.access.grants import grants_of
from onboardgen.access.key_files import (
    KEY_DIRECTORY,
    ROOT_FILE,
    replace_root,
    write_new_root,
    write_portal_keys,
)
from onboardgen.access.links import link_fragment, part_fragment, portal_address
from onboardgen.access.passphrases import passphrase
from onboardgen.access.passwords import seal_password, weakness
from onboardgen.access.portal_keys import KeyRing, PortalKey, find_keys, portal_key_text
from onboardgen.access.root import DEMO_FINGERPRINT, find_root, fingerprint, new_root, root_text
from onboardgen.editing.access_file import (
    add_portal,
    append_grant,
    end_grant,
    set_root_key_fingerprint,
)
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.loading.loader import load
from onboardgen.loading.suggestions import nearest
from onboardgen.model.access import Grant, GrantKind, PortalKeys
from onboardgen.model.decision import Approval
from onboardgen.model.people import Member
from onboardgen.site.sealing import PAGE
from onboardgen.workflows.access_files import AccessFile, open_access, whole_settings
from onboardgen.workspace import DEFAULT_OUT, SETTINGS_FILE, replace_file

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH, GRANT_ID_LENGTH = 26, 16
WHAT_ENDING_CANNOT: Final = (
    "Build and publish now: until then the old portal opens. What was already opened or copied "
    "cannot be taken back."
)


@dataclass(frozen=True, slots=True)
class Handover:
    """What one person is told to open their portal. `text` is the passphrase or the address."""

    portal: PortalKeys
    grant: Grant
    person_name: str
    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PortalAccess:
    """One portal, its file in the built site, and what its people were or are to be told."""

    slug: str | None
    audience: str
    file: Path
    handovers: tuple[Handover, ...]


def init(root: Path, environment: Mapping[str, str]) -> tuple[Path, str]:
    """Make the root secret of a workspace; its file and fingerprint.

    Raises EnvironmentFailure in CI, and where there is a root already.
    """
    _refuse_in_ci(environment, "A root key is made")
    settings = whole_settings(load(root, ()))
    named = settings.root_key_fingerprint
    if named not in {None, DEMO_FINGERPRINT}:
        raise EnvironmentFailure(
            f"This workspace has a root key already: {named}.",
            f"It is in {ROOT_FILE}: there is nothing to do."
            if (root / ROOT_FILE).exists()
            else f"Ask whoever made it, and put it into {ROOT_FILE}.",
        )
    made = new_root()
    keep_out_of_git(root)
    path = write_new_root(root, root_text(made))
    _name_root(root, fingerprint(made))
    return path, fingerprint(made)


def keep_out_of_git(root: Path) -> None:
    """Have Git ignore keys, caches and the built site, in the workspace's own `.gitignore`."""
    path = root / ".gitignore"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    there = {line.strip().strip("/") for line in text.splitlines()}
    missing = [name for name in (KEY_DIRECTORY, DEFAULT_OUT) if name not in there]
    if missing:
        gap = "\n" if text and not text.endswith("\n") else ""
        lines = "".join(f"/{name}/\n" for name in missing)
        replace_file(path, f"{text}{gap}{lines}".encode())


def rotate_root(root: Path, environment: Mapping[str, str]) -> tuple[Path, str]:
    """A new root secret; where the old one was kept, and the new fingerprint.

    Raises EnvironmentFailure in CI, and where the present root is not at hand.
    """
    _refuse_in_ci(environment, "A root key is made")
    old = find_root(root, whole_settings(load(root, ())), environment)
    made = new_root()
    kept = replace_root(root, root_text(made), root_text(old), fingerprint(old))
    _name_root(root, fingerprint(made))
    return kept, fingerprint(made)


def _name_root(root: Path, named: str) -> None:
    path = root / SETTINGS_FILE
    replace_file(path, set_root_key_fingerprint(path.read_bytes(), named))


def export(root: Path, slug: str, environment: Mapping[str, str]) -> tuple[Path, int]:
    """Write the keys of a customer's portals for a colleague without the root; how many."""
    _refuse_in_ci(environment, "Keys are exported")
    file = open_access(root, slug)
    keys = find_keys(root, file.settings, environment)
    lines = [f"{p.id}={portal_key_text(keys.portal_key(p))}" for p in file.access.portals]
    if not lines:
        raise UsageError(f"{slug} has no portal.", "`onboardgen access grant` makes one.")
    return write_portal_keys(root, slug, "\n".join(lines)), len(lines)


def grant(
    root: Path,
    file: AccessFile,
    person: str,
    kind: GrantKind,
    *,
    by: str,
    until: Day | None,
    day: Day | None,
    environment: Mapping[str, str],
    ask_password: Callable[[], str],
) -> Handover:
    """Let a person in: one more grant, and the portal of their party if it is the first.

    Raises UsageError where the person or giver is unknown, the day is past, or a password is too
    weak; EnvironmentFailure without a key.
    """
    member = file.member(person)
    granted = Approval(by=_giver(file, by), date=day or file.today())
    if until and until < granted.date:
        raise UsageError(f"`until` {until} is before the day of the grant, {granted.date}.")
    keys = find_keys(root, file.settings, environment)
    if not keys.is_demo:
        _refuse_in_ci(environment, "Access is granted")
    data = file.data()
    portal = next((p for p in file.access.portals if p.audience == member.party), None)
    if portal is None:
        portal = PortalKeys(audience=member.party, id=_token(ID_LENGTH), key=_token(ID_LENGTH))
        data = add_portal(data, portal)
    id_, sealed = _token(GRANT_ID_LENGTH), None
    key = keys.portal_key(portal)
    if kind == "password":
        sealed = _sealed_password(file, key, id_, ask_password())
    new = Grant(id=id_, person=person, kind=kind, granted=granted, until=until, sealed=sealed)
    file.write(append_grant(data, new))
    base_url = file.settings.portal.base_url or (root / DEFAULT_OUT).as_uri()
    return _handover(file, key, portal, new, member.person.name, base_url)


def _sealed_password(file: AccessFile, key: PortalKey, grant_id: str, password: str) -> str:
    names = [file.settings.organization.name, file.slug or "", *_names(file.members)]
    reason = weakness(password, names)
    if reason:
        raise UsageError(f"This password is refused. {reason}", "Six random words are a good one.")
    return seal_password(key, grant_id, password, file.settings.portal.iterations)


def _names(members: Sequence[Member]) -> Iterator[str]:
    for member in members:
        yield from (member.person.id, member.person.name, member.person.email or "")
        yield member.party_name


def _giver(file: AccessFile, by: str) -> str:
    team = [person.id for person in file.settings.team]
    if by not in team:
        near = nearest(by, team)
        hint = f"Did you mean `{near}`?" if near else f"The team is: {', '.join(team)}."
        raise UsageError(f"`{by}` is nobody of the team.", hint)
    return by


def end(file: AccessFile, which: str, day: Day | None) -> tuple[Grant, ...]:
    """End one grant by its id, or all open ones of a person. They stay in the file for ever."""
    day = day or file.today()
    chosen = [
        one for one in file.access.grants if one.ended is None and which in {one.id, one.person}
    ]
    if not chosen:
        open_ones = [one for one in file.access.grants if one.ended is None]
        near = nearest(which, [name for one in open_ones for name in (one.id, one.person)])
        hint = f"Did you mean `{near}`?" if near else "`onboardgen access list` shows all grants."
        raise UsageError(f"There is no open grant `{which}` at {file.name}.", hint)
    data = file.data() or b""
    for one in chosen:
        if day < one.granted.date:
            raise UsageError(
                f"The grant {one.id} was made on {one.granted.date} and cannot end before.",
                "Name the day on which it ended.",
            )
        data = end_grant(data, one.id, day)
    file.write(data)
    return tuple(chosen)


def show(
    root: Path,
    files: Sequence[AccessFile],
    *,
    out: Path,
    base_url: str | None,
    today: Day | None,
    environment: Mapping[str, str],
) -> Iterator[PortalAccess]:
    """What everybody with an open grant is told. Secret: raises EnvironmentFailure in CI, but
    for the public demo."""
    keys = find_keys(root, files[0].settings, environment)
    if not keys.is_demo:
        _refuse_in_ci(environment, "Passphrases are shown")
    for file in files:
        for portal in file.access.portals:
            if keys.holds(portal):
                base = base_url or file.settings.portal.base_url or out.resolve().as_uri()
                told = _handovers(file, keys, portal, today or file.today(), base)
                yield PortalAccess(file.slug, portal.audience, out / portal.id / PAGE, tuple(told))


def _handovers(
    file: AccessFile, keys: KeyRing, portal: PortalKeys, today: Day, base_url: str
) -> Iterator[Handover]:
    key = keys.portal_key(portal)
    names = {member.person.id: member.person.name for member in file.members}
    for one in grants_of(file.access, file.members, portal.audience, today).open:
        yield _handover(file, key, portal, one, names[one.person], base_url)


def _handover(
    file: AccessFile,
    key: PortalKey,
    portal: PortalKeys,
    grant: Grant,
    name: str,
    base_url: str,
) -> Handover:
    address = portal_address(base_url, portal.id)
    if grant.kind == "passphrase":
        return Handover(portal, grant, name, "passphrase", passphrase(key, grant.id))
    if grant.kind == "link":
        return Handover(portal, grant, name, "link", address + link_fragment(key, grant.id))
    text = address + part_fragment(key, grant.id)
    return Handover(portal, grant, name, "link, with the password", text)


def _refuse_in_ci(environment: Mapping[str, str], what: str) -> None:
    if environment.get("CI", "").lower() not in {"", "0", "false"}:
        raise EnvironmentFailure(
            f"{what} on a person's machine, never in CI.", "What a log has seen is no secret."
        )


def _token(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
