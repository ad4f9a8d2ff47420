"""What a change means for a customer: each thing that can happen is told, and form says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from onboardgen.changes.impact import impact
from onboardgen.changes.impact_report import Impact, RecordChange, Side
from onboardgen.changes.policy import compare
from onboardgen.model.calibration import Calibration, CalibrationClass
from onboardgen.model.reference import Reference
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import outlook
from tests.changes.documents import documents, written
from tests.changes.edits import CURRENCY
from tests.changes.lawful import LAWFUL
from tests.changes.made_up import (
    APPROVED,
    DAY,
    Files,
    account,
    agreed,
    change,
    edited,
    facts,
    settings,
    sign,
    without,
)
from tests.changes.unlawful import UNLAWFUL

LOAD = "title: Load prices, stage: build, owner: mia"
FORM = {"prose is broken into lines otherwise", "everything stands in another order"}
"""Edits that change no meaning."""
CALIBRATION = Calibration(
    as_of=DAY,
    classes=(
        CalibrationClass(party="any", category="any", samples=9, quantiles=(0.5, 1.0, 2.0, 3.0)),
    ),
)


def side(files: Files, day: date = DAY, calibration: Calibration | None = None) -> Side:
    one = account(files)
    return Side(account=one, outlook=outlook(one, settings(), AsOf(day), calibration))


def told(
    before: Files, after: Files, day: date = DAY, calibration: Calibration | None = None
) -> Impact:
    base, head = side(before, day, calibration), side(after, day, calibration)
    around = facts(base.account, head.account, today=day)
    found = compare(base.account, head.account, around)
    broken = [one for one in found if one.severity == "error"]
    return impact(base, head, around, broken)


def plan_edit(old: str, new: str) -> Impact:
    return told(agreed(), edited(agreed(), "plan.yaml", old, new))


def records(found: Impact, ref: str) -> list[RecordChange]:
    return [one for one in found.records if str(one.ref) == ref]


def kinds(found: Impact, ref: str) -> list[str]:
    return [one.kind for one in records(found, ref)]


def lawful(name: str) -> Files:
    docs = documents(agreed())
    LAWFUL[name](docs)
    return written(docs, 1)


def test_the_same_files_say_nothing() -> None:
    assert told(agreed(), agreed()).says_nothing


@examples(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_another_form_of_the_same_says_nothing(seed: int) -> None:
    assert told(agreed(), written(documents(agreed()), seed)).says_nothing


@pytest.mark.parametrize("name", LAWFUL)
def test_each_lawful_edit_is_told_and_breaks_nothing(name: str) -> None:
    found = told(agreed(), lawful(name))
    assert found.says_nothing is (name in FORM)
    assert found.broken == ()
    assert not [one for one in found.locks if one.is_broken]


@pytest.mark.parametrize("name", UNLAWFUL)
def test_each_edit_that_breaks_an_agreement_is_told_as_that(name: str) -> None:
    _, edit = UNLAWFUL[name]
    docs = documents(agreed())
    edit(docs)
    found = told(agreed(), written(docs, 1))
    assert not found.says_nothing
    base, head = account(agreed()), account(written(docs, 1))
    errors = {o.code.id for o in compare(base, head, facts(base, head)) if o.severity == "error"}
    assert {one.code.id for one in found.broken} == errors


@pytest.mark.parametrize("name", LAWFUL)
def test_undoing_the_only_change_brings_go_live_back_all_the_way(name: str) -> None:
    found = told(agreed(), lawful(name))
    if found.go_live.days and len({one.ref for one in found.records}) == 1:
        assert found.go_live.movers[0].days == found.go_live.days


@examples(max_examples=25, deadline=None)
@given(names=st.sets(st.sampled_from(sorted(LAWFUL)), max_size=6))
def test_the_way_back_is_the_way_there_turned_round(names: set[str]) -> None:
    docs = documents(agreed())
    for name in sorted(names):
        LAWFUL[name](docs)
    after = written(docs, 1)
    there, back = told(agreed(), after), told(after, agreed())
    assert there.go_live.days == -(back.go_live.days or 0)
    assert there.became_overdue == back.no_longer_overdue
    assert {(p.ref, p.before, p.after) for p in there.promises} == {
        (p.ref, p.after, p.before) for p in back.promises
    }


def test_a_longer_task_moves_go_live_and_is_named_as_what_moved_it() -> None:
    found = plan_edit(LOAD, f"{LOAD}, duration: 20")
    assert found.go_live.before
    assert found.go_live.after
    assert (found.go_live.days or 0) > 0
    assert found.go_live.movers[0].ref == Reference("task", "load")
    assert found.go_live.movers[0].days == found.go_live.days
    one = records(found, "task:load")[0]
    assert (one.kind, one.field, one.before, one.after) == ("changed", "duration", None, 20)
    assert one.shift
    assert one.shift.before
    assert one.shift.after
    assert one.shift.after > one.shift.before


def test_of_two_changes_the_one_that_moves_go_live_more_comes_first() -> None:
    files = edited(agreed(), "plan.yaml", LOAD, f"{LOAD}, duration: 12")
    after = edited(files, "plan.yaml", "owner: lena, due", "owner: lena, duration: 4, due")
    movers = told(agreed(), after).go_live.movers
    assert [str(one.ref) for one in movers] == ["task:load", "task:train"]
    assert [one.days for one in movers] == [11, 3]


def test_leave_that_moves_go_live_is_named_without_a_record() -> None:
    away = "away: [{from: 2026-12-01, to: 2026-12-31}]"
    old = "lena: {name: Lena Brandt, email: lena@example.org}"
    lenas = f"lena: {{name: Lena Brandt, email: lena@example.org, {away}}}"
    found = told(agreed(), edited(agreed(), "customer.yaml", old, lenas))
    assert found.go_live.movers[0].ref is None
    assert [one.field for one in records(found, "person:lena")] == ["away"]


def test_p50_and_p80_are_told_where_there_is_a_calibration() -> None:
    after = edited(agreed(), "plan.yaml", LOAD, f"{LOAD}, duration: 20")
    found = told(agreed(), after, calibration=CALIBRATION).go_live
    assert found.before
    assert found.before.likely
    assert found.after
    assert found.after.likely
    assert found.before.likely.p80 < found.after.likely.p80
    without_any = told(agreed(), after).go_live
    assert without_any.after
    assert without_any.after.likely is None


def test_what_enters_the_critical_path_and_what_leaves_it_is_told() -> None:
    needs = "needs: [train]"
    after = edited(agreed(), "plan.yaml", needs, "needs: [{ref: tidy, lag: 30}, train]")
    found = told(agreed(), after)
    assert [one.ref.id for one in found.entered] == ["tidy"]
    assert [one.ref.id for one in found.left] == ["load", "train"]


def test_a_moved_promise_is_told_with_days_reason_note_and_the_yes_that_lapses() -> None:
    yes = "due: 2026-12-14, confirmed: {by: lena, date: 2026-11-20}, needs: [load]"
    before = edited(agreed(), "plan.yaml", "due: 2026-12-14, needs: [load]", yes)
    moved = "moved: [{from: 2026-12-14, reason: training, note: No room}], needs: [load]"
    after = edited(before, "plan.yaml", yes, f"due: 2026-12-16, {moved}")
    found = told(before, after)
    (one,) = found.promises
    assert (one.ref, one.before, one.after) == (
        Reference("task", "train"),
        date(2026, 12, 14),
        date(2026, 12, 16),
    )
    assert (one.days, one.reason, one.note, one.lapsed) == (2, "training", "No room", "lena")
    assert kinds(found, "task:train") == []


def test_promises_of_sections_and_sign_offs_count_too() -> None:
    after = edited(
        agreed(), "worksheet.yaml", "title: Billing", "title: Billing\n    due: 2026-12-04"
    )
    assert [str(one.ref) for one in told(agreed(), after).promises] == ["section:billing"]


def test_what_becomes_overdue_and_what_is_no_longer_is_told() -> None:
    late = edited(
        agreed(), "plan.yaml", "owner: lena, due: 2026-12-14", "owner: lena, due: 2026-11-30"
    )
    found = told(agreed(), late)
    assert [str(one.ref) for one in found.became_overdue] == ["task:train"]
    assert [str(one.ref) for one in told(late, agreed()).no_longer_overdue] == ["task:train"]
    assert found.no_longer_overdue == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("started: 2026-11-30", "started"),
        ("done: 2026-11-30", "done"),
        ("blocked: {since: 2026-11-30, reason: technical, note: No key}", "blocked"),
        ("status: dropped", "dropped"),
        ("confirmed: {by: tomas, date: 2026-11-30}", "confirmed"),
        ("duration: 3", "changed"),
        ("counterpart: jo", "changed"),
    ],
)
def test_what_happens_to_a_task_is_told_in_one_word(fields: str, expected: str) -> None:
    owner = "stage: build, owner: tomas"
    found = plan_edit(owner, f"{owner}, {fields}")
    assert kinds(found, "task:tidy") == [expected]
    back = told(edited(agreed(), "plan.yaml", owner, f"{owner}, {fields}"), agreed())
    assert kinds(back, "task:tidy") == [
        {"done": "reopened", "blocked": "unblocked", "dropped": "status"}.get(expected, "changed")
    ]


def test_tasks_that_come_go_and_are_renamed_are_told_as_that() -> None:
    assert kinds(plan_edit("title: Tidy up", "title: Clean up"), "task:tidy") == ["renamed"]
    line = "  - {id: tidy, title: Tidy up, stage: build, owner: tomas, due: 2026-12-18}\n"
    assert kinds(plan_edit(line, ""), "task:tidy") == ["deleted"]
    added = plan_edit(line, f"{line}  - {{id: more, title: More, stage: build, owner: mia}}\n")
    assert kinds(added, "task:more") == ["created"]


def test_a_task_with_another_id_is_the_same_task() -> None:
    after = edited(agreed(), "plan.yaml", "id: load", "id: prices")
    found = told(agreed(), edited(after, "plan.yaml", "needs: [load]", "needs: [prices]"))
    assert [(str(one.ref), one.kind, one.field) for one in found.records] == [
        ("task:prices", "renamed", "id")
    ]
    assert found.entered == found.left == ()
    assert found.promises == ()


def test_a_changed_answer_is_told_with_who_gave_it_only_where_that_is_new() -> None:
    old = "type: number, answer: 14}"
    found = told(agreed(), edited(agreed(), "worksheet.yaml", old, "type: number, answer: 30}"))
    (one,) = records(found, "setting:billing.reminder")
    assert (one.kind, one.before, one.after, one.by) == ("answered", 14, 30, None)
    by = "type: number, answer: 30, answered: {by: lena, date: 2026-12-01}}"
    (one,) = records(
        told(agreed(), edited(agreed(), "worksheet.yaml", old, by)), "setting:billing.reminder"
    )
    assert (one.by, one.on) == ("lena", DAY)


def test_a_signed_answer_that_changes_lets_its_signers_sign_again() -> None:
    old = "type: number, answer: 14}"
    after = edited(agreed(), "worksheet.yaml", old, "type: number, answer: 30}")
    (one,) = told(agreed(), after).sign_offs
    assert (one.name, one.was_given, one.is_given) == ("worksheet", True, False)
    assert one.again == ("jo", "mia")
    assert [str(ref) for ref in one.moved] == ["setting:billing.reminder"]
    assert told(agreed(), sign(after, "worksheet", day="2026-12-01")).sign_offs == ()
    more = edited(after, "worksheet.yaml", "answer: Thank you", "answer: Bye")
    assert told(after, more).sign_offs == ()


def test_a_promise_of_the_signed_plan_that_moves_lets_its_signers_sign_again() -> None:
    after = edited(
        agreed(), "plan.yaml", "owner: lena, due: 2026-12-14", "owner: lena, due: 2026-12-15"
    )
    assert [(one.name, one.again) for one in told(agreed(), after).sign_offs] == [
        ("plan", ("jo", "mia"))
    ]


def test_a_locked_answer_that_changes_alone_is_broken_and_told_once() -> None:
    found = told(agreed(), edited(agreed(), "worksheet.yaml", "answer: EUR", "answer: USD"))
    (lock,) = found.locks
    assert (str(lock.ref), lock.before, lock.after) == ("setting:billing.currency", "EUR", "USD")
    assert lock.is_broken
    assert lock.allowed_by == ()
    assert "OG801" in {one.code.id for one in found.broken}
    assert records(found, "setting:billing.currency") == []


def test_a_locked_answer_that_changes_by_an_approved_request_names_it() -> None:
    asked = change(**CURRENCY, approved=APPROVED)
    after = edited(agreed(), "worksheet.yaml", "answer: EUR", "answer: USD")
    found = told(agreed(), {**after, "changes/0002-dollars.yaml": asked})
    (lock,) = found.locks
    assert lock.allowed_by == ("0002-dollars",)
    assert not lock.is_broken
    assert found.broken == ()
    assert found.sign_offs == ()
    assert kinds(found, "change:0002-dollars") == ["created", "approved", "approved"]


def test_an_excluded_item_that_is_included_is_a_touched_scope() -> None:
    before = "excluded: [{id: x1, text: Invoices before 2024}]"
    files = edited(agreed(), "worksheet.yaml", before, "excluded: []")
    one = "included: [{id: s1, text: One pricing plan}"
    after = edited(files, "worksheet.yaml", one, f"{one}, {{id: x1, text: Invoices before 2024}}")
    found = told(agreed(), after)
    (lock,) = found.locks
    assert (lock.field, lock.is_broken) == ("scope", True)
    assert records(found, "scope:x1") == []
    assert lock.before == {"list": "excluded", "text": "Invoices before 2024"}
    assert lock.after == {"list": "included", "text": "Invoices before 2024"}


def test_decisions_made_rejected_renamed_and_replaced_are_told() -> None:
    path = "decisions/0003-debit.yaml"
    accepted = "status: accepted\ndecided_by: lena\ndecision: By debit."
    found = told(agreed(), edited(agreed(), path, "status: proposed", accepted))
    assert kinds(found, "decision:0003-debit")[0] == "accepted"
    rejected = told(agreed(), edited(agreed(), path, "status: proposed", "status: rejected"))
    assert kinds(rejected, "decision:0003-debit") == ["rejected"]
    files = without(agreed(), path)
    moved = told(agreed(), {**files, "decisions/0003-by-debit.yaml": agreed()[path]})
    assert [(o.kind, o.before, o.after) for o in moved.records] == [
        ("renamed", "0003-debit", "0003-by-debit")
    ]
    third = (
        "title: Weekly\nstatus: accepted\ndate: 2026-12-01\nowner: mia\nsupersedes: 0002-monthly\n"
    )
    found = told(agreed(), {**agreed(), "decisions/0004-weekly.yaml": third})
    assert kinds(found, "decision:0004-weekly") == ["accepted"]
    assert kinds(found, "decision:0002-monthly") == ["superseded"]


def test_grants_given_and_ended_are_told_by_the_name_of_the_person() -> None:
    given = "person: jo, kind: link, granted: {by: mia, date: 2026-11-02}}"
    ended = given[:-1] + ", ended: 2026-12-01}"
    found = told(agreed(), edited(agreed(), "access.yaml", given, ended))
    assert [(o.kind, o.title, o.on) for o in found.records] == [("grant_ended", "Jo Lind", DAY)]
    new = "{id: z6t0z5n8r2b4j9ye, person: lena, kind: link, granted: {by: mia, date: 2026-12-01}}"
    after = {**agreed(), "access.yaml": f"{agreed()['access.yaml']}  - {new}\n"}
    (one,) = told(agreed(), after).records
    assert (one.kind, one.title, one.by, one.on) == ("granted", "Lena Brandt", "mia", DAY)


def test_a_customer_who_is_new_or_gone_is_told_by_what_there_is() -> None:
    one, around = side(agreed()), facts(account(agreed()), account(agreed()))
    new, gone = impact(None, one, around), impact(one, None, around)
    assert (new.kind, gone.kind) == ("new", "removed")
    assert new.contents == gone.contents
    assert new.contents
    assert (new.contents.tasks, new.contents.questions, new.contents.grants) == (5, 4, 2)
    assert new.go_live.before is None
    assert new.go_live.after == gone.go_live.before
    assert not new.says_nothing
    with pytest.raises(ValueError, match="before or after"):
        impact(None, None, around)


def test_a_directory_with_another_name_is_told_and_nothing_else() -> None:
    one = side(agreed())
    other = replace(one, account=account(agreed(), slug="acme-group"))
    found = impact(one, other, facts(one.account, other.account))
    assert (found.slug, found.slug_before) == ("acme-group", "acme")
    assert found.records == found.promises == ()
    assert not found.says_nothing
