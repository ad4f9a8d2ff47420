"""Who an issue is assigned to, and which labels it wears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from onboardgen.model.customer import Tier
from onboardgen.model.people import Party, Person
from onboardgen.model.settings import Route
from onboardgen.schedule.deadlines import Kind
from onboardgen.trackers.neutral import label as neutral_label

TrackerName = Literal["github", "gitlab", "local"]

LOOKUP_LABEL: Final = "onboardgen"
"""Every issue of ours wears it, and is found by it."""
PREFIX: Final = "onboardgen:"
KIND_LABELS: Final[Mapping[Kind, str]] = {
    "overdue": "onboardgen:overdue",
    "blocked_too_long": "onboardgen:blocked",
    "gate_waiting": "onboardgen:gate",
    "grant_ended": "onboardgen:access",
    "plan_untouched": "onboardgen:untouched",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the rules are asked about; an issue of several items has all their categories."""

    customer: str | None
    categories: frozenset[str] = frozenset()
    parties: frozenset[Party] = frozenset()
    tier: Tier | None = None
    rung: int = 0


def is_ours(label: str) -> bool:
    """Whether the label is ours to put on and to take off."""
    folded = label.casefold()
    return folded == LOOKUP_LABEL or folded.startswith(PREFIX)


def our_labels(kinds: Iterable[Kind], rung: int) -> tuple[str, ...]:
    """The labels of ours that an issue wears, those of the kinds in the order of `KIND_LABELS`."""
    given = set(kinds)
    named = [label for kind, label in KIND_LABELS.items() if kind in given]
    return (LOOKUP_LABEL, *named, *((f"{PREFIX}rung-{rung}",) if rung else ()))


def routed_labels(routes: Iterable[Route], subject: Subject) -> tuple[str, ...]:
    """The labels of all rules that fit, each once; none that would be taken for ours."""
    names = (neutral_label(name) for one in routes if _fits(one, subject) for name in one.labels)
    first: dict[str, str] = {}
    for name in names:
        if name and not is_ours(name):
            first.setdefault(name.casefold(), name)
    return tuple(first.values())


def routed_person(routes: Iterable[Route], subject: Subject) -> str | None:
    """The person named by the last rule that fits and names one."""
    named = [one.assignee for one in routes if one.assignee and _fits(one, subject)]
    return named[-1] if named else None


def first_login(
    candidates: Iterable[str | None], team: Mapping[str, Person], tracker: TrackerName
) -> str | None:
    """The login of the first candidate who is of our team and has one on this tracker."""
    logins = (_login(team[one], tracker) for one in candidates if one and one in team)
    return next((login for login in logins if login), None)


def _login(person: Person, tracker: TrackerName) -> str | None:
    match tracker:
        case "github":
            return person.github
        case "gitlab":
            return person.gitlab
        case "local":
            return person.id


def _fits(route: Route, subject: Subject) -> bool:
    when = route.when
    return (
        when.customer in (None, subject.customer)
        and (when.category is None or when.category in subject.categories)
        and (when.party is None or when.party in subject.parties)
        and when.tier in (None, subject.tier)
        and subject.rung >= (when.rung or 0)
    )
