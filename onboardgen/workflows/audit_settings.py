"""`audit settings`: what was reconfigured after sign-off, by every customer as committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onboardgen.audit.reconfiguration import SettingsAudit, settings_audit
from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.git.repository import find_repository, has_commits, refuse_shallow, resolve
from onboardgen.loading.directories import shown
from onboardgen.loading.revision import load_revision
from onboardgen.loading.suggestions import nearest
from onboardgen.workflows.history import customer_events, read_workspace_log
from onboardgen.workspace import PLANS


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconfigurations:
    """The audit of each customer by slug. `broken` could not be read, `findings` say why."""

    audits: tuple[SettingsAudit, ...] = ()
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def audit_settings(root: Path, slugs: Sequence[str] = ()) -> Reconfigurations:
    """The reconfiguration audit of the customers named, by default of all.

    Files and history are those of the commit that is checked out. Raises UsageError for an unknown
    customer, EnvironmentFailure outside Git and in a shallow clone.
    """
    repository = find_repository(root)
    refuse_shallow(repository)
    if not has_commits(repository):
        return Reconfigurations()
    commit = resolve(repository, "HEAD")
    loaded = load_revision(root, commit, slugs or None)
    log = read_workspace_log(root, loaded.settings, mailmap=commit)
    known = {one.slug for one in loaded.accounts} | set(loaded.broken)
    for slug in slugs:
        if slug not in known:
            near = nearest(slug, log.lineages)
            hint = f"Did you mean {near}?" if near else f"Customers are directories of {PLANS}/."
            raise UsageError(f"There is no customer {shown(slug)} among what is committed.", hint)
    events = customer_events(log, [one.slug for one in loaded.accounts])
    return Reconfigurations(
        audits=tuple(settings_audit(one, events[one.slug]) for one in loaded.accounts),
        broken=loaded.broken,
        findings=tuple(
            one
            for one in loaded.findings
            if one.severity == "error" and (loaded.broken or loaded.settings is None)
        ),
    )
