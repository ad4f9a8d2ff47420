"""What `serve` knows of the workspace: read once, then again only where files changed.

A customer that breaks keeps its last whole account beside what is wrong with it now; so do the
settings and the look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date as Day
from functools import partial
from pathlib import Path
from typing import Final

from jinja2 import TemplateError, TemplateSyntaxError

from onboardgen.checks.catalogue import check_account, check_workspace
from onboardgen.errors import EnvironmentFailure, OnboardgenError, UsageError
from onboardgen.findings import Code, Finding, Location, has_errors, in_order
from onboardgen.loading.loader import WorkspaceRecords, load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, SourceTree, read_tree
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.calibration import Calibration
from onboardgen.model.settings import Organization, Settings
from onboardgen.rendering.shell import Shell
from onboardgen.rendering.theme import Theme, load_theme, packaged_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import Outlook, outlook
from onboardgen.workflows.history import WorkspaceLog
from onboardgen.workflows.logo import logo_is_usable
from onboardgen.workflows.look import organization_shell
from onboardgen.workflows.portal_history import head_of, portal_log
from onboardgen.workflows.processes import spread
from onboardgen.workspace import PLANS, SETTINGS_FILE

THEME: Final = "theme"
MANY: Final = 24
"""Customers from which on several processes are worth their start."""
BROKEN_LOOK: Final = Code("", "error", "The theme cannot be used")
"""No finding of the workspace's records, so it has no number."""
NOBODY: Final = Settings(format=1, organization=Organization(name="onboardgen"))
"""Stands for settings that were never whole: enough to show what is wrong with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerState:
    """One customer. `account` is the last whole one, None where there never was one, and
    `outlook` what the schedule says of it; `findings` are what is wrong now."""

    slug: str
    digest: str
    account: Account | None
    outlook: Outlook | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Theme and shell, the last that could be used; `findings` say why no newer one can."""

    theme: Theme
    shell: Shell
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceState:
    """A workspace at one moment. `settings` are the last whole ones, `findings` what is wrong
    with its own files and between customers. `log` is its history up to the commit `head`, as it
    was when a file last changed."""

    root: Path
    today: Day
    settings: Settings | None
    calibration: Calibration | None
    team_access: Access | None
    look: Look
    customers: Mapping[str, CustomerState]
    findings: tuple[Finding, ...]
    head: str | None = None
    log: WorkspaceLog | None = None

    @property
    def known_settings(self) -> Settings:
        return self.settings or NOBODY


def read_workspace(root: Path, today: Callable[[Settings], Day]) -> WorkspaceState:
    """The whole workspace. Raises EnvironmentFailure where not even the packaged theme works."""
    return _renewed(None, read_tree(root), root, today)


def reread_workspace(
    before: WorkspaceState, changed: Collection[Path], today: Callable[[Settings], Day]
) -> WorkspaceState:
    """The workspace after changes at these paths: only what changed is loaded again."""
    if not changed and today(before.known_settings) == before.today:
        return before
    slugs = slugs_of(before.root, changed)
    try:
        tree = read_tree(before.root, slugs)
    except UsageError:  # a customer came or went between two looks
        tree = read_tree(before.root)
    return _renewed(before, tree, before.root, today)


def slugs_of(root: Path, changed: Iterable[Path]) -> frozenset[str] | None:
    """The customers that changes at these paths concern; None for all there are."""
    slugs = set()
    for path in changed:
        steps = path.relative_to(root).parts if path.is_relative_to(root) else ()
        if len(steps) > 2 and steps[0] == PLANS and (root / PLANS / steps[1]).is_dir():
            slugs.add(steps[1])
        elif steps[:1] == (PLANS,):
            return None
    return frozenset(slugs)


def _renewed(
    before: WorkspaceState | None,
    tree: SourceTree,
    root: Path,
    today: Callable[[Settings], Day],
) -> WorkspaceState:
    records = load_settings(tree)
    settings = _whole(records) or (before.settings if before else None)
    day = today(settings or NOBODY)
    judging = Judging(settings, records.calibration, day)
    same = before is not None and judging == Judging(
        before.settings, before.calibration, before.today
    )
    if before and not same:
        tree = read_tree(root)
    customers = _customers(before, tree, judging, same)
    head = head_of(root)
    is_known = same and before is not None and before.head == head
    findings = list(records.findings)
    if records.settings is not None:
        accounts = (one.account for one in customers.values() if one.account)
        findings += check_workspace(accounts, records.settings, records.team_access)
        findings += logo_is_usable(root, records.settings)
    return WorkspaceState(
        root=root,
        today=day,
        settings=settings,
        calibration=records.calibration,
        team_access=records.team_access,
        look=_look(before.look if before else None, settings or NOBODY, root),
        customers=customers,
        findings=in_order(findings),
        head=head,
        log=before.log if before and is_known else portal_log(root, settings) if head else None,
    )


def _whole(records: WorkspaceRecords) -> Settings | None:
    """The settings, unless something in them is wrong."""
    if records.settings is None:
        return None
    found = check_workspace((), records.settings, records.team_access)
    broken = has_errors(one for one in found if one.location.path == SETTINGS_FILE)
    return None if broken else records.settings


@dataclass(frozen=True, slots=True)
class Judging:
    """What every customer is judged by, beside its own files."""

    settings: Settings | None
    calibration: Calibration | None
    today: Day


def _customers(
    before: WorkspaceState | None, tree: SourceTree, judging: Judging, same: bool
) -> dict[str, CustomerState]:
    """All customers there are: those that changed renewed, the others as they were."""
    known = before.customers if before else {}
    new = [
        source
        for source in tree.customers
        if not (same and source.slug in known) or known[source.slug].digest != source.digest
    ]
    load = partial(_customer, judging)
    loaded = spread(load, new, at_least=MANY) if before is None else map(load, new)
    fresh = {one.slug: one for one in loaded}
    states = {**{slug: known[slug] for slug in tree.slugs if slug in known}, **fresh}
    return {slug: _with_last(known.get(slug), states[slug]) for slug in sorted(states)}


def _with_last(old: CustomerState | None, new: CustomerState) -> CustomerState:
    """A customer that broke keeps its last whole account."""
    if old is None or new.account is not None:
        return new
    return replace(new, account=old.account, outlook=old.outlook)


def _customer(judging: Judging, source: CustomerSource) -> CustomerState:
    settings, as_of = judging.settings, AsOf(judging.today)
    account, findings = load_account(source, settings)
    if account and settings:
        findings = in_order((*findings, *check_account(account, settings, as_of)))
    if has_errors(findings):
        account = None
    return CustomerState(
        slug=source.slug,
        digest=source.digest,
        account=account,
        outlook=outlook(account, settings, as_of, judging.calibration)
        if account and settings
        else None,
        findings=findings,
    )


def _look(before: Look | None, settings: Settings, root: Path) -> Look:
    """The theme with the settings' brand; where it cannot be used, the one before, or ours."""
    try:
        theme = load_theme(root)
        return Look(theme=theme, shell=organization_shell(settings, theme, demo=False))
    except (OnboardgenError, TemplateError, OSError) as error:
        findings = (look_finding(error),)
    if before:
        return replace(before, findings=findings)
    theme = Theme((packaged_theme(),))
    shell = organization_shell(settings, theme, demo=False)
    return Look(theme=theme, shell=shell, findings=findings)


def look_finding(error: Exception) -> Finding:
    """What a theme did wrong, as the page shows it; with the place where the template tells it."""
    if isinstance(error, TemplateSyntaxError):
        name = error.name or "shell.html.j2"
        folder = "" if name.startswith("components/") or name == "shell.html.j2" else "pages/"
        place = Location(f"{THEME}/{folder}{name}", error.lineno)
        return Finding(BROKEN_LOOK, f"The template cannot be read: {error.message}.", place)
    if isinstance(error, EnvironmentFailure):
        return Finding(BROKEN_LOOK, error.message, Location(THEME), error.hint)
    message = f"The theme cannot be used: {type(error).__name__}: {error}."
    return Finding(BROKEN_LOOK, message, Location(THEME), "Look at what you changed last in it.")
