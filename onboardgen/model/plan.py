"""`plan.yaml`: the mutual action plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date as Day
from typing import Literal

from onboardgen.model.record import Record
from onboardgen.model.reference import Reference

Category = Literal[
    "it_approval", "third_party", "stakeholder_alignment", "data_migration", "integration",
    "configuration", "validation", "training", "handoff", "legal", "other",
]  # fmt: skip
Reason = Literal[
    "it_approval", "third_party", "stakeholder_alignment", "data_migration", "integration",
    "configuration", "validation", "training", "handoff", "legal", "other",
    "customer_availability", "provider_capacity", "scope_change", "technical", "data_quality",
]  # fmt: skip
DependencyType = Literal["FS", "SS", "FF", "SF"]
Status = Literal["todo", "in_progress", "blocked", "done", "dropped"]
Visibility = str
"""`customer`, `internal` or `partner:<id>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Record):
    """A dependency: what must have happened; lag in working days of the successor's owner."""

    ref: Reference
    type: DependencyType = "FS"
    lag: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation(Record):
    """The owner said yes to the promised date; lapses when the promise moves."""

    by: str
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Record):
    since: Day
    reason: Reason
    note: str | None = None
    escalate_to: str | None = None
    until: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Record):
    """One move of a promise: the date it had before. The next move, or `due`, is where it went."""

    from_: Day
    reason: Reason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Record):
    required: str | None = None
    link: str | None = None
    received: Day | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Record):
    """A task or a milestone. `duration` and `remaining` are working days of the owner."""

    id: str
    title: str
    type: Literal["task", "milestone"] = "task"
    stage: str
    category: Category | None = None
    owner: str
    counterpart: str | None = None
    duration: int | None = None
    needs: tuple[Need, ...] = ()
    start: Day | None = None
    due: Day | None = None
    confirmed: Confirmation | None = None
    started: Day | None = None
    remaining: int | None = None
    done: Day | None = None
    status: Status | None = None
    blocked: Blocked | None = None
    moved: tuple[Move, ...] = ()
    how: str | None = None
    evidence: Evidence | None = None
    visibility: Visibility = "customer"
    phase: str | None = None
    links: tuple[Link, ...] = ()

    @property
    def is_milestone(self) -> bool:
        return self.type == "milestone"

    @property
    def effective_status(self) -> Status:
        """The status that counts: what follows from the dates, unless `dropped` is written."""
        return "dropped" if self.status == "dropped" else self.status_from_dates

    @property
    def status_from_dates(self) -> Status:
        if self.done:
            return "done"
        if self.blocked:
            return "blocked"
        return "in_progress" if self.started else "todo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Record):
    id: str
    name: str
    outcome: str | None = None
    gate: tuple[Reference, ...] = ()
    counterpart: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Record):
    """A wave of value; its tasks and questions open when what it needs has come true."""

    id: str
    name: str
    needs: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLive(Record):
    milestone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDefaults(Record):
    counterpart: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature(Record):
    by: str
    date: Day
    digest: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Record):
    """Who has to sign, by when, and who signed which digest."""

    due: Day | None = None
    signers: tuple[str, ...] = ()
    signed: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSignOffs(Record):
    plan: SignOff = field(default_factory=SignOff)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Record):
    kickoff: Day
    go_live: GoLive
    defaults: PlanDefaults = field(default_factory=PlanDefaults)
    phases: tuple[Phase, ...] = ()
    stages: tuple[Stage, ...]
    tasks: tuple[Task, ...]
    signoffs: PlanSignOffs = field(default_factory=PlanSignOffs)
