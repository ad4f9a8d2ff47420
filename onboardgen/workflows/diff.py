"""`diff`: what a branch changes, in the words of the plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from onboardgen.changes.facts import Facts, Writing
from onboardgen.changes.impact import impact
from onboardgen.changes.impact_report import Impact, RecordChange, Side
from onboardgen.changes.impact_worksheet import worksheet_titles
from onboardgen.changes.impact_workspace import (
    calibration_changes,
    settings_changes,
    team_access_changes,
)
from onboardgen.changes.pairing import Pair, paired
from onboardgen.changes.statements import Statement
from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.git.repository import Repository, find_repository
from onboardgen.git.working_tree import changed_paths
from onboardgen.loading.layout import (
    FOR_PEOPLE,
    TEMPLATES,
    UNREAD_DIRECTORIES,
    WORKSPACE_FILES,
)
from onboardgen.loading.loader import Loaded, load_settings, load_tree
from onboardgen.loading.revision import read_commit
from onboardgen.loading.source_tree import read_tree
from onboardgen.loading.suggestions import nearest
from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration
from onboardgen.model.people import Person
from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.workflows.accounts import MANY, Moment
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.check_base import SHORT, base_commits, changes_since
from onboardgen.workflows.comparison import Writers, compared
from onboardgen.workflows.names import Names, names_of, team_names
from onboardgen.workflows.processes import spread
from onboardgen.workspace import PLANS, SETTINGS_FILE

THEME: Final = "theme"


@dataclass(frozen=True, slots=True)
class CustomerDiff:
    """What changes for one customer, and what people call things, now or before."""

    impact: Impact
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A customer, or with None the workspace, whose files on one side have errors."""

    side: Literal["base", "head"]
    customer: str | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffReport:
    """What changes between a commit and the files as they stand.

    `broken` are errors of the comparison in the workspace's own files. `only_form` are the
    customers, and the workspace's own files, of which something changed that means nothing:
    spaces, quotes, order, comments. Without `as_of` the workspace could not be read, and nothing
    is told but that.
    """

    base: str
    as_of: AsOf | None = None
    team: Names | None = None
    broken: tuple[Finding, ...] = ()
    customers: tuple[CustomerDiff, ...] = ()
    workspace: tuple[RecordChange, ...] = ()
    only_form: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()


def diff(
    root: Path,
    revision: str,
    slugs: Sequence[str] = (),
    moment: Moment | None = None,
    *,
    exact: bool = False,
) -> DiffReport:
    """What changed for the customers named, by default for all, since HEAD left `revision`; with
    `exact` since that revision itself.

    Both states are judged on the same day, by the present settings and calibration. Raises as
    `check_since` does.
    """
    repository = find_repository(root)
    bases = base_commits(repository, revision, exact=exact)
    paths = changed_paths(repository, bases[0])
    before, now = _states(repository, bases[0], paths)
    _must_exist(slugs, (*before.tree.slugs, *now.tree.slugs))
    unread = tuple(_unread(before, now, slugs))
    is_new = before.tree.file(SETTINGS_FILE) is None
    if now.settings is None or (before.settings is None and not is_new):
        return DiffReport(base=bases[0], unread=unread)
    settings, told = now.settings, moment or Moment()
    day = as_of(settings, told.today, told.now)
    short, was = bases[0][:SHORT], before.settings or settings
    found = [compared(before, now, _nobody, base=short, today=day.day, slugs=slugs)]
    found += [changes_since(repository, base, slugs, day.day) for base in bases[1:]]
    broken = _errors(chain.from_iterable(found))
    facts = Facts(before=was, settings=settings, base=short, today=day.day)
    judge = partial(_of_pair, facts, day, now.calibration, broken, paths)
    pairs = [pair for pair in _pairs(before, now) if _is_asked_for(pair, slugs)]
    every = list(spread(judge, pairs, at_least=MANY))
    workspace = () if slugs or is_new else tuple(_of_workspace(before, now, paths))
    form = {one.impact.slug for one in every if one.impact.says_nothing}
    touched = {path.split("/")[1] for path in paths if path.startswith(f"{PLANS}/")}
    silent = () if slugs or is_new else _silent_files(before, now, paths)
    return DiffReport(
        base=bases[0],
        as_of=day,
        team=team_names(settings),
        broken=tuple(one for one in broken if not one.location.path.startswith(f"{PLANS}/")),
        customers=tuple(sorted((one for one in every if one.impact.slug not in form), key=_weight)),
        workspace=workspace,
        only_form=(*silent, *sorted(form & touched)),
        unread=unread,
    )


def _states(repository: Repository, base: str, paths: Collection[str]) -> tuple[Loaded, Loaded]:
    """Both states, each with the customers that may differ and no others: those whose files do,
    and all of them where somebody of our team has other days off."""
    slugs = {path.split("/")[1] for path in paths if path.startswith(f"{PLANS}/")}
    slugs = {slug for slug in slugs if not slug.startswith(("_", "."))}
    top = read_tree(repository.root, ())
    if SETTINGS_FILE in paths:
        tree = read_commit(repository, base, ())
        before, now = load_settings(tree).settings, load_settings(top).settings
        if before and now and _days_off(before.team) != _days_off(now.team):
            slugs |= {*tree.slugs, *top.slugs}
    old = load_tree(read_commit(repository, base, slugs))
    return old, load_tree(read_tree(repository.root, slugs & set(top.slugs)))


def _days_off(team: Iterable[Person]) -> dict[str, object]:
    return {one.id: one.away for one in team}


def _must_exist(slugs: Sequence[str], known: Collection[str]) -> None:
    for slug in slugs:
        if slug not in known:
            near = nearest(slug, known)
            hint = f"Did you mean {near}?" if near else f"Customers are directories of {PLANS}/."
            raise UsageError(f"There is no customer {slug}, neither now nor before.", hint)


def _unread(before: Loaded, now: Loaded, slugs: Sequence[str]) -> Iterator[Unread]:
    """Who could not be read, on which side, and why. A base without a workspace is none."""
    sides: tuple[tuple[Literal["base", "head"], Loaded], ...] = (("head", now), ("base", before))
    for side, loaded in sides:
        errors = [one for one in loaded.findings if one.severity == "error"]
        absent = side == "base" and loaded.tree.file(SETTINGS_FILE) is None
        if loaded.settings is None and not absent:
            own = tuple(one for one in errors if not one.location.path.startswith(f"{PLANS}/"))
            yield Unread(side=side, customer=None, findings=own)
            continue
        for slug in () if absent else loaded.broken:
            start = f"{PLANS}/{slug}/"
            wrong = tuple(one for one in errors if one.location.path.startswith(start))
            if not slugs or slug in slugs:
                yield Unread(side=side, customer=slug, findings=wrong)


def _errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The errors among them; what two bases tell of one place once."""
    once = {(one.code, one.location, one.message): one for one in findings}
    return tuple(one for one in once.values() if one.severity == "error")


def _nobody(_people: Iterable[Person]) -> Writers:
    """Who wrote what is new earns warnings only, and those are for `check`."""

    def writers(_slug: str, _statement: Statement) -> tuple[Writing, ...]:
        return ()

    return writers


def _pairs(before: Loaded, now: Loaded) -> Iterator[Pair]:
    """Customers side by side, but for those who could not be read on one of both sides; while a
    new one cannot be read, it may be anybody who is gone."""
    known = {account.slug for account in before.accounts} | set(before.broken)
    somebody = any(slug not in known for slug in now.broken)
    for old, new in paired(before.accounts, now.accounts):
        if new is None and (somebody or (old and old.slug in now.broken)):
            continue
        if old is None and new and new.slug in before.broken:
            continue
        yield old, new


def _is_asked_for(pair: Pair, slugs: Sequence[str]) -> bool:
    return not slugs or any(account.slug in slugs for account in pair if account)


def _of_pair(
    facts: Facts,
    day: AsOf,
    calibration: Calibration | None,
    broken: tuple[Finding, ...],
    paths: Collection[str],
    pair: Pair,
) -> CustomerDiff:
    """What changes for one customer; `broken` may be of any of them."""
    sides = [
        Side(account=one, outlook=outlook(one, facts.settings, day, calibration)) if one else None
        for one in pair
    ]
    starts = tuple(f"{PLANS}/{one.slug}/" for one in pair if one)
    own = tuple(one for one in broken if one.location.path.startswith(starts))
    found = impact(sides[0], sides[1], facts, own)
    unread = (*(f"{name}/" for name in UNREAD_DIRECTORIES), *FOR_PEOPLE)
    unread = tuple(f"{start}{name}" for start in starts for name in unread)
    notes = sorted(path for path in paths if path.startswith(unread))
    if notes and found.kind == "changed":
        beside = (_file(path.split("/", 2)[2]) for path in notes)
        found = replace(found, records=(*found.records, *beside))
    return CustomerDiff(found, _names(*pair))


def _weight(one: CustomerDiff) -> tuple[int, int, int, str]:
    """What puts a customer before others: broken agreements, days of go-live, signatures lost."""
    found = one.impact
    again = sum(len(sign_off.again) for sign_off in found.sign_offs)
    return -len(found.broken), -(found.go_live.days or 0), -again, found.slug


def _names(old: Account | None, new: Account | None) -> Names:
    """What things are called now, else what they were called."""
    accounts = [one for one in (old, new) if one]
    names = [names_of(one) for one in accounts]
    asked = {ref: title for one in accounts for ref, title in worksheet_titles(one)}
    first, last = names[0], names[-1]
    return Names(
        customer=last.customer,
        people={**first.people, **last.people},
        party_of={**first.party_of, **last.party_of},
        parties={**first.parties, **last.parties},
        titles={**first.titles, **last.titles, **asked},
    )


def _of_workspace(before: Loaded, now: Loaded, paths: Collection[str]) -> Iterator[RecordChange]:
    if before.settings and now.settings:
        yield from settings_changes(before.settings, now.settings)
        yield from team_access_changes(before.team_access, now.team_access, now.settings)
    yield from calibration_changes(before.calibration, now.calibration)
    templates = f"{PLANS}/{TEMPLATES}/"
    for path in sorted(path for path in paths if path.startswith((f"{THEME}/", templates))):
        yield _file(path)


def _silent_files(before: Loaded, now: Loaded, paths: Collection[str]) -> tuple[str, ...]:
    """The workspace's own files that changed and mean the same."""
    meant = (
        (before.settings, now.settings),
        (before.team_access, now.team_access),
        (before.calibration, now.calibration),
    )
    return tuple(
        name
        for name, (old, new) in zip(WORKSPACE_FILES, meant, strict=True)
        if name in paths and old == new
    )


def _file(path: str) -> RecordChange:
    ref = Reference("file", path)
    return RecordChange(ref=ref, kind="changed", title=path, field="content")
