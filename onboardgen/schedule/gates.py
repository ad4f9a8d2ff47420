"""What may stand in a gate, when it is true, and who owes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.agreements.approvals import missing_approvals
from onboardgen.agreements.content import SIGNED
from onboardgen.agreements.sign_offs import sign_off_of, sign_off_state
from onboardgen.model.account import Account
from onboardgen.model.decision import Decision
from onboardgen.model.people import Party
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Answer, AnswerValue, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Whether what a reference names has come true; else which people, or which parties, owe it."""

    ref: Reference
    true: bool
    owed_by: tuple[str, ...] = ()
    owed_by_parties: tuple[Party, ...] = ()
    due: Day | None = None
    since: Day | None = None
    """The day on which it came true, where the files tell."""


def truths(account: Account, settings: Settings) -> Mapping[Reference, Truth]:
    """Everything of the account that a gate or a need may name."""
    found = (
        *_task_truths(account),
        *_stage_truths(account),
        *_sign_off_truths(account, settings),
        *_decision_truths(account),
        *_change_truths(account, settings),
        *_section_truths(account),
    )
    return {truth.ref: truth for truth in found}


def accepted_in_the_end(decisions: Iterable[Decision]) -> frozenset[str]:
    """Decisions that are accepted, or that an accepted one replaced, however far back."""
    by_id = {decision.id: decision for decision in decisions}
    true: set[str] = set()
    for decision in by_id.values():
        current: str | None = decision.id if decision.status == "accepted" else None
        while current is not None and current not in true:
            true.add(current)
            current = by_id[current].supersedes if current in by_id else None
    return frozenset(true)


def is_asked(answer: Answer, answers: Mapping[str, AnswerValue]) -> bool:
    """Whether the question is put at all; `answers` is keyed `section.answer`."""
    return answer.when is None or answers.get(answer.when.setting) == answer.when.equals


def is_given(answer: Answer) -> bool:
    return answer.is_answered


def answers_by_setting(account: Account) -> Mapping[str, AnswerValue]:
    sections = account.worksheet.sections if account.worksheet else ()
    return {f"{s.id}.{answer.id}": answer.answer for s in sections for answer in s.answers}


def party_of(account: Account) -> Mapping[str, Party]:
    return account.parties


def _task_truths(account: Account) -> Iterator[Truth]:
    for task in account.plan.tasks:
        yield Truth(
            ref=Reference("task", task.id),
            true=task.effective_status in ("done", "dropped"),
            owed_by=(task.owner,),
            due=task.due,
            since=task.done,
        )


def _stage_truths(account: Account) -> Iterator[Truth]:
    for stage in account.plan.stages:
        open_ones = [
            task
            for task in account.plan.tasks
            if task.stage == stage.id and task.effective_status not in ("done", "dropped")
        ]
        owners = tuple(dict.fromkeys(task.owner for task in open_ones))
        yield Truth(ref=Reference("stage", stage.id), true=not open_ones, owed_by=owners)


def _sign_off_truths(account: Account, settings: Settings) -> Iterator[Truth]:
    for name in SIGNED if account.worksheet else ("plan",):
        state = sign_off_state(account, settings, name)
        yield Truth(
            ref=Reference("signoff", name),
            true=state.given,
            owed_by=state.missing,
            owed_by_parties=state.missing_parties,
            due=sign_off_of(account, name).due,
            since=state.since if state.given else None,
        )


def _decision_truths(account: Account) -> Iterator[Truth]:
    accepted = accepted_in_the_end(account.decisions)
    for decision in account.decisions:
        yield Truth(
            ref=Reference("decision", decision.id),
            true=decision.id in accepted,
            owed_by=(decision.owner,),
            due=decision.due,
            since=decision.date if decision.status == "accepted" else None,
        )


def _change_truths(account: Account, settings: Settings) -> Iterator[Truth]:
    parties = party_of(account)
    for change in account.changes:
        true = change.status in ("approved", "done")
        missing = missing_approvals(change, parties, settings.rules.four_eyes)
        yield Truth(
            ref=Reference("change", change.id),
            true=true,
            owed_by_parties=() if true else missing,
            due=change.due,
            since=_latest(approval.date for approval in change.approved),
        )


def _section_truths(account: Account) -> Iterator[Truth]:
    answers = answers_by_setting(account)
    for section in account.worksheet.sections if account.worksheet else ():
        yield Truth(
            ref=Reference("section", section.id),
            true=not open_questions(section, answers),
            owed_by=(section.owner,) if section.owner else (),
            due=section.due,
            since=_latest(
                one.answered.date for one in section.answers if one.required and one.answered
            ),
        )


def _latest(days: Iterable[Day]) -> Day | None:
    return max(days, default=None)


def open_questions(section: Section, answers: Mapping[str, AnswerValue]) -> tuple[Answer, ...]:
    """The required questions of a section that are asked and not answered."""
    return tuple(
        answer
        for answer in section.answers
        if answer.required and is_asked(answer, answers) and not is_given(answer)
    )
