"""`doctor`: everything around the plans that has to be right, looked at once, nothing changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from onboardgen.loading.loader import load_settings
from onboardgen.loading.source_tree import SourceTree, read_tree
from onboardgen.model.settings import Settings, WebhookChannel
from onboardgen.trackers.http import Http
from onboardgen.trackers.pace import Clock, Limits, Pace
from onboardgen.workflows.check import check
from onboardgen.workflows.diagnosis import Level, Line
from onboardgen.workflows.doctor_forge import look_at_tracker, look_at_workflows
from onboardgen.workflows.doctor_git import look_at_git, look_at_root_key

PATIENCE: Final = 15.0
"""Seconds that it waits for a forge in all: somebody is looking at the screen."""
MODELINE: Final = b"yaml-language-server: $schema="


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorRequest:
    """`offline` asks no network. The clock is that of the machine but for tests."""

    root: Path
    environment: Mapping[str, str] = field(repr=False)
    offline: bool
    clock: Clock


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """All lines, by topic."""

    lines: tuple[Line, ...]

    def count(self, level: Level) -> int:
        return sum(line.level == level for line in self.lines)


def doctor(request: DoctorRequest) -> DoctorReport:
    """Look at workspace, Git, root key, portal, tracker, notifications and workflows.

    Whatever stands in the way of one of them is a line of its own, not an exception.
    """
    tree = read_tree(request.root)
    settings = load_settings(tree).settings
    git = look_at_git(request.root, settings.root_key_fingerprint if settings else None)
    lines = [*_workspace(request.root, tree), *git.lines]
    if settings is None:
        return DoctorReport(tuple(lines))
    now = datetime.fromtimestamp(request.clock.now(), UTC)
    lines.append(look_at_root_key(request.root, settings, request.environment))
    lines += _portal(settings)
    with Http(Pace(request.clock, Limits(patience=PATIENCE))) as connection:
        http = None if request.offline else connection
        lines += look_at_tracker(settings, request.environment, http)
        lines += _notifications(settings, request.environment)
        lines += look_at_workflows(
            request.root,
            settings,
            request.environment,
            http,
            last_commit=git.last_commit,
            now=now,
        )
    return DoctorReport(tuple(lines))


def _workspace(root: Path, tree: SourceTree) -> Iterator[Line]:
    found = check(root)
    errors, warnings = found.counts["error"], found.counts["warning"]
    told = f"Customers: {found.customers}, errors: {errors}, warnings: {warnings}."
    if errors:
        yield Line("workspace", "problem", told, "`onboardgen check` shows where and what to do.")
    else:
        yield Line("workspace", "ok", told)
    every = [*tree.files, *(file for one in tree.customers for file in one.files)]
    yaml = [file for file in every if file.path.endswith(".yaml")]
    bare = [file.path for file in yaml if MODELINE not in file.data[:300]]
    if bare:
        yield Line(
            "workspace",
            "warning",
            f"{len(bare)} of {len(yaml)} files do not name their schema, {bare[0]} first, so an "
            "editor cannot complete in them.",
            "Put `# yaml-language-server: $schema=…` on the first line; `onboardgen schema` prints "
            "the schemas.",
        )
    else:
        yield Line("workspace", "ok", "Every file names its schema for editors.")


def _portal(settings: Settings) -> Iterator[Line]:
    base = settings.portal.base_url
    if base is None:
        yield Line(
            "portal",
            "warning",
            "No address of the portals is named, so links are those of files.",
            "Write portal.base_url into onboardgen.yaml.",
        )
    elif not base.lower().startswith("https://"):
        yield Line(
            "portal",
            "warning",
            f"The portals' address is one of this machine alone: {base}.",
            "Write the https:// address that readers open into portal.base_url.",
        )
    elif not settings.portal.dedicated_origin:
        yield Line(
            "portal",
            "ok",
            f"Portals are at {base}, which may serve other things too.",
            "An address that serves nothing else is safer: docs/how-to/publish.md.",
        )
    else:
        yield Line("portal", "ok", f"Portals have an address of their own, {base}.")


def _notifications(settings: Settings, environment: Mapping[str, str]) -> Iterator[Line]:
    ours = settings.notifications
    if not (ours.email or ours.slack or ours.teams or ours.directory):
        yield Line("notifications", "ok", "No channel is configured, so no digest is sent.")
    if ours.email is not None:
        yield _mail(environment, ours.email.host)
    for name, webhook in (("Slack", ours.slack), ("Teams", ours.teams)):
        if webhook is not None:
            yield _webhook(name, webhook, environment)
    if ours.directory is not None:
        yield Line("notifications", "ok", f"Digests are put into {ours.directory}/.")


def _mail(environment: Mapping[str, str], host: str) -> Line:
    names = ("ONBOARDGEN_SMTP_USER", "ONBOARDGEN_SMTP_PASSWORD")
    there = [name for name in names if environment.get(name)]
    if len(there) == 1:
        missing = next(name for name in names if name not in there)
        return Line(
            "notifications", "problem", f"{there[0]} is set, {missing} is not.", "Set both."
        )
    how = "with a user and password" if there else "without a user and password"
    hint = "" if there else f"If {host} wants them: set {names[0]} and {names[1]} where it is sent."
    return Line("notifications", "ok", f"Mail is handed to {host} {how}.", hint)


def _webhook(name: str, webhook: WebhookChannel, environment: Mapping[str, str]) -> Line:
    variable = webhook.address_variable
    address = environment.get(variable, "").strip()
    if not address:
        return Line(
            "notifications",
            "warning",
            f"{name}'s address is not here: {variable} is not set.",
            "Set it where `digest --send` runs.",
        )
    if not address.lower().startswith("https://"):
        says = f"What {variable} holds is no address that begins with https://."
        return Line("notifications", "problem", says, "Copy the webhook's address again.")
    return Line("notifications", "ok", f"{name}'s address is in {variable}.")
