"""What pages show, as tables: the tasks of one person, the decisions, the accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date as Day

from onboardgen.model.worksheet import AnswerValue
from onboardgen.rendering.csv_file import csv_file
from onboardgen.rendering.plain_text import plain_text
from onboardgen.rendering.words import CATEGORIES, DECISION_STATES, HEALTH, HEALTH_REASONS
from onboardgen.views.decisions import DecisionView
from onboardgen.views.portfolio import AccountRow
from onboardgen.views.reading import Target, Who
from onboardgen.views.tasks import TaskPage, TaskRow

Say = Callable[[str], str]


def task_table(tasks: Iterable[TaskPage], address: str | None, _: Say) -> bytes:
    """Tasks with what their pages tell, as CSV; days are ISO dates."""
    header = [
        _("Task"), _("Kind"), _("Stage"), _("Status"), _("Promised for"), _("Confirmed"),
        _("Forecast"), _("Finished"), _("Owner"), _("Together with"), _("Needs first"),
        _("Holds up"),
    ]  # fmt: skip
    rows = ((*_task_cells(task, _), *_link(address, task.row.path)) for task in tasks)
    return csv_file((*header, *_link_header(address, _)), rows)


def _task_cells(task: TaskPage, _: Say) -> Iterator[str]:
    row = task.row
    yield row.title
    yield _("Milestone") if row.milestone else _category(task.category, _)
    yield task.stage
    yield _status(row, _)
    yield _day(row.due)
    yield _day(task.confirmed if task.confirmed_by else None)
    yield _day(None if row.closed else row.forecast)
    yield _day(row.done)
    yield _people(row.owner)
    yield _people(task.counterpart)
    yield _list(name_of(one, _) for one in task.needs if not one.true)
    yield _list(name_of(one, _) for one in task.unblocks)


def _category(category: str | None, _: Say) -> str:
    return _(CATEGORIES[category]) if category else ""


def _status(row: TaskRow, _: Say) -> str:
    """In the words of the list: late, and what it waits for if it does."""
    words = {
        "blocked": _("Blocked"),
        "done": _("Done"),
        "dropped": _("Dropped"),
        "waiting": _("Waiting"),
    }
    if row.state in words:
        state = words[row.state]
        return f"{_('Late')}, {state}" if row.overdue else state
    if row.overdue:
        return _("Late")
    if row.state == "in_progress":
        return _("In progress")
    return _("Yours now") if row.mine else _("Can start")


def decision_table(decisions: Iterable[DecisionView], address: str | None, _: Say) -> bytes:
    """The decision log, as CSV, the newest first as on its page."""
    header = [
        _("Number"), _("Decision"), _("Status"), _("Date"), _("Promised for"), _("Decided by"),
        _("Approved by"), _("What was decided"), _("Why"), _("What else was considered"),
        _("What follows from it"), _("What it set"), _("Replaced by"),
    ]  # fmt: skip
    rows = ((*_decision_cells(one, _), *_link(address, one.path)) for one in decisions)
    return csv_file((*header, *_link_header(address, _)), rows)


def _decision_cells(one: DecisionView, _: Say) -> Iterator[str]:
    is_open = one.status == "proposed"
    yield one.number
    yield one.title
    yield _(DECISION_STATES.get(one.status, one.status))
    yield "" if is_open else _day(one.date)
    yield _day(one.due) if is_open else ""
    yield _people(one.decided_by)
    yield _list(f"{_people(each.who)} {_day(each.date)}".strip() for each in one.approved)
    yield plain_text(one.decision or "")
    yield plain_text("\n\n".join(text for text in (one.context, one.reason) if text))
    yield _list(f"{each.option}: {each.why_not}" for each in one.alternatives)
    yield plain_text(one.consequences or "")
    yield _list(f"{each.question} {_value(each.value, _)}" for each in one.settings)
    yield _list(target.title for target in one.replaced_by)


def account_table(rows: Iterable[AccountRow], _: Say) -> bytes:
    """Every account on a line, as CSV."""
    header = [
        _("Account"), _("Health"), _("Reason"), _("Go-live"), _("Forecast"),
        _("In 4 of 5 cases by"), _("Live since"), _("Stage"), _("Tasks done"), _("Tasks"),
        _("Late"), _("Blocked"), _("Next milestone"),
    ]  # fmt: skip
    return csv_file(header, (tuple(_account_cells(row, _)) for row in rows))


def _account_cells(row: AccountRow, _: Say) -> Iterator[str]:
    yield row.name
    yield _(HEALTH[row.health]) if row.health else ""
    yield _(HEALTH_REASONS[row.reason]) if row.reason else ""
    yield from map(_day, (row.go_live, row.forecast, row.p80, row.live_since))
    yield row.stage or ""
    yield from map(str, (row.done, row.total, row.late, row.blocked))
    yield _day(row.next_milestone)


def name_of(target: Target, _: Say) -> str:
    """A record as other pages call it."""
    patterns = {
        "section": _("Questions on %(title)s"),
        "change": _("Change: %(title)s"),
        "decision": _("Decision: %(title)s"),
    }
    if target.kind == "hidden":
        return _("the work of others")
    if target.kind == "signoff":
        is_plan = target.id == "plan"
        return _("Sign-off of the plan") if is_plan else _("Sign-off of the worksheet")
    title = target.title or target.id
    return patterns[target.kind] % {"title": title} if target.kind in patterns else title


def _people(who: Who | None) -> str:
    if who is None:
        return ""
    return who.name if who.mine else f"{who.name} ({who.party_name})"


def _value(value: AnswerValue, _: Say) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Day):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_item(item) for item in value)
    return str(value)


def _item(item: object) -> str:
    if isinstance(item, dict):
        return " · ".join(f"{name}: {value}" for name, value in item.items())
    return str(item)


def _day(day: Day | None) -> str:
    return day.isoformat() if day else ""


def _list(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _link_header(address: str | None, _: Say) -> Sequence[str]:
    return (_("Link"),) if address else ()


def _link(address: str | None, path: str | None) -> Sequence[str]:
    return (f"{address}#/{path}" if path else "",) if address else ()
