"""How findings about dates speak of records, people and days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date as Day
from typing import Final

from onboardgen.agreements.wording import listed
from onboardgen.findings import Location
from onboardgen.model.account import Account
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference

SHOWN: Final = 4
"""How many names a sentence lists before it counts the rest."""
WEEKDAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_SPOKEN: Final = {
    "task": "`{}`",
    "gate": "the gate of stage `{}`",
    "signoff": "the sign-off of the {}",
}


def spoken(ref: Reference) -> str:
    """A record, gate or phase in the middle of a sentence."""
    return _SPOKEN.get(ref.kind, f"{ref.kind} `{{}}`").format(ref.id)


def weekday(day: Day) -> str:
    return WEEKDAYS[day.weekday()]


def line_of(location: Location) -> str:
    return f"{location.path}:{location.line}"


def name_of(account: Account, person: str) -> str:
    """The name of a person; the id of one whom nobody knows."""
    names = (member.person.name for member in account.members if member.person.id == person)
    return next(names, person)


def owned(account: Account, task: Task) -> str:
    """``sso` of Jo Lind``, with the task in backticks."""
    return f"`{task.id}` of {name_of(account, task.owner)}"


def several(names: Iterable[str]) -> str:
    """`a`, `b` and `c`; of many the first few and how many more."""
    quoted = [f"`{name}`" for name in names]
    rest = len(quoted) - SHOWN
    return listed([*quoted[:SHOWN], f"{rest} more"] if rest > 0 else quoted)


def counted(number: int, thing: str) -> str:
    """`1 working day`, `3 working days`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
