"""Who is named in the records of an account."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen.model.account import Account
from onboardgen.model.plan import SignOff, Task


def people_named(account: Account) -> set[str]:
    """The ids of everybody any record of the account names; not who is merely listed."""
    named = {
        *_in_plan(account),
        *_in_worksheet(account),
        *_in_decisions(account),
        *_in_changes(account),
        *(one.made_by for one in account.customer.commitments),
    }
    return {person for person in named if person}


def _in_plan(account: Account) -> Iterator[str | None]:
    for task in account.plan.tasks:
        yield from _in_task(task)
    yield from _in_sign_off(account.plan.signoffs.plan)


def _in_task(task: Task) -> Iterator[str | None]:
    yield from (task.owner, task.counterpart)
    if task.confirmed:
        yield task.confirmed.by
    if task.blocked:
        yield task.blocked.escalate_to


def _in_sign_off(sign_off: SignOff) -> Iterator[str]:
    yield from sign_off.signers
    yield from (signature.by for signature in sign_off.signed)


def _in_worksheet(account: Account) -> Iterator[str | None]:
    if account.worksheet is None:
        return
    for section in account.worksheet.sections:
        yield section.owner
        yield from (answer.answered.by for answer in section.answers if answer.answered)
    yield from _in_sign_off(account.worksheet.signoffs.worksheet)


def _in_decisions(account: Account) -> Iterator[str | None]:
    for decision in account.decisions:
        yield from (decision.owner, decision.decided_by)
        yield from (approval.by for approval in decision.approved)


def _in_changes(account: Account) -> Iterator[str | None]:
    for change in account.changes:
        yield from (change.owner, change.submitted.by)
        yield from (approval.by for approval in change.approved)
