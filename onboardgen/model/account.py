"""One customer's whole directory as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from onboardgen.model.access import Access
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.customer import Customer
from onboardgen.model.decision import Decision
from onboardgen.model.events import Event
from onboardgen.model.people import Member, Party
from onboardgen.model.plan import Plan, Visibility
from onboardgen.model.record import STEM, Record
from onboardgen.model.response import ResponseFile
from onboardgen.model.signed import SignedFile
from onboardgen.model.worksheet import Worksheet


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideMatter(Record):
    """The front matter of a guide."""

    title: str
    visibility: Visibility = "customer"
    kind: Literal["guide", "sop", "welcome"] = "guide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide(Record):
    """A Markdown page for the customer; `line` is where its text begins in the file."""

    id: Annotated[str, STEM]
    matter: GuideMatter
    text: str
    line: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Attachment:
    """A file below `files/`: its path inside the customer's directory (posix), size and digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All that is known of one customer. Equal files make equal accounts."""

    slug: str
    customer: Customer
    plan: Plan
    worksheet: Worksheet | None = None
    decisions: tuple[Decision, ...] = ()
    changes: tuple[ChangeRequest, ...] = ()
    guides: tuple[Guide, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signed: tuple[SignedFile, ...] = ()
    responses: tuple[ResponseFile, ...] = ()
    events: tuple[Event, ...] = ()
    access: Access | None = None
    members: tuple[Member, ...] = ()
    """Everybody a record of this customer may name: our team, its contacts, its partners'."""

    @property
    def parties(self) -> Mapping[str, Party]:
        """The party of everybody in `members`, by id."""
        return {member.person.id: member.party for member in self.members}
