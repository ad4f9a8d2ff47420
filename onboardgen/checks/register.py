"""Everything of one customer that a reference can point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onboardgen.checks.names import Names
from onboardgen.findings import Location
from onboardgen.model.account import Account
from onboardgen.model.reference import KINDS, Reference
from onboardgen.model.worksheet import Answer, ScopeItem, Section

Entry = tuple[str, Location]


@dataclass(frozen=True, slots=True)
class Register:
    """The names of each kind of record, by kind."""

    kinds: Mapping[str, Names]

    def holds(self, reference: Reference) -> bool:
        return reference.kind in self.kinds and reference.id in self.kinds[reference.kind]


def register(account: Account) -> Register:
    names = {kind: Names(entries) for kind, entries in _entries(account).items()}
    return Register({kind: names.get(kind, Names(())) for kind in KINDS})


def questions(account: Account) -> Iterator[tuple[Section, Answer]]:
    """Every question of the worksheet with its section, in written order."""
    if account.worksheet:
        for section in account.worksheet.sections:
            for answer in section.answers:
                yield section, answer


def setting_id(section: Section, answer: Answer) -> str:
    return f"{section.id}.{answer.id}"


def scope_items(account: Account) -> Iterator[ScopeItem]:
    if account.worksheet:
        scope = account.worksheet.scope
        yield from (*scope.included, *scope.deferred, *scope.excluded)


def _entries(account: Account) -> dict[str, list[Entry]]:
    plan, worksheet = account.plan, account.worksheet
    sections = worksheet.sections if worksheet else ()
    return {
        "task": [(task.id, task.at.value("id")) for task in plan.tasks],
        "stage": [(stage.id, stage.at.value("id")) for stage in plan.stages],
        "decision": [(decision.id, decision.at.value()) for decision in account.decisions],
        "change": [(change.id, change.at.value()) for change in account.changes],
        "setting": [(setting_id(s, a), a.at.value("id")) for s, a in questions(account)],
        "section": [(section.id, section.at.value("id")) for section in sections],
        "scope": [(item.id, item.at.value("id")) for item in scope_items(account)],
        "signoff": _signoffs(account),
        "commitment": [(c.id, c.at.value("id")) for c in account.customer.commitments],
        "guide": [(guide.id, guide.at.value()) for guide in account.guides],
    }


def _signoffs(account: Account) -> list[Entry]:
    """Both sign-offs exist unwritten; where unwritten, they stand in the plan's file."""
    plan = account.plan.signoffs.plan.at.value()
    worksheet = account.worksheet.signoffs.worksheet.at.value() if account.worksheet else plan
    first = Location(account.plan.at.path)
    return [
        ("plan", plan if plan.path else first),
        ("worksheet", worksheet if worksheet.path else first),
    ]
