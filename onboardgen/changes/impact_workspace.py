"""What changes in the workspace's own files: rules, team, access to the team's portal."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen.changes.impact_people import access_changes, person_changes
from onboardgen.changes.impact_records import field_changes
from onboardgen.changes.impact_report import RecordChange
from onboardgen.model.access import Access
from onboardgen.model.calibration import Calibration
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings


def settings_changes(before: Settings, now: Settings) -> Iterator[RecordChange]:
    """Rules and the organization field by field, people of the team, and the other settings."""
    rules = Reference("workspace", "rules")
    yield from field_changes(rules, "Rules", before.rules, now.rules)
    ours = Reference("workspace", "organization")
    yield from field_changes(ours, "Organization", before.organization, now.organization)
    yield from person_changes(before.team, now.team)
    told = ("rules", "organization", "team")
    yield from field_changes(Reference("workspace", "settings"), "Settings", before, now, told)


def team_access_changes(
    before: Access | None, now: Access | None, settings: Settings
) -> Iterator[RecordChange]:
    """Grants of the team's own portal."""
    return access_changes(before, now, {one.id: one.name for one in settings.team})


def calibration_changes(
    before: Calibration | None, now: Calibration | None
) -> Iterator[RecordChange]:
    """That durations were learned anew, or not any more."""
    if before != now:
        yield RecordChange(
            ref=Reference("workspace", "calibration"),
            kind="created" if before is None else "deleted" if now is None else "changed",
            title="Calibration",
            before=str(before.as_of) if before else None,
            after=str(now.as_of) if now else None,
            field="as_of",
        )
