"""What may stand in a gate, when it is true, and who owes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.account import Account
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.decision import Decision
from onboardgen.model.people import CUSTOMER, PROVIDER, Party
from onboardgen.model.plan import SignOff
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOffState:
    """Who signed the digest that most signed, and who is missing."""

    given: bool
    digest: str | None = None
    signed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    missing_parties: tuple[Party, ...] = ()


def truths(account: Account, settings: Settings) -> Mapping[Reference, Truth]:
    """Everything of the account that a gate or a need may name."""
    found = (
        *_task_truths(account),
        *_stage_truths(account),
        *_sign_off_truths(account),
        *_decision_truths(account),
        *_change_truths(account, settings),
        *_section_truths(account),
    )
    return {truth.ref: truth for truth in found}


def sign_off_state(sign_off: SignOff, parties: Mapping[str, Party]) -> SignOffState:
    """A sign-off is given when every signer signed one digest; by default one of each side."""
    digests = [signature.digest for signature in sign_off.signed]
    digest = max(reversed(digests), key=digests.count) if digests else None
    signed = tuple(dict.fromkeys(one.by for one in sign_off.signed if one.digest == digest))
    missing = tuple(person for person in sign_off.signers if person not in signed)
    sides = {parties.get(person) for person in signed}
    absent = () if sign_off.signers else tuple(p for p in (CUSTOMER, PROVIDER) if p not in sides)
    return SignOffState(
        given=not missing and not absent,
        digest=digest,
        signed=signed,
        missing=missing,
        missing_parties=absent,
    )


def missing_approvals(
    change: ChangeRequest, parties: Mapping[str, Party], four_eyes: bool
) -> tuple[Party, ...]:
    """The sides that have not approved. Who asked counts for their own, but for `four_eyes`."""
    sides = {parties.get(approval.by) for approval in change.approved}
    if not four_eyes:
        sides.add(parties.get(change.submitted.by))
    return tuple(party for party in (CUSTOMER, PROVIDER) if party not in sides)


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
    return answer.answer is not None and answer.answer not in ("", ())


def answers_by_setting(account: Account) -> Mapping[str, AnswerValue]:
    sections = account.worksheet.sections if account.worksheet else ()
    return {f"{s.id}.{answer.id}": answer.answer for s in sections for answer in s.answers}


def party_of(account: Account) -> Mapping[str, Party]:
    return {member.person.id: member.party for member in account.members}


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


def _sign_off_truths(account: Account) -> Iterator[Truth]:
    parties = party_of(account)
    sign_offs = {"plan": account.plan.signoffs.plan}
    if account.worksheet:
        sign_offs["worksheet"] = account.worksheet.signoffs.worksheet
    for name, sign_off in sign_offs.items():
        state = sign_off_state(sign_off, parties)
        yield Truth(
            ref=Reference("signoff", name),
            true=state.given,
            owed_by=state.missing,
            owed_by_parties=state.missing_parties,
            due=sign_off.due,
            since=_latest(one.date for one in sign_off.signed if one.digest == state.digest),
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
