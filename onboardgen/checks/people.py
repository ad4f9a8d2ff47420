"""People: whoever is named is known, and one id means one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onboardgen import codes
from onboardgen.checks.names import Names
from onboardgen.checks.register import questions, setting_id
from onboardgen.findings import Finding, Location
from onboardgen.model.access import Access
from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Approval, Decision
from onboardgen.model.people import Person
from onboardgen.model.plan import SignOff, Task
from onboardgen.model.settings import Settings

Named = tuple[str | None, Location, str | None]
"""A person's id as written, where, and the record that names them."""


def people_are_known(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG302 for every field that names a person."""
    yield from _unknown(_named(account), [member.person for member in account.members])


def team_is_known(settings: Settings, access: Access | None) -> Iterator[Finding]:
    """OG302 inside the workspace's own files."""
    named = (*_escalations(settings.team), *_assignees(settings), *_of_access(access))
    yield from _unknown(named, settings.team)


def ids_of_people_are_unique(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG303 where one id stands for two people in team, contacts and partners."""
    first: dict[str, Person] = {}
    for one in (member.person for member in account.members):
        other = first.setdefault(one.id, one)
        if other is not one:
            place = other.at.key()
            yield Finding(
                codes.DUPLICATE_ID,
                f"`{one.id}` is {one.name} here, and {other.name} in {place.path}:{place.line}.",
                one.at.key(),
                "Give one of them another id, and use it wherever they are named.",
            )


def _unknown(named: Iterable[Named], everybody: Sequence[Person]) -> Iterator[Finding]:
    names = Names((one.id, one.at.key()) for one in everybody)
    for id_, location, by in named:
        if id_ is not None and id_ not in names:
            message = f"Nobody here has the id `{id_}`."
            yield Finding(codes.UNKNOWN_PERSON, message, location, _hint(id_, names, everybody), by)


def _hint(written: str, names: Names, everybody: Iterable[Person]) -> str:
    if not everybody:
        return "List them under `contacts:` in customer.yaml or `team:` in onboardgen.yaml."
    spoken = written.replace("-", " ").replace("_", " ").casefold()
    for one in everybody:
        name = one.name.casefold()
        if spoken == name or spoken in name.split():
            place = one.at.key()
            return f"{one.name} is `{one.id}` ({place.path}:{place.line})."
    return names.hint(written)


def _named(account: Account) -> Iterator[Named]:
    customer, plan = account.customer, account.plan
    yield from _escalations(customer.contacts)
    for partner in customer.partners:
        yield from _escalations(partner.contacts)
    yield plan.defaults.counterpart, plan.defaults.at.value("counterpart"), None
    for stage in plan.stages:
        yield stage.counterpart, stage.at.value("counterpart"), f"stage:{stage.id}"
    for task in plan.tasks:
        yield from _of_task(task)
    yield from _of_signoff(plan.signoffs.plan, "signoff:plan")
    yield from _of_worksheet(account)
    for decision in account.decisions:
        yield from _of_decision(decision)
    for change in account.changes:
        yield from _of_change(change)
    yield from _of_access(account.access)


def _of_task(task: Task) -> Iterator[Named]:
    by = f"task:{task.id}"
    yield task.owner, task.at.value("owner"), by
    yield task.counterpart, task.at.value("counterpart"), by
    if task.confirmed:
        yield task.confirmed.by, task.confirmed.at.value("by"), by
    if task.blocked:
        yield task.blocked.escalate_to, task.blocked.at.value("escalate_to"), by


def _of_worksheet(account: Account) -> Iterator[Named]:
    if account.worksheet:
        for section in account.worksheet.sections:
            yield section.owner, section.at.value("owner"), f"section:{section.id}"
        yield from _of_signoff(account.worksheet.signoffs.worksheet, "signoff:worksheet")
    for section, answer in questions(account):
        if answer.answered:
            by = f"setting:{setting_id(section, answer)}"
            yield answer.answered.by, answer.answered.at.value("by"), by


def _of_signoff(signoff: SignOff, by: str) -> Iterator[Named]:
    for index, signer in enumerate(signoff.signers):
        yield signer, signoff.at.value("signers", index), by
    for signature in signoff.signed:
        yield signature.by, signature.at.value("by"), by


def _of_decision(decision: Decision) -> Iterator[Named]:
    by = f"decision:{decision.id}"
    yield decision.owner, decision.at.value("owner"), by
    yield decision.decided_by, decision.at.value("decided_by"), by
    yield from _of_approvals(decision.approved, by)


def _of_change(change: ChangeRequest) -> Iterator[Named]:
    by = f"change:{change.id}"
    yield change.submitted.by, change.submitted.at.value("by"), by
    yield change.owner, change.at.value("owner"), by
    yield from _of_approvals(change.approved, by)


def _of_approvals(approvals: tuple[Approval, ...], by: str) -> Iterator[Named]:
    for approval in approvals:
        yield approval.by, approval.at.value("by"), by


def _of_access(access: Access | None) -> Iterator[Named]:
    for grant in access.grants if access else ():
        yield grant.person, grant.at.value("person"), None
        yield grant.granted.by, grant.granted.at.value("by"), None


def _escalations(people: Iterable[Person]) -> Iterator[Named]:
    for person in people:
        yield person.escalate_to, person.at.value("escalate_to"), None


def _assignees(settings: Settings) -> Iterator[Named]:
    for route in settings.routing:
        yield route.assignee, route.at.value("assignee"), None
