"""`check`: read customer by customer, apply every rule, hand out what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Day
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final

from onboardgen.checks.catalogue import check_account, check_workspace
from onboardgen.checks.portals import random_ids_are_unique
from onboardgen.checks.responses import responses_have_one_customer
from onboardgen.findings import Finding, Severity, in_order
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, read_tree
from onboardgen.model.access import Access
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.workflows.as_of import as_of
from onboardgen.workflows.logo import logo_is_usable
from onboardgen.workflows.processes import spread
from onboardgen.workspace import PLANS

MANY: Final = 24
"""Customers from which on several processes are worth their start."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All findings in order: by path, line, column, code; of how many customers."""

    findings: tuple[Finding, ...]
    customers: int

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        severities = [finding.severity for finding in self.findings]
        return {"error": severities.count("error"), "warning": severities.count("warning")}


def check(root: Path, slugs: Sequence[str] = (), today: Day | None = None) -> CheckResult:
    """Check the workspace at `root`, or only the customers named, and its own files, as of `today`.

    Raises UsageError where a slug names no customer.
    """
    tree = read_tree(root, slugs or None)
    records = load_settings(tree)
    settings = records.settings
    moment = as_of(settings, today) if settings else None
    work = partial(_check_customer, settings, moment)
    checked = list(spread(work, tree.customers, at_least=MANY))
    findings = [*records.findings, *chain.from_iterable(one.findings for one in checked)]
    if settings:
        every = (records.team_access, *(one.access for one in checked))
        findings += check_workspace((), settings, records.team_access)
        findings += random_ids_are_unique(every)
        kept = chain.from_iterable(one.responses for one in checked)
        findings += responses_have_one_customer(kept)
        findings += logo_is_usable(root, settings)
    if slugs:
        findings = [one for one in findings if _concerns(one, slugs)]
    return CheckResult(in_order(findings), len(checked))


@dataclass(frozen=True, slots=True)
class _Checked:
    """All that is kept of a customer: what is wrong, and what must be unique among customers.
    Responses are ids, each with the path of its file."""

    findings: tuple[Finding, ...]
    access: Access | None = None
    responses: tuple[tuple[str, str], ...] = ()


def _check_customer(
    settings: Settings | None, moment: AsOf | None, source: CustomerSource
) -> _Checked:
    account, found = load_account(source, settings)
    if account is None or settings is None or moment is None:
        return _Checked(found)
    responses = tuple((one.kept.response.id, one.at.path) for one in account.responses)
    findings = (*found, *check_account(account, settings, moment))
    return _Checked(findings, account.access, responses)


def _concerns(finding: Finding, slugs: Sequence[str]) -> bool:
    """Findings of the workspace's own files always do."""
    path = finding.location.path
    directory, _, below = path.partition("/")
    return directory != PLANS or below.partition("/")[0] in slugs
