"""Dates years away from all others: a wrong year, which no other rule should judge again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from datetime import timedelta
from typing import Final

from onboardgen import codes
from onboardgen.checks.dates import dates_of_tasks_agree, go_live_follows_kickoff
from onboardgen.findings import Finding, Place
from onboardgen.model.account import Account
from onboardgen.model.plan import Task
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.network import Network

FAR: Final = timedelta(days=3 * 365 + 1)


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, written at these steps below the record `of`; `ref` points at the record, and is None
    for the kickoff."""

    day: Day
    at: Place
    steps: tuple[str | int, ...]
    of: str
    ref: str | None = None

    @property
    def field(self) -> str:
        return ".".join(step for step in self.steps if isinstance(step, str))


@dataclass(frozen=True, slots=True)
class Middle:
    """The day around which a customer's dates lie: their median, the as-of day among them."""

    day: Day

    def is_near(self, day: Day) -> bool:
        """Whether a day is at most three years away."""
        return abs(day - self.day) <= FAR


def middle(account: Account, as_of: AsOf) -> Middle:
    days = sorted([as_of.day, *(one.day for one in _dated(account))])
    return Middle(days[(len(days) - 1) // 2])


def dates_lie_together(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG714 for what is planned and what happened, but where OG402 says it already."""
    account = net.account
    around = middle(account, net.as_of)
    contradicted: set[str | None] = {one.ref for one in dates_of_tasks_agree(account, settings)}
    for finding in go_live_follows_kickoff(account, settings):
        contradicted |= {finding.ref, None}
    for one in _dated(account):
        if not around.is_near(one.day) and one.ref not in contradicted:
            yield Finding(
                codes.FAR_AWAY,
                f"`{one.field}` of {one.of} is {one.day}, but the dates of "
                f"{account.customer.name} lie around {around.day:%Y-%m}.",
                one.at.value(*one.steps),
                "Look at the year.",
                one.ref,
            )


def _dated(account: Account) -> Iterator[Dated]:
    """The days of the plan, and those by which something else is due."""
    plan = account.plan
    yield Dated(plan.kickoff, plan.at, ("kickoff",), "the plan")
    for task in plan.tasks:
        yield from _of_task(task)
    signoff = plan.signoffs.plan
    yield from _due(signoff.due, signoff.at, "the plan's sign-off", "signoff:plan")
    if account.worksheet:
        signoff = account.worksheet.signoffs.worksheet
        yield from _due(signoff.due, signoff.at, "the worksheet's sign-off", "signoff:worksheet")
        for section in account.worksheet.sections:
            what = f"section `{section.id}`"
            yield from _due(section.due, section.at, what, f"section:{section.id}")
    for decision in account.decisions:
        what = f"decision `{decision.id}`"
        yield from _due(decision.due, decision.at, what, f"decision:{decision.id}")
    for change in account.changes:
        yield from _due(change.due, change.at, f"change `{change.id}`", f"change:{change.id}")


def _due(day: Day | None, at: Place, of: str, ref: str) -> Iterator[Dated]:
    if day:
        yield Dated(day, at, ("due",), of, ref)


def _of_task(task: Task) -> Iterator[Dated]:
    blocked, confirmed, evidence = task.blocked, task.confirmed, task.evidence
    days: list[tuple[Day | None, tuple[str | int, ...]]] = [
        (task.start, ("start",)),
        (task.due, ("due",)),
        (task.started, ("started",)),
        (task.done, ("done",)),
        (blocked.since if blocked else None, ("blocked", "since")),
        (blocked.until if blocked else None, ("blocked", "until")),
        (confirmed.date if confirmed else None, ("confirmed", "date")),
        (evidence.received if evidence else None, ("evidence", "received")),
    ]
    days += [(move.from_, ("moved", index, "from")) for index, move in enumerate(task.moved)]
    for day, steps in days:
        if day:
            yield Dated(day, task.at, steps, f"`{task.id}`", f"task:{task.id}")
