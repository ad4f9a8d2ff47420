"""Why go-live is not where it was promised, in one breath: the few causes worth a sentence.

Nothing here is a text: whoever speaks takes the titles of what a reader may see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from onboardgen.model.people import Party
from onboardgen.model.reference import Reference
from onboardgen.schedule.attribution import Attribution, Cause

MOST: Final = 2
"""More causes than this are no sentence any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainCause:
    """Days of go-live that one record took; fewer than 0 are days it gave back.

    Without `ref` it is the plan itself, whose tasks never fitted its promise; with `hidden` it is
    work that the reader may not see.
    """

    ref: Reference | None
    days: int
    reason: str | None = None
    owner: str | None = None
    party: Party | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`slip_days` are working days since the first promise, `others_days` those of all causes but
    the main ones. So main causes and others together are the slip."""

    slip_days: int
    causes: tuple[MainCause, ...]
    others_days: int


def summary(
    attribution: Attribution,
    may_see: Callable[[Reference], bool] | None = None,
    most: int = MOST,
) -> Summary | None:
    """The causes that moved go-live the way it went, the greatest first; None without a slip.

    What `may_see` says no to is told as one hidden cause, without reference, reason or owner.
    """
    slip = attribution.slip_days
    if slip is None:
        return None
    sign = 1 if slip >= 0 else -1
    merged = _merged(attribution.causes, may_see or (lambda ref: True))
    pushing = [one for one in merged if one.days * sign > 0] if slip else []
    main = sorted(pushing, key=lambda one: (-one.days * sign, str(one.ref or "")))[:most]
    return Summary(
        slip_days=slip, causes=tuple(main), others_days=slip - sum(one.days for one in main)
    )


def _merged(causes: Iterable[Cause], may_see: Callable[[Reference], bool]) -> list[MainCause]:
    """One cause for each record, with the reason that took the most days; one for all hidden."""
    first: dict[tuple[Reference | None, bool], MainCause] = {}
    days: Counter[tuple[Reference | None, bool]] = Counter()
    for cause in sorted(causes, key=lambda one: (-abs(one.days), one.reason or "")):
        hidden = cause.ref is not None and not may_see(cause.ref)
        key = (None if hidden else cause.ref, hidden)
        days[key] += cause.days
        first.setdefault(key, _hidden() if hidden else _main(cause))
    return [replace(cause, days=days[key]) for key, cause in first.items() if days[key]]


def _main(cause: Cause) -> MainCause:
    return MainCause(
        ref=cause.ref, days=0, reason=cause.reason, owner=cause.owner, party=cause.party
    )


def _hidden() -> MainCause:
    return MainCause(ref=None, days=0, hidden=True)
