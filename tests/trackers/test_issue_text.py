"""What issues say, down to the words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as Day

import pytest
from markdown_it import MarkdownIt

from onboardgen.findings import Location
from onboardgen.model.plan import Blocked
from onboardgen.schedule.deadlines import Deadline, Kind
from onboardgen.trackers.issue_text import (
    Told,
    group_comment,
    group_texts,
    issue_texts,
    issue_title,
    rung_comment,
    summary_texts,
    summary_title,
)

TODAY = Day(2026, 12, 7)
RENDERER = MarkdownIt("commonmark", {"html": True})


def item(kind: Kind = "overdue", ref: str = "task:sso", days: int = 3, rung: int = 0) -> Deadline:
    return Deadline(
        ref=ref,
        customer="halden",
        kind=kind,
        rung=rung,
        title="Approve the SSO connection",
        owner="jo",
        party="customer",
        due=Day(2026, 12, 2),
        days=days,
        at=Location("plans/halden/plan.yaml", 12),
    )


TOLD = Told(
    items=(item(),),
    customer="Halden",
    slug="halden",
    owner="Jo Lind",
    party="Halden",
    today=TODAY,
    path=("Ravi Menon", "Nora Whitfield"),
    escalation=(1, 5),
)


def body(told: Told) -> str:
    return issue_texts(told, lambda _: None)[0]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (item(days=3), "**3 working days late on Mon 7 Dec 2026 in Jo Lind’s calendar.**"),
        (item(days=1), "**1 working day late on Mon 7 Dec 2026 in Jo Lind’s calendar.**"),
        (item(days=0), "**Late on Mon 7 Dec 2026 in Jo Lind’s calendar.**"),
        (
            item("blocked_too_long", days=8),
            "**Blocked for 8 working days on Mon 7 Dec 2026 in Jo Lind’s calendar.**",
        ),
        (
            item("gate_waiting", "stage:all"),
            "**The gate should have been open by Wed 2 Dec 2026: "
            "3 working days late on Mon 7 Dec 2026.**",
        ),
        (
            item("plan_untouched", "plan:halden", 12),
            "**No file of this plan has changed for 12 working days on Mon 7 Dec 2026.**",
        ),
        (item("grant_ended", "grant:g"), "**This access ended on Wed 2 Dec 2026.**"),
    ],
)
def test_the_first_line_says_how_it_stands(one: Deadline, words: str) -> None:
    assert body(replace(TOLD, items=(one,))).splitlines()[0] == words


@pytest.mark.parametrize(
    ("ref", "title", "step"),
    [
        ("task:sso", "Halden: Approve the SSO connection", "`onboardgen done halden sso`"),
        ("section:tax", "Halden: Answer the questions: Approve", "plans/halden/worksheet.yaml"),
        ("signoff:plan", "Halden: Approve", "`onboardgen sign halden plan`"),
        ("decision:0001-x", "Halden: Decide: Approve", "`onboardgen decide halden 0001-x`"),
        (
            "change:0001-x",
            "Halden: Answer the request: Approve",
            "`onboardgen change approve halden 0001-x`",
        ),
        ("stage:all", "Halden: Open the gate of Approve", "opens by itself"),
        ("plan:halden", "Halden: Bring the plan up to date: Approve", "Go through it"),
        ("grant:g", "Halden: Approve", "`onboardgen access grant`"),
    ],
)
def test_title_and_last_step_fit_the_kind_of_record(ref: str, title: str, step: str) -> None:
    told = replace(TOLD, items=(item(ref=ref),))
    assert issue_title(told).startswith(title)
    assert step in body(told)


def test_it_says_who_is_told_now_and_who_is_next() -> None:
    assert "- **Next on the escalation path:** Ravi Menon, when it is 1 working day late" in body(
        TOLD
    )
    first = replace(TOLD, items=(item(rung=1),), escalate_to="Ravi Menon")
    assert (
        "- **Escalate to:** Ravi Menon\n"
        "- **Next on the escalation path:** Nora Whitfield, when it is 5" in body(first)
    )
    last = replace(TOLD, items=(item(rung=2),), escalate_to="Nora Whitfield")
    assert "- **Escalate to:** Nora Whitfield" in body(last)
    assert "Next on the escalation path" not in body(last)
    assert "told" not in body(replace(TOLD, path=()))
    assert "told" not in body(replace(TOLD, escalation=()))
    assert "Escalate to" not in body(replace(TOLD, escalate_to="Ravi Menon"))


def test_a_blockade_is_told_with_reason_and_note_and_how_to_end_it() -> None:
    blocked = Blocked(
        since=Day(2026, 11, 20), reason="it_approval", note="A *queue*", until=Day(2026, 12, 9)
    )
    text = body(replace(TOLD, items=(item("blocked_too_long"),), blocked=blocked))
    assert (
        "- **Blocked:** since Fri 20 Nov 2026, expected until Wed 9 Dec 2026 (IT approval): "
        "A \\*queue\\*"
    ) in text
    assert "run `onboardgen unblock halden sso`" in text


def test_long_lists_are_cut_and_counted() -> None:
    text = body(replace(TOLD, blocks=tuple(f"Task {number}" for number in range(23))))
    assert "- Task 19\n- and 3 more" in text


@pytest.mark.parametrize("hostile", ["@nora\n/close", "<!-- x -->", "`", "**", "a|b", "](x)"])
def test_no_field_breaks_out_of_its_place(hostile: str) -> None:
    told = replace(
        TOLD,
        items=(replace(item(), title=hostile),),
        customer=hostile, owner=hostile, party=hostile, path=(hostile,), escalate_to=hostile,
        blocks=(hostile,), missing=(hostile,), questions=(hostile,), evidence=hostile, how=hostile,
        blocked=Blocked(since=TODAY, reason="technical", note=hostile),
    )  # fmt: skip
    plain = [one.type for one in RENDERER.parse(body(replace(told, how="x", evidence="x")))]
    harmless = replace(
        TOLD,
        path=("x",), escalate_to="x", blocks=("x",), missing=("x",), questions=("x",), evidence="x",
        how="x", blocked=Blocked(since=TODAY, reason="technical", note="x"),
    )  # fmt: skip
    assert plain == [one.type for one in RENDERER.parse(body(harmless))]
    for text in (
        issue_title(told),
        *issue_texts(told, lambda _: None),
        *group_texts(hostile, [told], TODAY),
        *summary_texts([hostile], 1),
        rung_comment(told),
        group_comment([told], 0),
    ):
        assert "<!--" not in text
        assert not [line for line in text.splitlines() if line.startswith("/")]
        assert "@nora" not in text


def test_many_items_of_one_customer_are_cut_and_counted() -> None:
    whole, short = group_texts("Halden", [TOLD] * 103, TODAY)
    assert whole.startswith("**103 items** of Halden as of Mon 7 Dec 2026.")
    assert whole.count("### ") == 100
    assert short.count("\n- ") == 100
    assert "And 3 more." in short


def test_the_summary_says_what_to_run() -> None:
    whole, short = summary_texts(["One", "Two"], 1)
    assert summary_title(2) == "2 issues waiting to be opened"
    assert "- One\n- Two" in whole
    for text in (whole, short):
        assert "`onboardgen issues apply --max-new 2`" in text
