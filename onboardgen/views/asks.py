"""What the reader's party is asked for, most urgent first, with all it takes to do it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date as Day
from typing import Final

from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.model.plan import Task
from onboardgen.model.reference import Reference
from onboardgen.views.changes import ChangeView
from onboardgen.views.decisions import DecisionView, waiting_on
from onboardgen.views.plan import PlanView
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.tasks import TaskRow, unblocks
from onboardgen.views.worksheet import WorksheetView

_GUIDE: Final = re.compile(r"\]\(guide:([a-z][a-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask on the other side."""

    who: Who
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing the reader's party is asked for.

    `kind`: task, questions, signoff, decision, change. `count` is how many questions are open,
    `how` the Markdown of its steps, `guides` the pages that these point at.
    """

    kind: str
    title: str
    path: str | None
    people: tuple[Who, ...]
    due: Day | None
    overdue: bool
    state: str = "workable"
    count: int = 0
    how: str | None = None
    guides: tuple[Target, ...] = ()
    contact: Contact | None = None
    holds_up: tuple[Target, ...] = ()
    critical: bool = False
    """Whether a day lost here is a day of go-live lost."""
    late_days: int = 0
    """Working days of go-live's lateness that hang on it; 0 where the reader sees no go-live."""
    hanging: int = 0
    """Working days by which go-live would be earlier if this took no time; said to nobody."""

    @property
    def rank(self) -> tuple[int, Day, int, int, Day, str]:
        """Sorts what matters most first, as the team's queue does: days of go-live's lateness,
        then what is late itself, days of go-live at all, what waits for it, its date."""
        return (
            -self.late_days,
            self.due if self.overdue and self.due else Day.max,
            -self.hanging,
            -len(self.holds_up),
            self.due or Day.max,
            self.title,
        )


_Found = tuple[Reference, Ask]


def asks_of(
    reading: Reading,
    *,
    plan: PlanView,
    worksheet: WorksheetView | None,
    decisions: Iterable[DecisionView],
    changes: Iterable[ChangeView],
) -> tuple[Ask, ...]:
    """Everything the reader's party can do now, and all of theirs that is late."""
    found = (
        *_tasks(reading, plan),
        *_questions(reading, worksheet),
        *_sign_offs(reading, plan, worksheet),
        *_decisions(decisions),
        *_changes(changes),
    )
    contact = _other_side(reading)
    weighed = (_weighed(reference, ask, reading, plan) for reference, ask in found)
    known = (ask if ask.kind == "task" else replace(ask, contact=contact) for ask in weighed)
    return tuple(sorted(known, key=lambda ask: ask.rank))


def contact_of(person: str | None, reading: Reading) -> Contact | None:
    who = reading.who(person)
    return Contact(who, reading.members[who.id].person.email) if who else None


def _other_side(reading: Reading) -> Contact | None:
    """Who on the other side works with the reader's people most: for what names nobody there."""
    other = CUSTOMER if reading.audience == PROVIDER else PROVIDER
    named = Counter(
        person
        for task in reading.full_tasks()
        for person, partner in ((task.owner, task.counterpart), (task.counterpart, task.owner))
        if person and reading.is_mine(partner) and _party(person, reading) == other
    )
    most = min(named, key=lambda person: (-named[person], person), default=None)
    return contact_of(most, reading)


def _party(person: str, reading: Reading) -> str | None:
    member = reading.members.get(person)
    return member.party if member else None


def _weighed(reference: Reference, ask: Ask, reading: Reading, plan: PlanView) -> Ask:
    """The ask with what hangs on it: of go-live's lateness as far as the reader sees go-live."""
    hanging = max(reading.outlook.hanging.get(reference, 0), 0)
    late = max((plan.ahead.slip_days or 0) if plan.ahead else 0, 0)
    return replace(ask, hanging=hanging, late_days=min(hanging, late))


def _tasks(reading: Reading, plan: PlanView) -> Iterator[_Found]:
    """Tasks of the reader's people that can move now, and all that are late."""
    tasks = {task.id: task for task in reading.full_tasks()}
    for row in (row for stage in plan.stages for row in stage.rows):
        moving = row.state in ("workable", "in_progress", "blocked") or row.overdue
        if not (row.mine and moving) or row.closed:
            continue
        task = tasks[row.id]
        counterpart = None if reading.is_mine(task.counterpart) else task.counterpart
        yield (
            Reference("task", row.id),
            Ask(
                kind="task",
                title=row.title,
                path=row.path,
                people=_doers(task, row, reading),
                due=row.due,
                overdue=row.overdue,
                state=row.state,
                how=task.how,
                guides=_guides(task.how, reading),
                contact=contact_of(counterpart, reading),
                holds_up=unblocks(row.id, reading),
                critical=row.room == 0,
            ),
        )


def _doers(task: Task, row: TaskRow, reading: Reading) -> tuple[Who, ...]:
    """The owner, and of what is blocked whoever of their party was asked to get it moving."""
    blocked = task.blocked if row.state == "blocked" else None
    pushing = blocked.escalate_to if blocked and reading.is_mine(blocked.escalate_to) else None
    return reading.people(dict.fromkeys((task.owner, pushing)))


def _guides(how: str | None, reading: Reading) -> tuple[Target, ...]:
    """The guides that steps point at, as far as the reader may follow."""
    named = (Reference("guide", id_) for id_ in _GUIDE.findall(how or ""))
    return tuple(reading.target(one) for one in dict.fromkeys(named) if one in reading.visible)


def _questions(reading: Reading, worksheet: WorksheetView | None) -> Iterator[_Found]:
    for section in worksheet.sections if worksheet else ():
        if section.wanted and section.owner and section.owner.mine:
            reference = Reference("section", section.id)
            yield (
                reference,
                Ask(
                    kind="questions",
                    title=section.title,
                    path=f"worksheet#section-{section.id}",
                    people=(section.owner,),
                    due=section.due,
                    overdue=section.overdue,
                    count=section.wanted,
                    holds_up=waiting_on(reference, reading),
                ),
            )


def _sign_offs(
    reading: Reading, plan: PlanView, worksheet: WorksheetView | None
) -> Iterator[_Found]:
    """Sign-offs the reader's side still owes, as long as the project is not live."""
    if plan.go_live and plan.go_live.done:
        return
    ready = worksheet if worksheet and worksheet.is_answered else None
    for sign_off in (ready.sign_off if ready else None, plan.sign_off):
        if sign_off and not sign_off.given and sign_off.waits_on_reader:
            reference = Reference("signoff", sign_off.id)
            yield (
                reference,
                Ask(
                    kind="signoff",
                    title=sign_off.id,
                    path=f"{sign_off.id}#sign-off",
                    people=tuple(one.who for one in sign_off.missing if one.who.mine),
                    due=sign_off.due,
                    overdue=sign_off.overdue,
                    holds_up=waiting_on(reference, reading),
                ),
            )


def _decisions(decisions: Iterable[DecisionView]) -> Iterator[_Found]:
    for decision in decisions:
        if decision.status == "proposed" and decision.owner and decision.owner.mine:
            yield (
                Reference("decision", decision.id),
                Ask(
                    kind="decision",
                    title=decision.title,
                    path=decision.path,
                    people=(decision.owner,),
                    due=decision.due,
                    overdue=decision.overdue,
                    holds_up=decision.unblocks,
                ),
            )


def _changes(changes: Iterable[ChangeView]) -> Iterator[_Found]:
    for change in changes:
        if change.waits_on_reader:
            yield (
                Reference("change", change.id),
                Ask(
                    kind="change",
                    title=change.title,
                    path=change.path,
                    people=(change.owner,) if change.owner and change.owner.mine else (),
                    due=change.due,
                    overdue=change.overdue,
                    holds_up=change.unblocks,
                ),
            )
