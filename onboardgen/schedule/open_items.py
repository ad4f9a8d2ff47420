"""Everything of an account that is open: whose it is, when it was promised, what waits for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from typing import Final

from onboardgen.findings import Location
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.plan import SignOff, Task
from onboardgen.model.record import Record
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.schedule.calendars import WorkingDays
from onboardgen.schedule.gates import Truth, answers_by_setting, open_questions
from onboardgen.schedule.network import GATE, Network
from onboardgen.schedule.state import Standing, TaskState

PENDING: Final = ("submitted", "assessed")
"""A change request that still waits for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """One record that is open. `people` owe it; `days` and `today`, working days and as-of day,
    are those of the first of them.

    `blocks` are the open tasks and the stages that wait directly for it, in the order of their
    names. `questions` counts what can be answered now in a section of the worksheet.
    """

    ref: Reference
    title: str
    people: tuple[str, ...]
    party: Party
    due: Day | None
    today: Day
    days: WorkingDays
    at: Location
    blocks: tuple[Reference, ...] = ()
    task: Task | None = None
    state: TaskState | None = None
    questions: int = 0

    @property
    def owner(self) -> str:
        return self.people[0]

    @property
    def late_days(self) -> int | None:
        """The owner's working days from promise to as-of day; less than 0 while it is ahead."""
        return None if self.due is None else self.days.between(self.due, self.today)

    @property
    def is_overdue(self) -> bool:
        """Whether the day of the promise has ended where the owner is."""
        return self.due is not None and self.due < self.today

    def is_due_within(self, days: int) -> bool:
        """Whether it is promised for one of the owner's next so many working days, or today."""
        late = self.late_days
        return late is not None and not self.is_overdue and -late <= days


def open_items(standing: Standing, settings: Settings) -> tuple[OpenItem, ...]:
    """All open tasks, milestones, sections, sign-offs, decisions and changes, by reference."""
    books = _Books(standing, settings)
    found = (
        *_tasks(books),
        *_sections(books),
        *_sign_offs(books),
        *_decisions(books),
        *_changes(books),
    )
    return tuple(sorted(found, key=lambda item: item.ref))


def live_since(account: Account) -> Day | None:
    """The day on which go-live was reached; None before."""
    milestone = account.plan.go_live.milestone
    return next((task.done for task in account.plan.tasks if task.id == milestone), None)


def runs_the_account(account: Account) -> str:
    """Who of our team is asked where nobody else is named."""
    return speaker(account, PROVIDER)


def speaker(account: Account, party: Party) -> str:
    """Who speaks for a party: the plan's counterpart or somebody named on go-live, if they are of
    it, else the first who is listed; whoever it is, there is always a name."""
    plan, parties = account.plan, account.parties
    go_live = [task for task in plan.tasks if task.id == plan.go_live.milestone]
    named = [plan.defaults.counterpart, *(one.counterpart for one in go_live)]
    candidates = [*named, *(one.owner for one in go_live), *parties]
    of_party = [one for one in candidates if one and parties.get(one) == party]
    return next(iter(of_party), next(iter(parties), ""))


def closed_phases(standing: Standing) -> frozenset[str]:
    """The phases whose needs have not all come true: their questions are not asked yet."""
    return frozenset(
        phase.id
        for phase in standing.forecast.network.account.plan.phases
        if not all(standing.truth(ref).true for ref in phase.needs)
    )


def waiting_for(net: Network, ref: Reference) -> tuple[Reference, ...]:
    """The open tasks that wait directly for a record, and the stages whose gate it stands in."""
    found: set[Reference] = set()
    todo = [net.index[ref]] if ref in net.index else []
    while todo:
        for edge in net.holds[todo.pop()]:
            node = net.nodes[edge.target]
            if node.task is not None:
                found |= set() if node.task.done else {node.ref}
            elif node.ref.kind == GATE:
                found |= (
                    {Reference("stage", node.ref.id)} if _holds_work(net, edge.target) else set()
                )
            else:
                todo.append(edge.target)
    return tuple(sorted(found))


def _holds_work(net: Network, gate: int) -> bool:
    targets = (net.nodes[edge.target].task for edge in net.holds[gate])
    return any(task is not None and task.done is None for task in targets)


class _Books:
    """What every open item of one account is made from."""

    def __init__(self, standing: Standing, settings: Settings) -> None:
        self.standing = standing
        self.net = standing.forecast.network
        self.account: Account = self.net.account
        self.parties = self.account.parties
        self._home = settings.organization.timezone
        self._zones = {one.person.id: one.timezone for one in self.account.members}

    def item(
        self,
        ref: Reference,
        title: str,
        people: Iterable[str],
        due: Day | None,
        at: Location,
        *,
        task: Task | None = None,
        questions: int = 0,
    ) -> OpenItem:
        owed_by = tuple(dict.fromkeys(people)) or (runs_the_account(self.account),)
        owner = owed_by[0]
        return OpenItem(
            ref=ref,
            title=title,
            people=owed_by,
            party=self.parties.get(owner, PROVIDER),
            due=due,
            today=self.standing.as_of.day_in(self._zones.get(owner, self._home)),
            days=self.net.calendars.of(owner),
            at=at,
            blocks=waiting_for(self.net, ref),
            task=task,
            state=self.standing.tasks[task.id] if task else None,
            questions=questions,
        )

    def owed_by(self, truth: Truth) -> Iterator[str]:
        yield from truth.owed_by
        yield from (speaker(self.account, party) for party in truth.owed_by_parties)


def _tasks(books: _Books) -> Iterator[OpenItem]:
    for task in books.account.plan.tasks:
        if books.standing.tasks[task.id].is_open:
            ref = Reference("task", task.id)
            yield books.item(ref, task.title, (task.owner,), task.due, task.at.value(), task=task)


def _sections(books: _Books) -> Iterator[OpenItem]:
    account, answers = books.account, answers_by_setting(books.account)
    closed = closed_phases(books.standing)
    for section in account.worksheet.sections if account.worksheet else ():
        ref = Reference("section", section.id)
        if books.standing.truth(ref).true:
            continue
        now = [one for one in open_questions(section, answers) if one.phase not in closed]
        people = (section.owner,) if section.owner else ()
        yield books.item(
            ref, section.title, people, section.due, section.at.value(), questions=len(now)
        )


def _sign_offs(books: _Books) -> Iterator[OpenItem]:
    """Sign-offs that somebody wrote down or that something waits for; after go-live only those."""
    account = books.account
    sheet = account.worksheet
    known: list[tuple[str, SignOff, Record]] = [("plan", account.plan.signoffs.plan, account.plan)]
    if sheet:
        known.append(("worksheet", sheet.signoffs.worksheet, sheet))
    for name, sign_off, file in known:
        ref = Reference("signoff", name)
        truth = books.standing.truth(ref)
        written = bool(sign_off.due or sign_off.signers or sign_off.signed)
        wanted = waiting_for(books.net, ref) or (written and live_since(account) is None)
        if truth.true or not wanted:
            continue
        at = sign_off.at if sign_off.at.path else file.at
        title = f"Sign-off of the {name}"
        yield books.item(ref, title, books.owed_by(truth), sign_off.due, at.value())


def _decisions(books: _Books) -> Iterator[OpenItem]:
    for one in books.account.decisions:
        ref = Reference("decision", one.id)
        if one.status == "proposed" and not books.standing.truth(ref).true:
            yield books.item(ref, one.title, (one.owner,), one.due, one.at.value())


def _changes(books: _Books) -> Iterator[OpenItem]:
    for one in books.account.changes:
        if one.status in PENDING:
            ref = Reference("change", one.id)
            title = one.title or f"Change of {one.target}"
            yield books.item(ref, title, _answering(books, one), one.due, one.at.value())


def _answering(books: _Books, change: ChangeRequest) -> Iterator[str]:
    """Who moves a change on: its owner until it is assessed, then the sides that must approve."""
    missing = books.standing.truth(Reference("change", change.id)).owed_by_parties
    owner = change.owner
    if change.status == "submitted" or not missing:
        yield owner or runs_the_account(books.account)
        return
    for party in (CUSTOMER, PROVIDER):
        if party in missing:
            ours = owner if owner and books.parties.get(owner) == party else None
            yield ours or speaker(books.account, party)
