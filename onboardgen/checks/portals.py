"""Access: every grant opens one portal, that of the person's own party."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from onboardgen import codes
from onboardgen.findings import Finding, Location
from onboardgen.model.access import Access, Grant
from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER, Party
from onboardgen.model.settings import Settings
from onboardgen.schedule.gates import party_of

Parties = Mapping[str, Party]
"""The party of each person, by id."""


def grants_open_own_portal(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG501 and OG502 for the grants of one customer."""
    if account.access is None:
        return
    parties = party_of(account)
    for grant in account.access.grants:
        if parties.get(grant.person) == PROVIDER:
            yield _outside(grant, "is of our own team", "Grant our team access in /access.yaml.")
        else:
            yield from _without_portal(grant, account.access, parties)


def portals_have_readers(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG505 for a customer's portals; OG501 for a portal of ours among them."""
    parties = party_of(account)
    yield from _never_granted(account.access, parties)
    for portal in account.access.portals if account.access else ():
        if portal.audience == PROVIDER:
            yield Finding(
                codes.GRANT_OUTSIDE,
                "This is the portal of our own team, in the file of a customer.",
                portal.at.key(),
                "Move it to the access.yaml next to onboardgen.yaml.",
            )


def passwords_are_sealed(access: Access | None) -> Iterator[Finding]:
    """OG504: a password grant carries its sealed key; nothing else does."""
    for grant in access.grants if access else ():
        if grant.kind == "password" and not grant.sealed:
            yield Finding(
                codes.PASSWORD_NOT_SEALED,
                f"The password grant `{grant.id}` of `{grant.person}` has no `sealed`.",
                grant.at.value("kind"),
                "Make it with `onboardgen access grant`, which asks for the password.",
            )


def customer_passwords_are_sealed(account: Account, settings: Settings) -> Iterator[Finding]:
    yield from passwords_are_sealed(account.access)


def team_grants_open_own_portal(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG501, OG502, OG504 and OG505 for the team's own file."""
    if access is None:
        return
    parties: Parties = {person.id: PROVIDER for person in settings.team}
    for grant in access.grants:
        yield from _without_portal(grant, access, parties)
    for portal in access.portals:
        if portal.audience != PROVIDER:
            yield Finding(
                codes.GRANT_OUTSIDE,
                f"The portal `{portal.audience}` stands in the file of our own team.",
                portal.at.key(),
                "Move it to the access.yaml of that customer.",
            )
    yield from passwords_are_sealed(access)
    yield from _never_granted(access, parties)


def random_ids_are_unique(every: Iterable[Access | None]) -> Iterator[Finding]:
    """OG503: portal, key and grant ids stand once in the whole workspace."""
    first: dict[str, tuple[str, Location]] = {}
    for what, id_, location in _random_ids(access for access in every if access):
        other_what, other = first.setdefault(id_, (what, location))
        if other is not location:
            yield Finding(
                codes.REUSED_PORTAL_ID,
                f"The {what} `{id_}` is the {other_what} in {other.path}:{other.line} too.",
                location,
                "Never copy access.yaml: make portals and grants with `onboardgen access`.",
            )


def _random_ids(every: Iterable[Access]) -> Iterator[tuple[str, str, Location]]:
    for access in every:
        for portal in access.portals:
            yield "portal id", portal.id, portal.at.value("id")
            yield "key id", portal.key, portal.at.value("key")
        for grant in access.grants:
            yield "grant id", grant.id, grant.at.value("id")


def _without_portal(grant: Grant, access: Access, parties: Parties) -> Iterator[Finding]:
    party = parties.get(grant.person)
    audiences = [portal.audience for portal in access.portals]
    if party is None or party in audiences:
        return
    yield Finding(
        codes.NO_PORTAL,
        f"`{grant.person}` belongs to `{party}`, and there is no portal `{party}` here.",
        grant.at.value("person"),
        "Make grants with `onboardgen access grant`: the first for a party makes its portal.",
    )


def _never_granted(access: Access | None, parties: Parties) -> Iterator[Finding]:
    granted = {parties.get(grant.person) for grant in access.grants} if access else set()
    for portal in access.portals if access else ():
        if portal.audience not in granted:
            yield Finding(
                codes.NOBODY_CAN_OPEN,
                f"Nobody was ever granted the portal `{portal.audience}`.",
                portal.at.key(),
                "Grant somebody access with `onboardgen access grant`, or take the portal out.",
            )


def _outside(grant: Grant, what: str, hint: str) -> Finding:
    message = f"`{grant.person}` {what}, and this is the access file of a customer."
    return Finding(codes.GRANT_OUTSIDE, message, grant.at.value("person"), hint)
