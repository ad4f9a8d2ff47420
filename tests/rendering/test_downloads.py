"""What portals offer to take along holds what their pages show, no more and no less."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest

from onboardgen.loading.loader import load
from onboardgen.model.account import Account
from onboardgen.model.plan import Confirmation, Move
from onboardgen.model.settings import Settings
from onboardgen.rendering.downloads import portal_downloads
from onboardgen.rendering.messages import translations
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from onboardgen.views.portal import PortalView, portal_view
from tests.rendering.example_portals import AS_OF, ROOT, example_portals
from tests.views.planted import account, planted_account, portal_of, task

WORDS = translations("en")


@pytest.fixture(scope="module")
def halden() -> tuple[Account, Settings]:
    found = load(Path(ROOT))
    assert found.settings
    return next(one for one in found.accounts if one.slug == "halden"), found.settings


def view_of(given: tuple[Account, Settings], day: date = AS_OF) -> PortalView:
    made, settings = given
    return portal_view(made, settings, "customer", outlook(made, settings, AsOf(day)))


def files_of(view: PortalView) -> dict[str, bytes]:
    return {one.path: one.content for one in portal_downloads(view, WORDS).files}


def summaries(raw: bytes) -> list[str]:
    return [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(raw).walk("VEVENT")]


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_everything_asked_of_somebody_stands_in_their_calendar(halden: Any) -> None:
    view = view_of(halden)
    asked = [ask for ask in view.overview.asks if ask.due]
    assert {ask.kind for ask in asked} >= {"task", "questions", "decision"}
    for ask in asked:
        for who in ask.people:
            paths = {(one.path, one.due) for one in view.calendar.of(who.id)}
            assert (ask.path, ask.due) in paths, (who.id, ask.title)


def test_all_dates_are_those_of_open_records_and_go_live_is_one(halden: Any) -> None:
    view = view_of(halden)
    of_tasks = {one.ref.id for one in view.calendar.dates if one.ref.kind == "task"}
    rows = [row for stage in view.plan.stages for row in stage.rows]
    assert of_tasks == {row.id for row in rows if row.due and not row.closed}
    kinds = [one.kind for one in view.calendar.dates]
    assert kinds.count("go_live") == 1
    assert "milestone" in kinds
    read = summaries(files_of(view)["downloads/dates.ics"])
    assert len(read) == len(view.calendar.dates)


def test_a_quiet_day_changes_no_calendar(halden: Any) -> None:
    first, next_day = files_of(view_of(halden)), files_of(view_of(halden, date(2026, 12, 2)))
    calendars = [path for path in first if path.endswith(".ics")]
    assert len(calendars) > 5
    assert [path for path in calendars if first[path] != next_day.get(path)] == []


def test_a_moved_promise_raises_the_number_of_its_event() -> None:
    moves = (Move(from_=date(2026, 12, 3), reason="legal"),)
    before = task("a", due=date(2026, 12, 3))
    after = replace(before, due=date(2026, 12, 9), moved=moves)
    events = [
        icalendar.Calendar.from_ical(
            files_of(portal_of(account((one,)), "provider"))["downloads/people/mia.ics"]
        ).walk("VEVENT")[0]
        for one in (before, after)
    ]
    assert [one["SEQUENCE"] for one in events] == [0, 1]
    assert events[0]["UID"] == events[1]["UID"]


def test_a_date_is_tentative_until_its_owner_has_confirmed_it() -> None:
    yes = Confirmation(by="mia", date=date(2026, 11, 23))
    tasks = (
        task("open", due=date(2026, 12, 3)),
        task("sure", due=date(2026, 12, 4), confirmed=yes),
        task("live", due=date(2026, 12, 5), type="milestone"),
    )
    dates = portal_of(account(tasks), "provider").calendar.dates
    assert [(one.ref.id, one.confirmed) for one in dates] == [
        ("open", False), ("sure", True), ("live", True),
    ]  # fmt: skip


def test_events_come_from_the_random_id_of_the_portal_and_not_from_a_name(halden: Any) -> None:
    made, settings = halden
    (customer,) = [one for one in made.access.portals if one.audience == "customer"]
    for audience in ("customer", "provider", "partner:kestrel"):
        ahead = outlook(made, settings, AsOf(AS_OF))
        assert portal_view(made, settings, audience, ahead).calendar.origin == customer.id


def test_what_is_done_or_dropped_or_has_no_day_is_in_no_calendar() -> None:
    tasks = (
        task("done", due=date(2026, 11, 3), done=date(2026, 11, 3)),
        task("dropped", due=date(2026, 12, 3), status="dropped"),
        task("undated"),
    )
    files = files_of(portal_of(account(tasks), "provider"))
    assert [path for path in files if path.endswith(".ics")] == []
    rows = rows_of(files["downloads/people/mia.csv"])
    assert [row["Status"] for row in rows[:2]] == ["Done", "Dropped"]


def test_a_partner_takes_along_of_outlined_work_its_title_and_day_only() -> None:
    files = files_of(portal_of(planted_account(), "partner:kestrel"))
    events = icalendar.Calendar.from_ical(files["downloads/dates.ics"]).walk("VEVENT")
    (outlined,) = [one for one in events if one["SUMMARY"] == "planted-outline-title"]
    assert outlined["SEQUENCE"] == 0
    assert outlined["DESCRIPTION"].split("\n") == [
        "Mia (Quillmark Billing)",
        "Quillmark Billing × Halden",
    ]
    shown = b"".join(files.values()).decode()
    assert set(re.findall(r"planted-outline-(\w+)", shown)) == {"title"}


def test_the_decision_log_holds_every_decision_of_the_page(halden: Any) -> None:
    view = view_of(halden)
    rows = rows_of(files_of(view)["downloads/decisions.csv"])
    assert [row["Number"] for row in rows] == [one.number for one in view.decisions]
    accepted = next(row for row in rows if row["Status"] == "Decided")
    assert accepted["Decided by"]
    assert date.fromisoformat(accepted["Date"])
    assert accepted["Link"].startswith("https://portals.quillmark.example/")


def test_everybody_with_a_task_has_a_list_of_exactly_their_own(halden: Any) -> None:
    view = view_of(halden)
    files = files_of(view)
    for party in view.people:
        for one in party.people:
            own = [page.row.title for page in view.tasks if page.row.owner == one.who]
            raw = files.get(f"downloads/people/{one.who.id}.csv")
            assert (raw is not None) == (party.mine and bool(own))
            if raw:
                assert [row["Task"] for row in rows_of(raw)] == own


def test_the_team_takes_along_go_lives_and_the_list_of_accounts() -> None:
    files = {one.path: one.content for one in example_portals()["team"].downloads}
    assert "Halden Logistics: Go-live" in summaries(files["downloads/dates.ics"])
    rows = rows_of(files["downloads/accounts.csv"])
    assert {row["Account"] for row in rows} >= {"Halden Logistics", "Fennel & Co"}
