"""Owners: one person each, and somebody to go to when a task that often stalls does."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from onboardgen import codes
from onboardgen.checks.advice import counterpart_of
from onboardgen.checks.spoken import line_of, several
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.people import Person
from onboardgen.model.plan import Category, Task
from onboardgen.model.settings import Settings

STALL: Final[frozenset[Category]] = frozenset(
    {"it_approval", "third_party", "stakeholder_alignment", "data_migration", "legal"}
)
"""What waits for a queue, another company, an agreement or data of others: where plans stall."""
GROUPS: Final = frozenset({
    "team", "teams", "dept", "department", "division", "committee", "helpdesk", "servicedesk",
    "taskforce", "abteilung", "equipe", "equipo", "departement", "departamento",
})  # fmt: skip
"""Words that say a name is that of several people, wherever they stand in it."""
FUNCTIONS: Final = frozenset({
    "accounting", "accounts", "admin", "administration", "administrator", "and", "ap", "ar",
    "billing", "board", "buchhaltung", "compliance", "contact", "crew", "customer", "data", "desk",
    "development", "edv", "engineering", "et", "finance", "finanzen", "group", "hello", "help",
    "hr", "info", "infrastructure", "invoices", "it", "legal", "mail", "management", "marketing",
    "network", "noc", "of", "office", "operations", "ops", "payroll", "platform", "pmo", "privacy",
    "procurement", "project", "purchasing", "qa", "recht", "sales", "security", "service",
    "services", "soc", "squad", "support", "sysadmin", "systems", "tax", "the", "treasury", "und",
    "unit", "y",
})  # fmt: skip
"""A name of nothing but these is that of a function: Finance, IT Security, Legal & Compliance."""


def owners_are_people(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG719, once for each owner of open tasks whose name or address reads like a team's."""
    owners = {task.owner for task in _open(account)}
    for person in (member.person for member in account.members):
        if person.id not in owners:
            continue
        if is_team_name(person.name):
            message = f"{person.name} owns open tasks, and reads like a team."
            field = "name"
        elif person.email and is_team_address(person.email, person.name):
            message = f"Mail for {person.name} goes to {person.email}, which reads like a team's."
            field = "email"
        else:
            continue
        hint = "Name the person who does it; a date promised by all is promised by nobody."
        yield Finding(codes.OWNER_IS_TEAM, message, person.at.value(field), hint)


def stalls_can_be_escalated(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG730, once for each owner of open tasks in a category where plans stall.

    Who can help is named by the task's `blocked`, or by `escalate_to` of its owner or counterpart;
    whom others escalate to is where such a path ends. That there is a deadline is OG701.
    """
    people = {member.person.id: member.person for member in account.members}
    ends = {person.escalate_to for person in people.values()}
    stuck: dict[str, list[Task]] = {}
    for task in _open(account):
        known = task.owner in people and task.owner not in ends
        if known and task.category in STALL and not _way_up(task, account, people):
            stuck.setdefault(task.owner, []).append(task)
    for owner, tasks in stuck.items():
        person, one = people[owner], tasks[0]
        rest = len(tasks) > 1
        yield Finding(
            codes.NO_ESCALATION,
            f"{several(task.id for task in tasks)} of {person.name} {'are' if rest else 'is'} of a "
            "kind that often stalls, and nobody is named to go to then.",
            one.at.value("owner"),
            f"Write `escalate_to` for {person.name} ({line_of(person.at.key())}) or the "
            "counterpart.",
            f"task:{one.id}",
        )


def is_team_name(name: str) -> bool:
    """Whether a name says it is several people's, or holds names of functions alone."""
    words = _words(name)
    return bool(words & GROUPS) or (bool(words) and words <= FUNCTIONS)


def is_team_address(email: str, name: str) -> bool:
    """Whether all before the @ is a function or group: it@, finance-team@. Somebody whose initials
    they are has an address of their own."""
    local = email.partition("@")[0]
    words = _words(local)
    initials = "".join(word[0] for word in re.findall(r"\w+", _plain(name)))
    return bool(words) and words <= FUNCTIONS | GROUPS and local.casefold() != initials


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", _plain(text)))


def _plain(text: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _way_up(task: Task, account: Account, people: dict[str, Person]) -> bool:
    named = [task.blocked.escalate_to] if task.blocked else []
    for person in (task.owner, counterpart_of(task, account.plan)):
        named += [people[person].escalate_to] if person in people else []
    return any(one is not None and one != task.owner for one in named)


def _open(account: Account) -> Iterable[Task]:
    return [task for task in account.plan.tasks if task.effective_status not in ("done", "dropped")]
