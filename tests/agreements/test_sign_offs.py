"""When a sign-off is given, who is missing, and what moved since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from onboardgen.agreements.sign_offs import first_given_plan_promises
from tests.agreements.signing_for_tests import (
    PLAN,
    change_request,
    changed,
    loaded,
    signed,
    state,
)
from tests.schedule.plans_for_tests import WORKSPACE

BOTH = signed()
FOUR_EYES = WORKSPACE + "rules: {four_eyes: true}\n"
CURRENCY = ("worksheet.yaml", "answer: EUR", "answer: CHF")
CHF = change_request("setting:billing.currency", "EUR", "CHF")


def moved(files: dict[str, str], name: Any = "worksheet") -> list[tuple[Any, ...]]:
    return [
        (str(one.ref), one.field, one.change, one.before, one.after, one.locked)
        for one in state(files, name).moved
    ]


def test_a_sign_off_is_given_when_all_signers_signed_what_stands() -> None:
    found = state(BOTH)
    assert found.given
    assert found.since == date(2026, 11, 11)
    assert found.signed == ("jo", "mia")
    assert (found.missing, found.again, found.moved) == ((), (), ())


def test_nobody_signed_and_everybody_is_missing() -> None:
    found = state({})
    assert (found.given, found.digest, found.missing_parties) == (
        False, None, ("customer", "provider"),
    )  # fmt: skip


def test_a_signer_who_has_not_signed_is_missing() -> None:
    found = state(signed(by={"jo": "2026-11-10"}))
    assert (found.given, found.since, found.signed) == (False, None, ("jo",))
    assert (found.missing, found.again) == (("mia",), ())


def test_without_signers_one_of_each_side_has_to_sign() -> None:
    one_side = signed(by={"jo": "2026-11-10"}, signers="[]")
    assert state(one_side).missing_parties == ("provider",)
    assert state(signed(signers="[]")).given


def test_who_need_not_sign_does_not_count() -> None:
    found = state(signed(by={"jo": "2026-11-10", "priya": "2026-11-11"}))
    assert (found.given, found.signed, found.missing) == (False, ("jo",), ("mia",))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("answer: EUR", "answer: CHF",
         ("setting:billing.currency", "answer", "changed", "EUR", "CHF", True)),
        ("Which currency?", "Currency?",
         ("setting:billing.currency", "question", "changed", "Which currency?", "Currency?", True)),
        (", architectural: true", "",
         ("setting:billing.currency", "architectural", "changed", True, False, True)),
        ("answer: 14", "answer: 21",
         ("setting:billing.reminder", "answer", "changed", 14, 21, False)),
        ("type: number, answer: 14", "type: number",
         ("setting:billing.reminder", "answer", "removed", 14, None, False)),
        ("else?", "else?, answer: 'No', architectural: true",
         ("setting:billing.open", "answer", "added", None, "No", False)),
        ("text: One plan", "text: Two plans",
         ("scope:s1", "text", "changed", "One plan", "Two plans", True)),
        ("{id: d1, text: Approvals}", "",
         ("scope:d1", "text", "removed", "Approvals", None, True)),
        ("{id: d1", "{id: d2, text: More}, {id: d1",
         ("scope:d2", "text", "added", None, "More", True)),
    ],
)  # fmt: skip
def test_what_moved_in_a_worksheet_is_named(before: str, after: str, expected: Any) -> None:
    files = changed(BOTH, "worksheet.yaml", before, after)
    assert moved(files) == [expected]
    found = state(files)
    assert not found.given
    assert found.is_locked
    assert (found.signed, found.missing, found.again) == (
        ("jo", "mia"),
        ("jo", "mia"),
        ("jo", "mia"),
    )


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("title: Build", "title: Build it", ("task:a", "title", "changed", "Build", "Build it")),
        ("owner: jo", "owner: mia", ("task:b", "owner", "changed", "jo", "mia")),
        ("2026-11-27", "2026-11-30", ("task:b", "due", "changed", "2026-11-27", "2026-11-30")),
        (", due: 2026-11-20", "", ("task:a", "due", "changed", "2026-11-20", None)),
        ("id: a,", "id: a, status: dropped,", ("task:a", "title", "removed", "Build", None)),
        ("tasks:", "tasks:\n  - {id: c, title: More, stage: all, owner: jo}",
         ("task:c", "title", "added", None, "More")),
    ],
)  # fmt: skip
def test_what_moved_in_a_plan_is_named(before: str, after: str, expected: Any) -> None:
    files = changed(signed(name="plan"), "plan.yaml", before, after)
    assert moved(files, "plan") == [(*expected, False)]
    assert not state(files, "plan").given


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("worksheet.yaml", "title: Billing", "title: Money"),
        ("worksheet.yaml", "answer: 14", "answer: 1.4e1"),
        ("worksheet.yaml", "answer: EUR", 'answer: "EUR", required: true'),
        ("worksheet.yaml", "Anything else?", "What else?"),
    ],
)
def test_what_is_not_signed_may_change(file: str, before: str, after: str) -> None:
    assert state(changed(BOTH, file, before, after)).given


def test_a_plan_stays_given_while_work_is_done() -> None:
    files = changed(signed(name="plan"), "plan.yaml", "id: a,", "id: a, done: 2026-11-19,")
    assert state(files, "plan").given


def test_a_signed_file_that_is_missing_or_altered_explains_nothing() -> None:
    path = next(name for name in BOTH if name.startswith("signed/"))
    without = {name: text for name, text in BOTH.items() if name != path}
    assert state(without).given
    other = changed(without, *CURRENCY)
    assert (state(other).given, state(other).moved) == (False, ())
    forged = changed({**BOTH, path: BOTH[path].replace("EUR", "CHF")}, *CURRENCY)
    assert (state(forged).given, state(forged).moved) == (False, ())
    another = changed({**BOTH, path: BOTH[path].replace("EUR", "USD")}, *CURRENCY)
    assert (state(another).given, state(another).moved) == (False, ())


def test_the_other_document_is_not_what_was_signed() -> None:
    plan = signed(name="plan")
    path = next(name for name in plan if name.startswith("signed/"))
    digest = path[len("signed/") :].removesuffix(".json")
    mine = next(name for name in BOTH if name.startswith("signed/"))
    ours = mine[len("signed/") :].removesuffix(".json")
    swapped = {**BOTH, path: plan[path]}
    swapped["worksheet.yaml"] = swapped["worksheet.yaml"].replace(ours, digest)
    assert (state(swapped).given, state(swapped).moved) == (False, ())


@pytest.mark.parametrize("status", ["approved", "done"])
def test_an_approved_change_is_undone(status: str) -> None:
    request = change_request("setting:billing.currency", "EUR", "CHF", status=status)
    files = changed({**BOTH, "changes/0001-chf.yaml": request}, *CURRENCY)
    assert state(files).given


@pytest.mark.parametrize(
    "request_",
    [
        change_request("setting:billing.currency", "USD", "CHF"),
        change_request("setting:billing.currency", "EUR", "USD"),
        change_request("setting:billing.reminder", "EUR", "CHF"),
        change_request("setting:billing.currency", "EUR", "CHF", status="assessed"),
        change_request("setting:billing.currency", "EUR", "CHF", status="rejected"),
        change_request("setting:billing.currency", "EUR", "CHF", approved="[]"),
        change_request(
            "setting:billing.currency", "EUR", "CHF", approved="[{by: jo, date: 2026-11-12}]"
        ),
        change_request(
            "setting:billing.currency", "EUR", "CHF", approved="[{by: mia, date: 2026-11-10}]"
        ),
    ],
)
def test_a_change_for_something_else_or_not_approved_since_undoes_nothing(request_: str) -> None:
    files = changed({**BOTH, "changes/0001-chf.yaml": request_}, *CURRENCY)
    assert not state(files).given
    assert len(state(files).moved) == 1


def test_who_asked_counts_for_their_side_but_where_four_eyes_are_demanded() -> None:
    own = change_request(
        "setting:billing.currency", "EUR", "CHF", approved="[{by: mia, date: 2026-11-12}]"
    )
    files = changed({**BOTH, "changes/0001-chf.yaml": own}, *CURRENCY)
    assert state(files).given
    assert not state(files, workspace=FOUR_EYES).given
    asked_and_approved = changed({**BOTH, "changes/0001-chf.yaml": CHF}, *CURRENCY)
    assert not state(asked_and_approved, workspace=FOUR_EYES).given


def test_who_asks_later_than_the_other_side_approved_approves_by_asking() -> None:
    late = change_request(
        "setting:billing.currency", "EUR", "CHF", approved="[{by: mia, date: 2026-11-10}]"
    ).replace("submitted: {by: jo, date: 2026-11-09}", "submitted: {by: jo, date: 2026-11-12}")
    assert state(changed({**BOTH, "changes/0001-chf.yaml": late}, *CURRENCY)).given


def test_a_change_that_is_approved_and_not_yet_made_leaves_the_sign_off_given() -> None:
    assert state({**BOTH, "changes/0001-chf.yaml": CHF}).given


def test_a_target_put_back_after_its_change_was_done_is_told() -> None:
    done = change_request("setting:billing.currency", "EUR", "CHF", status="done")
    found = state({**BOTH, "changes/0001-chf.yaml": done})
    assert [(str(one.ref), one.before, one.after, one.locked) for one in found.put_back] == [
        ("setting:billing.currency", "CHF", "EUR", True)
    ]


def signed_again(files: dict[str, str], **by: str) -> dict[str, str]:
    """The files with the content that stands now signed by these people too."""
    text, _, block = files["worksheet.yaml"].partition("\nsignoffs:")
    fresh = signed({**files, "worksheet.yaml": text}, by=by)
    new = fresh["worksheet.yaml"].partition("signed: [")[2].partition("]")[0]
    return {**fresh, "worksheet.yaml": f"{text}\nsignoffs:{block.replace(']}}', f', {new}]}}}}')}"}


def test_what_everybody_signed_last_is_in_force() -> None:
    files = changed(BOTH, "worksheet.yaml", "answer: 14", "answer: 21")
    first = state(BOTH).digest
    half = signed_again(files, jo="2026-11-20")
    assert state(half).digest == first
    assert (state(half).given, state(half).missing, state(half).again) == (
        False, ("mia",), ("mia",),
    )  # fmt: skip
    whole = signed_again(files, jo="2026-11-20", mia="2026-11-21")
    found = state(whole)
    assert found.given
    assert found.digest != first
    assert found.since == date(2026, 11, 21)


def test_signatures_under_different_contents_are_no_sign_off() -> None:
    files = signed(by={"jo": "2026-11-10"})
    moved_on = changed(files, "worksheet.yaml", "answer: 14", "answer: 21")
    found = state(moved_on)
    assert (found.given, found.missing, found.again) == (False, ("jo", "mia"), ("jo",))
    assert [one.field for one in found.moved] == ["answer"]
    other = state(signed_again(moved_on, mia="2026-11-12"))
    assert (other.signed, other.missing, other.again) == (("mia",), ("jo",), ("jo",))


def test_the_promises_of_the_first_plan_that_was_given_stay_the_baseline() -> None:
    files = signed(name="plan")
    account, _ = loaded(changed(files, "plan.yaml", "2026-11-27", "2026-12-30"))
    assert first_given_plan_promises(account) == {
        "a": date(2026, 11, 20),
        "b": date(2026, 11, 27),
        "go-live": date(2026, 12, 1),
    }


@pytest.mark.parametrize("files", [{}, signed(name="plan", by={"jo": "2026-11-10"}), BOTH])
def test_without_a_plan_that_was_given_there_are_no_first_promises(files: dict[str, str]) -> None:
    account, _ = loaded(files)
    assert first_given_plan_promises(account) is None


def test_a_task_without_a_date_promises_nothing() -> None:
    files = signed({"plan.yaml": PLAN.replace(", due: 2026-11-20", "")}, name="plan")
    account, _ = loaded(files)
    assert "a" not in (first_given_plan_promises(account) or {})
