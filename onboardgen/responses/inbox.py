"""Opening a response and proving who sent it, before anything it says is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import date as Day
from typing import Final
from zoneinfo import ZoneInfo

from onboardgen.access.boxes import BoxBroken
from onboardgen.access.portal_keys import PortalKey
from onboardgen.access.secret import Secret
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.people import Member
from onboardgen.responses.document import DocumentBroken, Response, read_document
from onboardgen.responses.epochs import is_known_epoch
from onboardgen.responses.receipts import is_receipt
from onboardgen.responses.refusal import Refusal
from onboardgen.responses.said import SignOff
from onboardgen.responses.sealing import Opened, SealedResponse, open_response

CLOCKS_DIFFER: Final = timedelta(hours=1)
"""How far the clock of somebody's browser may be ahead of ours."""
_RELOAD: Final = "Ask for it again, sent from the portal as it is now."

SecretOf = Callable[[PortalKey, Grant], Secret | None]
"""S of a grant; None where it cannot be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One portal to which responses come: its keys (the present one first, then those of roots
    that were kept), and who may open it. `now` has an offset, `today` is our calendar day."""

    keys: Sequence[PortalKey]
    portal: PortalKeys
    access: Access
    members: tuple[Member, ...]
    iterations: int
    now: datetime
    today: Day
    secret_of: SecretOf


@dataclass(frozen=True, slots=True)
class Proven:
    """A response whose sender had what only `member` was given. `day` is the day of the response
    where they are, and never later than today; `receipt` is hex."""

    response: Response
    grant: Grant
    member: Member
    day: Day
    receipt: str


def open_and_prove(inbox: Inbox, sealed: SealedResponse) -> Proven | Refusal:
    """The response inside, provided that everything about it is as its page makes it."""
    found = _opened(inbox.keys, sealed)
    if found is None:
        return Refusal(
            "tampered",
            "It does not open: it was altered on its way, or is not sealed for this portal.",
            "Ask for the file again; check that it came whole.",
        )
    key, opened = found
    try:
        response = read_document(opened.document)
    except DocumentBroken as broken:
        return Refusal(
            "unreadable",
            f"What is inside is not what a portal writes: {broken}.",
            "Somebody with access to the portal may have made it by hand.",
        )
    grant = _granted(inbox, sealed, response)
    if isinstance(grant, Refusal):
        return grant
    refusal = _unproven(inbox, key, grant, response, opened.receipt)
    if refusal:
        return refusal
    member = next(one for one in inbox.members if one.person.id == grant.person)
    day = min(response.at.astimezone(ZoneInfo(member.timezone)).date(), inbox.today)
    return Proven(response, grant, member, day, opened.receipt.hex())


def _opened(keys: Iterable[PortalKey], sealed: SealedResponse) -> tuple[PortalKey, Opened] | None:
    for key in keys:
        try:
            return key, open_response(key, sealed)
        except BoxBroken:
            continue
    return None


def _granted(inbox: Inbox, sealed: SealedResponse, response: Response) -> Grant | Refusal:
    """The grant that a response was made with, while it opens the portal."""
    grants = {grant.id: grant for grant in inbox.access.grants}
    grant = grants.get(response.grant)
    if response.portal != sealed.portal_id:
        return Refusal("tampered", "It names another portal inside than outside.")
    if grant is None:
        return Refusal("no_grant", f"access.yaml has no grant {response.grant}.", _RELOAD)
    if grant.person != response.person:
        return Refusal("tampered", f"Its grant is not that of `{response.person}`.")
    return _closed(inbox, grant) or _too_early(inbox, grant, response) or grant


def _closed(inbox: Inbox, grant: Grant) -> Refusal | None:
    if grant.ended:
        when = f"ended on {grant.ended}"
    elif grant.until and grant.until < inbox.today:
        when = f"was good until {grant.until}"
    elif _party(inbox, grant.person) != inbox.portal.audience:
        when = "is for a portal that its person does not belong to"
    else:
        return None
    return Refusal(
        "grant_ended",
        f"The grant of `{grant.person}` it was made with {when}.",
        "If what it says holds all the same, record it yourself.",
    )


def _party(inbox: Inbox, person: str) -> str | None:
    return next((one.party for one in inbox.members if one.person.id == person), None)


def _too_early(inbox: Inbox, grant: Grant, response: Response) -> Refusal | None:
    made = (response.at + timedelta(hours=14)).date()
    if grant.granted.date > inbox.today or made < grant.granted.date:
        return Refusal(
            "grant_not_yet_valid",
            f"The grant of `{grant.person}` holds from {grant.granted.date}, and the response is "
            f"of {response.at.date()}.",
            "The clock of their device may be wrong.",
        )
    if response.at > inbox.now.astimezone(UTC) + CLOCKS_DIFFER:
        return Refusal(
            "ahead",
            f"It says it was made at {response.at:%Y-%m-%d %H:%M} UTC, which has not come yet.",
            "The clock of their device may be wrong; or import it then.",
        )
    return None


def _unproven(
    inbox: Inbox, key: PortalKey, grant: Grant, response: Response, given: bytes
) -> Refusal | None:
    epoch, iterations = response.epoch, inbox.iterations
    if not is_known_epoch(
        epoch, key, inbox.portal, inbox.access, inbox.members, iterations, inbox.today
    ):
        return Refusal(
            "unknown_epoch",
            "It was made on a page from before the portal was locked anew, or from another state "
            "of access.yaml.",
            _RELOAD,
        )
    if isinstance(response.said, SignOff) and grant.kind == "link":
        return Refusal(
            "link_cannot_sign",
            f"`{grant.person}` has a link, and a link alone cannot sign.",
            f"Give them a passphrase: onboardgen access grant … {grant.person}",
        )
    secret = inbox.secret_of(key, grant)
    if secret is None or not is_receipt(secret, response, given):
        return Refusal(
            "unproven",
            f"Its receipt was not made with what `{grant.person}` opens the portal with.",
            "Ask them whether they sent it; somebody else with access may have.",
        )
    return None
