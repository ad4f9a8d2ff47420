"""`onboardgen calibrate`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from onboardgen.cli.left_out import print_left_out
from onboardgen.cli.presentation import FORMAT, counted, print_json
from onboardgen.cli.tables import Column, paragraph, print_table
from onboardgen.cli.values import DAY
from onboardgen.loading.layout import CALIBRATION_FILE
from onboardgen.model.calibration import ANY, CalibrationClass
from onboardgen.schedule.learning import FEWEST
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.calibrate import CalibrateReport, ClassChange
from onboardgen.workflows.calibrate import calibrate as calibrate_workspace
from onboardgen.workspace import find_workspace

COUNTS = "A task counts that has `duration`, `started` and `done`."


@click.command()
@click.option("--today", type=DAY, help="Learn from what was done by this day, not by today.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and write nothing.")
@FORMAT
@click.pass_obj
def calibrate(start: Path, today: date | None, dry_run: bool, format_: str) -> int:
    """Learn how much longer than planned things really take.

    All finished tasks are compared with their plan, by the side of their owner and by category,
    and the result is written to calibration.yaml, to be reviewed and committed. Likely dates (P50
    and P80) are drawn from that file alone.
    """
    report = calibrate_workspace(find_workspace(start), Moment(today), dry_run=dry_run)
    if format_ == "json":
        print_json("calibrate", as_json(report))
    elif report.calibration:
        print_report(report, dry_run)
    if report.unread:
        click.echo(f"{report.unread} So durations count as they stand now.", err=True)
    return print_left_out(report.findings, report.broken, as_json=format_ == "json")


def print_report(report: CalibrateReport, dry_run: bool) -> None:
    finished = counted(report.finished, "finished task")
    if not report.classes:
        says = "says how long it took" if report.finished == 1 else "say how long they took"
        paragraph(
            f"Nothing to learn from yet: {finished} {says}, and it takes {FEWEST}. {COUNTS} "
            "Nothing was written."
        )
        return
    columns = (
        Column("Owner"),
        Column("Category"),
        Column("Tasks", "right"),
        Column("Half within", "right"),
        Column("4 of 5 within", "right"),
        Column("Before", wraps=True),
    )
    print_table(columns, map(table_row, report.classes))
    click.echo()
    as_of = report.calibration.as_of if report.calibration else ""
    paragraph(f"Learned from {finished} up to {as_of}. 1.5 × is half as long again as planned.")
    if report.written:
        paragraph(f"Written to {CALIBRATION_FILE}: look at what changed, and commit it.")
    elif report.changed and dry_run:
        paragraph(f"{CALIBRATION_FILE} would change. Nothing was written.")
    else:
        paragraph(f"{CALIBRATION_FILE} says so already. Nothing was written.")


def table_row(change: ClassChange) -> tuple[str, ...]:
    one = change.after or change.before
    if one is None:
        return ()
    head = (
        "all" if one.party == ANY else one.party,
        "all" if one.category == ANY else one.category,
    )
    if change.after is None:
        return (*head, "", "", "", f"gone: fewer than {FEWEST} tasks")
    before = change.before
    if before is None:
        was = "new"
    elif change.kind == "unchanged":
        was = "the same"
    else:
        was = f"{counted(before.samples, 'task')}, {before.ratio(0.5):g} ×, {before.ratio(0.8):g} ×"
    return (*head, str(one.samples), f"{one.ratio(0.5):g} ×", f"{one.ratio(0.8):g} ×", was)


def as_json(report: CalibrateReport) -> dict[str, object]:
    """Ratios are actual by planned durations; `history_read` says whether Git was asked for the
    durations that tasks had when they were started."""
    return {
        "as_of": report.calibration.as_of.isoformat() if report.calibration else None,
        "finished": report.finished,
        "history_read": not report.unread,
        "changed": report.changed,
        "written": report.written,
        "path": CALIBRATION_FILE,
        "classes": [
            {
                "party": one.party,
                "category": one.category,
                "change": change.kind,
                "before": class_as_json(change.before),
                "after": class_as_json(change.after),
            }
            for change in report.classes
            if (one := change.after or change.before)
        ],
    }


def class_as_json(one: CalibrationClass | None) -> dict[str, object] | None:
    if one is None:
        return None
    return {"samples": one.samples, "median": one.ratio(0.5), "p80": one.ratio(0.8)}
