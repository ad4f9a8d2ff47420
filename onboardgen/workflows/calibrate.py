"""`calibrate`: learn from finished tasks how much longer than planned things take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from onboardgen.findings import Finding
from onboardgen.loading.layout import CALIBRATION_FILE
from onboardgen.model.calibration import Calibration, CalibrationClass
from onboardgen.schedule.learning import learned
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.past import read_past
from onboardgen.workspace import replace_file

_HEAD: Final = """\
# yaml-language-server: $schema=schemas/calibration.schema.json
# Written by `onboardgen calibrate`. Likely dates are drawn from it.
# Each class tells how long its finished tasks took, compared with their plan, from the quickest
# to the slowest: every number is the mean of a twentieth of them.
"""


@dataclass(frozen=True, slots=True)
class ClassChange:
    """A class as it was and as it is; one of both may be missing."""

    before: CalibrationClass | None
    after: CalibrationClass | None

    @property
    def kind(self) -> Literal["new", "changed", "unchanged", "gone"]:
        if self.after is None:
            return "gone"
        if self.before is None:
            return "new"
        return "unchanged" if self.before == self.after else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrateReport:
    """What was learned. `calibration` is None where nothing could be read; `finished` counts the
    finished tasks that say how long they took; `unread` says why Git was not asked."""

    calibration: Calibration | None
    classes: tuple[ClassChange, ...]
    finished: int
    written: bool
    broken: tuple[str, ...]
    findings: tuple[Finding, ...]
    unread: str

    @property
    def changed(self) -> bool:
        return any(one.kind != "unchanged" for one in self.classes)


def calibrate(root: Path, moment: Moment, *, dry_run: bool) -> CalibrateReport:
    """Learn from the workspace at `root`, and write what is new to `calibration.yaml`.

    The file stays as it is where no class changed, and where there is nothing to learn from.
    """
    past = read_past(root, moment)
    before = past.context.calibration if past.context else None
    after = learned(past.finished, past.context.as_of.day) if past.context else None
    classes = class_changes(before, after) if after and after.classes else ()
    writes = not dry_run and any(one.kind != "unchanged" for one in classes)
    if after and writes:
        replace_file(root / CALIBRATION_FILE, calibration_text(after).encode())
    return CalibrateReport(
        calibration=after,
        classes=classes,
        finished=sum(one.done <= after.as_of for one in past.finished) if after else 0,
        written=writes,
        broken=past.broken,
        findings=past.findings,
        unread=past.unread,
    )


def class_changes(before: Calibration | None, after: Calibration | None) -> tuple[ClassChange, ...]:
    """The classes that there are, in their order, then those that are gone."""
    old = {(one.party, one.category): one for one in (before.classes if before else ())}
    new = {(one.party, one.category): one for one in (after.classes if after else ())}
    return tuple(ClassChange(old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))


def calibration_text(calibration: Calibration) -> str:
    """The file, the same bytes for the same calibration."""
    lines = [f"as_of: {calibration.as_of}", "classes:"]
    for one in calibration.classes:
        lines += [f"  - party: {one.party}", f"    category: {one.category}"]
        lines += [f"    samples: {one.samples}"]
        lines += [f"    quantiles: [{', '.join(f'{ratio:g}' for ratio in one.quantiles)}]"]
    return _HEAD + "\n".join(lines) + "\n"
