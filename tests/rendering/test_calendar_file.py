"""Calendar files are read by other programs as they were meant, whatever people wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onboardgen.model.people import CUSTOMER, PROVIDER
from onboardgen.model.reference import Reference
from onboardgen.rendering.calendar_file import CalendarWriter, calendar_file, one_line, uid
from onboardgen.rendering.messages import translations
from onboardgen.views.calendar import CalendarView, DateView
from onboardgen.views.reading import Who

JO = Who(id="jo", name="Jo Lind", party="customer", party_name="Halden, Inc.", mine=True)
DATE = DateView(
    ref=Reference("task", "sso"),
    kind="task",
    title="Approve the SSO connection",
    due=date(2026, 12, 4),
    people=(JO,),
    path="plan/sso",
    stage="Integration",
    moves=2,
    confirmed=False,
)
VIEW = CalendarView(
    organization="Quillmark Billing",
    customer="Halden, Inc.",
    audience=CUSTOMER,
    origin="7q3m",
    since=date(2026, 11, 2),
    address="https://portals.quillmark.example/7q3m/index.html",
    dates=(DATE,),
)
NAMES = {
    "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES",
    "STATUS", "TRANSP", "URL",
}  # fmt: skip
HOSTILE = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            ["\r\nATTENDEE:mailto:x@example.com", "\nEND:VEVENT\n", "\r", "\x0b", "\x85", "\u2028",
             "\\n", "\\", ";", ",", ":", '"', "^n", "ü" * 40, "\N{FAMILY}" * 30, "=HYPERLINK(1)"]
        ),
    ),
    max_size=6,
).map("".join)  # fmt: skip


def written(*dates: DateView, view: CalendarView = VIEW, language: str = "en") -> bytes:
    writer = CalendarWriter(view, translations(language))
    return calendar_file("Quillmark × Halden", [writer.event(one) for one in dates])


def read(raw: bytes) -> list[Any]:
    """The events as the icalendar package reads them."""
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def test_a_promise_is_an_all_day_event_that_leaves_the_day_free() -> None:
    (event,) = vobject.readOne(written(DATE).decode()).vevent_list
    assert event.summary.value == "Approve the SSO connection"
    assert (event.dtstart.value, event.dtend.value) == (date(2026, 12, 4), date(2026, 12, 5))
    assert event.transp.value == "TRANSPARENT"
    assert event.status.value == "TENTATIVE"
    assert event.sequence.value == "2"
    assert event.url.value == "https://portals.quillmark.example/7q3m/index.html#/plan/sso"
    assert event.categories.value == ["Quillmark Billing", "Task"]
    assert event.description.value.split("\n") == [
        "Jo Lind (Halden, Inc.)",
        "Integration",
        "Quillmark Billing × Halden, Inc.",
        "https://portals.quillmark.example/7q3m/index.html#/plan/sso",
    ]


def test_the_calendar_says_its_name_and_that_it_is_published() -> None:
    calendar = icalendar.Calendar.from_ical(written(DATE))
    assert calendar["PRODID"] == "-//onboardgen//onboardgen//EN"
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Quillmark × Halden"
    assert "REFRESH-INTERVAL" not in calendar


def test_an_event_stays_the_same_one_when_its_day_moves() -> None:
    moved = replace(DATE, due=date(2026, 12, 11), moves=3, title="Approve SSO")
    before, after = read(written(DATE))[0], read(written(moved))[0]
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1


def test_the_moment_of_writing_is_that_of_the_kick_off_and_not_of_the_build() -> None:
    (event,) = read(written(DATE))
    assert event["DTSTAMP"].dt == datetime(2026, 11, 2, tzinfo=UTC)


def test_the_identity_says_nothing_and_differs_between_accounts() -> None:
    ids = {uid("7q3m", "task:sso"), uid("8r4n", "task:sso"), uid("7q3m", "task:go-live")}
    assert len(ids) == 3
    for one in ids:
        name, _, domain = one.partition("@")
        assert domain == "onboardgen"
        assert len(name) == 32
        assert int(name, 16) >= 0


def test_our_team_reads_whose_date_it_is() -> None:
    (event,) = read(written(DATE, view=replace(VIEW, audience=PROVIDER)))
    assert event["SUMMARY"] == "Halden, Inc.: Approve the SSO connection"
    assert event["CATEGORIES"].cats[0] == "Halden, Inc."


def test_what_is_asked_is_said_as_on_the_first_page() -> None:
    def said(**more: Any) -> str:
        return str(read(written(replace(DATE, **more)))[0]["SUMMARY"])

    assert said(kind="questions", title="Tax", count=1) == "Answer 1 question on Tax"
    assert said(kind="questions", title="100 % tax", count=4) == "Answer 4 questions on 100 % tax"
    assert said(kind="signoff", title="plan") == "Sign the plan"
    assert said(kind="decision", title="Books in EUR") == "Decide: Books in EUR"


def test_without_an_address_there_is_no_link() -> None:
    (event,) = read(written(DATE, view=replace(VIEW, address=None)))
    assert "URL" not in event
    assert "https" not in event["DESCRIPTION"]


@settings(max_examples=60, deadline=None)
@given(title=HOSTILE, name=HOSTILE, customer=HOSTILE)
@example(title="a" * 74 + "ü" * 60, name="\r\n ", customer="x\ny")
def test_no_text_breaks_out_of_its_place(title: str, name: str, customer: str) -> None:
    hostile = replace(DATE, title=title, people=(replace(JO, name=name),), stage=title)
    view = replace(VIEW, customer=customer)
    raw = written(hostile, DATE, view=view)
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"\r" not in b"".join(lines)
    assert b"\n" not in b"".join(lines)
    first, second = read(raw)
    assert set(first.keys()) == NAMES
    assert first["SUMMARY"] == one_line(title)
    assert second["SUMMARY"] == DATE.title
    assert first["DTSTART"].dt == DATE.due
    by_vobject = vobject.readOne(raw.decode()).vevent_list
    assert len(by_vobject) == 2
    assert {child.name for child in by_vobject[0].getChildren()} == NAMES
    assert by_vobject[0].summary.value == one_line(title)


@settings(max_examples=20, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_any_day_of_the_contract_ends_on_the_next(day: date) -> None:
    (event,) = read(written(replace(DATE, due=day)))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
