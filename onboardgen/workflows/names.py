"""What people call things: the names behind the ids of one account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER, Party
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of people by id, of parties, and titles of records by reference."""

    customer: str
    people: Mapping[str, str]
    party_of: Mapping[str, Party]
    parties: Mapping[Party, str]
    titles: Mapping[Reference, str]

    def person(self, id_: str | None) -> str:
        """The name; the id where nobody has it."""
        return self.people.get(id_ or "", id_ or "")

    def party(self, party: Party) -> str:
        return self.parties.get(party, party)

    def who(self, people: Iterable[str]) -> str:
        """Several people, each party once behind its own."""
        groups: dict[str, list[str]] = {}
        for id_ in people:
            groups.setdefault(self.party_of.get(id_, ""), []).append(self.person(id_))
        told = (
            f"{', '.join(names)} ({self.party(party)})" if party else ", ".join(names)
            for party, names in groups.items()
        )
        return ", ".join(told)

    def title(self, ref: Reference) -> str:
        return self.titles.get(ref, str(ref))


def names_of(account: Account) -> Names:
    return Names(
        customer=account.customer.name,
        people={one.person.id: one.person.name for one in account.members},
        party_of=account.parties,
        parties={one.party: one.party_name for one in account.members},
        titles=dict(_titles(account)),
    )


def team_names(settings: Settings) -> Names:
    """The names of our own team."""
    team = settings.team_members
    return Names(
        customer=settings.organization.name,
        people={one.person.id: one.person.name for one in team},
        party_of={one.person.id: one.party for one in team},
        parties={PROVIDER: settings.organization.name},
        titles={},
    )


def _titles(account: Account) -> Iterator[tuple[Reference, str]]:
    for task in account.plan.tasks:
        yield Reference("task", task.id), task.title
    for stage in account.plan.stages:
        yield Reference("stage", stage.id), stage.name
    for section in account.worksheet.sections if account.worksheet else ():
        yield Reference("section", section.id), section.title
    for decision in account.decisions:
        yield Reference("decision", decision.id), decision.title
    for change in account.changes:
        yield Reference("change", change.id), change.title or f"Change of {change.target}"
    for name in ("plan", "worksheet"):
        yield Reference("signoff", name), f"Sign-off of the {name}"
