"""Whoever unlocks a portal takes along what is theirs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import icalendar
from playwright.sync_api import Page, expect

from onboardgen.loading.loader import load
from tests.journeys.reading import Reader, Told, unlock


def saved(page: Page, name: str) -> tuple[str, bytes]:
    """What a click on the only visible offer of that name saves, and under which name."""
    with page.expect_download() as saving:
        page.locator("#page .downloads button:visible").filter(has_text=name).click()
    return saving.value.suggested_filename, Path(saving.value.path()).read_bytes()


def test_the_one_who_unlocks_gets_their_own_dates_and_tasks(
    told: dict[str, Told], demo: str, new_reader: Callable[..., Reader], built_example: Path
) -> None:
    one = told["halden (customer)"]
    halden = next(each for each in load(built_example).accounts if each.slug == "halden")
    page = new_reader(demo).open(one.link.partition("#")[0])
    unlock(page, one.passphrase)  # Jo Lind's: `access show` prints hers first
    name, raw = saved(page, "Your dates for the calendar")
    assert name == "Quillmark Billing, Jo Lind.ics"
    events = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert events
    assert all("Jo Lind" in event["DESCRIPTION"] for event in events)
    name, raw = saved(page, "Your tasks as CSV")
    assert name == "Quillmark Billing, Jo Lind.csv"
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    own = [task.title for task in halden.plan.tasks if task.owner == "jo"]
    assert sorted(row["Task"] for row in rows) == sorted(own)

    page.get_by_role("link", name="Plan", exact=True).click()
    _, mine = saved(page, "Only yours")
    _, every = saved(page, "All dates")
    assert mine.count(b"BEGIN:VEVENT") == len(events) < every.count(b"BEGIN:VEVENT")

    page.get_by_role("link", name="People", exact=True).click()
    colleague = page.get_by_role("button", name="Dates for the calendar: Lena Brandt")
    expect(colleague).to_be_visible()
    page.get_by_role("link", name="Decisions", exact=True).click()
    name, log = saved(page, "Download as CSV")
    assert name == "Quillmark Billing, decisions.csv"
    assert log.startswith(b"\xef\xbb\xbf")
