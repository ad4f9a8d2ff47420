"""What an audience may see: the account is filtered before any view is made of it.

Nothing is hidden later. What a filtered account does not hold, no page can show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.customer import Commitment, Customer
from onboardgen.model.decision import Decision
from onboardgen.model.people import PROVIDER
from onboardgen.model.plan import GoLive, Need, Phase, Plan, PlanDefaults, PlanSignOffs, Stage, Task
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, Scope, Worksheet, WorksheetSignOffs
from onboardgen.schedule.gates import answers_by_setting, is_asked, party_of
from onboardgen.views.attachments import visible_attachments
from onboardgen.views.mentions import with_people_met

Audience = str
"""`provider`, `customer` or `partner:<id>`: the party that reads."""

HIDDEN = Reference("hidden", "")
"""Stands where a record is named that the audience may not see: work on our side."""

OUTLINE_STAGE = ""
"""The stage of a task that a partner sees only as title, date and owner."""


@dataclass(frozen=True, slots=True)
class Visible:
    """References an audience may follow, and tasks of which it sees title, date and owner."""

    references: frozenset[Reference]
    outlines: frozenset[str]

    def __contains__(self, reference: Reference) -> bool:
        return reference in self.references

    def is_outline(self, reference: Reference) -> bool:
        return reference.kind == "task" and reference.id in self.outlines

    def shown(self, reference: Reference) -> Reference:
        return reference if reference in self.references else HIDDEN

    def shown_all(self, references: Iterable[Reference]) -> tuple[Reference, ...]:
        return tuple(dict.fromkeys(self.shown(reference) for reference in references))


def visible_account(account: Account, audience: Audience) -> Account:
    """The account as this audience may know it: other records are not in it at all."""
    account = with_counterparts(account)
    visible = visible_records(account, audience)
    filtered = replace(
        account,
        plan=_plan(account, audience, visible),
        worksheet=_worksheet(account, audience, visible),
        decisions=tuple(
            _decision(one, visible)
            for one in account.decisions
            if Reference("decision", one.id) in visible
        ),
        changes=tuple(
            _change(one, audience, visible)
            for one in account.changes
            if Reference("change", one.id) in visible
        ),
        guides=tuple(g for g in account.guides if Reference("guide", g.id) in visible),
        signed=(),
        responses=(),
        events=account.events if audience == PROVIDER else (),
        access=account.access if audience == PROVIDER else None,
    )
    filtered = replace(filtered, customer=_customer(filtered, audience, visible))
    filtered = replace(filtered, attachments=visible_attachments(filtered))
    return with_people_met(filtered, audience)


def visible_records(account: Account, audience: Audience) -> Visible:
    """Every reference the audience may follow. Counterparts must already be resolved."""
    may_see = _rule(account, audience)
    parties = party_of(account)
    sections = account.worksheet.sections if account.worksheet else ()
    tasks = [t for t in account.plan.tasks if may_see(t.visibility, (t.owner, t.counterpart))]
    references = {Reference("task", task.id) for task in tasks}
    references |= {Reference("stage", task.stage) for task in tasks}
    references |= {Reference("guide", g.id) for g in account.guides if may_see(g.matter.visibility)}
    references |= {
        Reference("decision", one.id)
        for one in account.decisions
        if may_see(one.visibility, (one.owner,))
    }
    references |= {
        Reference("commitment", one.id)
        for one in account.customer.commitments
        if may_see(one.visibility)
    }
    for section in sections:
        seen = [a for a in section.answers if may_see(a.visibility, (section.owner,))]
        references |= {Reference("setting", f"{section.id}.{answer.id}") for answer in seen}
        owned = not _is_partner(audience) or parties.get(section.owner or "") == audience
        if seen or (owned and not section.answers):
            references.add(Reference("section", section.id))
    if not _is_partner(audience):
        references |= {Reference("stage", stage.id) for stage in account.plan.stages}
        references |= {Reference("signoff", "plan"), Reference("signoff", "worksheet")}
        scope = account.worksheet.scope if account.worksheet else Scope()
        items = (*scope.included, *scope.deferred, *scope.excluded)
        references |= {Reference("scope", item.id) for item in items}
    references |= {
        Reference("change", one.id)
        for one in account.changes
        if may_see(one.visibility, (one.owner,)) and _target_is_seen(one, audience, references)
    }
    outlines = _outlines(account, audience, references) if _is_partner(audience) else frozenset()
    return Visible(
        frozenset(references | {Reference("task", id_) for id_ in outlines}), frozenset(outlines)
    )


def _target_is_seen(change: ChangeRequest, audience: Audience, references: set[Reference]) -> bool:
    """A change tells what its target holds; so who may not see the target sees no change of it."""
    return audience == PROVIDER or change.target in references


def _rule(account: Account, audience: Audience) -> Callable[..., bool]:
    parties = party_of(account)

    def may_see(visibility: str, people: Iterable[str | None] = ()) -> bool:
        if audience in (PROVIDER, visibility):
            return True
        if not _is_partner(audience) or visibility != "customer":
            return False
        return any(parties.get(person or "") == audience for person in people)

    return may_see


def _is_partner(audience: Audience) -> bool:
    return audience.startswith("partner:")


def _outlines(account: Account, audience: Audience, references: set[Reference]) -> frozenset[str]:
    """Open tasks that wait directly on an open one of a partner: who is waiting, and for when."""
    awaited = {
        reference
        for task in account.plan.tasks
        if (reference := Reference("task", task.id)) in references and not _is_closed(task)
    }
    return frozenset(
        task.id
        for task in account.plan.tasks
        if Reference("task", task.id) not in references
        and task.visibility == "customer"
        and not _is_closed(task)
        and any(need.ref in awaited for need in task.needs)
    )


def _is_closed(task: Task) -> bool:
    return task.effective_status in ("done", "dropped")


def with_counterparts(account: Account) -> Account:
    """The same account with every task naming its counterpart itself."""
    plan = account.plan
    stages = {stage.id: stage.counterpart for stage in plan.stages}
    default = plan.defaults.counterpart
    tasks = tuple(
        replace(task, counterpart=task.counterpart or stages.get(task.stage) or default)
        for task in plan.tasks
    )
    return replace(
        account,
        plan=replace(
            plan,
            defaults=PlanDefaults(),
            stages=tuple(replace(stage, counterpart=None) for stage in plan.stages),
            tasks=tasks,
        ),
    )


def _plan(account: Account, audience: Audience, visible: Visible) -> Plan:
    plan = account.plan
    tasks = tuple(
        _task(task, visible) for task in plan.tasks if Reference("task", task.id) in visible
    )
    go_live = plan.go_live.milestone
    full = {task.id for task in tasks if task.id not in visible.outlines}
    phases = {task.phase for task in tasks} | {
        answer.phase
        for section in (account.worksheet.sections if account.worksheet else ())
        for answer in section.answers
        if Reference("setting", f"{section.id}.{answer.id}") in visible
    }
    return replace(
        plan,
        go_live=GoLive(milestone=go_live if go_live in full else ""),
        phases=tuple(_phase(one, visible) for one in plan.phases if one.id in phases),
        stages=tuple(
            _stage(stage, visible)
            for stage in plan.stages
            if Reference("stage", stage.id) in visible
        ),
        tasks=tasks,
        signoffs=PlanSignOffs() if _is_partner(audience) else plan.signoffs,
    )


def _task(task: Task, visible: Visible) -> Task:
    if task.id in visible.outlines:
        needs = tuple(n for n in task.needs if n.ref in visible and not visible.is_outline(n.ref))
        return Task(
            id=task.id,
            title=task.title,
            stage=OUTLINE_STAGE,
            owner=task.owner,
            due=task.due,
            needs=tuple(Need(ref=need.ref, type=need.type) for need in needs),
        )
    needs = tuple(dict.fromkeys(replace(n, ref=visible.shown(n.ref)) for n in task.needs))
    return replace(task, needs=needs)


def _stage(stage: Stage, visible: Visible) -> Stage:
    return replace(stage, gate=visible.shown_all(stage.gate))


def _phase(phase: Phase, visible: Visible) -> Phase:
    return replace(phase, needs=visible.shown_all(phase.needs))


def _worksheet(account: Account, audience: Audience, visible: Visible) -> Worksheet | None:
    worksheet = account.worksheet
    if worksheet is None:
        return None
    known = answers_by_setting(account)
    sections = tuple(
        replace(
            section,
            answers=tuple(
                _answer(answer, visible)
                for answer in section.answers
                if Reference("setting", f"{section.id}.{answer.id}") in visible
                and (is_asked(answer, known) or _condition_is_seen(answer, visible))
            ),
        )
        for section in worksheet.sections
        if Reference("section", section.id) in visible
    )
    if _is_partner(audience):
        partner = Worksheet(sections=sections, signoffs=WorksheetSignOffs())
        return partner if sections else None
    return replace(worksheet, sections=sections)


def _condition_is_seen(answer: Answer, visible: Visible) -> bool:
    return answer.when is None or Reference("setting", answer.when.setting) in visible


def _answer(answer: Answer, visible: Visible) -> Answer:
    return answer if _condition_is_seen(answer, visible) else replace(answer, when=None)


def _decision(decision: Decision, visible: Visible) -> Decision:
    replaced = decision.supersedes
    return replace(
        decision,
        settings={
            name: value
            for name, value in decision.settings.items()
            if Reference("setting", name) in visible
        },
        supersedes=replaced if Reference("decision", replaced or "") in visible else None,
    )


def _change(change: ChangeRequest, audience: Audience, visible: Visible) -> ChangeRequest:
    assessment = change.assessment
    if assessment and audience != PROVIDER:
        assessment = replace(assessment, effort_hours=None)
    decision = change.decision
    return replace(
        change,
        assessment=assessment,
        decision=decision if Reference("decision", decision or "") in visible else None,
    )


def _customer(account: Account, audience: Audience, visible: Visible) -> Customer:
    customer = account.customer
    if audience == PROVIDER:
        return customer
    commitments = tuple(
        _commitment(one, visible)
        for one in customer.commitments
        if Reference("commitment", one.id) in visible
    )
    shared = replace(
        customer, arr=None, tier=None, segment=None, handoff=None, commitments=commitments
    )
    if not _is_partner(audience):
        return shared
    return Customer(
        name=customer.name,
        timezone=customer.timezone,
        language=customer.language,
        calendar=customer.calendar,
        contacts=customer.contacts,
        partners=customer.partners,
        commitments=commitments,
    )


def _commitment(commitment: Commitment, visible: Visible) -> Commitment:
    seen = tuple(ref for ref in commitment.fulfilled_by if ref in visible)
    return replace(commitment, fulfilled_by=seen)
