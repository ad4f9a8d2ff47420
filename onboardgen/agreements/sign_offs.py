"""Whether a sign-off is given, who is missing, and what moved since it was signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day

from onboardgen.agreements.approvals import approved_on
from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.comparison import Difference, differences
from onboardgen.agreements.content import (
    Content,
    PlanContent,
    Signed,
    WorksheetContent,
    content_of,
)
from onboardgen.agreements.documents import digest, read_content
from onboardgen.agreements.undoing import undone
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.plan import SignOff
from onboardgen.model.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffState:
    """One sign-off as it stands.

    `digest` is what is in force: the content that every signer signed, the last of such; else the
    one that stands now, where somebody signed it; else the last that anybody signed. `signed` are
    those who signed it, `since` is the day on which the last of all signers did, None while one
    is missing. `missing` have not signed what stands now; those of them who signed something else
    are in `again`. `moved` is the way from `digest` to what stands now, approved changes undone.
    `put_back` are targets that stand as they were signed although a change of them is done.
    """

    given: bool = False
    digest: str | None = None
    since: Day | None = None
    signed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    missing_parties: tuple[Party, ...] = ()
    again: tuple[str, ...] = ()
    moved: tuple[Difference, ...] = ()
    put_back: tuple[Difference, ...] = ()

    @property
    def is_locked(self) -> bool:
        """Whether everybody signed: from then on what is locked stays."""
        return self.since is not None


def sign_off_state(account: Account, settings: Settings, name: Signed) -> SignOffState:
    """How the sign-off of that name stands. Judge the whole account, not what a reader sees."""
    sign_off, parties = sign_off_of(account, name), account.parties
    if not sign_off.signed:
        return _with_missing(SignOffState(), sign_off, parties, "")
    present = content_of(account, name)
    stands = digest(present)
    focus, since = _in_force(sign_off, parties, stands)
    changes = approved_since(account, settings, since) if since else ()
    held = _Held(equal=True)
    if stands != focus or changes:
        held = _held_against(present, signed_content(account, focus), changes, focus)
    state = SignOffState(
        given=since is not None and held.equal,
        digest=focus,
        since=since,
        signed=_signers_of(sign_off, parties, focus),
        moved=held.moved,
        put_back=held.put_back,
    )
    return state if state.given else _with_missing(state, sign_off, parties, stands)


def sign_off_of(account: Account, name: Signed) -> SignOff:
    """The sign-off as written; an empty one where nothing is."""
    if name == "plan":
        return account.plan.signoffs.plan
    return account.worksheet.signoffs.worksheet if account.worksheet else SignOff()


def may_sign(sign_off: SignOff, parties: Mapping[str, Party], person: str) -> bool:
    """Whether it is for this person to sign: a signer, or without such anybody of either side."""
    if sign_off.signers:
        return person in sign_off.signers
    return parties.get(person) in (CUSTOMER, PROVIDER)


def signed_content(account: Account, digest: str) -> Content | None:
    """What was signed under that digest; None where its file is missing or was altered."""
    for file in account.signed:
        if file.digest == digest and digest_of(file.data) == digest:
            return read_content(file.data)
    return None


def approved_since(account: Account, settings: Settings, day: Day) -> tuple[ChangeRequest, ...]:
    """The changes that both sides approved on that day or later, in that order."""
    parties, four_eyes = account.parties, settings.rules.four_eyes
    found = [
        (approved, change.id, change)
        for change in account.changes
        if (approved := approved_on(change, parties, four_eyes)) and approved >= day
    ]
    return tuple(change for _, _, change in sorted(found, key=lambda one: one[:2]))


def given_on(sign_off: SignOff, parties: Mapping[str, Party], digest: str) -> Day | None:
    """The day on which the last signer signed that digest; None while one is missing.

    Without `signers` one of each side has to sign.
    """
    firsts: dict[str, Day] = {}
    for one in sign_off.signed:
        if one.digest == digest:
            who = one.by if sign_off.signers else parties.get(one.by, "")
            firsts[who] = min(one.date, firsts.get(who, one.date))
    wanted = set(sign_off.signers or (CUSTOMER, PROVIDER))
    return max(firsts[who] for who in wanted) if firsts.keys() >= wanted else None


def first_given_plan_promises(account: Account) -> Mapping[str, Day] | None:
    """The promises by task in the first plan that everybody signed, however far the plan moved
    since; None where none was, or its file cannot be read. A task without a date is not in it."""
    sign_off = account.plan.signoffs.plan
    given = _given(sign_off, account.parties)
    content = signed_content(account, min(given)[2]) if given else None
    if not isinstance(content, PlanContent):
        return None
    return {task.id: Day.fromisoformat(task.due) for task in content.tasks if task.due}


def _given(sign_off: SignOff, parties: Mapping[str, Party]) -> list[tuple[Day, int, str]]:
    """Every digest that all signers signed, with the day and where its last signature stands."""
    last = {one.digest: index for index, one in enumerate(sign_off.signed)}
    return [
        (day, index, digest)
        for digest, index in last.items()
        if (day := given_on(sign_off, parties, digest))
    ]


def _in_force(
    sign_off: SignOff, parties: Mapping[str, Party], stands: str
) -> tuple[str, Day | None]:
    """The digest that counts, and since when; `stands` is the one of the present content."""
    given = _given(sign_off, parties)
    if given:
        day, _, digest = max(given)
        return digest, day
    digests = [one.digest for one in sign_off.signed]
    return (stands if stands in digests else digests[-1]), None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """What moved, what was put back, and whether the present, changes undone, has the digest."""

    equal: bool
    moved: tuple[Difference, ...] = ()
    put_back: tuple[Difference, ...] = ()


def _held_against(
    present: Content, before: Content | None, changes: Iterable[ChangeRequest], focus: str
) -> _Held:
    if isinstance(before, WorksheetContent) and isinstance(present, WorksheetContent):
        back = undone(present, before, changes)
        return _Held(
            equal=digest(back.content) == focus,
            moved=differences(before, back.content),
            put_back=back.put_back,
        )
    comparable = isinstance(before, PlanContent) and isinstance(present, PlanContent)
    moved = differences(before, present) if before and comparable else ()
    return _Held(equal=digest(present) == focus, moved=moved)


def _signers_of(sign_off: SignOff, parties: Mapping[str, Party], digest: str) -> tuple[str, ...]:
    people = (one.by for one in sign_off.signed if one.digest == digest)
    return tuple(dict.fromkeys(person for person in people if may_sign(sign_off, parties, person)))


def _with_missing(
    state: SignOffState, sign_off: SignOff, parties: Mapping[str, Party], stands: str
) -> SignOffState:
    """The state with those who have not signed the content of the digest `stands`."""
    now = _signers_of(sign_off, parties, stands)
    sides = {parties.get(person) for person in now}
    before = dict.fromkeys(one.by for one in sign_off.signed if may_sign(sign_off, parties, one.by))
    absent = () if sign_off.signers else tuple(p for p in (CUSTOMER, PROVIDER) if p not in sides)
    return replace(
        state,
        missing=tuple(person for person in sign_off.signers if person not in now),
        missing_parties=absent,
        again=tuple(
            person
            for person in before
            if person not in now and (sign_off.signers or parties.get(person) in absent)
        ),
    )
