"""What a tracker's refusal means, in words: what happened, with which request, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from onboardgen.trackers.http import Reply, Unreadable
from onboardgen.trackers.tracker import Gone, Refused, TrackerFailure

NEXT_RUN: Final = "Nothing is lost: the next run goes on from what the tracker holds then."
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A tracker as people know it: its name, our place in it, and what to do about a refusal."""

    name: str
    repository: str
    token_variables: str
    rights: str
    switch_on: str
    setting: str


def failure_of(service: Service, reply: Reply, doing: str, number: int | None) -> TrackerFailure:
    """The failure for a reply that is no success. `doing` completes “while …”; `number` is the
    issue that the request was about, None for one about the whole place."""
    if reply.status in {400, 409, 413, 422} or (number and reply.status in {403, 404, 410}):
        known = _of_one_issue(service, reply, doing, number)
        if known:
            return known
    return TrackerFailure(*_words(service, reply, doing))


def _words(service: Service, reply: Reply, doing: str) -> tuple[str, str]:
    """What happened, and what to do."""
    name, where, status = service.name, service.repository, reply.status
    known = {
        401: (
            f"{name} does not accept the token ({doing}).",
            f"It is wrong or has expired. Put a new one into {service.token_variables}.",
        ),
        403: (
            f"{name} does not allow the token to go on ({doing}).{_told(reply)}",
            service.rights,
        ),
        404: (
            f"{name} shows no {where} ({doing}): there is none, or the token may not see it.",
            f"Look at {service.setting} in onboardgen.yaml. {service.rights}",
        ),
        410: (f"Issues are switched off in {where} ({doing}).", service.switch_on),
    }
    if status in known:
        return known[status]
    if 300 <= status < 400:
        return (
            f"{where} has moved ({doing}); nothing is written to where it was.",
            f"Write its new name into {service.setting} in onboardgen.yaml.",
        )
    return f"{name} answers with {status} ({doing}).{_told(reply)}", NEXT_RUN


def is_about_a_lock(reply: Reply) -> bool:
    return reply.status == 403 and "locked" in told(reply).lower()


def told(reply: Reply) -> str:
    """What the reply itself says, on one line and without anything that steers a terminal."""
    try:
        document = reply.json()
    except Unreadable:
        return ""
    if not isinstance(document, dict):
        return ""
    said = document.get("message") or document.get("error") or ""
    text = said if isinstance(said, str) else repr(said)
    line = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(line.split())[:_LONGEST]


def _told(reply: Reply) -> str:
    said = told(reply)
    return f" It says: “{said}”." if said else ""


def _of_one_issue(
    service: Service, reply: Reply, doing: str, number: int | None
) -> TrackerFailure | None:
    if reply.status == 403:
        return Refused(f"#{number} is locked ({doing}).") if is_about_a_lock(reply) else None
    if reply.status in {404, 410}:
        return Gone(f"{service.name} shows no #{number} any more ({doing}).")
    return Refused(f"{service.name} refuses it ({doing}).{_told(reply)}")
