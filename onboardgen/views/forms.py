"""What readers can answer from their portal: of each record only what fits how it stands, and only
what taking it in would accept. A form that is not offered here is not shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER
from onboardgen.model.worksheet import Answer
from onboardgen.views.people import PersonView
from onboardgen.views.phases import PhaseView
from onboardgen.views.portal import PortalView
from onboardgen.views.reading import Who
from onboardgen.views.signing import SignOffView
from onboardgen.views.tasks import TaskPage
from onboardgen.views.worksheet import QuestionView


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForms:
    """What can be said of a task, besides asking about it. `only` is the one person who may say
    it, where the task belongs to another party; `contact` who of our team it goes to."""

    kinds: tuple[str, ...] = ()
    only: str | None = None
    contact: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionForm:
    """How a question is answered. One that is `locked` stands by signature or by decision: what is
    left is to ask for a change, and not even that while one is `moving`."""

    choices: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    required: bool = False
    locked: bool = False
    moving: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterForm:
    """Questions, as `section.answer`, of a phase that has not begun: they can be answered, and need
    not be yet."""

    phase: PhaseView
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignForm:
    """Who of the reader's party can sign now: `people`, or where it is empty anybody. It is not
    `ready` as long as a required question is open."""

    people: tuple[str, ...] = ()
    ready: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FormsView:
    """All forms of one portal: by id of tasks, `section.answer` of questions, name of sign-offs.
    `sections` are titles and `later` what of a section comes later, both by its id.
    `scope` are the items of the scope that are agreed; `people` has the names of all whom the
    records name, `emails` the addresses of our team, `contact` who of them is asked by default."""

    tasks: Mapping[str, TaskForms] = field(default_factory=dict)
    questions: Mapping[str, QuestionForm] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, tuple[LaterForm, ...]] = field(default_factory=dict)
    scope: tuple[str, ...] = ()
    sign_offs: Mapping[str, SignForm] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    emails: Mapping[str, str] = field(default_factory=dict)
    contact: str | None = None


def forms_view(view: PortalView, account: Account) -> FormsView:
    """The forms of the portal of a customer or a partner, from what its pages show."""
    team = [one for party in view.people if party.kind == PROVIDER for one in party.people]
    questions = dict(_questions(view, account))
    return FormsView(
        tasks=dict(_tasks(view)),
        questions=questions,
        later=dict(_later(view, questions)),
        sections={one.id: one.title for one in view.worksheet.sections} if view.worksheet else {},
        scope=tuple(_scope(view)),
        sign_offs=dict(_sign_offs(view)),
        people={one.who.id: one.who.name for party in view.people for one in party.people},
        emails={one.who.id: one.email for one in team if one.email},
        contact=_contact(account, team),
    )


def _contact(account: Account, team: list[PersonView]) -> str | None:
    """Who of our team has the account: by default the one whom the plan names for all tasks."""
    known = [one.who.id for one in team]
    go_live = next(
        (one for one in account.plan.tasks if one.id == account.plan.go_live.milestone), None
    )
    wanted = (account.plan.defaults.counterpart, go_live.owner if go_live else None, *known)
    return next((one for one in wanted if one in known), None)


def _tasks(view: PortalView) -> Iterator[tuple[str, TaskForms]]:
    for page in view.tasks:
        people = (page.counterpart, page.row.owner)
        contact = next((one.id for one in people if one and one.party == PROVIDER), None)
        may, only = _may_say(page)
        kinds = tuple(_kinds(page)) if may else ()
        evidence = page.evidence_required if "task_done" in kinds else None
        forms = TaskForms(kinds=kinds, only=only, contact=contact, evidence=evidence)
        if forms != TaskForms():
            yield page.row.id, forms


def _may_say(page: TaskPage) -> tuple[bool, str | None]:
    """Whether somebody of the reader's party says how a task stands, and if one alone, who. How
    it went, once it is over, everybody may say."""
    owner, counterpart = page.row.owner, page.counterpart
    if page.row.closed:
        return True, None
    if owner and owner.mine:
        return True, None
    if counterpart and counterpart.mine:
        return True, counterpart.id
    return False, None


def _kinds(page: TaskPage) -> Iterator[str]:
    row = page.row
    if row.state == "done" and row.milestone:
        yield "rating"
    if row.closed:
        return
    if row.state != "waiting":
        yield "task_done"
        if row.state != "blocked":
            yield "task_blocked"
    if row.due and not _is_confirmed(page.confirmed_by, row.owner):
        yield "date_confirm"
    yield "date_propose"
    if row.state == "waiting" and not row.milestone:
        yield "task_done"


def _is_confirmed(by: Who | None, owner: Who | None) -> bool:
    return by is not None and owner is not None and by.id == owner.id


def _questions(view: PortalView, account: Account) -> Iterator[tuple[str, QuestionForm]]:
    written = {
        f"{section.id}.{answer.id}": answer
        for section in (account.worksheet.sections if account.worksheet else ())
        for answer in section.answers
    }
    for section in view.worksheet.sections if view.worksheet else ():
        for one in section.questions:
            setting = f"{section.id}.{one.id}"
            answer = written[setting]
            columns = _columns(one)
            if one.type != "table" or columns:
                yield setting, _question(one, answer, columns)


def _question(one: QuestionView, answer: Answer, columns: tuple[str, ...]) -> QuestionForm:
    return QuestionForm(
        choices=answer.choices,
        columns=columns,
        required=one.required,
        locked=one.locked_since is not None or one.decided is not None,
        moving=one.change is not None,
    )


def _later(
    view: PortalView, questions: Mapping[str, QuestionForm]
) -> Iterator[tuple[str, tuple[LaterForm, ...]]]:
    """Of each section what the worksheet's page folds up, where it can be answered."""
    can = {setting for setting, form in questions.items() if not form.locked}
    for section in view.worksheet.sections if view.worksheet else ():
        parts = []
        for part in section.later:
            settings = [f"{section.id}.{one.id}" for one in part.items]
            found = tuple(one for one in settings if one in can)
            if part.phase and found:
                parts.append(LaterForm(phase=part.phase, questions=found))
        if parts:
            yield section.id, tuple(parts)


def _columns(one: QuestionView) -> tuple[str, ...]:
    """The columns of a table: as they are written, else those that its rows have."""
    if one.type != "table" or one.columns:
        return one.columns
    rows = one.answer or one.default
    found = (name for row in rows if isinstance(row, dict) for name in row) if isinstance(
        rows, tuple
    ) else ()  # fmt: skip
    return tuple(dict.fromkeys(found))


def _scope(view: PortalView) -> Iterator[str]:
    """The items of the scope, once it is signed: before that it is simply rewritten."""
    sheet = view.worksheet
    if sheet and sheet.sign_off and sheet.sign_off.since:
        yield from (one.id for one in (*sheet.included, *sheet.deferred, *sheet.excluded))


def _sign_offs(view: PortalView) -> Iterator[tuple[str, SignForm]]:
    answered = view.worksheet.is_answered if view.worksheet else True
    sheet = view.worksheet.sign_off if view.worksheet else None
    for name, sign_off, ready in (
        ("plan", view.plan.sign_off, True),
        ("worksheet", sheet, answered),
    ):
        if sign_off and sign_off.waits_on_reader:
            yield name, SignForm(people=_signers(sign_off), ready=ready)


def _signers(sign_off: SignOffView) -> tuple[str, ...]:
    return tuple(one.who.id for one in sign_off.missing if one.who.mine)
