"""Sign-offs as pages show them: who signed, who is missing, what moved since.

A sign-off is judged on the whole account. What of it a reader may know is decided here: the
signed content holds answers and tasks that are internal, and of those nothing is named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from onboardgen.agreements.canonical import Json
from onboardgen.agreements.comparison import Change, Difference, Field
from onboardgen.agreements.content import Signed
from onboardgen.agreements.sign_offs import SignOffState
from onboardgen.model.people import PROVIDER
from onboardgen.model.plan import SignOff
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, AnswerType, AnswerValue
from onboardgen.views.reading import Reading, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    who: Who | None
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingView:
    """Somebody who has not signed what stands now; `before` is the day on which they signed what
    stood then."""

    who: Who
    before: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendedView:
    """A field that is not as it was signed. `path` is None for what has been taken out; values
    are of the type `type`, an owner is a name."""

    title: str
    path: str | None
    field: Field
    change: Change
    type: AnswerType
    columns: tuple[str, ...]
    before: AnswerValue
    after: AnswerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffView:
    """`since` is the day on which the last of all signers signed; the sign-off is given as long
    as nothing moved since. `amended_elsewhere`: something moved that the reader does not see."""

    id: str
    given: bool
    since: Day | None
    due: Day | None
    overdue: bool
    signed: tuple[SignatureView, ...]
    missing: tuple[MissingView, ...]
    missing_parties: tuple[str, ...]
    amended: tuple[AmendedView, ...]
    amended_elsewhere: bool
    waits_on_reader: bool


def sign_off_view(name: Signed, sign_off: SignOff, reading: Reading) -> SignOffView:
    state = reading.sign_offs[name]
    current = [one for one in sign_off.signed if one.digest == state.digest]
    late = sign_off.due is not None and sign_off.due < reading.as_of
    missing = _missing(state, sign_off, reading)
    seen = [one for one in state.moved if _is_seen(one.ref, reading)]
    return SignOffView(
        id=name,
        given=state.given,
        since=state.since,
        due=sign_off.due,
        overdue=late and not state.given,
        signed=tuple(
            SignatureView(who=reading.who(one.by), date=one.date)
            for one in current
            if one.by not in state.again
        ),
        missing=missing,
        missing_parties=tuple(reading.party_name(party) for party in state.missing_parties),
        amended=tuple(_amended(one, reading) for one in seen),
        amended_elsewhere=len(seen) < len(state.moved),
        waits_on_reader=reading.audience in state.missing_parties
        or any(one.who.mine for one in missing),
    )


def _missing(state: SignOffState, sign_off: SignOff, reading: Reading) -> tuple[MissingView, ...]:
    """Those who sign, and those who sign again."""
    before = {one.by: one.date for one in sign_off.signed}
    people = dict.fromkeys((*state.missing, *state.again))
    return tuple(
        MissingView(who=who, before=before.get(person))
        for person in people
        if (who := reading.who(person))
    )


def _is_seen(ref: Reference, reading: Reading) -> bool:
    """Whether the reader may know what moved: what their pages show, and the scope, which is
    signed by those who read it. Of an answer or a task that is gone, nobody can tell whether it
    was for the reader's eyes."""
    return reading.audience == PROVIDER or ref.kind == "scope" or ref in reading.titles


def _amended(one: Difference, reading: Reading) -> AmendedView:
    answer = _answer(one.ref, reading)
    plain: AnswerType = "date" if one.field == "due" else "text"
    type_ = answer.type if answer and one.field == "answer" else plain
    there = one.ref in reading.titles
    return AmendedView(
        title=reading.titles.get(one.ref, one.ref.id),
        path=reading.path(one.ref) if there else None,
        field=one.field,
        change=one.change,
        type=type_,
        columns=answer.columns if answer and one.field == "answer" else (),
        before=_value(one, one.before, type_, reading),
        after=_value(one, one.after, type_, reading),
    )


def _answer(ref: Reference, reading: Reading) -> Answer | None:
    worksheet = reading.account.worksheet
    for section in worksheet.sections if worksheet else ():
        for answer in section.answers:
            if ref == Reference("setting", f"{section.id}.{answer.id}"):
                return answer
    return None


def _value(one: Difference, value: Json, type_: AnswerType, reading: Reading) -> AnswerValue:
    """A canonical value as pages take it; somebody whom the reader never met has no name."""
    if one.field == "owner":
        who = reading.who(str(value))
        return who.name if who else None
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, str | int | float | bool) else None
