"""What a change request most likely is: part of what was agreed or not, structural or not, and
what it costs. A proposal: whoever assesses the request has the last word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from onboardgen.agreements.canonical import canonical_text
from onboardgen.agreements.comparison import is_locked, parts
from onboardgen.agreements.content import SignedScopeItem, WorksheetContent
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Rate
from onboardgen.model.worksheet import AnswerValue

_NAMED: Final = re.compile(r"\bscope:([a-z][a-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for `classification` and `in_scope`, and `because`: one clause each."""

    classification: Literal["structural", "cosmetic"]
    in_scope: bool
    because: tuple[str, ...]


def propose(
    target: Reference,
    requested: AnswerValue,
    present: WorksheetContent,
    signed: WorksheetContent | None,
) -> Proposal:
    """Compare a request with what was signed, or where nothing is, with what stands now.

    Structural is what only an approved change may touch: the scope, and answers marked
    architectural. Out of scope is an item that is deferred or excluded, a request whose words
    name one (`scope:d1`, or its own text), and an answer that the signed worksheet does not hold.
    """
    agreed = signed or present
    locked = is_locked(parts(agreed).get(target)) or is_locked(parts(present).get(target))
    because = [_why_locked(target)] if locked else []
    outside = _outside(target, requested, agreed, is_signed=signed is not None)
    return Proposal(
        classification="structural" if locked else "cosmetic",
        in_scope=outside is None,
        because=(*because, *([outside] if outside else [])),
    )


def proposed_price(
    *, in_scope: bool, structural: bool, is_signed: bool, hours: float | None, rate: Rate | None
) -> float | None:
    """Effort times rate, in the currency of the rate, for a change that is a priced change order:
    one out of scope, or a structural one after sign-off. None for any other, and without effort
    or rate."""
    priced = not in_scope or (structural and is_signed)
    if not priced or hours is None or rate is None:
        return None
    return round(hours * rate.per_hour, 2)


def _outside(
    target: Reference, requested: AnswerValue, agreed: WorksheetContent, *, is_signed: bool
) -> str | None:
    """Why a request is out of scope; None where it is part of what was agreed."""
    left_out = {item.id: item for item in agreed.scope if item.list != "included"}
    if target.kind == "scope" and target.id in left_out:
        return f"`{target}` is {left_out[target.id].list}"
    for item in _touched(requested, left_out.values()):
        return f"it asks for `scope:{item.id}`, which is {item.list}"
    if target.kind == "setting" and is_signed and target not in parts(agreed):
        return f"`{target}` is not in the worksheet that was signed"
    return None


def _touched(requested: AnswerValue, items: Iterable[SignedScopeItem]) -> Iterable[SignedScopeItem]:
    texts = requested if isinstance(requested, tuple) else (requested,)
    words = [canonical_text(one) for one in texts if isinstance(one, str)]
    named = {id_ for text in words for id_ in _NAMED.findall(text)}
    same = {text.casefold().strip() for text in words}
    return (one for one in items if one.id in named or one.text.casefold().strip() in same)


def _why_locked(target: Reference) -> str:
    if target.kind == "scope":
        return "it changes the scope"
    return f"`{target}` is marked architectural"
