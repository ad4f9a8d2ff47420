"""What a signature stands under: the content of a worksheet or of a plan.

Of a worksheet the answered questions and the scope, of a plan the tasks that are not dropped: who
drops a task that was signed takes it out of what was agreed. Each sorted by id.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from onboardgen.agreements.canonical import Json, canonical_answer, canonical_text
from onboardgen.model.account import Account
from onboardgen.model.plan import Plan
from onboardgen.model.worksheet import AnswerType, Scope, Worksheet

Signed = Literal["worksheet", "plan"]
"""What can be signed: the id of a sign-off."""
SIGNED: Final[tuple[Signed, ...]] = get_args(Signed)
ScopeList = Literal["included", "deferred", "excluded"]
SCOPE_LISTS: Final[tuple[ScopeList, ...]] = get_args(ScopeList)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAnswer:
    """An answered question; `answer` is in its canonical form."""

    section: str
    id: str
    question: str
    type: AnswerType
    answer: Json
    architectural: bool

    @property
    def setting(self) -> str:
        return f"{self.section}.{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedScopeItem:
    list: ScopeList
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedTask:
    """A task or a milestone; `due` is an ISO date."""

    id: str
    title: str
    owner: str
    due: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetContent:
    answers: tuple[SignedAnswer, ...] = ()
    scope: tuple[SignedScopeItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    tasks: tuple[SignedTask, ...] = ()


Content = WorksheetContent | PlanContent


def worksheet_content(worksheet: Worksheet) -> WorksheetContent:
    """What of a worksheet is signed. A question without an answer is no part of it."""
    answers = [
        SignedAnswer(
            section=section.id,
            id=answer.id,
            question=canonical_text(answer.question),
            type=answer.type,
            answer=canonical_answer(answer.type, answer.answer),
            architectural=answer.architectural,
        )
        for section in worksheet.sections
        for answer in section.answers
        if answer.is_answered
    ]
    return worksheet_of((*answers, *_scope(worksheet.scope)))


def plan_content(plan: Plan) -> PlanContent:
    """What of a plan is signed: every task that is not dropped."""
    tasks = [
        SignedTask(
            id=task.id,
            title=canonical_text(task.title),
            owner=task.owner,
            due=task.due.isoformat() if task.due else None,
        )
        for task in plan.tasks
        if task.effective_status != "dropped"
    ]
    return PlanContent(tasks=tuple(sorted(tasks, key=lambda task: task.id)))


def content_of(account: Account, name: Signed) -> Content:
    """What of the account is signed under that name, as it stands now."""
    if name == "plan":
        return plan_content(account.plan)
    return worksheet_content(account.worksheet) if account.worksheet else WorksheetContent()


def worksheet_of(parts: Iterable[object]) -> WorksheetContent:
    """The content made of these answers and scope items, in order."""
    every = tuple(parts)
    answers = [one for one in every if isinstance(one, SignedAnswer)]
    scope = [one for one in every if isinstance(one, SignedScopeItem)]
    return WorksheetContent(
        answers=tuple(sorted(answers, key=lambda one: (one.section, one.id))),
        scope=tuple(sorted(scope, key=lambda one: (one.id, one.list))),
    )


def _scope(scope: Scope) -> Iterable[SignedScopeItem]:
    for name in SCOPE_LISTS:
        for item in getattr(scope, name):
            yield SignedScopeItem(list=name, id=item.id, text=canonical_text(item.text))
