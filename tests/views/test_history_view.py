"""History in a portal: what happened, in words, and never more than its readers may know."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.audit.event import EventKind
from onboardgen.git.repository import Identity
from onboardgen.rendering.words import RECORD_FIELDS, SIGNATURES
from onboardgen.views.history import FIELDS
from onboardgen.views.news import MOST_LINES
from onboardgen.views.portal import PortalView
from tests.audit.made_up_history import MadeUpHistory
from tests.views.told import (
    ANSWERED,
    DECIDED,
    FILES,
    MAINTAINER,
    MOVED,
    PLAN,
    WORKSHEET,
    begun,
    events_of,
    rendered,
    told,
    told_without_git,
)

THEME = Path(__file__).parents[2] / "theme"
DECISION = "decisions/0001-base-currency"
PLAN_FILE, WORKSHEET_FILE = "plans/acme/plan.yaml", "plans/acme/worksheet.yaml"


def text_of(markup: str) -> str:
    words = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())
    return re.sub(r" ([,:.])", r"\1", words)


def news_of(view: PortalView) -> str:
    return text_of(rendered(view).pages["news"].html)


def everything(view: PortalView) -> str:
    portal = rendered(view)
    return portal.chrome_html + "".join(page.title + page.html for page in portal.pages.values())


def test_a_moved_promise_is_told_with_its_dates_and_its_reason() -> None:
    history, start = begun()
    history.edit(start, MOVED)
    news = news_of(told(history))
    assert "Test billing moved from 4 Dec to 14 Dec: quality of the data. No ids yet" in news


def test_why_a_promise_moved_is_what_the_tasks_page_says_today() -> None:
    history, start = begun()
    moved = history.edit(start, MOVED)
    history.edit(moved, {PLAN_FILE: MOVED[PLAN_FILE].replace("No ids yet", "Ids are missing")})
    news = news_of(told(history))
    assert "Ids are missing" in news
    assert "No ids yet" not in news


def test_an_answer_is_told_with_what_it_was_before() -> None:
    history, start = begun()
    euro = history.edit(start, ANSWERED)
    assert "answered: EUR, Euro" in news_of(told(history))
    history.edit(euro, {WORKSHEET_FILE: ANSWERED[WORKSHEET_FILE].replace("EUR", "USD")})
    assert "answered anew: USD, US Dollar, before it was EUR, Euro" in news_of(told(history))


def test_a_decision_tells_who_approved_it_who_recorded_that_and_in_which_commit() -> None:
    history, start = begun()
    commit = history.edit(start, DECIDED)
    page = text_of(rendered(told(history, signatures={commit: "good"})).pages[DECISION].html)
    life = page[page.index("History") :]
    assert re.search(
        r"proposed .* decided approved by Jo Lind, 9 Nov approved by Mia Keller"
        r" \(Quillmark Billing\), 10 Nov recorded by Mia Keller \(Quillmark Billing\)"
        rf" · {commit[:9]} · signed",
        life,
    ), life


@pytest.mark.parametrize(("state", "word"), SIGNATURES.items())
def test_the_state_of_a_signature_is_a_word_and_a_shape(state: str, word: str) -> None:
    history, start = begun()
    page = rendered(told(history, signatures={start: state})).pages[DECISION].html
    (shape,) = re.findall(rf'class="status is-(\w+)">{word}<', page)
    assert shape in ("done", "dropped", "waiting", "late")


def test_somebody_who_is_nobody_here_is_the_organization_and_has_no_address() -> None:
    history, start = begun(author=MAINTAINER)
    history.edit(start, DECIDED, author=MAINTAINER)
    for audience in ("customer", "partner:kestrel", "provider"):
        shown = everything(told(history, audience))
        assert "Kit Unknown" not in shown
        assert "kit@elsewhere" not in shown
    page = text_of(rendered(told(history)).pages[DECISION].html)
    assert "recorded by Quillmark Billing" in page


def test_somebody_of_ours_whom_the_readers_never_met_is_the_organization() -> None:
    history, start = begun()
    history.edit(start, DECIDED, author=Identity("Nora Whitfield", "nora@example.com"))
    people = {"nora@example.com": "nora", "mia@example.com": "mia"}
    assert "Nora" not in everything(told(history, people=people))


def test_without_a_history_no_page_tells_any() -> None:
    history, _ = begun()
    assert "news" in rendered(told(history)).pages
    without = rendered(told_without_git(history))
    assert "news" not in without.pages
    assert "#/news" not in "".join(page.html for page in without.pages.values())
    assert "History" not in text_of(without.pages[DECISION].html)


def test_where_readers_can_see_nothing_yet_the_page_says_what_will_stand_there() -> None:
    history = MadeUpHistory()
    alone = PLAN.replace("owner: priya", "owner: jo")
    history.commit({**FILES, PLAN_FILE: alone})
    assert "Nothing yet." in news_of(told(history, "partner:kestrel"))


def test_what_came_after_a_sign_off_is_told_as_that() -> None:
    history, start = begun()
    signed = WORKSHEET.replace(
        "signers: [jo, mia]",
        "signers: [jo, mia], signed: [{by: jo, date: 2026-11-23, digest: DIGEST},"
        " {by: mia, date: 2026-11-24, digest: DIGEST}]",
    ).replace("DIGEST", f'"sha256:{"0" * 64}"')
    after = history.edit(start, {WORKSHEET_FILE: signed})
    history.edit(after, MOVED)
    news = told(history).news
    assert news is not None
    assert news.signed == (("worksheet", date(2026, 11, 24)),)
    since = {
        target.title
        for day in news.days
        for line in day.lines
        for target in line.targets
        if line.since
    }
    assert since == {"Test billing"}
    assert "Since the worksheet was signed, 24 Nov" in news_of(told(history))
    assert told(history, "partner:kestrel").news.signed == ()  # type: ignore[union-attr]


def many_tasks(count: int, more: str = "") -> str:
    lines = "".join(
        f"  - {{id: t{number}, title: Task {number}, stage: all, owner: jo{more}}}\n"
        for number in range(count)
    )
    return PLAN + lines


def test_what_one_commit_did_to_many_records_is_one_line() -> None:
    history, start = begun()
    history.edit(start, {PLAN_FILE: many_tasks(40)})
    news = told(history).news
    assert news is not None
    assert len(news.days[0].lines[0].targets) == 40
    assert "40 tasks new: Task 0, Task 1, Task 2 and 37 more" in news_of(told(history))


def test_of_a_long_history_the_newest_lines_are_told_and_the_others_counted() -> None:
    history, tip = begun()
    for number in range(MOST_LINES + 10):
        tip = history.edit(tip, {PLAN_FILE: PLAN.replace("Test billing", f"Billing {number}")})
    news = told(history).news
    assert news is not None
    assert sum(len(day.lines) for day in news.days) == MOST_LINES
    assert news.earlier > 10
    assert f"{news.earlier} earlier changes are not listed here." in news_of(told(history))


def test_a_day_stands_once_the_newest_first_and_a_commit_in_its_own_order() -> None:
    history, start = begun()
    history.edit(start, {**MOVED, **ANSWERED})
    news = told(history).news
    assert news is not None
    days = [day.day for day in news.days]
    assert days == sorted(set(days), reverse=True)
    first = [line.first.kind for line in news.days[0].lines]
    assert first.index("moved") < first.index("answered") < first.index("created")


def test_what_was_internal_is_not_told_when_it_no_longer_is() -> None:
    secret = ANSWERED[WORKSHEET_FILE].replace("answer: EUR", "answer: XTS, visibility: internal")
    history = MadeUpHistory()
    start = history.commit({**FILES, WORKSHEET_FILE: secret})
    shared = history.edit(start, {WORKSHEET_FILE: ANSWERED[WORKSHEET_FILE]})
    assert "XTS" not in everything(told(history))
    history.edit(shared, {WORKSHEET_FILE: ANSWERED[WORKSHEET_FILE].replace("EUR", "USD")})
    assert "before it was EUR" in news_of(told(history))
    assert "XTS" not in everything(told(history))
    assert "XTS" in everything(told(history, "provider"))


def test_a_record_that_is_gone_or_internal_has_no_history_here() -> None:
    history, start = begun()
    inner = PLAN.replace("title: Test billing", "title: Wait for budget, visibility: internal")
    hidden = history.edit(start, {PLAN_FILE: inner})
    news = told(history).news
    assert news is not None
    titles = {one.title for day in news.days for line in day.lines for one in line.targets}
    assert "Test billing" not in everything(told(history))
    assert "Wait for budget" not in titles
    history.edit(hidden, {"plans/acme/decisions/0001-base-currency.yaml": None})
    assert "Books are kept" not in everything(told(history))


def test_a_partner_is_told_that_something_happened_and_not_what_was_written() -> None:
    sections = WORKSHEET.replace("owner: jo", "owner: priya")
    history = MadeUpHistory()
    start = history.commit({**FILES, **ANSWERED})
    history.edit(
        start,
        {WORKSHEET_FILE: sections.replace("type: currency}", "type: currency, answer: USD}")},
    )
    news = news_of(told(history, "partner:kestrel"))
    assert "Which currency are the books kept in? answered" in news
    assert "EUR" not in news


def test_every_field_that_is_told_has_words() -> None:
    fields = {field for each in FIELDS.values() for field in each}
    assert fields == RECORD_FIELDS.keys()


def test_every_kind_of_event_is_said_in_words_of_its_own() -> None:
    """Each kind but those that no reader is told of reads differently from a plain change."""
    template = (THEME / "components/events.html.j2").read_text(encoding="utf-8")
    said = set(re.findall(r'event\.kind == "(\w+)"', template))
    silent = {"deleted", "renamed", "granted", "grant_ended", "changed"}
    assert said == set(get_args(EventKind)) - silent


VISIBILITIES = st.sampled_from(["customer", "internal", "partner:kestrel"])
OWNERS = st.sampled_from(["jo", "mia", "priya"])
STEP = st.tuples(VISIBILITIES, OWNERS, st.sampled_from(["task", "answer", "decision"]))


def written(number: int, visibility: str, owner: str, what: str) -> str:
    """A version of one file in which every text of a record carries the number of the commit."""
    mark = f"mark{number}x"
    if what == "decision":
        return (
            f"title: {mark}\nstatus: proposed\ndate: 2026-11-10\nowner: {owner}\n"
            f"context: {mark}\nreason: {mark}\nvisibility: {visibility}\n"
        )
    if what == "answer":
        text = f"question: {mark} Which?, answer: {mark}, type: text, visibility: '{visibility}'"
        return WORKSHEET.replace(
            "question: Which currency are the books kept in?, type: currency", text
        ).replace("owner: jo", f"owner: {owner}")
    due = f"2026-12-{number % 20 + 1:02d}"
    moved = f"[{{from: 2026-12-{number % 20 + 2:02d}, reason: legal, note: {mark}}}]"
    return PLAN.replace(
        "title: Test billing, stage: all, owner: jo, due: 2026-12-04",
        f"title: {mark}, stage: all, owner: {owner}, due: {due}, moved: {moved},"
        f" how: {mark}, visibility: '{visibility}'",
    )


PATHS = {
    "task": PLAN_FILE,
    "answer": WORKSHEET_FILE,
    "decision": "plans/acme/decisions/0001-base-currency.yaml",
}


@settings(max_examples=50, deadline=None)
@given(st.lists(STEP, min_size=2, max_size=7))
def test_no_reader_is_told_what_only_others_could_read_when_it_was_written(
    steps: list[tuple[str, str, str]],
) -> None:
    """The customer may know what once was for everybody; a partner only what stands there now."""
    history, tip = begun()
    public, now = set(), {}
    for number, (visibility, owner, what) in enumerate(steps):
        tip = history.edit(tip, {PATHS[what]: written(number, visibility, owner, what)})
        now[what] = number, visibility
        if visibility == "customer":
            public.add(number)
    shown = {
        audience: {int(n) for n in re.findall(r"mark(\d+)x", everything(told(history, audience)))}
        for audience in ("customer", "partner:kestrel")
    }
    assert shown["customer"] <= public
    assert shown["partner:kestrel"] <= {
        n for n, visibility in now.values() if visibility != "internal"
    }


def test_equal_histories_make_equal_portals() -> None:
    history, start = begun()
    history.edit(start, MOVED)
    assert events_of(history) == events_of(history)
    assert rendered(told(history)) == rendered(told(history))
