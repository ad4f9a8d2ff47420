"""The evidence of one customer: sign-offs, decisions, changes and responses, each with the commits
that brought it. Pure.

Everything comes from one commit, so that the same commit always makes the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from onboardgen.agreements.canonical import Json, digest_of
from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.agreements.sign_offs import SignOffState, sign_off_of, sign_off_state
from onboardgen.audit.event import Event, Stamp
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.plan import Signature
from onboardgen.model.reference import Reference
from onboardgen.model.response import ResponseFile
from onboardgen.model.settings import Settings

_RESPONSES: Final = "responses/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One customer as committed: the files at `commit` (a full hash, committed at `committed`)
    and everything that happened before it. `prefix` is the workspace's path below the top of the
    repository, posix with a last “/”, or empty."""

    account: Account
    settings: Settings
    events: tuple[Event, ...]
    commit: str
    committed: datetime
    prefix: str = ""

    def path(self, below: str) -> str:
        """A path of the customer's directory as Git calls it from the top."""
        return f"{self.prefix}plans/{self.account.slug}/{below}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureEntry:
    """One signature. `file` is the signed file in the bundle, None where it is missing;
    `is_intact` says whether its bytes have the digest that was signed."""

    signature: Signature
    file: str | None
    is_intact: bool
    recorded: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffEntry:
    name: Signed
    state: SignOffState
    signatures: tuple[SignatureEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """A decision, the accepted ones that took its place, and the commits that touched it."""

    decision: Decision
    superseded_by: tuple[str, ...]
    commits: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    change: ChangeRequest
    commits: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEntry:
    """What somebody answered from their portal: its file in the bundle, the commit that took it in
    (None where no event tells), and the events that it caused there."""

    response: ResponseFile
    file: str
    recorded: Stamp | None
    caused: tuple[Event, ...]

    @property
    def said(self) -> Mapping[str, Json]:
        """The fields of the response as they were sent."""
        said: Mapping[str, Json] = json.loads(self.response.data)["response"]["fields"]
        return said


def sign_offs(evidence: Evidence) -> tuple[SignOffEntry, ...]:
    """Both sign-offs with every signature, in the order of the files."""
    return tuple(
        SignOffEntry(
            name=name,
            state=sign_off_state(evidence.account, evidence.settings, name),
            signatures=tuple(
                _signature(evidence, name, one)
                for one in sign_off_of(evidence.account, name).signed
            ),
        )
        for name in SIGNED
    )


def decisions(evidence: Evidence) -> tuple[DecisionEntry, ...]:
    every = evidence.account.decisions
    return tuple(
        DecisionEntry(
            decision=one,
            superseded_by=tuple(
                later.id
                for later in every
                if later.supersedes == one.id and later.status == "accepted"
            ),
            commits=_commits(evidence, Reference("decision", one.id)),
        )
        for one in every
    )


def changes(evidence: Evidence) -> tuple[ChangeEntry, ...]:
    return tuple(
        ChangeEntry(change=one, commits=_commits(evidence, Reference("change", one.id)))
        for one in evidence.account.changes
    )


def responses(evidence: Evidence) -> tuple[ResponseEntry, ...]:
    """All responses by the time at which they were answered.

    A response caused what its commit did. Where one commit took in several, as squashing a branch
    makes it, each caused what is about the same records or bears the same person's name.
    """
    taken_in = _taken_in(evidence)
    alone = Counter(event.stamp.commit.hash for event in taken_in.values())
    entries = []
    for one in sorted(evidence.account.responses, key=lambda one: (one.kept.response.at_, one.id)):
        event = taken_in.get(response_name(one.id))
        caused = event and _caused(evidence, one, event, alone[event.stamp.commit.hash] == 1)
        entries.append(
            ResponseEntry(
                response=one,
                file=response_name(one.id),
                recorded=event.stamp if event else None,
                caused=caused or (),
            )
        )
    return tuple(entries)


def response_name(id_: str) -> str:
    """The name of a response's file in the bundle, as it is in the customer's directory."""
    return f"{_RESPONSES}{id_}.json"


def signed_name(digest: str) -> str:
    """The name of a signed file in the bundle, as it is in the customer's directory."""
    return f"signed/{digest.partition(':')[2]}.json"


def _signature(evidence: Evidence, name: Signed, one: Signature) -> SignatureEntry:
    files = {file.digest: file.data for file in evidence.account.signed}
    data = files.get(one.digest)
    told = [
        event.stamp
        for event in evidence.events
        if event.kind == "signed"
        and event.ref == Reference("signoff", name)
        and (event.by, event.on, event.after) == (one.by, one.date.isoformat(), one.digest)
    ]
    return SignatureEntry(
        signature=one,
        file=None if data is None else signed_name(one.digest),
        is_intact=data is not None and digest_of(data) == one.digest,
        recorded=told[-1] if told else None,
    )


def _commits(evidence: Evidence, ref: Reference) -> tuple[Stamp, ...]:
    return tuple({e.stamp.commit.hash: e.stamp for e in evidence.events if e.ref == ref}.values())


def _taken_in(evidence: Evidence) -> Mapping[str, Event]:
    """By the name of its file, the event with which each response came first."""
    names = {response_name(one.id) for one in evidence.account.responses}
    found: dict[str, Event] = {}
    for event in evidence.events:
        if event.ref is None and event.kind == "created" and event.field in names:
            found.setdefault(event.field, event)
    return found


def _caused(
    evidence: Evidence, response: ResponseFile, taken_in: Event, is_alone: bool
) -> tuple[Event, ...]:
    sent = response.kept.response
    commit = taken_in.stamp.commit.hash
    return tuple(
        event
        for event in evidence.events
        if event.stamp.commit.hash == commit
        and not (event.ref is None and (event.field or "").startswith(_RESPONSES))
        and (is_alone or str(event.ref) in sent.shown or event.by == sent.person)
    )
