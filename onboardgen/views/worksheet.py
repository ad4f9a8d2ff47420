"""The scoping worksheet: questions, answers, locks, scope and sign-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.reference import Reference
from onboardgen.model.worksheet import Answer, AnswerType, AnswerValue, ScopeItem, Section
from onboardgen.schedule.gates import is_given
from onboardgen.schedule.open_items import closed_phases
from onboardgen.views.phases import Later, by_phase, later_phases
from onboardgen.views.reading import Reading, Target, Who
from onboardgen.views.signing import SignOffView, sign_off_view


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """One question. `locked_since` is a day where the answer is locked by a sign-off."""

    id: str
    question: str
    type: AnswerType
    columns: tuple[str, ...]
    answer: AnswerValue
    default: AnswerValue
    given: bool
    required: bool
    locked_since: Day | None
    answered_by: Who | None
    answered: Day | None
    phase: str | None
    phase_id: str | None
    decided: Target | None
    change: Target | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section. `wanted` counts what its owner is asked for now: the questions that are not
    answered, of phases that have begun. It is `overdue` while a required one is missing; once its
    date has passed with none missing, it has no date any more, and what is left may come any time.

    Its questions are those to answer `now`, the `answered` ones, and those that come `later`.
    """

    id: str
    title: str
    owner: Who | None
    due: Day | None
    overdue: bool
    wanted: int
    questions: tuple[QuestionView, ...]
    now: tuple[QuestionView, ...]
    later: tuple[Later[QuestionView], ...]

    @property
    def answered(self) -> tuple[QuestionView, ...]:
        return tuple(question for question in self.questions if question.given)

    @property
    def unanswered(self) -> int:
        return sum(not question.given for question in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetView:
    sections: tuple[SectionView, ...]
    included: tuple[ScopeItem, ...]
    deferred: tuple[ScopeItem, ...]
    excluded: tuple[ScopeItem, ...]
    sign_off: SignOffView | None

    @property
    def wanted(self) -> int:
        """How many questions can be answered now and are not."""
        return sum(section.wanted for section in self.sections)

    @property
    def later(self) -> int:
        """How many questions are of phases that have not begun."""
        return sum(section.unanswered for section in self.sections) - self.wanted

    @property
    def is_answered(self) -> bool:
        """Whether every required question has its answer."""
        questions = (question for section in self.sections for question in section.questions)
        return all(question.given or not question.required for question in questions)

    @property
    def has_scope(self) -> bool:
        return bool(self.included or self.deferred or self.excluded)


def worksheet_view(reading: Reading) -> WorksheetView | None:
    worksheet = reading.account.worksheet
    if worksheet is None:
        return None
    signed = None
    if not reading.audience.startswith("partner:"):
        signed = sign_off_view("worksheet", worksheet.signoffs.worksheet, reading)
    since = signed.since if signed else None
    return WorksheetView(
        sections=tuple(section_view(one, since, reading) for one in worksheet.sections),
        included=worksheet.scope.included,
        deferred=worksheet.scope.deferred,
        excluded=worksheet.scope.excluded,
        sign_off=signed,
    )


def section_view(section: Section, signed: Day | None, reading: Reading) -> SectionView:
    asked = [answer for answer in section.answers if reading.is_asked(answer)]
    missing = [answer for answer in asked if not is_given(answer)]
    closed = closed_phases(reading.standing)
    late = section.due is not None and section.due < reading.as_of
    overdue = late and any(answer.required for answer in missing)
    questions = tuple(_question(section, answer, signed, reading) for answer in asked)
    ahead = [one for one in questions if one.phase_id in closed and not one.given]
    return SectionView(
        id=section.id,
        title=section.title,
        owner=reading.who(section.owner),
        due=section.due if overdue or not late else None,
        overdue=overdue,
        wanted=sum(answer.phase not in closed for answer in missing),
        questions=questions,
        now=tuple(one for one in questions if not one.given and one not in ahead),
        later=by_phase(ahead, later_phases(reading), lambda one: one.phase_id),
    )


def _question(
    section: Section, answer: Answer, signed: Day | None, reading: Reading
) -> QuestionView:
    setting = f"{section.id}.{answer.id}"
    phases = {phase.id: phase.name for phase in reading.account.plan.phases}
    answered = answer.answered
    return QuestionView(
        id=answer.id,
        question=answer.question,
        type=answer.type,
        columns=answer.columns,
        answer=answer.answer,
        default=answer.default,
        given=is_given(answer),
        required=answer.required,
        locked_since=signed if answer.architectural else None,
        answered_by=reading.who(answered.by) if answered else None,
        answered=answered.date if answered else None,
        phase=phases.get(answer.phase or ""),
        phase_id=answer.phase,
        decided=_decided(setting, reading),
        change=_change(setting, reading),
    )


def _decided(setting: str, reading: Reading) -> Target | None:
    """The latest accepted decision that names the setting."""
    naming = [
        one
        for one in reading.account.decisions
        if one.status == "accepted" and setting in one.settings
    ]
    if not naming:
        return None
    latest = max(naming, key=lambda one: (one.date, one.id))
    return reading.target(Reference("decision", latest.id))


def _change(setting: str, reading: Reading) -> Target | None:
    """The newest change request of the setting that is still moving."""
    moving = [
        one
        for one in reading.account.changes
        if one.target == Reference("setting", setting)
        and one.status in ("submitted", "assessed", "approved")
    ]
    return reading.target(Reference("change", moving[-1].id)) if moving else None
