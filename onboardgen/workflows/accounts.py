"""The accounts of a workspace, judged one by one as of a day or an instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date as Day
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from onboardgen.checks.catalogue import check_account, check_workspace
from onboardgen.findings import Finding, has_errors, in_order
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, read_tree
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.processes import spread

MANY: Final = 24
"""Customers from which on several processes are worth their start."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Moment:
    """What a run was told of the time: a day that is the same everywhere, an instant with its
    offset, or neither for the clock."""

    today: Day | None = None
    now: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every account of a workspace is judged by."""

    settings: Settings
    calibration: Calibration | None
    team_access: Access | None
    as_of: AsOf


Judge = Callable[[Context, Account], Result]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Generic[Result]):
    """What was made of each account, by slug. `broken` are customers with an error, `findings`
    the errors; without a context the workspace's own files have one, and nothing was judged."""

    context: Context | None = None
    results: tuple[Result, ...] = ()
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def judge_accounts(
    root: Path, slugs: Sequence[str], moment: Moment, judge: Judge[Result]
) -> Judged[Result]:
    """Let `judge` say something of the customers named, by default of all.

    `judge` and what it makes must be of a kind that can be sent between processes. Raises
    UsageError where a slug names no customer.
    """
    tree = read_tree(root, slugs or None)
    records = load_settings(tree)
    settings, findings = records.settings, records.findings
    if settings is not None:
        found = check_workspace((), settings, records.team_access)
        findings = _errors((*findings, *found))
    if settings is None or has_errors(findings):
        broken = tuple(source.slug for source in tree.customers)
        return Judged(broken=broken, findings=_errors(findings))
    context = Context(
        settings=settings,
        calibration=records.calibration,
        team_access=records.team_access,
        as_of=as_of(settings, moment.today, moment.now),
    )
    done = list(spread(partial(_judged, context, judge), tree.customers, at_least=MANY))
    return Judged(
        context=context,
        results=tuple(one.result for one in done if one.result is not None),
        broken=tuple(one.slug for one in done if one.findings),
        findings=in_order(finding for one in done for finding in one.findings),
    )


@dataclass(frozen=True, slots=True)
class _One(Generic[Result]):
    slug: str
    result: Result | None
    findings: tuple[Finding, ...] = ()


def _judged(context: Context, judge: Judge[Result], source: CustomerSource) -> _One[Result]:
    account, findings = load_account(source, context.settings)
    if account is not None:
        findings = (*findings, *check_account(account, context.settings, context.as_of))
    errors = _errors(findings)
    if account is None or errors:
        return _One(source.slug, None, errors)
    return _One(source.slug, judge(context, account))


def _errors(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.severity == "error")
