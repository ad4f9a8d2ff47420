"""The team's portal: every account on one line, without a title of any task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Day

from onboardgen.model.account import Account
from onboardgen.model.settings import Brand, HealthCode, Settings
from onboardgen.schedule.health import Level
from onboardgen.schedule.outlook import Outlook

LEVELS: tuple[Level | None, ...] = ("red", "amber", "green", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account. `stage` is the first that is not finished; None when all are."""

    slug: str
    name: str
    health: Level | None
    """None once it is live."""
    reason: HealthCode | None
    """The worst reason for its health."""
    go_live: Day | None
    live_since: Day | None
    forecast: Day | None
    slip_days: int | None
    """Working days from go-live's promise to its forecast."""
    p80: Day | None
    """The day by which it goes live in four of five cases."""
    go_live_late: bool
    stage: str | None
    done: int
    total: int
    late: int
    blocked: int
    next_milestone: Day | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioView:
    organization: str
    brand: Brand
    language: str
    as_of: Day
    rows: tuple[AccountRow, ...]


def portfolio_view(rows: Iterable[AccountRow], settings: Settings, as_of: Day) -> PortfolioView:
    """All accounts: the worst first, then by go-live promise; those that are live come last."""
    order = sorted(
        rows,
        key=lambda row: (LEVELS.index(row.health), row.go_live or Day.max, row.name),
    )
    return PortfolioView(
        organization=settings.organization.name,
        brand=settings.organization.brand,
        language=settings.organization.language,
        as_of=as_of,
        rows=tuple(order),
    )


def account_row(account: Account, outlook: Outlook) -> AccountRow:
    """One account on the day of its outlook."""
    states = outlook.standing.tasks
    tasks = account.plan.tasks
    work = [task for task in tasks if states[task.id].state != "dropped"]
    open_ones = [task for task in tasks if states[task.id].is_open]
    go_live = next((t for t in tasks if t.id == account.plan.go_live.milestone), None)
    likely = outlook.likely.get(account.plan.go_live.milestone)
    unfinished = {task.stage for task in open_ones}
    milestones = [task.due for task in open_ones if task.is_milestone and task.due]
    return AccountRow(
        slug=account.slug,
        name=account.customer.name,
        health=outlook.health.level,
        reason=outlook.health.reasons[0].code if outlook.health.reasons else None,
        go_live=go_live.due if go_live else None,
        live_since=go_live.done if go_live else None,
        forecast=outlook.forecast.go_live.forecast,
        slip_days=outlook.forecast.go_live.slip_days,
        p80=likely.p80 if likely else None,
        go_live_late=states[go_live.id].overdue if go_live else False,
        stage=next((s.name for s in account.plan.stages if s.id in unfinished), None),
        done=len(work) - len(open_ones),
        total=len(work),
        late=sum(states[task.id].overdue for task in open_ones),
        blocked=sum(states[task.id].state == "blocked" for task in open_ones),
        next_milestone=min(milestones, default=None),
    )
