"""What was signed stands: locked answers, the scope, and everything else that was signed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day
from typing import Literal

from onboardgen import codes
from onboardgen.agreements.approvals import approved_on
from onboardgen.agreements.canonical import Json, canonical_answer
from onboardgen.agreements.comparison import Difference
from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.agreements.sign_offs import (
    SignOffState,
    approved_since,
    sign_off_of,
    sign_off_state,
)
from onboardgen.agreements.wording import listed, named, shown, told
from onboardgen.checks.register import questions, scope_items, setting_id
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import AnswerValue


def sign_offs_stand(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG420 and OG421: after a given sign-off an architectural answer and the scope are what was
    signed, or what approved change requests made of it. OG720: what else was signed may be
    amended, and is named. OG722: where nothing moved since, but signers signed different
    contents."""
    for name in SIGNED:
        state = sign_off_state(account, settings, name)
        locked = [one for one in state.moved if one.locked and state.is_locked]
        amended = [one for one in state.moved if one not in locked]
        for ref, of_ref in _by_record(locked):
            yield _locked(account, settings, ref, of_ref, state)
        for one in state.put_back:
            if one.locked:
                yield _put_back(account, one)
        if amended:
            yield _amended(account, name, state, amended)
        if state.again and not state.moved and not {*state.again} & {*state.signed}:
            yield _diverged(account, name, state)


def _by_record(
    differences: Iterable[Difference],
) -> Iterable[tuple[Reference, list[Difference]]]:
    found: dict[Reference, list[Difference]] = {}
    for one in differences:
        found.setdefault(one.ref, []).append(one)
    return found.items()


def _locked(
    account: Account,
    settings: Settings,
    ref: Reference,
    moved: list[Difference],
    state: SignOffState,
) -> Finding:
    since = state.since or Day.min
    what = "; ".join(told(one) for one in moved)
    code = codes.SETTING_MOVED if ref.kind == "setting" else codes.SCOPE_MOVED
    return Finding(
        code,
        f"Signed on {since} and locked since, but moved without an approved change request: "
        f"{what}.",
        _location(account, ref, moved[0].field),
        _way_out(account, settings, ref, moved, since),
        str(ref),
    )


def _way_out(
    account: Account, settings: Settings, ref: Reference, moved: list[Difference], since: Day
) -> str:
    said = [one for one in moved if one.field in ("answer", "list", "text")]
    if not said:
        return "Write it as it was signed."
    before, after = _whole(said, "before"), _whole(said, "after")
    for change in approved_since(account, settings, since):
        if change.target == ref and change.status == "done" and len(said) == 1:
            before = canonical_answer("text", change.requested)
    needed = (
        f"target {ref}, current {shown(before)}, requested {shown(after)}, approved by both "
        f"sides on {since} or later"
    )
    near = [change for change in account.changes if change.target == ref]
    if near:
        why = _misfit(near[-1], account, settings, since)
        return f"`{near[-1].id}` does not cover it: {why}. Needed: {needed}. Or put it back."
    return f"Put it back, or write the change request it needs: {needed}."


def _whole(said: list[Difference], side: Literal["before", "after"]) -> Json:
    """The value a change request needs; of an item that is moved and reworded, both."""
    values: dict[str, Json] = {one.field: getattr(one, side) for one in said}
    return [values] if len(values) > 1 else next(iter(values.values()))


def _misfit(change: ChangeRequest, account: Account, settings: Settings, since: Day) -> str:
    """Why a change request of the same target does not explain what moved."""
    if change.status not in ("approved", "done"):
        return f"it is {change.status}"
    approved = approved_on(change, account.parties, settings.rules.four_eyes)
    if approved is None:
        return "a side has not approved it"
    if approved < since:
        return f"it was approved on {approved}, before the signatures"
    return f"it leads from {_shown(change.current)} to {_shown(change.requested)}"


def _put_back(account: Account, one: Difference) -> Finding:
    code = codes.SETTING_MOVED if one.ref.kind == "setting" else codes.SCOPE_MOVED
    change = next(
        change.id
        for change in reversed(account.changes)
        if change.target == one.ref and change.status == "done"
    )
    return Finding(
        code,
        f"The change request `{change}` is done, but {named(one.ref)} is {shown(one.after)} "
        f"again and not {shown(one.before)}.",
        _location(account, one.ref, one.field),
        f"Write {shown(one.before)}, or have a change request approved that leads back.",
        str(one.ref),
    )


def _amended(
    account: Account, name: Signed, state: SignOffState, amended: list[Difference]
) -> Finding:
    by = f"on {state.since}" if state.since else f"by {listed(state.signed)}"
    again = listed(state.missing) or "each side"
    return Finding(
        codes.AMENDED,
        f"The {name} was signed {by} and amended since: {'; '.join(map(told, amended))}.",
        sign_off_of(account, name).at.value("signed"),
        f"The sign-off is open until it is signed again, by {again}: "
        f"`onboardgen sign {account.slug} {name} --as PERSON`.",
        f"signoff:{name}",
    )


def _diverged(account: Account, name: Signed, state: SignOffState) -> Finding:
    return Finding(
        codes.SIGNERS_DIVERGE,
        f"{listed(state.signed)} signed other content of the {name} than {listed(state.again)}.",
        sign_off_of(account, name).at.value("signed"),
        f"{listed(state.again)} has to sign again: "
        f"`onboardgen sign {account.slug} {name} --as {state.again[0]}`.",
        f"signoff:{name}",
    )


def _location(account: Account, ref: Reference, field: str) -> Location:
    """Where the record stands; the worksheet where it was taken out."""
    for section, answer in questions(account):
        if ref == Reference("setting", setting_id(section, answer)):
            return answer.at.value(field)
    for item in scope_items(account):
        if ref == Reference("scope", item.id):
            return item.at.value("text" if field == "text" else "id")
    worksheet = account.worksheet
    return worksheet.at.value() if worksheet else Location(account.plan.at.path)


def _shown(value: AnswerValue) -> str:
    return shown(canonical_answer("text", value))
