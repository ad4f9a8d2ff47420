"""`check`: load the workspace, apply every rule, hand out what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from onboardgen.checks.catalogue import check_account, check_workspace
from onboardgen.findings import Finding, Severity, in_order
from onboardgen.loading.loader import Loaded, load

PLANS = "plans/"


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


def check(root: Path, slugs: Sequence[str] = ()) -> CheckResult:
    """Check the workspace at `root`, or only the customers named, and its own files.

    Raises UsageError where a slug names no customer.
    """
    loaded = load(root, tuple(slugs) or None)
    findings = findings_of(loaded)
    if slugs:
        findings = tuple(one for one in findings if _concerns(one, slugs))
    return CheckResult(findings, len(loaded.accounts) + len(loaded.broken))


def findings_of(loaded: Loaded) -> tuple[Finding, ...]:
    """What reading found and what the rules find in the customers that could be read."""
    settings = loaded.settings
    if settings is None:
        return in_order(loaded.findings)
    of_accounts = (check_account(account, settings) for account in loaded.accounts)
    of_workspace = check_workspace(loaded.accounts, settings, loaded.team_access)
    return in_order((*loaded.findings, *chain.from_iterable(of_accounts), *of_workspace))


def _concerns(finding: Finding, slugs: Sequence[str]) -> bool:
    """Findings of the workspace's own files always do."""
    path = finding.location.path
    own = tuple(f"{PLANS}{slug}/" for slug in slugs)
    return not path.startswith(PLANS) or path.startswith(own) or path in {p[:-1] for p in own}
