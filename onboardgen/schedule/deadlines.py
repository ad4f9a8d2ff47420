"""What should have happened by now, or will have to soon: the items that CI turns into issues.

An item is due on `due` and late from the day after, in the calendar of who owes it. What `days`
counts depends on the kind, always in working days:

- overdue: since the promise
- due_soon: left until the promise
- blocked_too_long: blocked, the first and the as-of day included
- gate_waiting: since the gate should have been open
- plan_untouched: since the last change of any file of the customer
- grant_ended: since its last day, or left until it where that is still ahead
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Final, Literal

from onboardgen.findings import Location
from onboardgen.model.access import Access, Grant
from onboardgen.model.people import PROVIDER, Member, Party
from onboardgen.model.plan import Stage
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.calendars import WorkingDays
from onboardgen.schedule.escalation import escalation_path, rung_of, told_on
from onboardgen.schedule.gates import Truth
from onboardgen.schedule.open_items import OpenItem, open_items, runs_the_account, speaker
from onboardgen.schedule.state import Standing

Kind = Literal[
    "overdue", "due_soon", "blocked_too_long", "gate_waiting", "plan_untouched", "grant_ended"
]
KINDS: Final[tuple[Kind, ...]] = (
    "overdue", "blocked_too_long", "gate_waiting", "due_soon", "plan_untouched", "grant_ended",
)  # fmt: skip
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One item. `ref` is a reference, or `plan:SLUG` or `grant:ID`; the team's own grants have no
    customer. `rung` is how many rungs of `rules.escalation` its lateness has reached, 0 for none;
    `escalate_to` who is told on that rung, or would be first. `blocks` wait directly for it, and
    `go_live_days` of go-live hang on it."""

    ref: str
    customer: str | None
    kind: Kind
    rung: int
    title: str
    owner: str
    party: Party
    due: Day | None
    days: int
    blocks: tuple[Reference, ...] = ()
    go_live_days: int = 0
    escalate_to: str | None = None
    at: Location


def deadlines(
    standing: Standing,
    settings: Settings,
    costs: Mapping[Reference, int],
    touched: Day | None = None,
) -> tuple[Deadline, ...]:
    """The items of one account in order.

    `costs` are the days of go-live that hang on each record (`impact.go_live_days`); `touched` is
    the day of the last change of its files, None where nobody knows it.
    """
    net = standing.forecast.network
    judge = _Judge(standing, settings, costs)
    as_of, ours = standing.as_of, net.calendars.organization
    grants = net.account.access.grants if net.account.access else ()
    found = (
        *(one for item in open_items(standing, settings) for one in judge.of_item(item)),
        *(one for stage in net.account.plan.stages for one in judge.of_gate(stage)),
        *judge.of_plan(touched),
        *_Grants(net.account.slug, grants, net.account.members, settings, ours).items(as_of.day),
    )
    return in_order(found)


def team_deadlines(settings: Settings, access: Access | None, as_of: AsOf) -> tuple[Deadline, ...]:
    """The items of our own team: its grants."""
    ours = WorkingDays(settings.organization.calendar, (), as_of.day.year - 1)
    grants = access.grants if access else ()
    return in_order(_Grants(None, grants, settings.team_members, settings, ours).items(as_of.day))


def in_order(items: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """By customer, kind, date and reference: the same order on every run."""
    return tuple(
        sorted(
            items,
            key=lambda one: (
                one.customer or "", KINDS.index(one.kind), one.due or Day.max, one.ref
            ),
        )
    )  # fmt: skip


class _Judge:
    """The rules, applied to one account."""

    def __init__(
        self, standing: Standing, settings: Settings, costs: Mapping[Reference, int]
    ) -> None:
        self.standing = standing
        self.rules = settings.rules
        self.costs = costs
        self.net = standing.forecast.network
        self.account = self.net.account
        self.ours = self.net.calendars.organization
        self.people = {one.person.id: one.person for one in self.account.members}

    def of_item(self, item: OpenItem) -> Iterator[Deadline]:
        late = item.late_days or 0
        if item.is_overdue:
            yield self._item(item, "overdue", late, rung_of(late, self.rules.escalation))
        elif item.is_due_within(self.rules.due_soon_days):
            yield self._item(item, "due_soon", -late, 0)
        blocked = item.state.blocked_days if item.state else None
        if blocked is not None and blocked > self.rules.blocked_days:
            rung = rung_of(blocked - self.rules.blocked_days, self.rules.escalation)
            yield self._item(item, "blocked_too_long", blocked, rung)

    def of_gate(self, stage: Stage) -> Iterator[Deadline]:
        """A gate is waiting from the day after it should have been open: the first day on which
        something in it is promised and missing, or the last one that leaves the first promise of
        the stage its full duration."""
        missing = [truth for truth in self.standing.gates[stage.id] if not truth.true]
        held = self._held_by_gate(stage)
        days = [truth.due for truth in missing if truth.due]
        days += [day for task in held if (day := self._needed_by(task)) is not None]
        if not missing or not held or not days or min(days) >= self.standing.as_of.day:
            return
        due = min(days)
        late = self.ours.between(due, self.standing.as_of.day)
        owner = self._owner_of(min(missing, key=lambda one: (one.due or Day.max, one.ref)))
        rung = rung_of(late, self.rules.escalation)
        yield Deadline(
            ref=f"stage:{stage.id}",
            customer=self.account.slug,
            kind="gate_waiting",
            rung=rung,
            title=stage.name,
            owner=owner,
            party=self.account.parties.get(owner, PROVIDER),
            due=due,
            days=late,
            blocks=tuple(sorted(Reference("task", task) for task in held)),
            go_live_days=max((self.costs.get(one.ref, 0) for one in missing), default=0),
            escalate_to=self._told(owner, rung),
            at=stage.at.value("gate"),
        )

    def of_plan(self, touched: Day | None) -> Iterator[Deadline]:
        """A plan with open tasks that nobody touched for too long."""
        limit = self.rules.untouched_days
        if touched is None or not any(state.is_open for state in self.standing.tasks.values()):
            return
        days = self.ours.between(touched, self.standing.as_of.day)
        if days <= limit:
            return
        owner, rung = runs_the_account(self.account), rung_of(days - limit, self.rules.escalation)
        yield Deadline(
            ref=f"plan:{self.account.slug}",
            customer=self.account.slug,
            kind="plan_untouched",
            rung=rung,
            title=self.account.customer.name,
            owner=owner,
            party=PROVIDER,
            due=self.ours.plus(touched, limit),
            days=days,
            escalate_to=self._told(owner, rung),
            at=Location(self.account.plan.at.path),
        )

    def _item(self, item: OpenItem, kind: Kind, days: int, rung: int) -> Deadline:
        blocked = item.task.blocked if item.task else None
        return Deadline(
            ref=str(item.ref),
            customer=self.account.slug,
            kind=kind,
            rung=rung,
            title=item.title,
            owner=item.owner,
            party=item.party,
            due=item.due,
            days=days,
            blocks=item.blocks,
            go_live_days=self.costs.get(item.ref, 0),
            escalate_to=self._told(item.owner, rung, blocked.escalate_to if blocked else None),
            at=item.at,
        )

    def _told(self, owner: str, rung: int, first: str | None = None) -> str | None:
        return told_on(rung, escalation_path(owner, self.people, first))

    def _held_by_gate(self, stage: Stage) -> list[str]:
        return [
            task.id
            for task in self.account.plan.tasks
            if task.stage == stage.id
            and Reference("task", task.id) not in stage.gate
            and self.standing.tasks[task.id].state == "waiting"
        ]

    def _needed_by(self, task_id: str) -> Day | None:
        """The last day on which the gate can open without a promise being broken by it."""
        number = self.net.task(task_id)
        node = self.net.nodes[number] if number is not None else None
        if node is None or node.task is None or node.task.due is None:
            return None
        if node.task.is_milestone:
            return node.task.due
        finish, duration = node.days.on_or_before(node.task.due), node.task.duration or 1
        return node.days.plus(finish, -duration)

    def _owner_of(self, truth: Truth) -> str:
        if truth.owed_by:
            return truth.owed_by[0]
        parties = truth.owed_by_parties or (PROVIDER,)
        return speaker(self.account, parties[0])


@dataclass(frozen=True, slots=True)
class _Grants:
    """The grants of one customer, or of our team."""

    customer: str | None
    grants: tuple[Grant, ...]
    members: tuple[Member, ...]
    settings: Settings
    days: WorkingDays

    def items(self, today: Day) -> Iterator[Deadline]:
        """Grants past their last day or close to it, unless they are ended or the same person
        can open the portal for longer with another."""
        soon = self.settings.rules.due_soon_days
        for grant in self.grants:
            until = grant.until
            if grant.ended or until is None or self._goes_on(grant):
                continue
            left = self.days.between(today, until)
            if until < today or left <= soon:
                yield self._item(grant, until, abs(left), over=until < today)

    def _goes_on(self, grant: Grant) -> bool:
        last = grant.until or Day.max
        return any(
            other.person == grant.person and other.ended is None and (other.until or Day.max) > last
            for other in self.grants
        )

    def _item(self, grant: Grant, until: Day, days: int, *, over: bool) -> Deadline:
        people = {one.person.id: one for one in self.members}
        reader, giver = people.get(grant.person), people.get(grant.granted.by)
        rung = rung_of(days, self.settings.rules.escalation) if over else 0
        owner = grant.granted.by
        path = escalation_path(owner, {id_: one.person for id_, one in people.items()})
        return Deadline(
            ref=f"grant:{grant.id}",
            customer=self.customer,
            kind="grant_ended",
            rung=rung,
            title=f"Access of {reader.person.name if reader else grant.person}",
            owner=owner,
            party=giver.party if giver else PROVIDER,
            due=until,
            days=days,
            escalate_to=told_on(rung, path),
            at=grant.at.value(),
        )
