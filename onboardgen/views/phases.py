"""Phases that have not begun: what belongs to them comes later, and what opens them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from onboardgen.schedule.open_items import closed_phases
from onboardgen.views.reading import Reading, Target

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseView:
    """A phase that has not begun. `opens_with` is what still has to come true first."""

    id: str
    name: str
    opens_with: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Later(Generic[Item]):
    """What comes later: of one phase that has not begun, or (`phase` None) in its turn."""

    phase: PhaseView | None
    items: tuple[Item, ...]


def later_phases(reading: Reading) -> tuple[PhaseView, ...]:
    """The phases that have not begun of which the reader sees a part, in their order."""
    closed = closed_phases(reading.standing)
    needs = {one.id: one.needs for one in reading.outlook.forecast.network.account.plan.phases}
    truths = {id_: [reading.standing.truth(ref) for ref in needs[id_]] for id_ in closed}
    return tuple(
        PhaseView(
            id=phase.id,
            name=phase.name,
            opens_with=tuple(one for one in reading.targets(truths[phase.id]) if not one.true),
        )
        for phase in reading.account.plan.phases
        if phase.id in closed
    )


def by_phase(
    items: Iterable[Item], phases: Iterable[PhaseView], phase_of: Callable[[Item], str | None]
) -> tuple[Later[Item], ...]:
    """Items by the phase that opens them: first those of none of the phases; none is empty."""
    every, closed = tuple(items), tuple(phases)
    ids = {phase.id for phase in closed}
    in_turn = tuple(one for one in every if phase_of(one) not in ids)
    parts = [Later(phase=None, items=in_turn)]
    for phase in closed:
        of_phase = tuple(one for one in every if phase_of(one) == phase.id)
        parts.append(Later(phase=phase, items=of_phase))
    return tuple(part for part in parts if part.items)
