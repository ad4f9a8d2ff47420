"""Dates of one record: they can all be true at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date as Day

from onboardgen import codes
from onboardgen.findings import Finding, Location
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.people import Person
from onboardgen.model.plan import Task
from onboardgen.model.settings import Settings


def dates_of_tasks_agree(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG402 for what happened to a task, and for the moves of its promise."""
    for task in account.plan.tasks:
        yield from _happened(task)
        yield from _moves(task)


def go_live_follows_kickoff(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG402 where go-live is promised for a day before the kickoff."""
    plan = account.plan
    for task in plan.tasks:
        if task.id == plan.go_live.milestone and task.due and task.due < plan.kickoff:
            yield _disagree(
                f"Go-live is promised for {task.due}, before the kickoff on {plan.kickoff}.",
                task.at.value("due"),
                "Correct one of the two dates.",
                f"task:{task.id}",
            )


def approvals_follow_requests(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG402 where a change was approved before it was asked for."""
    for change in account.changes:
        for approval in change.approved:
            if approval.date < change.submitted.date:
                yield _disagree(
                    f"The change was approved on {approval.date}, before it was asked for "
                    f"on {change.submitted.date}.",
                    approval.at.value("date"),
                    "Correct one of the two dates.",
                    f"change:{change.id}",
                )


def leave_ends_after_it_begins(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG402 for the leave of contacts and of partners' contacts."""
    yield from _leave_agrees(account.customer.contacts)
    for partner in account.customer.partners:
        yield from _leave_agrees(partner.contacts)


def _leave_agrees(people: Iterable[Person]) -> Iterator[Finding]:
    for person in people:
        for away in person.away:
            if away.to < away.from_:
                yield _disagree(
                    f"The leave of {person.name} ends on {away.to}, before it begins "
                    f"on {away.from_}.",
                    away.at.value("to"),
                    "`from` is the first day away, `to` the last one.",
                    None,
                )


def customer_grants_end_after_they_begin(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG402 for the grants of one customer."""
    yield from _grants_agree(account.access)


def team_dates_agree(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG402 for the leave and the grants of our own team."""
    yield from _leave_agrees(settings.team)
    yield from _grants_agree(access)


def _grants_agree(access: Access | None) -> Iterator[Finding]:
    for grant in access.grants if access else ():
        given = grant.granted.date
        for field, day in (("until", grant.until), ("ended", grant.ended)):
            if day and day < given:
                yield _disagree(
                    f"The grant `{grant.id}` was given on {given}, and `{field}` is {day}.",
                    grant.at.value(field),
                    "Correct the date; a grant that was a mistake ends on the day it was given.",
                    None,
                )


def _happened(task: Task) -> Iterator[Finding]:
    blocked = task.blocked
    if task.started and task.done and task.done < task.started:
        yield _of_task(task, f"is done on {task.done} but started on {task.started}", "done")
    if blocked and blocked.until and blocked.until < blocked.since:
        message = f"is blocked since {blocked.since} but only until {blocked.until}"
        yield _of_task(task, message, "blocked", "until")
    if blocked and task.done and task.done < blocked.since:
        message = f"is blocked since {blocked.since} but was done on {task.done}"
        yield _of_task(task, message, "blocked", "since")


def _moves(task: Task) -> Iterator[Finding]:
    if task.moved and task.due is None:
        message = f"moved away from {task.moved[-1].from_}, but no `due` says where to"
        yield _of_task(task, message, "moved")
    after: list[Day | None] = [move.from_ for move in task.moved[1:]]
    for move, to in zip(task.moved, [*after, task.due], strict=False):
        if move.from_ == to:
            yield _disagree(
                f"The promise of `{task.id}` moved from {move.from_} to the same day.",
                move.at.value("from"),
                "Each `from` is the date the promise had before; the last one went to `due`.",
                f"task:{task.id}",
            )


def _of_task(task: Task, what: str, *steps: str) -> Finding:
    hint = "Correct the date that is wrong, or take it out."
    return _disagree(f"`{task.id}` {what}.", task.at.value(*steps), hint, f"task:{task.id}")


def _disagree(message: str, location: Location, hint: str, ref: str | None) -> Finding:
    return Finding(codes.DATES_DISAGREE, message, location, hint, ref)
