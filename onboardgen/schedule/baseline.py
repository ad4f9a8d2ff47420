"""What was promised first: later promises and forecasts are compared with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.agreements.sign_offs import first_given_plan_promises
from onboardgen.model.account import Account
from onboardgen.model.plan import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The first promises by task id. `signed` says whether a given plan sign-off holds them."""

    go_live: Day | None
    promises: Mapping[str, Day]
    signed: bool


def baseline(account: Account) -> Baseline:
    """The promises in the first plan that all its signers signed, else each task's first one."""
    signed = first_given_plan_promises(account)
    promises = first_promises(account) if signed is None else signed
    return Baseline(
        go_live=promises.get(account.plan.go_live.milestone),
        promises=promises,
        signed=signed is not None,
    )


def first_promises(account: Account) -> Mapping[str, Day]:
    """What each task was promised for before its promise moved for the first time."""
    found = {task.id: _first(task) for task in account.plan.tasks}
    return {id_: day for id_, day in found.items() if day is not None}


def _first(task: Task) -> Day | None:
    return task.moved[0].from_ if task.moved else task.due
