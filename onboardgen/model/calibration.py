"""`calibration.yaml`: how much longer than planned things take, learned from finished tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from math import ceil
from typing import Literal

from onboardgen.model.record import Record

ANY = "any"
"""Stands for every party, or for every category."""
Side = Literal["provider", "customer", "partner", "any"]
CategoryClass = Literal[
    "it_approval", "third_party", "stakeholder_alignment", "data_migration", "integration",
    "configuration", "validation", "training", "handoff", "legal", "other", "any",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationClass(Record):
    """Tasks that are alike. `quantiles` are actual by planned durations, from the quickest to the
    slowest, each for an equal share of the tasks; `samples` says of how many they are taken."""

    party: Side
    category: CategoryClass
    samples: int
    quantiles: tuple[float, ...]

    def ratio(self, share: float) -> float:
        """What so large a share of the tasks stays within."""
        return self.quantiles[max(ceil(len(self.quantiles) * share), 1) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration(Record):
    as_of: Day
    classes: tuple[CalibrationClass, ...] = ()

    def class_of(self, party: str, category: str | None) -> CalibrationClass | None:
        """The narrowest class that a task belongs to: of its party (`partner` for every partner)
        and category, of its category, of its party, of all."""
        side = party.partition(":")[0]
        known: dict[tuple[str, str], CalibrationClass] = {
            (one.party, one.category): one for one in self.classes
        }
        kind = category or "other"
        order = ((side, kind), (ANY, kind), (side, ANY), (ANY, ANY))
        return next((known[key] for key in order if key in known), None)
