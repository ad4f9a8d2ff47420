"""The finished tasks of a whole workspace: what calibration and back-test learn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from onboardgen.audit.event import Event
from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.schedule.learning import (
    DurationChange,
    DurationChanges,
    FinishedTask,
    finished_tasks,
)
from onboardgen.workflows.accounts import Context, Moment, judge_accounts
from onboardgen.workflows.history import workspace_history


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All accounts without an error, and their finished tasks.

    `broken` are the other customers, `findings` what is wrong; without a context nothing could be
    read. `unread` says why the Git history could not be asked: then durations count as they stand.
    """

    context: Context | None
    accounts: tuple[Account, ...]
    finished: tuple[FinishedTask, ...]
    broken: tuple[str, ...]
    findings: tuple[Finding, ...]
    unread: str = ""


def read_past(root: Path, moment: Moment) -> Past:
    """What has been finished in the workspace at `root`, by its files and its history."""
    unread = ""
    changes: DurationChanges = {}
    try:
        changes = duration_changes(workspace_history(root, None))
    except EnvironmentFailure as failure:
        unread = failure.message
    judged = judge_accounts(root, (), moment, partial(_finished, changes))
    return Past(
        context=judged.context,
        accounts=tuple(account for account, _ in judged.results),
        finished=tuple(chain.from_iterable(tasks for _, tasks in judged.results)),
        broken=judged.broken,
        findings=judged.findings,
        unread=unread,
    )


def _finished(
    changes: DurationChanges, context: Context, account: Account
) -> tuple[Account, tuple[FinishedTask, ...]]:
    return account, finished_tasks(account, context.settings, changes)


def duration_changes(history: Mapping[str, Iterable[Event]]) -> DurationChanges:
    """Every change of a task's duration, by the day its author wrote it."""
    found: dict[tuple[str, str], list[DurationChange]] = {}
    for slug, events in history.items():
        for one in events:
            if one.kind == "changed" and one.field == "duration" and one.ref:
                change = DurationChange(one.stamp.at.date(), _days(one.before), _days(one.after))
                found.setdefault((slug, one.ref.id), []).append(change)
    return found


def _days(value: object) -> int | None:
    return value if isinstance(value, int) else None
