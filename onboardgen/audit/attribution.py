"""Who a commit's author is among the people of a workspace, and which pull request brought it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from onboardgen.audit.event import Actor
from onboardgen.git.log import Commit
from onboardgen.git.repository import Identity
from onboardgen.model.people import Person

_NAMED: Final = (
    re.compile(r"\AMerge pull request #(\d+) "),
    re.compile(r"\A[^\n]*\(#(\d+)\)[ \t]*$", re.MULTILINE),
    re.compile(r"^See merge request (?:[^\s!]+)?!(\d+)[ \t]*$", re.MULTILINE),
    re.compile(r"\AMerged in [^\n]*\(pull request #(\d+)\)"),
)


def addresses(people: Iterable[Person]) -> Mapping[str, str]:
    """The id of whoever has an e-mail address, written in any case; the first counts."""
    found: dict[str, str] = {}
    for person in people:
        for address in (person.email, *person.also):
            if address:
                found.setdefault(address.casefold(), person.id)
    return found


def actor(identity: Identity, people: Mapping[str, str]) -> Actor:
    """The person behind a name and address of Git; `people` is what `addresses` gives."""
    return Actor(people.get(identity.email.casefold()), identity)


def named_pull_request(message: str) -> int | None:
    """The number of the pull or merge request that a message names as forges write it."""
    found = (pattern.search(message) for pattern in _NAMED)
    return next((int(match[1]) for match in found if match), None)


def pull_requests(commits: Sequence[Commit]) -> Mapping[str, int]:
    """The number for each commit whose message names one, and for those that a merge that names
    one brought in. `commits` is a whole log, parents first."""
    places = {commit.hash: place for place, commit in enumerate(commits)}
    named = {c.hash: n for c in commits if (n := named_pull_request(c.message)) is not None}
    found = dict(named)
    for commit in commits:
        if commit.is_merge and commit.hash in named:
            for each in _brought_in(commit, commits, places):
                found.setdefault(each, named[commit.hash])
    return found


def _brought_in(
    merge: Commit, commits: Sequence[Commit], places: Mapping[str, int]
) -> Iterable[str]:
    """The commits that a merge reaches and its first parent does not: the latest are looked at
    first, until all that is left is reached by both."""
    first, *others = (places[each] for each in merge.parents if each in places)
    ours, theirs = {first}, set(others) - {first}
    brought = []
    while theirs:
        latest = max(*theirs, max(ours, default=-1))
        parents = {places[p] for p in commits[latest].parents if p in places}
        theirs.discard(latest)
        if latest in ours:
            ours.discard(latest)
            ours |= parents
        else:
            brought.append(commits[latest].hash)
            theirs |= parents
    return brought
