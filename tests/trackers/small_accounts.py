"""Two small customers whose plans change: what should be open in each state, by the real pipeline.

Every state is made from YAML by the real loader, judged as of its day and turned into wanted
issues; equal states are made once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day
from functools import cache
from pathlib import Path

from onboardgen.findings import has_errors
from onboardgen.loading.loader import load_account, load_settings
from onboardgen.loading.source_tree import CustomerSource, SourceFile, SourceTree
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.deadlines import deadlines, team_deadlines
from onboardgen.schedule.impact import go_live_days
from onboardgen.schedule.state import standing
from onboardgen.trackers.routing import TrackerName
from onboardgen.trackers.telling import Links
from onboardgen.trackers.wanted import (
    Part,
    Wanted,
    account_part,
    team_part,
    wanted_of,
)

WORKSPACE = """
format: 1
organization: {name: Example Billing, timezone: Europe/Berlin}
team:
  mia: {name: Mia Keller, github: mia-keller, gitlab: mia-keller, escalate_to: nora}
  nora: {name: Nora Whitfield, github: nora-w, gitlab: nora-w}
  tomas: {name: Tomas Berg, github: tomas-b, gitlab: tomas-b, escalate_to: mia}
rules: {blocked_days: 3, escalation: [1, 3]}
routing:
  - {when: {category: integration}, labels: [team-integration], assignee: tomas}
  - {when: {customer: brock}, labels: [key-account]}
  - {when: {rung: 2}, labels: [escalated]}
"""
CUSTOMER = """
name: NAME
contacts: {jo: {name: Jo Lind, escalate_to: ravi}, ravi: {name: Ravi Menon}}
"""
HEAD = """
kickoff: 2026-11-02
go_live: {milestone: go-live}
defaults: {counterpart: mia}
stages: [{id: all, name: All}]
tasks:
"""
TASKS = {
    "data-map": "title: 'Fill in the data map', stage: all, owner: jo",
    "connector": "title: Connect the booking system, stage: all, owner: tomas, "
    "category: integration, how: 'Ask for the key.'",
    "training": "title: 'Train @everybody, fixes #1', stage: all, owner: mia",
}
STATES = {
    "late": "due: 2026-12-01",
    "done": "due: 2026-12-01, done: 2026-12-02",
    "dropped": "due: 2026-12-01, status: dropped",
    "moved": "due: 2026-12-30",
    "moved a little": "due: 2026-12-02",
    "blocked": "due: 2026-12-30, blocked: {since: 2026-11-20, reason: technical, note: 'No key.'}",
    "late and blocked": "due: 2026-12-01, blocked: {since: 2026-11-20, reason: technical}",
    "gone": "",
}
DAYS = tuple(Day(2026, 12, day) for day in (2, 3, 7, 16))
"""Of the task promised for 1 December: late by one day, two, four, and eleven working days."""
BROKEN, LEFT = "broken", "left"
USERS = ("mia-keller", "nora-w", "tomas-b")


@dataclass(frozen=True)
class Plans:
    """What the files say on a day: the state of each task of `TASKS` at halden, and that of the
    one task of brock, which can also be broken (left out of the run) or have left."""

    day: Day
    halden: tuple[str, ...]
    brock: str = "late"
    cap: int = 20
    grouped: bool = False
    """One issue for each customer, instead of one for each item."""


def wanted(plans: Plans, tracker: TrackerName) -> Wanted:
    settings = settings_of(plans.grouped)
    parts = [
        _part("halden", plans.halden, plans.day, tracker, plans.grouped),
        _team(plans.day, tracker, plans.grouped),
    ]
    if plans.brock not in (BROKEN, LEFT):
        parts.append(_part("brock", (plans.brock,), plans.day, tracker, plans.grouped))
    return wanted_of(parts, ["brock"] if plans.brock == BROKEN else [], settings)


@cache
def settings_of(grouped: bool = False) -> Settings:
    text = f"{WORKSPACE}tracker: {{group_by: {'customer' if grouped else 'item'}}}\n"
    records = load_settings(SourceTree(root=Path(), files=(_file("onboardgen.yaml", text),)))
    assert records.settings
    assert not has_errors(records.findings), records.findings
    return records.settings


def account(slug: str, plan: str, customer: str = CUSTOMER) -> Account:
    """A customer from the text of its plan."""
    files = (
        _file(f"plans/{slug}/customer.yaml", customer.replace("NAME", slug.title())),
        _file(f"plans/{slug}/plan.yaml", plan),
    )
    read, findings = load_account(CustomerSource(slug=slug, files=files), settings_of())
    assert not has_errors(findings), findings
    assert read
    return read


def part_of(one: Account, day: Day, tracker: TrackerName, *, grouped: bool = False) -> Part:
    settings = settings_of(grouped)
    stands = standing(one, settings, AsOf(day))
    items = deadlines(stands, settings, go_live_days(stands.forecast.network))
    return account_part(stands, items, settings, Links(), tracker)


@cache
def _part(
    slug: str, states: tuple[str, ...], day: Day, tracker: TrackerName, grouped: bool
) -> Part:
    return part_of(account(slug, plan_of(states)), day, tracker, grouped=grouped)


@cache
def _team(day: Day, tracker: TrackerName, grouped: bool) -> Part:
    settings, as_of = settings_of(grouped), AsOf(day)
    items = team_deadlines(settings, None, as_of)
    return team_part(items, settings, None, as_of, Links(), tracker)


def plan_of(states: tuple[str, ...]) -> str:
    """A plan with the first tasks, each in its state."""
    present = [
        (name, STATES[state])
        for name, state in zip(TASKS, states, strict=False)
        if state != "gone"
    ]  # fmt: skip
    tasks = [f"  - {{id: {name}, {TASKS[name]}, {state}}}" for name, state in present]
    needs = ", ".join(name for name, _ in present)
    tasks.append(
        "  - {id: go-live, title: Go-live, type: milestone, stage: all, owner: mia, "
        f"needs: [{needs}]}}"
    )
    return HEAD + "\n".join(tasks) + "\n"


def _file(path: str, text: str) -> SourceFile:
    return SourceFile(path, text.encode("utf-8"))
