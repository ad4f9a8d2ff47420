"""What the rules of change have to be careful about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from onboardgen.changes.facts import Writing
from onboardgen.changes.pairing import paired
from onboardgen.changes.policy import compare
from onboardgen.findings import Finding
from tests.changes.made_up import (
    DAY,
    SETTINGS,
    Files,
    account,
    agreed,
    change,
    edited,
    facts,
    found,
    ids,
    without,
)

THERE = {"target": "setting:billing.currency", "current": "EUR", "requested": "USD"}
FOUR_EYES = SETTINGS.replace("moved_days: 2", "moved_days: 2, four_eyes: true")
AT_HOME = "{id: k3m8x2v9q4w7c1hd, person: jo, kind: link, granted: {by: mia, date: 2026-11-02}}"


def on(day: str) -> str:
    return f"[{{by: jo, date: {day}, evidence: Mail}}, {{by: mia, date: {day}}}]"


def the_one(findings: tuple[Finding, ...]) -> Finding:
    (only,) = findings
    return only


def test_a_renamed_and_edited_decision_is_edited_and_not_deleted() -> None:
    path = "decisions/0001-yearly.yaml"
    renamed = without(agreed(), path) | {"decisions/0001-once.yaml": agreed()[path]}
    renamed = edited(renamed, "decisions/0001-once.yaml", "in January", "in June")
    renamed = edited(renamed, "decisions/0002-monthly.yaml", "0001-yearly", "0001-once")
    told = the_one(found(agreed(), renamed))
    assert (told.code.id, told.location.path) == (
        "OG804",
        "plans/acme/decisions/0001-once.yaml",
    )


def test_a_record_may_get_another_number() -> None:
    path = "decisions/0001-yearly.yaml"
    renamed = without(agreed(), path) | {"decisions/0007-yearly.yaml": agreed()[path]}
    renamed = edited(renamed, "decisions/0002-monthly.yaml", "0001-yearly", "0007-yearly")
    assert found(agreed(), renamed) == ()


def test_what_points_at_a_renamed_record_is_told_its_new_name() -> None:
    path = "decisions/0001-yearly.yaml"
    renamed = without(agreed(), path) | {"decisions/0001-once.yaml": agreed()[path]}
    told = [one for one in found(agreed(), renamed) if one.code.id == "OG816"]
    assert [one.hint for one in told] == ["Point at `decision:0001-once`."]


def test_a_second_replacement_is_told_the_end_of_the_line() -> None:
    third = agreed()["decisions/0002-monthly.yaml"].replace("0001-yearly", "0002-monthly")
    line = {**agreed(), "decisions/0004-weekly.yaml": third.replace("11-16", "12-01")}
    fork = {**line, "decisions/0005-daily.yaml": third.replace("0002-monthly", "0001-yearly")}
    told = [one for one in found(line, fork) if one.code.id == "OG806"]
    assert [one.hint for one in told] == [
        "Write `supersedes: 0004-weekly`, the one that holds now."
    ]
    assert [one.location.path for one in told] == ["plans/acme/decisions/0005-daily.yaml"]


def test_the_new_one_of_two_replacements_is_told_whatever_it_is_dated() -> None:
    second = agreed()["decisions/0002-monthly.yaml"]
    fork = {**agreed(), "decisions/0004-daily.yaml": second.replace("11-16", "11-12")}
    told = [one.location.path for one in found(agreed(), fork) if one.code.id == "OG806"]
    assert told == ["plans/acme/decisions/0004-daily.yaml"]


def test_a_fork_that_the_base_had_is_not_told_again() -> None:
    second = agreed()["decisions/0002-monthly.yaml"]
    forked = {**agreed(), "decisions/0004-daily.yaml": second}
    assert found(forked, edited(forked, "plan.yaml", "Tidy up", "Tidy it up")) == ()


def test_a_signed_file_may_be_put_right() -> None:
    path = next(path for path in agreed() if path.startswith("signed/"))
    altered = {**agreed(), path: agreed()[path].replace("EUR", "CHF").replace("Load", "Lead")}
    assert ids(found(agreed(), altered)) == {"OG812"}
    assert found(altered, agreed()) == ()


@pytest.mark.parametrize(("old", "new"), [("true", "1"), ('"a  b"', '"a b"'), ("1", "1.5")])
def test_values_of_answers_are_compared_exactly(old: str, new: str) -> None:
    value = "settings: {billing.reminder: 14}"
    before = edited(agreed(), "decisions/0001-yearly.yaml", value, f"settings: {{a.b: {old}}}")
    after = edited(agreed(), "decisions/0001-yearly.yaml", value, f"settings: {{a.b: {new}}}")
    assert ids(found(before, after)) == {"OG804"}


def test_four_eyes_are_not_closed_and_passed_by_in_one_change() -> None:
    asked = {
        **agreed(),
        "changes/0002-usd.yaml": change(**THERE, status="submitted", approved="[]"),
    }
    passed = {**agreed(), "changes/0002-usd.yaml": change(**THERE, approved=on("2026-11-30"))}
    assert found(asked, passed) == ()
    assert ids(found(asked, passed, settings_before=FOUR_EYES)) == {"OG817"}
    assert ids(found(asked, passed, settings_now=FOUR_EYES)) == {"OG817"}
    seen = edited(passed, "changes/0002-usd.yaml", "[{by: jo, date", "[{by: lena, date")
    assert found(asked, seen, settings_before=FOUR_EYES) == ()
    lena = "{by: lena, date: 2026-11-30, evidence: Mail}"
    both = passed["changes/0002-usd.yaml"].replace("[{by: jo", f"[{lena}, {{by: jo")
    assert found(asked, {**passed, "changes/0002-usd.yaml": both}, settings_now=FOUR_EYES) == ()


def test_a_lapsed_grant_is_brought_back_by_a_later_day_and_a_running_one_prolonged() -> None:
    def until(day: str) -> Files:
        return edited(agreed(), "access.yaml", AT_HOME, f"{AT_HOME[:-1]}, until: {day}}}")

    assert ids(found(until("2026-11-30"), until("2027-06-30"))) == {"OG822"}
    assert ids(found(until("2026-11-30"), agreed())) == {"OG822"}
    assert found(until("2026-12-01"), until("2027-06-30")) == ()
    assert found(until("2026-11-30"), until("2026-11-29")) == ()


def test_a_customer_may_go_once_they_churned_and_every_grant_has_ended() -> None:
    def gone(files: Files) -> set[str]:
        base = account(files)
        return ids(compare(base, None, facts(base, base)))

    churned = {**agreed(), "events.yaml": "- {kind: churned, date: 2026-11-20}\n"}
    ended = edited(churned, "access.yaml", AT_HOME, f"{AT_HOME[:-1]}, ended: 2026-11-20}}")
    assert gone(agreed()) == gone(churned) == {"OG823"}
    assert gone(without(ended, "events.yaml")) == {"OG823"}
    assert gone(ended) == set()


def test_a_customer_with_whom_nothing_was_agreed_may_go() -> None:
    base = account(
        {
            "customer.yaml": "name: ACME\n",
            "plan.yaml": agreed()["plan.yaml"]
            .partition("signoffs")[0]
            .replace("owner: jo", "owner: mia")
            .replace("owner: lena", "owner: mia"),
        }
    )
    assert compare(base, None, facts(base, base)) == ()


def test_a_new_customer_is_held_against_nothing() -> None:
    head = account(agreed())
    assert compare(None, head, facts(head, head)) == ()


def test_a_yes_that_one_of_several_writers_gave_is_proven() -> None:
    asked = {
        **agreed(),
        "changes/0002-usd.yaml": change(**THERE, status="submitted", approved="[]"),
    }
    yes = {
        **asked,
        "changes/0002-usd.yaml": change(
            **THERE, status="assessed", approved="[{by: jo, date: 2026-12-01}]"
        ),
    }
    base, head = account(asked), account(yes)
    around = facts(base, head)
    jo = Writing(person="jo", name="jo", day=DAY, latest=DAY)
    both = {one: (*writers, jo) for one, writers in around.written.items()}
    assert ids(compare(base, head, around)) == {"OG818"}
    assert compare(base, head, replace(around, written=both)) == ()


def test_a_renamed_record_states_nothing_new() -> None:
    path = "changes/0001-debit.yaml"
    renamed = without(agreed(), path) | {"changes/0001-collect.yaml": agreed()[path]}
    late = Writing(person="tomas", name="tomas", day=date(2027, 6, 1), latest=date(2027, 6, 1))
    assert found(agreed(), renamed, writer=late) == ()


@pytest.mark.parametrize(("day", "codes"), [("2026-11-17", set()), ("2026-11-16", {"OG820"})])
def test_fourteen_days_are_not_late_yet(day: str, codes: set[str]) -> None:
    accepted = agreed()["decisions/0003-debit.yaml"].replace("proposed", "accepted")
    after = {**agreed(), "decisions/0003-debit.yaml": accepted.replace("2026-11-20", day)}
    assert ids(found(agreed(), after)) == codes


def test_a_promise_is_counted_in_the_working_days_of_its_owner() -> None:
    due = "owner: mia, due: 2026-12-11"
    monday = edited(agreed(), "plan.yaml", due, "owner: mia, due: 2026-12-15")
    tuesday = edited(agreed(), "plan.yaml", due, "owner: mia, due: 2026-12-16")
    assert found(agreed(), monday) == ()
    assert ids(found(agreed(), tuesday)) == {"OG813"}


def test_the_holidays_of_the_owner_do_not_count() -> None:
    holiday = "name: ACME\ncalendar: {country: null, extra_holidays: [2026-12-16, 2026-12-17]}\n"
    files = edited(agreed(), "customer.yaml", "name: ACME\n", holiday)
    of_lena = edited(files, "plan.yaml", "due: 2026-12-14", "due: 2026-12-18")
    of_mia = edited(files, "plan.yaml", "mia, due: 2026-12-11", "mia, due: 2026-12-16")
    assert found(files, of_lena) == ()
    assert ids(found(files, of_mia)) == {"OG813"}


def test_a_task_with_another_id_keeps_its_promise() -> None:
    tidy = "{id: tidy, title: Tidy up, stage: build, owner: tomas, due: 2026-12-18}"
    clean = tidy.replace("id: tidy", "id: clean")
    late = clean.replace("2026-12-18", "2027-01-29")
    assert found(agreed(), edited(agreed(), "plan.yaml", tidy, clean)) == ()
    told = the_one(found(agreed(), edited(agreed(), "plan.yaml", tidy, late)))
    assert (told.code.id, told.location.line) == ("OG813", 11)


def test_go_live_does_not_move_by_pointing_at_another_milestone() -> None:
    new = "  - {{id: all-live, title: All live, type: milestone, stage: build, owner: mia{}}}\n"

    def elsewhere(more: str) -> Files:
        files = edited(agreed(), "plan.yaml", "{milestone: go-live}", "{milestone: all-live}")
        return edited(files, "plan.yaml", "tasks:\n", "tasks:\n" + new.format(more))

    assert ids(found(agreed(), elsewhere(", due: 2027-02-26"))) == {"OG813"}
    assert ids(found(agreed(), elsewhere(""))) == {"OG813"}
    assert found(agreed(), elsewhere(", due: 2026-12-18")) == ()
    moved = ", due: 2027-02-26, moved: [{from: 2026-12-18, reason: scope_change}]"
    assert found(agreed(), elsewhere(moved)) == ()


def test_a_promise_that_is_dropped_needs_no_date() -> None:
    dropped = edited(agreed(), "plan.yaml", "due: 2026-12-14,", "status: dropped,")
    assert found(agreed(), dropped) == ()
    later = edited(agreed(), "plan.yaml", "due: 2026-12-14,", "due: 2027-01-14, status: dropped,")
    assert found(agreed(), later) == ()


def test_who_says_no_may_add_why_and_nothing_else() -> None:
    half = change(**THERE, status="assessed", approved="[{by: jo, date: 2026-11-24}]")
    before = {**agreed(), "changes/0002-usd.yaml": half}
    no = edited(before, "changes/0002-usd.yaml", "status: assessed", "status: rejected")
    why = edited(no, "changes/0002-usd.yaml", "note: Two hours", "note: Two hours. Too late now.")
    assert found(before, why) == ()
    other = edited(no, "changes/0002-usd.yaml", "effort_hours: 2", "effort_hours: 3")
    assert ids(found(before, other)) == {"OG808"}


def test_customers_are_paired_by_portal_name_and_records() -> None:
    old, other = account(agreed()), account(without(agreed(), "access.yaml"), slug="birch")
    moved = account(without(agreed(), "access.yaml"), slug="cedar")
    named = replace(moved, customer=replace(moved.customer, name="Cedar"))
    assert paired([old], [account(agreed(), slug="new")])[0][1] is not None
    assert paired([old], [moved]) == ((old, moved),)
    assert paired([old], [named]) == ((old, named),)
    assert paired([old, other], [account(agreed(), slug="z"), other])[0] == (other, other)
    stranger = replace(named, plan=replace(named.plan, tasks=()), decisions=(), changes=())
    assert paired([old], [stranger]) == ((old, None), (None, stranger))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "calendar: {country: null}",
            "calendar: {country: null, weekend: [mon, tue, wed, thu, sat, sun]}",
        ),
        ("mia@example.com}", "mia@example.com, away: [{from: 2026-12-12, to: 2026-12-20}]}"),
    ],
)
def test_free_days_that_come_with_a_later_promise_do_not_shorten_it(old: str, new: str) -> None:
    due = "owner: mia, due: 2026-12-11"
    later = edited(agreed(), "plan.yaml", due, "owner: mia, due: 2026-12-18")
    free = SETTINGS.replace(old, new)
    assert free != SETTINGS
    assert ids(found(agreed(), later, settings_now=free)) == {"OG813"}
    assert found(agreed(), later, settings_before=free, settings_now=free) == ()


def test_a_date_that_is_still_to_come_is_told_though_the_commit_is_dated_ahead_too() -> None:
    accepted = agreed()["decisions/0003-debit.yaml"].replace("proposed", "accepted")
    ahead = Writing(person="mia", name="mia", day=date(2027, 3, 1), latest=date(2027, 3, 2))

    def on_day(day: str) -> set[str]:
        after = {**agreed(), "decisions/0003-debit.yaml": accepted.replace("2026-11-20", day)}
        return ids(found(agreed(), after, writer=ahead))

    assert "OG819" in on_day("2027-03-01") & on_day("2026-12-03")
    assert "OG819" not in on_day("2026-12-02")


def test_a_request_that_counts_as_a_yes_is_proven_like_one() -> None:
    ours = "{by: mia, date: 2026-12-01}"

    def after(approved: str, status: str = "approved", by: str = "jo") -> Files:
        asked = change(**THERE, status=status, approved=f"[{approved}]", by=by)
        return {**agreed(), "changes/0002-usd.yaml": asked}

    told = the_one(found(agreed(), after(ours)))
    assert (told.code.id, told.location.line) == ("OG818", 7)
    assert "which counts as a yes" in told.message
    proven = f"{ours}, {{by: jo, date: 2026-12-01, evidence: Mail}}"
    somebody_else = f"{ours}, {{by: lena, date: 2026-12-01, evidence: Mail}}"
    assert found(agreed(), after(proven)) == found(agreed(), after(somebody_else)) == ()
    assert found(agreed(), after(ours, status="submitted")) == ()
    theirs = "{by: jo, date: 2026-12-01, evidence: Mail}"
    assert found(agreed(), after(theirs, by="mia")) == ()


def test_signers_who_went_with_their_file_are_told_where_they_stood() -> None:
    gone = found(agreed(), without(agreed(), "worksheet.yaml"))
    places = {one.location.path for one in gone if one.code.id == "OG811"}
    assert places == {"plans/acme/worksheet.yaml"}
