"""Who is named in the records of an account, and so whom its readers meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from onboardgen.model.account import Account
from onboardgen.model.customer import Customer
from onboardgen.model.people import PROVIDER, Member, Partner, Party, Person
from onboardgen.model.plan import SignOff, Task


def with_people_met(account: Account, audience: Party) -> Account:
    """Only the people this audience meets: its own, those named to it, and whom these escalate to.

    A customer meets all its contacts and partners; of our team only those it deals with.
    """
    if audience == PROVIDER:
        return account
    own: set[Party] = {audience}
    if not audience.startswith("partner:"):
        own |= {member.party for member in account.members if member.party != PROVIDER}
    met = people_named(account) | {
        member.person.id for member in account.members if member.party in own
    }
    escalations = {m.person.id: m.person.escalate_to for m in account.members}
    for person in tuple(met):
        above = escalations.get(person)
        while above and above not in met:
            met.add(above)
            above = escalations.get(above)
    members = tuple(
        replace(member, person=_public(member.person))
        for member in account.members
        if member.person.id in met
    )
    return replace(
        account, members=members, customer=_contacts(account.customer, members, audience)
    )


def _public(person: Person) -> Person:
    """A person without the other names tools know them by."""
    return replace(person, also=(), github=None, gitlab=None)


def _contacts(customer: Customer, members: tuple[Member, ...], audience: Party) -> Customer:
    known = {member.person.id: member.person for member in members}
    partners = tuple(
        _partner(one, known)
        for one in customer.partners
        if audience == "customer" or any(person.id in known for person in one.contacts)
    )
    contacts = tuple(known[one.id] for one in customer.contacts if one.id in known)
    return replace(customer, contacts=contacts, partners=partners)


def _partner(partner: Partner, known: dict[str, Person]) -> Partner:
    contacts = tuple(known[one.id] for one in partner.contacts if one.id in known)
    return replace(partner, contacts=contacts)


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
