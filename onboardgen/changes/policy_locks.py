"""Locks: after a given sign-off, architectural answers and the scope move by change request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day

from onboardgen import codes
from onboardgen.agreements.canonical import Json, canonical_bytes, canonical_text
from onboardgen.agreements.comparison import Part, is_locked, parts
from onboardgen.agreements.content import SignedAnswer, SignedScopeItem, worksheet_content
from onboardgen.agreements.sign_offs import given_on, sign_off_state, signed_content
from onboardgen.agreements.undoing import leads_to
from onboardgen.changes.facts import Facts
from onboardgen.changes.permits import approved, permits, what_is_missing
from onboardgen.changes.wording import shown
from onboardgen.findings import Finding, Location
from onboardgen.model.account import Account
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, ScopeItem

Parts = Mapping[Reference, Part]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What everybody signed, on which day, and which records had moved from it at the base."""

    signed: Parts
    since: Day
    astray: frozenset[Reference]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A locked record that says something else than at the base, and may not."""

    ref: Reference
    was: Part | None
    now: Part | None
    lock: Lock


def locked_answers_stand(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG801 for a signed architectural answer that changed without its change request."""
    for moved in _moved(base, head, facts, SignedAnswer):
        if base and head:
            before, after = _answer(moved.was), _answer(moved.now)
            yield Finding(
                codes.LOCKED_ANSWER_CHANGED,
                f"`{moved.ref.id}` is locked since everybody signed on {moved.lock.since}. It was "
                f"{_said(before)}, and {_is_now(after)}.",
                _place_of_answer(moved.ref, base, head),
                _hint(moved, before, after, head, facts),
                str(moved.ref),
            )


def signed_scope_stands(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG803 for an item of the signed scope that came, went, moved or was reworded without its
    change request."""
    for moved in _moved(base, head, facts, SignedScopeItem):
        if base and head:
            before, after = _scope_values(moved.was, moved.now)
            yield Finding(
                codes.SCOPE_CHANGED,
                f"`{moved.ref.id}` of the scope, which everybody signed on {moved.lock.since}, was "
                f"{_said(before)}, and {_is_now(after)}.",
                _place_of_item(moved.ref, base, head),
                _hint(moved, before, after, head, facts),
                str(moved.ref),
            )


def locked_questions_stay(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG802 for a locked answer whose question, type or lock changed, unless all signed anew."""
    if not base or not head or base.worksheet == head.worksheet:
        return
    lock = _lock(base, facts)
    if not lock or _signed_anew(base, head, facts):
        return
    before, now = _questions(base), _questions(head)
    for ref, part in lock.signed.items():
        old, new = before.get(ref), now.get(ref)
        if not is_locked(part) or not old or not new:
            continue
        for field in ("question", "type", "architectural"):
            one, other = getattr(old, field), getattr(new, field)
            loosened = field != "architectural" or one
            if loosened and canonical_text(str(one)) != canonical_text(str(other)):
                yield Finding(
                    codes.LOCK_LOOSENED,
                    f"`{ref.id}` is locked since everybody signed on {lock.since}, and its "
                    f"`{field}` changed.",
                    new.at.value(field),
                    f"Write `{field}: {shown(one)}` again, or let all signers sign the worksheet "
                    f"as it is now: `onboardgen sign {head.slug} worksheet`.",
                    str(ref),
                )


def _moved(
    base: Account | None, head: Account | None, facts: Facts, kind: type[Part]
) -> Iterator[Moved]:
    if not base or not head or base.worksheet == head.worksheet:
        return
    lock = _lock(base, facts)
    if not lock:
        return
    before, now = _parts(base), _parts(head)
    refs = {ref for ref, part in lock.signed.items() if isinstance(part, kind) and is_locked(part)}
    if kind is SignedScopeItem:
        refs |= {ref for ref in (*before, *now) if ref.kind == "scope"}
    for ref in sorted(refs):
        was, present = before.get(ref), now.get(ref)
        if _state(was) == _state(present):
            continue
        if leads_to(was, present, permits(base, head, ref, was, lock.since, facts)):
            continue
        if not (ref in lock.astray and _is_lawful(ref, present, lock, head, facts)):
            yield Moved(ref=ref, was=was, now=present, lock=lock)


def _lock(base: Account, facts: Facts) -> Lock | None:
    """What is locked at the base; None where not everybody has signed.

    Once one of each side has signed the same, naming more signers does not unlock it.
    """
    if base.worksheet is None:
        return None
    state = sign_off_state(base, facts.before, "worksheet")
    digest, since = state.digest, state.since
    if since is None:
        sides = replace(base.worksheet.signoffs.worksheet, signers=())
        given = [
            (day, one.digest)
            for one in sides.signed
            if (day := given_on(sides, base.parties, one.digest))
        ]
        since, digest = max(given, default=(None, None))
    if since is None or digest is None:
        return None
    content = signed_content(base, digest) or worksheet_content(base.worksheet)
    astray = frozenset(difference.ref for difference in state.moved)
    return Lock(signed=parts(content), since=since, astray=astray)


def _is_lawful(ref: Reference, now: Part | None, lock: Lock, head: Account, facts: Facts) -> bool:
    """Whether the present is what was signed with approved changes, though the base was not."""
    signed = lock.signed.get(ref)
    return _state(signed) == _state(now) or leads_to(
        signed, now, approved(head, ref, lock.since, facts)
    )


def _signed_anew(base: Account, head: Account, facts: Facts) -> bool:
    """Whether everybody signed what stands now, since the base."""
    state = sign_off_state(head, facts.settings, "worksheet")
    before = base.worksheet.signoffs.worksheet.signed if base.worksheet else ()
    return state.given and state.digest not in {one.digest for one in before}


def _parts(account: Account) -> Parts:
    return parts(worksheet_content(account.worksheet)) if account.worksheet else {}


def _state(part: Part | None) -> object:
    """What of a record is locked: an answer's value, a scope item's list and words."""
    if isinstance(part, SignedScopeItem):
        return part.list, part.text
    return canonical_bytes(_answer(part))


def _answer(part: Part | None) -> Json:
    return part.answer if isinstance(part, SignedAnswer) else None


def _scope_values(was: Part | None, now: Part | None) -> tuple[Json, Json]:
    """What `current` and `requested` of the change request would have to say."""
    old = was if isinstance(was, SignedScopeItem) else None
    new = now if isinstance(now, SignedScopeItem) else None
    if old and new and old.list == new.list:
        return old.text, new.text
    if old and new and old.text != new.text:
        return [{"list": old.list, "text": old.text}], [{"list": new.list, "text": new.text}]
    return old.list if old else None, new.list if new else None


def _said(value: Json) -> str:
    return "nothing" if value is None else f"`{shown(value)}`"


def _is_now(value: Json) -> str:
    return "is gone" if value is None else f"is `{shown(value)}` now"


def _hint(moved: Moved, before: Json, after: Json, head: Account, facts: Facts) -> str:
    told = what_is_missing(head, moved.ref, moved.was, moved.now, facts)
    if told:
        return f"{told} Both sides have to approve this old and this new value; or undo it."
    return (
        f"Undo it and ask for it first, with `onboardgen change new {head.slug}`: "
        f"`target: {moved.ref}`, `current: {shown(before)}`, `requested: {shown(after)}`. It may "
        "change once both sides approved that."
    )


def _questions(account: Account) -> Mapping[Reference, Answer]:
    sections = account.worksheet.sections if account.worksheet else ()
    return {
        Reference("setting", f"{section.id}.{answer.id}"): answer
        for section in sections
        for answer in section.answers
    }


def _place_of_answer(ref: Reference, base: Account, head: Account) -> Location:
    answer = _questions(head).get(ref) or _questions(base)[ref]
    return answer.at.value("answer")


def _place_of_item(ref: Reference, base: Account, head: Account) -> Location:
    item = _items(head).get(ref.id) or _items(base)[ref.id]
    return item.at.value()


def _items(account: Account) -> Mapping[str, ScopeItem]:
    scope = account.worksheet.scope if account.worksheet else None
    items = (*scope.included, *scope.deferred, *scope.excluded) if scope else ()
    return {item.id: item for item in items}
