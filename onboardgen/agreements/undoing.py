"""Approved change requests taken back from a content, so that it can be held to what was signed.

The target of a change request is a setting or a scope item. Of a setting, `current` and
`requested` are answers; empty means not answered. Of a scope item each is one of

- `included`, `deferred` or `excluded`: the list it stands in, its text being as it was;
- empty: it stands nowhere, so from empty adds it and to empty takes it out;
- one row of a table with `list`, `text` or both: exactly that;
- any other text: the words it has, its list being as it was.

What is signed becomes what stands now through approved changes in the order of approval, each
beginning where another ended. One that is approved but not done may have been carried out or
not; one that is done has been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from onboardgen.agreements.canonical import (
    Json,
    answer_or_none,
    canonical_answer,
    canonical_bytes,
    canonical_text,
)
from onboardgen.agreements.comparison import Difference, Part, is_locked, parts
from onboardgen.agreements.content import (
    SCOPE_LISTS,
    SignedAnswer,
    SignedScopeItem,
    WorksheetContent,
    worksheet_of,
)
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import AnswerType, AnswerValue

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Undone:
    """A content without the changes that led to it. `put_back` are targets that stand as they
    were signed although a change of them is done."""

    content: WorksheetContent
    put_back: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ScopeState:
    """Where a scope item stands and in which words; None for what is not said."""

    list: str | None = None
    text: str | None = None
    stands: bool = True

    def fits(self, other: ScopeState) -> bool:
        """Whether both can be the same state."""
        return self.stands == other.stands and all(
            None in pair or pair[0] == pair[1]
            for pair in ((self.list, other.list), (self.text, other.text))
        )


ABSENT: Final = ScopeState(stands=False)


def undone(
    present: WorksheetContent, signed: WorksheetContent, changes: Iterable[ChangeRequest]
) -> Undone:
    """The present content with the changes undone that lead to it from what was signed.

    `changes` are those approved since, in the order of approval.
    """
    old, new = parts(signed), dict(parts(present))
    put_back: list[Difference] = []
    for target, of_target in _by_target(changes).items():
        before, after = old.get(target), new.get(target)
        if leads_to(before, after, of_target):
            new.update(_with_signed_value(target, before, after))
            if before is None:
                new.pop(target, None)
        else:
            put_back += _put_back(target, before, after, of_target)
    return Undone(worksheet_of(new.values()), tuple(put_back))


def leads_to(before: Part | None, after: Part | None, changes: Iterable[ChangeRequest]) -> bool:
    """Whether changes of one target, in order, make `after` of `before` (None: not there)."""
    some = before or after
    if isinstance(some, SignedScopeItem):
        now = _scope_state(after)
        return any(now.fits(state) for state in _reached(_scope_state(before), changes, _moved))
    if isinstance(some, SignedAnswer):
        step = _answered_by(some.type)
        return _answer_state(after) in _reached(_answer_state(before), changes, step)
    return False


def _by_target(changes: Iterable[ChangeRequest]) -> Mapping[Reference, list[ChangeRequest]]:
    found: dict[Reference, list[ChangeRequest]] = {}
    for change in changes:
        found.setdefault(change.target, []).append(change)
    return found


def _reached(
    start: State,
    changes: Iterable[ChangeRequest],
    step: Callable[[State, ChangeRequest], State | None],
) -> list[State]:
    """Every state that the target may be in; a change that is done leaves no state before it."""
    reached = [start]
    for change in changes:
        ahead = [after for state in reached if (after := step(state, change)) is not None]
        reached = ahead if ahead and change.status == "done" else reached + ahead
    return reached


def _answered_by(type_: AnswerType) -> Callable[[bytes, ChangeRequest], bytes | None]:
    def step(state: bytes, change: ChangeRequest) -> bytes | None:
        current, requested = (
            canonical_bytes(answer_or_none(type_, value))
            for value in (change.current, change.requested)
        )
        return requested if current == state else None

    return step


def _answer_state(part: Part | None) -> bytes:
    return canonical_bytes(part.answer if isinstance(part, SignedAnswer) else None)


def _moved(state: ScopeState, change: ChangeRequest) -> ScopeState | None:
    current, requested = named_scope(change.current), named_scope(change.requested)
    if current is None or requested is None or not current.fits(state):
        return None
    if not (state.stands and requested.stands):
        return requested
    return ScopeState(
        list=requested.list or state.list or current.list,
        text=requested.text or state.text or current.text,
    )


def named_scope(value: AnswerValue) -> ScopeState | None:
    """What `current` or `requested` of a change of the scope says; None where it says nothing."""
    if value in (None, "", ()):
        return ABSENT
    if isinstance(value, str):
        known = value in SCOPE_LISTS
        return ScopeState(list=value) if known else ScopeState(text=canonical_text(value))
    row = value[0] if isinstance(value, tuple) and len(value) == 1 else None
    if not isinstance(row, dict) or not row or row.keys() - {"list", "text"}:
        return None
    where, text = row.get("list"), row.get("text")
    if where not in (None, *SCOPE_LISTS) or not isinstance(text, str | None):
        return None
    return ScopeState(list=str(where) if where else None, text=text and canonical_text(text))


def _scope_state(part: Part | None) -> ScopeState:
    return ScopeState(part.list, part.text) if isinstance(part, SignedScopeItem) else ABSENT


def _with_signed_value(
    target: Reference, before: Part | None, after: Part | None
) -> Iterator[tuple[Reference, Part]]:
    """The target as it was signed; of an answer that is still there only its value."""
    if isinstance(before, SignedAnswer) and isinstance(after, SignedAnswer):
        yield target, replace(after, answer=before.answer)
    elif before is not None:
        yield target, before


def _put_back(
    target: Reference,
    before: Part | None,
    after: Part | None,
    changes: Iterable[ChangeRequest],
) -> Iterator[Difference]:
    """What a change that is done made of the target, where it stands as it was signed."""
    done = [change for change in changes if change.status == "done"]
    for change in done[-1:]:
        if isinstance(before, SignedScopeItem) and before == after:
            made: Json = before.list
        elif isinstance(before, SignedAnswer) and _answer_state(before) == _answer_state(after):
            made = before.answer
        else:
            return
        yield Difference(
            ref=target,
            field="list" if isinstance(before, SignedScopeItem) else "answer",
            change="changed",
            before=canonical_answer("text", change.requested),
            after=made,
            locked=is_locked(before),
        )
