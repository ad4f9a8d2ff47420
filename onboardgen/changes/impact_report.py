"""What a change does to one customer, as records: dates, agreements, promises, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.agreements.canonical import Json
from onboardgen.agreements.content import Signed
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.people import Party
from onboardgen.model.reference import Reference
from onboardgen.schedule.forecast import GoLive
from onboardgen.schedule.health import Health
from onboardgen.schedule.outlook import Outlook
from onboardgen.schedule.simulation import Likely

RecordKind = Literal[
    "created", "deleted", "renamed", "changed", "answered", "confirmed", "started", "done",
    "reopened", "blocked", "unblocked", "dropped", "status", "assessed", "accepted", "rejected",
    "withdrawn", "approved", "approval_removed", "signed", "signature_removed", "superseded",
    "granted", "grant_ended",
]  # fmt: skip
"""What happened to a record, in the words of its history; moved promises are told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A customer in one of the two states, and what the schedule says of it."""

    account: Account
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Shift:
    """The day on which a task ends by the forecast, before and after; None without one."""

    before: Day | None
    after: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """One thing that happened to one record.

    `title` is what people call the record now, or called it while it was there. `field` names
    what changed from `before` to `after`; of a new change request, what it is to change, of a new
    task its promise. `by` and `on` are what the record itself says. `shift` is told once for each
    task that will end on another day.
    """

    ref: Reference
    kind: RecordKind
    title: str
    field: str | None = None
    before: Json = None
    after: Json = None
    by: str | None = None
    on: Day | None = None
    note: str | None = None
    shift: Shift | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LockChange:
    """A locked answer, or an item of the signed scope, that says something else than before.

    `allowed_by` are the approved change requests behind it; where they do not allow it, `is_broken`
    and `missing` says what there is instead, if anything.
    """

    ref: Reference
    title: str
    field: Literal["answer", "scope"]
    before: Json
    after: Json
    allowed_by: tuple[str, ...] = ()
    is_broken: bool = False
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseChange:
    """A promise that is new, moved or gone. `days` are working days of the owner, more than 0 is
    later; `reason` and `note` are those of the `moved` entry that came with it. `lapsed` names who
    had said yes to the date before."""

    ref: Reference
    title: str
    owner: str | None
    before: Day | None
    after: Day | None
    days: int | None = None
    reason: str | None = None
    note: str | None = None
    lapsed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffChange:
    """A sign-off that is given now and was not, or the other way round, or that somebody has to
    sign again. `again` are those whose signature no longer holds because of `moved`; `missing`
    and `missing_parties` is everybody else who has not signed."""

    name: Signed
    was_given: bool
    is_given: bool
    again: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    missing_parties: tuple[Party, ...] = ()
    moved: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Mover:
    """A change without which go-live would be so many working days earlier, or later where fewer
    than 0. Without `ref` it is the leave and the calendars of people."""

    ref: Reference | None
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Go-live in one state. `live` is the day on which it was reached."""

    go_live: GoLive
    likely: Likely | None
    live: Day | None
    health: Health


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLiveChange:
    """Go-live before and after; None on the side where the customer is not there. `days` are
    working days of its owner from forecast to forecast, `movers` what moved it, the most first."""

    before: Ahead | None
    after: Ahead | None
    days: int | None = None
    movers: tuple[Mover, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A record by what people call it."""

    ref: Reference
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueItem:
    """Something whose promised day has passed, on the as-of day of its owner."""

    ref: Reference
    title: str
    owner: str
    due: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """How much there is of a customer who is new or gone."""

    tasks: int
    questions: int
    decisions: int
    changes: int
    grants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """All that changes for one customer. `broken` are the errors of the comparison; `slug_before`
    is set where the directory has another name now. Of one who is new or gone only `contents`,
    `broken` and `go_live` are told."""

    slug: str
    name: str
    kind: Literal["changed", "new", "removed"]
    go_live: GoLiveChange
    slug_before: str | None = None
    broken: tuple[Finding, ...] = ()
    entered: tuple[Named, ...] = ()
    """What is on the critical path now and was not."""
    left: tuple[Named, ...] = ()
    sign_offs: tuple[SignOffChange, ...] = ()
    locks: tuple[LockChange, ...] = ()
    promises: tuple[PromiseChange, ...] = ()
    became_overdue: tuple[OverdueItem, ...] = ()
    no_longer_overdue: tuple[OverdueItem, ...] = ()
    records: tuple[RecordChange, ...] = ()
    contents: Contents | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether the two states mean the same."""
        dates = self.go_live.before, self.go_live.after
        same_dates = None not in dates and _seen(self.go_live.before) == _seen(self.go_live.after)
        rest = (
            self.broken, self.entered, self.left, self.sign_offs, self.locks, self.promises,
            self.became_overdue, self.no_longer_overdue, self.records, self.slug_before,
        )  # fmt: skip
        return self.kind == "changed" and same_dates and not any(rest)


def _seen(ahead: Ahead | None) -> object:
    return (ahead.go_live, ahead.likely, ahead.live, ahead.health.level) if ahead else None
