"""What happened to tasks: on days that have been, confirmed by the owner, shown by evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date as Day
from typing import Final

from onboardgen import codes
from onboardgen.checks.dates import dates_of_tasks_agree
from onboardgen.checks.far_dates import middle
from onboardgen.checks.spoken import name_of, owned
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.network import Network

FIRST_MIDNIGHT: Final = "Pacific/Kiritimati"
"""Where every day begins first: what has a later date has happened nowhere."""
Happened = tuple[str, Day, tuple[str, ...]]
"""What happened as the rest of a sentence, when, and where it is written."""


def nothing_happened_tomorrow(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG717, once a task, for a day that has begun nowhere on earth."""
    around, latest = middle(net.account, net.as_of), net.as_of.day_in(FIRST_MIDNIGHT)
    for task in _consistent(net.account, settings):
        ahead = (one for one in _happened(task) if latest < one[1] and around.is_near(one[1]))
        first = next(ahead, None)
        if first:
            what, day, steps = first
            yield Finding(
                codes.IN_THE_FUTURE,
                f"{owned(net.account, task)} {what} on {day}, and today is {net.as_of.day}.",
                task.at.value(*steps),
                "Correct the day, or take it out until it has happened. What is planned is `due`.",
                f"task:{task.id}",
            )


def blocks_have_not_ended(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG718 where `blocked.until` is before today, which is its owner's."""
    for task in _consistent(net.account, settings):
        number = net.task(task.id)
        until = task.blocked.until if task.blocked else None
        if until and number is not None and not task.done and until < net.nodes[number].today:
            yield Finding(
                codes.BLOCK_ENDED,
                f"{owned(net.account, task)} is blocked until {until}, and that has passed.",
                task.at.value("blocked", "until"),
                "If it can go on, take `blocked` out; if not, write a new `until`, or none.",
                f"task:{task.id}",
            )


def nothing_is_done_too_soon(net: Network, settings: Settings) -> Iterator[Finding]:
    """OG735 where a task or milestone is done and what it waits for from finish to start is not:
    its own needs, and the gates of its stage and phase. Once a task, for all of them."""
    for number, node in enumerate(net.nodes):
        waits = [str(ref) for ref in dict.fromkeys(_still_open(net, number))]
        if node.task is None or node.task.done is None or not waits:
            continue
        more = f" and {len(waits) - 1} more" if len(waits) > 1 else ""
        yield Finding(
            codes.DONE_TOO_SOON,
            f"{owned(net.account, node.task)} is done since {node.task.done}, but waits for "
            f"`{waits[0]}`{more}, which {'are' if more else 'is'} still open.",
            node.task.at.value("done"),
            "Record that they are done too, or take what it did not need out of its `needs`.",
            str(node.ref),
        )


def _still_open(net: Network, number: int) -> Iterator[Reference]:
    for edge in net.held_by[number]:
        source = net.nodes[edge.source]
        if edge.type != "FS":
            continue
        if source.shape == "gate":
            yield from _still_open(net, edge.source)
        elif source.task.done is None if source.task else source.truth and not source.truth.true:
            yield source.ref


def confirmations_count(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG715 for open tasks, as far as the files tell: that a promise moved after it was confirmed
    they do not, because moves carry no date of their own."""
    for task in account.plan.tasks:
        if task.confirmed is None or task.effective_status in ("done", "dropped"):
            continue
        if task.confirmed.by != task.owner:
            if not {task.confirmed.by, task.owner} <= account.parties.keys():
                continue
            who, owner = name_of(account, task.confirmed.by), name_of(account, task.owner)
            message = f"`{task.id}` was confirmed by {who}, but its owner is {owner}."
            hint = f"Ask {owner} for a yes to the date; until then take `confirmed` out."
            yield _lapsed(task, message, hint)
        elif task.due is None:
            message = f"{owned(account, task)} is confirmed, but no date is promised."
            yield _lapsed(task, message, "Write the date that was confirmed as `due`.")


def done_is_shown(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG731 where something is done and what has to show it was neither linked nor received."""
    for task in account.plan.tasks:
        evidence = task.evidence
        if not task.done or not evidence or not evidence.required:
            continue
        if not evidence.link and not evidence.received:
            yield Finding(
                codes.EVIDENCE_MISSING,
                f"{owned(account, task)} is done since {task.done}, but its evidence is missing: "
                f"{evidence.required}",
                task.at.value("evidence"),
                "Write where it can be seen as `link`, or the day it came as `received`.",
                f"task:{task.id}",
            )


def _consistent(account: Account, settings: Settings) -> Iterator[Task]:
    """The tasks whose own dates can all be true: of the others OG402 says what is wrong."""
    contradicted = {finding.ref for finding in dates_of_tasks_agree(account, settings)}
    return (task for task in account.plan.tasks if f"task:{task.id}" not in contradicted)


def _lapsed(task: Task, message: str, hint: str) -> Finding:
    at = task.at.value("confirmed")
    return Finding(codes.CONFIRMATION_LAPSED, message, at, hint, f"task:{task.id}")


def _happened(task: Task) -> Iterator[Happened]:
    if task.done:
        yield "was done", task.done, ("done",)
    if task.started:
        yield "was started", task.started, ("started",)
    if task.blocked:
        yield "was blocked", task.blocked.since, ("blocked", "since")
    if task.evidence and task.evidence.received:
        yield "had its evidence", task.evidence.received, ("evidence", "received")
    if task.confirmed:
        yield "was confirmed", task.confirmed.date, ("confirmed", "date")
