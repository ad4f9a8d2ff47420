"""`calendar`: the dates of one person, or of our team, over all accounts, as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from onboardgen.errors import UsageError
from onboardgen.findings import Finding
from onboardgen.loading.suggestions import nearest
from onboardgen.model.account import Account
from onboardgen.model.people import PROVIDER
from onboardgen.rendering.calendar_file import CalendarWriter, calendar_file
from onboardgen.rendering.messages import translations
from onboardgen.schedule.outlook import outlook
from onboardgen.views.portal import portal_view
from onboardgen.workflows.accounts import Context, Judged, Moment, judge_accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReport:
    """The file, None where no date is open; how many dates it holds, and of whom."""

    content: bytes | None = field(default=None, repr=False)
    dates: int = 0
    customers: int = 0
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def make_calendar(
    root: Path, slugs: Sequence[str], moment: Moment, person: str | None = None
) -> CalendarReport:
    """All open dates that our team sees in the customers named, by default in all; with a `person`
    only what is asked of them, as their own party sees it.

    Raises UsageError where a slug names no customer, where nobody has the id `person`, or where
    several customers have somebody of that id.
    """
    judged = judge_accounts(root, slugs, moment, partial(_of_account, person))
    if person is not None and judged.context:
        _require_one(person, judged)
    found = [one for one in judged.results if one.events]
    events = [event for one in found for event in one.events]
    return CalendarReport(
        content=calendar_file(_name(judged, person), events) if events else None,
        dates=len(events),
        customers=len(found),
        broken=judged.broken,
        findings=judged.findings,
    )


@dataclass(frozen=True, slots=True)
class _Of:
    """One account: its events, written, and the names of its people by id."""

    slug: str
    events: tuple[bytes, ...]
    names: Mapping[str, str]


def _of_account(person: str | None, context: Context, account: Account) -> _Of:
    names = {member.person.id: member.person.name for member in account.members}
    audience = PROVIDER if person is None else account.parties.get(person)
    if audience is None:
        return _Of(account.slug, (), names)
    ahead = outlook(account, context.settings, context.as_of, context.calibration)
    view = portal_view(account, context.settings, audience, ahead)
    dates = view.calendar.dates if person is None else view.calendar.of(person)
    write = CalendarWriter(view.calendar, translations(view.language)).event
    return _Of(account.slug, tuple(write(date) for date in dates), names)


def _require_one(person: str, judged: Judged[_Of]) -> None:
    """Ids are unique within an account: two customers may each have a Jo."""
    team = {one.id for one in judged.context.settings.team} if judged.context else set()
    slugs = [one.slug for one in judged.results if person in one.names]
    if person not in team and len(slugs) > 1:
        raise UsageError(
            f"{person} is somebody at {' and at '.join(slugs)}.",
            f"Name the customer: `onboardgen calendar {slugs[0]} --for {person}`.",
        )
    if person not in team and not slugs and not judged.broken:
        near = nearest(person, team.union(*(one.names for one in judged.results)))
        raise UsageError(f"Nobody has the id {person}.", f"Did you mean {near}?" if near else "")


def _name(judged: Judged[_Of], person: str | None) -> str:
    organization = judged.context.settings.organization.name if judged.context else ""
    names = (one.names[person] for one in judged.results if person in one.names) if person else ()
    name = next(iter(names), None)
    return f"{organization}: {name}" if name else organization
