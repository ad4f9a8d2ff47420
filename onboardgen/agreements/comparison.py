"""Two contents side by side: which answers, scope items and tasks differ, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from onboardgen.agreements.canonical import Json, same
from onboardgen.agreements.content import (
    Content,
    PlanContent,
    SignedAnswer,
    SignedScopeItem,
    SignedTask,
    WorksheetContent,
)
from onboardgen.model.reference import Reference

Change = Literal["added", "removed", "changed"]
Field = Literal["answer", "question", "type", "architectural", "list", "text", "title", "owner",
                "due"]  # fmt: skip
Part = SignedAnswer | SignedScopeItem | SignedTask

_FIELDS: Final[Mapping[type[Part], tuple[Field, ...]]] = {
    SignedAnswer: ("answer", "question", "type", "architectural"),
    SignedScopeItem: ("list", "text"),
    SignedTask: ("title", "owner", "due"),
}
_NAMED_BY: Final[Mapping[type[Part], Field]] = {
    SignedAnswer: "answer",
    SignedScopeItem: "text",
    SignedTask: "title",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field of a record that is not as it was. Of a record that was added or removed, the
    field that says most of it. `locked` where only an approved change request may change it:
    an answer that was signed as architectural, and the scope."""

    ref: Reference
    field: Field
    change: Change
    before: Json
    after: Json
    locked: bool


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """What changed between two contents of the same kind, ordered by kind and id."""
    old, new = parts(before), parts(after)
    every = sorted(old.keys() | new.keys())
    return tuple(chain.from_iterable(_compared(ref, old.get(ref), new.get(ref)) for ref in every))


def parts(content: Content) -> Mapping[Reference, Part]:
    """Every record of a content by the reference that names it."""
    if isinstance(content, PlanContent):
        return {Reference("task", task.id): task for task in content.tasks}
    return dict(_worksheet_parts(content))


def is_locked(part: Part | None) -> bool:
    """Whether a signed part may only be changed by an approved change request."""
    return isinstance(part, SignedScopeItem) or (
        isinstance(part, SignedAnswer) and part.architectural
    )


def _worksheet_parts(content: WorksheetContent) -> Iterable[tuple[Reference, Part]]:
    for answer in content.answers:
        yield Reference("setting", answer.setting), answer
    for item in content.scope:
        yield Reference("scope", item.id), item


def _compared(ref: Reference, old: Part | None, new: Part | None) -> Iterator[Difference]:
    locked = is_locked(old) or isinstance(new, SignedScopeItem)
    change: Change = "changed" if old and new else "removed" if old else "added"
    for field in _fields(old, new):
        before, after = getattr(old, field, None), getattr(new, field, None)
        if change != "changed" or not same(before, after):
            yield Difference(
                ref=ref, field=field, change=change, before=before, after=after, locked=locked
            )


def _fields(old: Part | None, new: Part | None) -> tuple[Field, ...]:
    if old and new:
        return _FIELDS[type(old)]
    some = old or new
    return (_NAMED_BY[type(some)],) if some else ()
