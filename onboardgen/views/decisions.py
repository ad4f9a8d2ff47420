"""Decisions: the list, and one page each with the chain of what replaced what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.decision import Alternative, Approval, Decision
from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, AnswerType, AnswerValue
from onboardgen.views.history import NO_HISTORY, EntryView, History
from onboardgen.views.reading import Reading, Target, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    who: Who | None
    date: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingView:
    """A value with the question it answers; `question` is the setting's name where unknown."""

    setting: str
    question: str
    value: AnswerValue
    type: AnswerType = "text"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """One decision. `number` is what people call it by; `replaced_by` the newest naming it."""

    id: str
    number: str
    title: str
    path: str
    status: str
    date: Day
    due: Day | None
    overdue: bool
    owner: Who | None
    decided_by: Who | None
    approved: tuple[ApprovalView, ...]
    context: str | None
    decision: str | None
    reason: str | None
    alternatives: tuple[Alternative, ...]
    consequences: str | None
    settings: tuple[SettingView, ...]
    replaces: tuple[Target, ...]
    replaced_by: tuple[Target, ...]
    unblocks: tuple[Target, ...]
    history: tuple[EntryView, ...] = ()


def decision_views(reading: Reading, history: History = NO_HISTORY) -> tuple[DecisionView, ...]:
    """Every decision, the newest first."""
    newest = sorted(reading.account.decisions, key=lambda one: (one.date, one.id), reverse=True)
    return tuple(_decision(one, reading, history) for one in newest)


def approvals(approved: tuple[Approval, ...], reading: Reading) -> tuple[ApprovalView, ...]:
    return tuple(ApprovalView(who=reading.who(one.by), date=one.date) for one in approved)


def setting_view(setting: str, value: AnswerValue, reading: Reading) -> SettingView:
    answer = _answer(setting, reading)
    if answer is None:
        return SettingView(setting=setting, question=setting, value=value)
    return SettingView(
        setting=setting,
        question=answer.question,
        value=value,
        type=answer.type,
        columns=answer.columns,
    )


def _answer(setting: str, reading: Reading) -> Answer | None:
    section_id, _, answer_id = setting.partition(".")
    for section in reading.account.worksheet.sections if reading.account.worksheet else ():
        for answer in section.answers:
            if (section.id, answer.id) == (section_id, answer_id):
                return answer
    return None


def _decision(decision: Decision, reading: Reading, history: History) -> DecisionView:
    reference = Reference("decision", decision.id)
    replaced_by = _newer(decision, reading)
    late = decision.due is not None and decision.due < reading.as_of
    return DecisionView(
        id=decision.id,
        number=decision.id.partition("-")[0],
        title=decision.title,
        path=f"decisions/{decision.id}",
        status="replaced" if replaced_by else decision.status,
        date=decision.date,
        due=decision.due,
        overdue=late and decision.status == "proposed",
        owner=reading.who(decision.owner),
        decided_by=reading.who(decision.decided_by),
        approved=approvals(decision.approved, reading),
        context=decision.context,
        decision=decision.decision,
        reason=decision.reason,
        alternatives=decision.alternatives,
        consequences=decision.consequences,
        settings=tuple(setting_view(n, value, reading) for n, value in decision.settings.items()),
        replaces=_older(decision, reading),
        replaced_by=replaced_by,
        unblocks=waiting_on(reference, reading),
        history=history.of(reference),
    )


def waiting_on(reference: Reference, reading: Reading) -> tuple[Target, ...]:
    """Open tasks and stages that have this in their needs or their gate."""
    tasks = [
        Reference("task", task.id)
        for task in reading.full_tasks()
        if reading.standing.tasks[task.id].is_open
        and any(need.ref == reference for need in task.needs)
    ]
    stages = [
        Reference("stage", stage.id)
        for stage in reading.account.plan.stages
        if reference in stage.gate
    ]
    return tuple(reading.target(one) for one in (*stages, *tasks))


def _older(decision: Decision, reading: Reading) -> tuple[Target, ...]:
    """The chain of what this decision replaced, the nearest first."""
    by_id = {one.id: one for one in reading.account.decisions}
    chain: list[str] = []
    current = decision.supersedes
    while current in by_id and current not in chain and current != decision.id:
        chain.append(current)
        current = by_id[current].supersedes
    return tuple(reading.target(Reference("decision", id_)) for id_ in chain)


def _newer(decision: Decision, reading: Reading) -> tuple[Target, ...]:
    """The chain of accepted decisions that replaced this one, the nearest first."""
    by_replaced = {
        one.supersedes: one.id
        for one in reading.account.decisions
        if one.supersedes and one.status == "accepted"
    }
    chain: list[str] = []
    current = by_replaced.get(decision.id)
    while current is not None and current not in chain and current != decision.id:
        chain.append(current)
        current = by_replaced.get(current)
    return tuple(reading.target(Reference("decision", id_)) for id_ in chain)
