"""Responses that were taken in: each in the file of its id, once in the whole workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onboardgen import codes
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings


def responses_bear_their_name(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG427: the name of every file is the id of the response in it."""
    names = {file.id for file in account.responses}
    for file in account.responses:
        found = file.kept.response.id
        if found != file.id:
            path = file.at.path
            hint = f"Get the file back from the history: git log -- {path}. "
            hint += "A copy may be deleted." if found in names else "It is never renamed."
            message = f"This file holds the response {found}, and its name says another one."
            yield Finding(codes.RESPONSE_MISNAMED, message, file.at.value(), hint)


def responses_have_one_customer(kept: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """OG303: what was answered to one customer's portal stands with no other. `kept` are the ids
    of responses, each with the path of its file."""
    first: dict[str, str] = {}
    for response, path in kept:
        other = first.setdefault(response, path)
        if other.split("/")[1] != path.split("/")[1]:
            yield Finding(
                codes.DUPLICATE_ID,
                f"The response {response} stands with another customer, too: {other}.",
                Location(path),
                "Delete the copy: a response belongs to the customer whose portal it names.",
            )
