"""`onboardgen doctor`."""

from __future__ import annotations

import os
from itertools import groupby
from pathlib import Path

import click

from onboardgen.cli.presentation import FORMAT, counted, paint, print_json, wrapped
from onboardgen.trackers.pace import SystemClock
from onboardgen.workflows.diagnosis import Line
from onboardgen.workflows.doctor import DoctorReport, DoctorRequest
from onboardgen.workflows.doctor import doctor as examine
from onboardgen.workspace import find_workspace

COLOURS = {"ok": "green", "warning": "yellow", "problem": "red"}
WIDTH = max(map(len, COLOURS))


@click.command()
@click.option("--offline", is_flag=True, help="Ask no tracker; look only at this machine.")
@FORMAT
@click.pass_obj
def doctor(start: Path, offline: bool, format_: str) -> int:
    """Look whether everything around the plans works, and say what to do.

    Workspace, Git, root key, portals' address, tracker and its token, notifications, workflows.
    Nothing is changed, and a tracker is only read. Exits with 1 where there is a problem.
    """
    request = DoctorRequest(
        root=find_workspace(start), environment=os.environ, offline=offline, clock=SystemClock()
    )
    report = examine(request)
    if format_ == "json":
        print_json("doctor", as_json(report))
    else:
        print_report(report)
    return int(report.count("problem") > 0)


def print_report(report: DoctorReport) -> None:
    for topic, lines in groupby(report.lines, key=lambda line: line.topic):
        click.echo(paint(topic.capitalize(), bold=True))
        for line in lines:
            print_line(line)
    problems, warnings = report.count("problem"), report.count("warning")
    found = f"{counted(problems, 'problem')}, {counted(warnings, 'warning')}"
    click.echo(f"\n{found}." if problems or warnings else "\nAll well.")


def print_line(line: Line) -> None:
    margin = " " * (WIDTH + 4)
    body = wrapped(line.says, margin, margin)
    level = paint(f"{line.level:<{WIDTH}}", fg=COLOURS[line.level], bold=line.level != "ok")
    click.echo(f"  {level}  {body[len(margin) :]}")
    if line.hint:
        click.echo(wrapped(line.hint, f"{margin}→ ", f"{margin}  "))


def as_json(report: DoctorReport) -> dict[str, object]:
    return {
        "lines": [
            {"topic": line.topic, "level": line.level, "message": line.says, "hint": line.hint}
            for line in report.lines
        ],
        "counts": {level: report.count(level) for level in ("ok", "warning", "problem")},
    }
