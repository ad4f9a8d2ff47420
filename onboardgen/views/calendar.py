"""The dates of one account that an audience is shown, as a calendar holds them: what is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date as Day
from typing import Literal

from onboardgen.model.account import Account
from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.model.reference import Reference
from onboardgen.model.settings import Settings
from onboardgen.views.changes import ChangeView
from onboardgen.views.decisions import DecisionView
from onboardgen.views.plan import PlanView
from onboardgen.views.reading import Who
from onboardgen.views.tasks import TaskPage, TaskRow
from onboardgen.views.visibility import Audience
from onboardgen.views.worksheet import WorksheetView

DateKind = Literal["task", "milestone", "go_live", "questions", "signoff", "decision", "change"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateView:
    """One promised day of something open. `people` are those it is asked of.

    `moves` is how often the promise has moved, as far as the reader may know it. `confirmed`:
    nobody has to say yes to this day any more. `count` is how many questions are open.
    """

    ref: Reference
    kind: DateKind
    title: str
    due: Day
    people: tuple[Who, ...] = ()
    path: str | None = None
    stage: str | None = None
    moves: int = 0
    confirmed: bool = True
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarView:
    """All open dates of an account, by day.

    `origin` tells the account from all others and says nothing about it. `since` is the kick-off:
    a day that stays the same, however often the dates are told. `address` is where the readers'
    portal stands, None where that is not known.
    """

    organization: str
    customer: str
    audience: Audience
    origin: str
    since: Day
    address: str | None
    dates: tuple[DateView, ...]

    @property
    def project(self) -> str:
        """What the reader calls it: by the other side's name."""
        return self.customer if self.audience == PROVIDER else self.organization

    def of(self, person: str) -> tuple[DateView, ...]:
        """What is asked of one person."""
        return tuple(one for one in self.dates if any(who.id == person for who in one.people))


def calendar_view(
    account: Account,
    settings: Settings,
    audience: Audience,
    *,
    plan: PlanView,
    tasks: Iterable[TaskPage],
    worksheet: WorksheetView | None,
    decisions: Iterable[DecisionView],
    changes: Iterable[ChangeView],
) -> CalendarView:
    """The dates that these pages show; nothing else of the (whole) account becomes a date."""
    dates = [
        *_task_dates(plan, {page.row.id: page for page in tasks}),
        *_question_dates(worksheet),
        *_sign_off_dates(plan, worksheet),
        *_decision_dates(decisions),
        *_change_dates(changes),
    ]
    return CalendarView(
        organization=settings.organization.name,
        customer=account.customer.name,
        audience=audience,
        origin=origin_of(account, settings),
        since=account.plan.kickoff,
        address=_address(account, settings, audience),
        dates=tuple(sorted(dates, key=lambda one: (one.due, one.ref))),
    )


def origin_of(account: Account, settings: Settings) -> str:
    """The random id of the customer's portal, which nobody can guess; without one the names."""
    portals = account.access.portals if account.access else ()
    ids = {one.audience: one.id for one in portals}
    named = f"{settings.organization.name}\n{account.slug}"
    return ids.get(CUSTOMER) or next(iter(ids.values()), named)


def _address(account: Account, settings: Settings, audience: Audience) -> str | None:
    base = settings.portal.base_url
    portals = account.access.portals if account.access else ()
    id_ = next((one.id for one in portals if one.audience == audience), None)
    return f"{base.rstrip('/')}/{id_}/index.html" if base and id_ else None


def _task_dates(plan: PlanView, pages: dict[str, TaskPage]) -> Iterator[DateView]:
    go_live = plan.go_live.id if plan.go_live else None
    rows = [row for stage in plan.stages for row in stage.rows]
    for row in (*rows, *plan.waiting_for_us):
        if row.due is None or row.closed:
            continue
        page = pages.get(row.id)
        pushing = page.blocked.escalated_to if page and page.blocked else None
        doers = (row.owner, pushing if pushing and pushing.mine else None)
        yield DateView(
            ref=Reference("task", row.id),
            kind=_kind(row, go_live),
            title=row.title,
            due=row.due,
            people=tuple(dict.fromkeys(who for who in doers if who)),
            path=row.path,
            stage=page.stage if page else None,
            moves=len(page.moves) if page else 0,
            confirmed=row.milestone or bool(page and page.confirmed_by),
        )


def _kind(row: TaskRow, go_live: str | None) -> DateKind:
    if row.id == go_live:
        return "go_live"
    return "milestone" if row.milestone else "task"


def _question_dates(worksheet: WorksheetView | None) -> Iterator[DateView]:
    for section in worksheet.sections if worksheet else ():
        if section.wanted and section.due:
            yield DateView(
                ref=Reference("section", section.id),
                kind="questions",
                title=section.title,
                due=section.due,
                people=(section.owner,) if section.owner else (),
                path=f"worksheet#section-{section.id}",
                count=section.wanted,
            )


def _sign_off_dates(plan: PlanView, worksheet: WorksheetView | None) -> Iterator[DateView]:
    if plan.go_live and plan.go_live.done:
        return
    for sign_off in (plan.sign_off, worksheet.sign_off if worksheet else None):
        if sign_off and sign_off.due and not sign_off.given:
            yield DateView(
                ref=Reference("signoff", sign_off.id),
                kind="signoff",
                title=sign_off.id,
                due=sign_off.due,
                people=tuple(one.who for one in sign_off.missing),
                path=f"{sign_off.id}#sign-off",
            )


def _decision_dates(decisions: Iterable[DecisionView]) -> Iterator[DateView]:
    for decision in decisions:
        if decision.status == "proposed" and decision.due:
            yield DateView(
                ref=Reference("decision", decision.id),
                kind="decision",
                title=decision.title,
                due=decision.due,
                people=(decision.owner,) if decision.owner else (),
                path=decision.path,
            )


def _change_dates(changes: Iterable[ChangeView]) -> Iterator[DateView]:
    for change in changes:
        if change.open and change.due:
            yield DateView(
                ref=Reference("change", change.id),
                kind="change",
                title=change.title,
                due=change.due,
                people=(change.owner,) if change.owner else (),
                path=change.path,
            )
