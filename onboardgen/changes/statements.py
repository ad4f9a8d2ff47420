"""What records state about people and days: who approved, signed, asked, decided, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.findings import Location
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval, Decision
from onboardgen.model.plan import Plan, SignOff
from onboardgen.model.record import Record
from onboardgen.model.worksheet import Worksheet

Deed = Literal[
    "approved", "signed", "submitted", "decided", "answered", "confirmed", "done", "granted",
    "ended",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """That somebody did something on a day. `detail` is the digest of a signature."""

    ref: str
    deed: Deed
    by: str | None
    day: Day
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement where it stands, with what proves it."""

    statement: Statement
    location: Location
    evidence: str | None = None


def account_statements(account: Account) -> Iterator[Stated]:
    """Everything the records of a customer state, file by file."""
    files: list[Record | None] = [account.plan, account.worksheet, account.access]
    for record in (*files, *account.decisions, *account.changes):
        if record:
            yield from record_statements(record)


def record_statements(record: Record) -> Iterator[Stated]:
    """What one file states, given the record it holds; nothing for other kinds of files."""
    match record:
        case Plan():
            yield from _of_plan(record)
        case Worksheet():
            yield from _of_worksheet(record)
        case Access():
            yield from _of_access(record)
        case Decision():
            yield from _of_decision(record)
        case ChangeRequest():
            yield from _of_change(record)
        case _:
            return


def _of_plan(plan: Plan) -> Iterator[Stated]:
    for task in plan.tasks:
        ref = f"task:{task.id}"
        if task.done:
            yield Stated(Statement(ref, "done", None, task.done), task.at.value("done"))
        if task.confirmed:
            told = Statement(ref, "confirmed", task.confirmed.by, task.confirmed.date)
            yield Stated(told, task.confirmed.at.value("date"))
    yield from _of_sign_off("signoff:plan", plan.signoffs.plan)


def _of_worksheet(worksheet: Worksheet) -> Iterator[Stated]:
    for section in worksheet.sections:
        for answer in section.answers:
            given = answer.answered
            if given:
                ref = f"setting:{section.id}.{answer.id}"
                told = Statement(ref, "answered", given.by, given.date)
                yield Stated(told, given.at.value("date"))
    yield from _of_sign_off("signoff:worksheet", worksheet.signoffs.worksheet)


def _of_sign_off(ref: str, sign_off: SignOff) -> Iterator[Stated]:
    for one in sign_off.signed:
        told = Statement(ref, "signed", one.by, one.date, one.digest)
        yield Stated(told, one.at.value(), one.evidence)


def _of_access(access: Access) -> Iterator[Stated]:
    for grant in access.grants:
        ref = f"grant:{grant.id}"
        given = grant.granted
        told = Statement(ref, "granted", given.by, given.date)
        yield Stated(told, given.at.value("date"))
        if grant.ended:
            yield Stated(Statement(ref, "ended", None, grant.ended), grant.at.value("ended"))


def _of_decision(decision: Decision) -> Iterator[Stated]:
    ref = f"decision:{decision.id}"
    if decision.status != "proposed":
        told = Statement(ref, "decided", decision.decided_by, decision.date)
        yield Stated(told, decision.at.value("date"))
    yield from _approvals(ref, decision.approved)


def _of_change(change: ChangeRequest) -> Iterator[Stated]:
    ref, asked = f"change:{change.id}", change.submitted
    told = Statement(ref, "submitted", asked.by, asked.date)
    yield Stated(told, asked.at.value("date"))
    yield from _approvals(ref, change.approved)


def _approvals(ref: str, approved: tuple[Approval, ...]) -> Iterator[Stated]:
    for one in approved:
        yield Stated(Statement(ref, "approved", one.by, one.date), one.at.value(), one.evidence)
