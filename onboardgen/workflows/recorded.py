"""Who wrote down what is new since a base, from the commits since then and the present user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from datetime import date as Day
from typing import Final

from onboardgen.changes.facts import Writing
from onboardgen.changes.statements import Statement, record_statements
from onboardgen.git.log import Change, Commit
from onboardgen.git.objects import read_objects
from onboardgen.git.repository import Identity, Repository, current_identity
from onboardgen.loading.record_file import holds_record, read_record
from onboardgen.model.people import Person

FARTHEST_EAST: Final = timedelta(hours=14)
"""How far the first time zone of the Earth is ahead of UTC."""

Contents = Mapping[tuple[str, str], frozenset[Statement]]
Written = Mapping[tuple[str, Statement], tuple[Writing, ...]]
"""Who wrote what is stated of a customer, by slug and statement."""


def written_since(
    repository: Repository, commits: Iterable[Commit], people: Iterable[Person]
) -> Written:
    """Who wrote each statement that a commit brought, by the customer's present slug.

    A merge counts only for what nobody had written before it: it repeats what it merges.
    """
    known = addresses(people)
    commits = tuple(commits)
    contents = _contents(repository, commits)
    slugs = _renamed(commits)
    found: dict[tuple[str, Statement], list[Writing]] = {}
    for commit in (*_only(commits, merges=False), *_only(commits, merges=True)):
        writing = _writing(commit, known)
        for slug, statement in _brought(commit, contents, slugs):
            writings = found.setdefault((slug, statement), [])
            if not (commit.is_merge and writings):
                writings.append(writing)
    return {key: tuple(writings) for key, writings in found.items()}


def present_writing(repository: Repository, people: Iterable[Person], today: Day) -> Writing:
    """What is not committed yet is written by whom Git knows here, today."""
    identity = current_identity(repository)
    if identity is None:
        return Writing(person=None, name="Somebody whom Git does not know", day=today, latest=today)
    person, name = _who(identity, addresses(people))
    return Writing(person=person, name=name, day=today, latest=today)


def addresses(people: Iterable[Person]) -> Mapping[str, Person]:
    """Everybody by each of their addresses, in small letters."""
    found: dict[str, Person] = {}
    for person in people:
        for address in (person.email, *person.also):
            if address:
                found.setdefault(address.casefold(), person)
    return found


def _only(commits: Iterable[Commit], *, merges: bool) -> Iterator[Commit]:
    return (commit for commit in commits if commit.is_merge == merges)


def _writing(commit: Commit, known: Mapping[str, Person]) -> Writing:
    person, name = _who(commit.author, known)
    return Writing(
        person=person,
        name=name,
        day=min(commit.authored.date(), commit.committed.date()),
        latest=_latest_day(max(commit.authored, commit.committed)),
    )


def _latest_day(instant: datetime) -> Day:
    """The day that it is then where the day begins first."""
    try:
        return (instant.astimezone(UTC) + FARTHEST_EAST).date()
    except OverflowError:
        return Day.max


def _who(identity: Identity, known: Mapping[str, Person]) -> tuple[str | None, str]:
    person = known.get(identity.email.casefold())
    return (person.id, person.id) if person else (None, f"{identity.name} <{identity.email}>")


def _brought(
    commit: Commit, contents: Contents, slugs: Mapping[str, str]
) -> Iterator[tuple[str, Statement]]:
    for change in commit.changes:
        if change.after and holds_record(change.path):
            before = contents.get((change.moved_from or change.path, change.before or ""))
            after = contents.get((change.path, change.after), frozenset())
            slug = _slug(change.path)
            for statement in after - (before or frozenset()):
                yield slugs.get(slug, slug), statement


def _contents(repository: Repository, commits: Iterable[Commit]) -> Contents:
    """What every version of every file states that the commits changed."""
    versions = {version for commit in commits for one in commit.changes for version in _of(one)}
    paths: dict[str, list[str]] = {}
    for path, object_id in sorted(versions):
        paths.setdefault(object_id, []).append(path)
    found: dict[tuple[str, str], frozenset[Statement]] = {}
    for object_id, data in read_objects(repository, paths):
        for path in paths[object_id]:
            record = read_record(path, data)
            stated = record_statements(record) if record else ()
            found[path, object_id] = frozenset(one.statement for one in stated)
    return found


def _of(change: Change) -> Iterator[tuple[str, str]]:
    for path, object_id in (
        (change.moved_from or change.path, change.before),
        (change.path, change.after),
    ):
        if object_id and holds_record(path):
            yield path, object_id


def _renamed(commits: Iterable[Commit]) -> Mapping[str, str]:
    """The present slug for each that a customer's directory had before."""
    now: dict[str, str] = {}
    for commit in commits:
        for change in commit.changes:
            before, after = _slug(change.moved_from or ""), _slug(change.path)
            if before and before != after:
                now = {old: after if new == before else new for old, new in now.items()}
                now[before] = after
    return now


def _slug(path: str) -> str:
    steps = path.split("/")
    return steps[1] if len(steps) > 2 else ""
