"""People by party, who is away, and to whom something goes when it is stuck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta

from onboardgen.model.people import PROVIDER, Away, Member
from onboardgen.views.reading import Reading, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonView:
    """One person. `away_until` is the last day of leave that covers the as-of day;
    `away_next` the next leave within four weeks."""

    who: Who
    role: str | None
    email: str | None
    timezone: str
    away_until: Day | None
    away_next: tuple[Day, Day] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyView:
    name: str
    mine: bool
    kind: str
    people: tuple[PersonView, ...]
    chains: tuple[tuple[Who, ...], ...]
    """Escalation paths, each from the person who works to the last who is asked."""


def people_view(reading: Reading) -> tuple[PartyView, ...]:
    """The parties: the reader's own first, then ours, then the others by name."""
    members = tuple(reading.members.values())
    parties = tuple(dict.fromkeys(member.party for member in members))
    views = [
        _party(party, [one for one in members if one.party == party], reading) for party in parties
    ]
    return tuple(sorted(views, key=lambda v: (not v.mine, v.kind != PROVIDER, v.name)))


def _party(party: str, members: list[Member], reading: Reading) -> PartyView:
    return PartyView(
        name=reading.party_name(party),
        mine=party == reading.audience,
        kind=party.partition(":")[0],
        people=tuple(_person(member, reading) for member in members),
        chains=_chains(members, reading),
    )


def _person(member: Member, reading: Reading) -> PersonView:
    who = reading.who(member.person.id)
    assert who is not None  # noqa: S101 — every member is known to the reading it came from
    return PersonView(
        who=who,
        role=member.person.role,
        email=member.person.email,
        timezone=member.timezone,
        away_until=_away_until(member.person.away, reading.as_of),
        away_next=_away_next(member.person.away, reading.as_of),
    )


def _away_until(away: tuple[Away, ...], day: Day) -> Day | None:
    return max((one.to for one in away if one.from_ <= day <= one.to), default=None)


def _away_next(away: tuple[Away, ...], day: Day) -> tuple[Day, Day] | None:
    soon = day + timedelta(weeks=4)
    coming = [(one.from_, one.to) for one in away if day < one.from_ <= soon]
    return min(coming, default=None)


def _chains(members: list[Member], reading: Reading) -> tuple[tuple[Who, ...], ...]:
    """One chain from everybody to whom nobody of the party hands up; cycles end where they meet."""
    above = {one.person.id: one.person.escalate_to for one in members}
    receiving = set(above.values())
    chains = []
    for start, next_up in above.items():
        if start in receiving or not next_up:
            continue
        path: list[str] = []
        current: str | None = start
        while current and current not in path:
            path.append(current)
            next_one = reading.members.get(current)
            current = next_one.person.escalate_to if next_one else None
        chains.append(reading.people(path))
    return tuple(chain for chain in chains if len(chain) > 1)
