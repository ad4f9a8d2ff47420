"""Sign-offs as pages show them: who signed, who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.plan import SignOff
from onboardgen.schedule.gates import sign_off_state
from onboardgen.views.reading import Reading, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    who: Who | None
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffView:
    """`since` is the day of the last signature of a sign-off that is given."""

    id: str
    given: bool
    since: Day | None
    due: Day | None
    overdue: bool
    signed: tuple[SignatureView, ...]
    missing: tuple[Who, ...]
    missing_parties: tuple[str, ...]
    waits_on_reader: bool


def sign_off_view(name: str, sign_off: SignOff, reading: Reading) -> SignOffView:
    parties = {id_: member.party for id_, member in reading.members.items()}
    state = sign_off_state(sign_off, parties)
    current = [one for one in sign_off.signed if one.digest == state.digest]
    missing = reading.people(state.missing)
    late = sign_off.due is not None and sign_off.due < reading.as_of
    return SignOffView(
        id=name,
        given=state.given,
        since=max(one.date for one in current) if state.given and current else None,
        due=sign_off.due,
        overdue=late and not state.given,
        signed=tuple(SignatureView(who=reading.who(one.by), date=one.date) for one in current),
        missing=missing,
        missing_parties=tuple(reading.party_name(party) for party in state.missing_parties),
        waits_on_reader=reading.audience in state.missing_parties or any(w.mine for w in missing),
    )
