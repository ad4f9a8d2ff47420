"""Ids: unique within each kind of record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onboardgen import codes
from onboardgen.checks.register import scope_items
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings

Numbered = tuple[str, Location]


def ids_are_unique(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG303 for every kind of record whose id is written in a list."""
    plan, worksheet = account.plan, account.worksheet
    yield from _repeated("task or milestone", ((t.id, t.at.value("id")) for t in plan.tasks))
    yield from _repeated("stage", ((stage.id, stage.at.value("id")) for stage in plan.stages))
    yield from _repeated("phase", ((phase.id, phase.at.value("id")) for phase in plan.phases))
    sections = worksheet.sections if worksheet else ()
    yield from _repeated("section", ((section.id, section.at.value("id")) for section in sections))
    for section in sections:
        answers = ((answer.id, answer.at.value("id")) for answer in section.answers)
        yield from _repeated(f"question of section `{section.id}`", answers)
    scope = ((item.id, item.at.value("id")) for item in scope_items(account))
    yield from _repeated("scope item", scope)
    customer = account.customer
    yield from _repeated("commitment", ((c.id, c.at.value("id")) for c in customer.commitments))
    yield from _repeated("outcome", ((o.id, o.at.value("id")) for o in customer.outcomes))
    yield from _repeated("decision", ((d.id, d.at.value()) for d in account.decisions))
    yield from _repeated("change", ((c.id, c.at.value()) for c in account.changes))
    yield from _repeated("guide", ((guide.id, guide.at.value()) for guide in account.guides))


def _repeated(kind: str, numbered: Iterable[Numbered]) -> Iterator[Finding]:
    first: dict[str, Location] = {}
    for id_, location in numbered:
        other = first.setdefault(id_, location)
        if other is not location:
            yield Finding(
                codes.DUPLICATE_ID,
                f"Another {kind} has the id `{id_}` already: {other.path}:{other.line}.",
                location,
                "Give one of the two another id.",
            )
