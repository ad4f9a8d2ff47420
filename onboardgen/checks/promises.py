"""Promises: not before the kickoff or their own start, and for a day that their owner works."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.checks.calendars import why_free
from onboardgen.checks.promised import Promise, promised
from onboardgen.checks.spoken import owned, several, weekday
from onboardgen.findings import Finding
from onboardgen.model.settings import Settings
from onboardgen.schedule.calendars import WorkingDays, calendars_of_parties
from onboardgen.schedule.network import Network


def promises_follow_the_kickoff(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG712, once: where many promises lie before the kickoff, it is the kickoff that is wrong.

    Of go-live OG402 says it.
    """
    account, plan = net.account, net.account.plan
    early = [
        one for one in promised(net) if one.before_kickoff and one.task.id != plan.go_live.milestone
    ]
    if len(early) == 1:
        task = early[0].task
        yield Finding(
            codes.DUE_BEFORE_KICKOFF,
            f"{owned(account, task)} is promised for {task.due}, before the kickoff on "
            f"{plan.kickoff}.",
            early[0].at,
            "Correct one of the two dates.",
            f"task:{task.id}",
        )
    elif early:
        names = several(one.task.id for one in early)
        yield Finding(
            codes.DUE_BEFORE_KICKOFF,
            f"The kickoff is on {plan.kickoff}, but {names} are promised for days before it.",
            plan.at.value("kickoff"),
            "Correct the kickoff, or agree on new dates.",
        )


def promises_follow_their_start(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG710 where `due` is before `start`."""
    for one in promised(net):
        if one.before_start and not one.before_kickoff:
            yield Finding(
                codes.DUE_BEFORE_START,
                f"{owned(net.account, one.task)} is promised for {one.due}, but is not to start "
                f"before {one.task.start}.",
                one.at,
                "Correct one of the two dates.",
                f"task:{one.task.id}",
            )


def promises_are_working_days(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG713 for the promises of open tasks, in the calendar of each owner.

    A milestone may fall on the day on which what it waits for ends, in whosever calendar.
    """
    calendars = calendars_of_parties(net.account, settings)
    members = {member.person.id: member for member in net.account.members}
    for one in promised(net):
        if one.before_kickoff or any(days.is_working(one.due) for days in _days(net, one)):
            continue
        owner = members.get(one.task.owner)
        why = why_free(calendars[owner.party], owner.person, one.due) if owner else None
        if why:
            yield Finding(
                codes.DUE_ON_FREE_DAY,
                f"{owned(net.account, one.task)} is promised for {one.due}, {why}.",
                one.at,
                _next_working_day(one),
                f"task:{one.task.id}",
            )


def _days(net: Network, one: Promise) -> Iterator[WorkingDays]:
    """The working days on one of which it can be kept."""
    yield one.node.days
    if one.task.is_milestone:
        sources = (net.nodes[edge.source] for edge in net.held_by[one.number])
        yield from (node.days for node in sources if node.task)


def _next_working_day(one: Promise) -> str:
    days = one.node.days
    day = days.on_or_after(one.due)
    if not days.is_working(day):
        return "Their calendar has no working day after it."
    return f"Their next working day is {weekday(day)}, {day}."
