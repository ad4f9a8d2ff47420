"""One portal: everything one audience of one account sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.audit.event import Event
from onboardgen.model.account import Account, Attachment
from onboardgen.model.settings import Brand, Settings
from onboardgen.schedule.outlook import Outlook
from onboardgen.views.calendar import CalendarView, calendar_view
from onboardgen.views.changes import ChangeView, change_views
from onboardgen.views.decisions import DecisionView, decision_views
from onboardgen.views.guides import GuideView, guide_views
from onboardgen.views.history import NO_HISTORY, history_of
from onboardgen.views.news import NewsView, news_view
from onboardgen.views.overview import OverviewView, overview_view
from onboardgen.views.people import PartyView, people_view
from onboardgen.views.plan import PlanView, plan_view
from onboardgen.views.reading import read
from onboardgen.views.tasks import TaskPage, task_page
from onboardgen.views.visibility import Audience
from onboardgen.views.worksheet import WorksheetView, worksheet_view


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalView:
    """All pages of one portal as values. `targets` maps `kind:id` to the page it stands on,
    for everything the audience may follow; links in text that are not in it lead nowhere. `news`
    is None where there is no history to tell of."""

    slug: str
    audience: Audience
    organization: str
    brand: Brand
    customer: str
    language: str
    as_of: Day
    overview: OverviewView
    plan: PlanView
    tasks: tuple[TaskPage, ...]
    worksheet: WorksheetView | None
    decisions: tuple[DecisionView, ...]
    changes: tuple[ChangeView, ...]
    guides: tuple[GuideView, ...]
    people: tuple[PartyView, ...]
    news: NewsView | None
    attachments: tuple[Attachment, ...]
    calendar: CalendarView
    targets: Mapping[str, str]


def portal_view(
    account: Account,
    settings: Settings,
    audience: Audience,
    outlook: Outlook,
    events: Sequence[Event] | None = None,
) -> PortalView:
    """The portal of one audience on the day of the outlook. Equal arguments make equal views.

    `events` are all of the customer's, the oldest first; None where no history can be read.
    """
    reading = read(account, settings, audience, outlook)
    history = NO_HISTORY if events is None else history_of(events, reading)
    plan, worksheet = plan_view(reading), worksheet_view(reading)
    decisions, changes, guides = (
        decision_views(reading, history),
        change_views(reading, history),
        guide_views(reading),
    )
    tasks = tuple(task_page(task, reading) for task in reading.full_tasks())
    news = None if events is None else news_view(history, reading)
    return PortalView(
        slug=account.slug,
        audience=audience,
        organization=settings.organization.name,
        brand=settings.organization.brand,
        customer=account.customer.name,
        language=account.customer.language or settings.organization.language,
        as_of=reading.as_of,
        overview=overview_view(
            reading,
            plan=plan,
            worksheet=worksheet,
            decisions=decisions,
            changes=changes,
            guides=guides,
            news=news,
        ),
        plan=plan,
        tasks=tasks,
        worksheet=worksheet,
        decisions=decisions,
        changes=changes,
        guides=guides,
        people=people_view(reading),
        news=news,
        attachments=reading.account.attachments,
        calendar=calendar_view(
            account,
            settings,
            audience,
            plan=plan,
            tasks=tasks,
            worksheet=worksheet,
            decisions=decisions,
            changes=changes,
        ),
        targets={
            str(ref): path
            for ref in sorted(reading.visible.references)
            if (path := reading.path(ref)) is not None
        },
    )
