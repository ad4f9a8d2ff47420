"""Circles: nothing may wait, however far around, for itself."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.checks.spoken import line_of, spoken
from onboardgen.findings import Finding, Location
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.network import GATE, Edge, Network


def nothing_waits_in_a_circle(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG412, once for each circle, from its first line on.

    A task that needs itself, or stands in its own stage's gate, is OG409.
    """
    for circle in net.circles:
        steps = _from_first_line(circle)
        if not any(net.nodes[edge.source].ref.kind == "stage" for edge in steps):
            yield _circle(net, steps)


def _from_first_line(circle: tuple[Edge, ...]) -> tuple[Edge, ...]:
    first = min(range(len(circle)), key=lambda index: _written_at(circle[index]))
    return (*circle[first:], *circle[:first])


def _circle(net: Network, steps: tuple[Edge, ...]) -> Finding:
    first = net.nodes[steps[0].target].ref
    waits = ", which waits for ".join(
        f"{spoken(net.nodes[edge.source].ref)} ({line_of(_written_at(edge))})" for edge in steps
    )
    return Finding(
        codes.CIRCLE,
        f"A circle: {spoken(first)} waits for {waits}.",
        _written_at(steps[0]),
        "None of them can begin. Take out the wait that is not meant.",
        _reference(first),
    )


def _written_at(edge: Edge) -> Location:
    return edge.at.value(*edge.steps)


def _reference(ref: Reference) -> str | None:
    """The record that a gate belongs to; phases are no records that one can point at."""
    kinds = {"task": "task", GATE: "stage"}
    return f"{kinds[ref.kind]}:{ref.id}" if ref.kind in kinds else None
