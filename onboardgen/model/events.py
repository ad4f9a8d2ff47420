"""`events.yaml`: dated facts that feed the KPIs. Internal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.model.record import Record
from onboardgen.model.reference import Reference

EventKind = Literal[
    "first_value", "go_live", "escalation", "ticket", "config_error", "csat", "adoption",
    "support_cost", "churned",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    kind: EventKind
    date: Day
    ref: Reference | None = None
    value: float | None = None
    note: str | None = None
