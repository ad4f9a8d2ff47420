"""What is said of broken agreements: which code, in which words, at which place."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from onboardgen.checks.catalogue import check_account
from onboardgen.findings import Finding
from onboardgen.schedule.as_of import AsOf
from tests.agreements.signing_for_tests import (
    PLAN,
    WORKSHEET,
    change_request,
    changed,
    loaded,
    signed,
)
from tests.example_workspace import AS_OF
from tests.schedule.plans_for_tests import CUSTOMER, WORKSPACE

BOTH = signed()
(DOCUMENT,) = (name for name in BOTH if name.startswith("signed/"))
CHF = changed(BOTH, "worksheet.yaml", "answer: EUR", "answer: CHF")
FOUR_EYES = WORKSPACE + "rules: {four_eyes: true}\n"


def found(files: Mapping[str, str], workspace: str = WORKSPACE) -> list[Finding]:
    """What is wrong with agreements."""
    account, settings = loaded(files, workspace)
    every = check_account(account, settings, AsOf(AS_OF))
    return [one for one in every if one.code.id.startswith(("OG42", "OG72"))]


def only(files: Mapping[str, str], workspace: str = WORKSPACE) -> Finding:
    (finding,) = found(files, workspace)
    return finding


def with_change(files: Mapping[str, str], **how: str) -> dict[str, str]:
    request = change_request("setting:billing.currency", "EUR", "CHF", **how)
    return {**files, "changes/0001-chf.yaml": request}


def test_a_sign_off_that_holds_is_nothing_to_tell_of() -> None:
    assert found(BOTH) == []
    assert found(signed(name="plan")) == []
    assert found({}) == []


def test_a_locked_answer_names_old_value_new_value_and_the_change_it_needs() -> None:
    finding = only(CHF)
    assert finding.code.id == "OG420"
    assert finding.ref == "setting:billing.currency"
    assert finding.location.path == "plans/halden/worksheet.yaml"
    assert "answer: CHF" in CHF["worksheet.yaml"].splitlines()[finding.location.line - 1]
    assert finding.message == (
        "Signed on 2026-11-11 and locked since, but moved without an approved change request: "
        "setting `billing.currency`: `EUR` → `CHF`."
    )
    assert finding.hint == (
        "Put it back, or write the change request it needs: target setting:billing.currency, "
        "current `EUR`, requested `CHF`, approved by both sides on 2026-11-11 or later."
    )


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"status": "assessed"}, "it is assessed"),
        ({"status": "withdrawn"}, "it is withdrawn"),
        (
            {"approved": "[{by: jo, date: 2026-11-09}, {by: mia, date: 2026-11-10}]"},
            "it was approved on 2026-11-10, before the signatures",
        ),
    ],
)
def test_a_change_request_that_does_not_cover_a_move_is_named_with_the_reason(
    how: dict[str, str], why: str
) -> None:
    (finding,) = (one for one in found(with_change(CHF, **how)) if one.severity == "error")
    assert finding.code.id == "OG420"
    assert finding.hint.startswith(f"`0001-chf` does not cover it: {why}. Needed: ")


def test_a_change_request_for_another_value_is_named_with_both() -> None:
    request = change_request("setting:billing.currency", "EUR", "USD")
    locked = [
        one for one in found({**CHF, "changes/0001-usd.yaml": request}) if one.severity == "error"
    ]
    assert [one.code.id for one in locked] == ["OG420"]
    assert "it leads from `EUR` to `USD`" in locked[0].hint


def test_after_a_change_that_is_done_the_next_one_leads_on_from_it() -> None:
    files = with_change(CHF, status="done")
    gbp = {"worksheet.yaml": str(files["worksheet.yaml"]).replace("answer: CHF", "answer: GBP")}
    hints = [one.hint for one in found({**files, **gbp}) if one.code.id == "OG420"]
    assert len(hints) == 1
    assert "current `CHF`, requested `GBP`" in hints[0]


@pytest.mark.parametrize("status", ["approved", "done"])
def test_an_approved_change_request_is_the_lawful_way(status: str) -> None:
    assert found(with_change(CHF, status=status)) == []


def test_what_a_change_that_is_done_made_is_not_put_back_by_hand() -> None:
    finding = only(with_change(BOTH, status="done"))
    assert finding.code.id == "OG420"
    assert finding.message == (
        "The change request `0001-chf` is done, but setting `billing.currency` is `EUR` again and "
        "not `CHF`."
    )


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("Which currency?", "Which one?", "question: `Which currency?` → `Which one?`"),
        (", architectural: true", "", "architectural: `true` → `false`"),
        (", answer: EUR", "", "was taken out: `EUR`"),
    ],
)
def test_a_locked_question_is_neither_reworded_nor_unlocked_nor_cleared(
    before: str, after: str, message: str
) -> None:
    finding = only(changed(BOTH, "worksheet.yaml", before, after))
    assert finding.code.id == "OG420"
    assert message in finding.message


@pytest.mark.parametrize(
    ("before", "after", "message", "needed"),
    [
        ("text: One plan", "text: Two plans", "scope item `s1`: `One plan` → `Two plans`",
         "current `One plan`, requested `Two plans`"),
        ("{id: d1, text: Approvals}", "", "scope item `d1` was taken out: `Approvals`",
         "current `Approvals`, requested nothing"),
        ("{id: d1", "{id: d2, text: More}, {id: d1", "scope item `d2` was added: `More`",
         "current nothing, requested `More`"),
        ("deferred: [{id: d1, text: Approvals}]", "excluded: [{id: d1, text: Approvals}]",
         "scope item `d1`, list: `deferred` → `excluded`",
         "current `deferred`, requested `excluded`"),
        ("deferred: [{id: d1, text: Approvals}]", "excluded: [{id: d1, text: No}]",
         "scope item `d1`, list: `deferred` → `excluded`; scope item `d1`: `Approvals` → `No`",
         'requested `[{"list": "excluded", "text": "No"}]`'),
    ],
)  # fmt: skip
def test_the_scope_moves_only_by_a_change_request_that_is_spelt_out(
    before: str, after: str, message: str, needed: str
) -> None:
    finding = only(changed(BOTH, "worksheet.yaml", before, after))
    assert finding.code.id == "OG421"
    assert message in finding.message
    assert needed in finding.hint


def test_before_everybody_signed_nothing_is_locked_but_what_moved_is_told() -> None:
    files = signed(by={"jo": "2026-11-10"})
    finding = only(changed(files, "worksheet.yaml", "answer: EUR", "answer: CHF"))
    assert finding.code.id == "OG720"
    assert "was signed by jo and amended since: setting `billing.currency`: `EUR` → `CHF`." in (
        finding.message
    )


def test_what_is_not_locked_may_be_amended_and_every_field_is_named_once() -> None:
    files = changed(BOTH, "worksheet.yaml", "answer: 14", "answer: 21")
    files = changed(files, "worksheet.yaml", "Anything else?", "Anything else?, answer: 'No'")
    finding = only(files)
    assert (finding.code.id, finding.severity, finding.ref) == (
        "OG720", "warning", "signoff:worksheet",
    )  # fmt: skip
    assert finding.message == (
        "The worksheet was signed on 2026-11-11 and amended since: setting `billing.open` was "
        "added: `No`; setting `billing.reminder`: `14` → `21`."
    )
    assert "by jo and mia: `onboardgen sign halden worksheet --as PERSON`" in finding.hint


def test_locked_and_amended_are_told_apart() -> None:
    files = changed(CHF, "worksheet.yaml", "answer: 14", "answer: 21")
    assert sorted(one.code.id for one in found(files)) == ["OG420", "OG720"]


def test_a_promise_that_moved_amends_the_plan() -> None:
    finding = only(changed(signed(name="plan"), "plan.yaml", "2026-11-27", "2026-12-04"))
    assert finding.code.id == "OG720"
    assert "task `b`, due: `2026-11-27` → `2026-12-04`" in finding.message


def test_a_signature_without_its_file_is_an_error_at_the_signature() -> None:
    files = {name: text for name, text in BOTH.items() if name != DOCUMENT}
    findings = found(files)
    assert [one.code.id for one in findings] == ["OG422", "OG422"]
    assert "`jo` signed on 2026-11-10" in findings[0].message
    assert DOCUMENT in findings[0].message


@pytest.mark.parametrize("place", range(0, len(BOTH[DOCUMENT]), 17))
def test_every_changed_letter_of_a_signed_file_is_seen(place: int) -> None:
    text = BOTH[DOCUMENT]
    letter = "x" if text[place] != "x" else "y"
    files = {**BOTH, DOCUMENT: text[:place] + letter + text[place + 1 :]}
    assert [one.code.id for one in found(files)] == ["OG423"]
    assert found(files)[0].location.path == f"plans/halden/{DOCUMENT}"


@pytest.mark.parametrize("end", ["\n", " ", "\r\n"])
def test_a_line_end_added_to_a_signed_file_is_seen(end: str) -> None:
    assert only({**BOTH, DOCUMENT: BOTH[DOCUMENT] + end}).code.id == "OG423"


def test_a_signed_file_that_nobody_names_is_a_warning() -> None:
    finding = only({DOCUMENT: BOTH[DOCUMENT], "worksheet.yaml": WORKSHEET})
    assert (finding.code.id, finding.severity) == ("OG721", "warning")


def test_the_plan_is_no_worksheet() -> None:
    plan = signed(name="plan")
    (other,) = (name for name in plan if name.startswith("signed/"))
    worksheet = BOTH["worksheet.yaml"].replace(
        DOCUMENT[len("signed/") : -len(".json")], other[len("signed/") : -len(".json")]
    )
    findings = found({"worksheet.yaml": worksheet, "plan.yaml": PLAN, other: plan[other]})
    assert {one.code.id for one in findings} == {"OG424"}
    assert "What `jo` signed is no worksheet." in findings[0].message


def test_who_need_not_sign_is_told() -> None:
    finding = only(signed(by={"jo": "2026-11-10", "mia": "2026-11-10", "priya": "2026-11-10"}))
    assert finding.code.id == "OG425"
    assert finding.message == "`priya` signed the worksheet, but `jo` and `mia` sign it."
    nobody = only(signed(by={"jo": "2026-11-10", "priya": "2026-11-10"}, signers="[]"))
    assert nobody.message == "`priya` signed the worksheet, but only the customer and we sign it."
    alone = only(signed(by={"mia": "2026-11-10", "priya": "2026-11-10"}, signers="[mia]"))
    assert alone.message == "`priya` signed the worksheet, but `mia` signs it."


def test_who_signs_in_anothers_place_does_not_undo_what_they_signed() -> None:
    lena = CUSTOMER.replace("{jo: ", "{lena: {name: Lena Brandt}, jo: ")
    in_place = signed({"customer.yaml": lena}, signers="[lena, mia]")
    assert found(in_place) == []
    both = {"jo": "2026-11-10", "lena": "2026-11-10", "mia": "2026-11-10"}
    beside = signed({"customer.yaml": lena}, by=both, signers="[lena, mia]")
    assert only(beside).code.id == "OG425"
    assert only(signed(signers="[mia]")).code.id == "OG425"


def test_signers_of_different_contents_are_told_who_signs_again() -> None:
    first = signed(by={"jo": "2026-11-10"})
    now = WORKSHEET.replace("answer: 14", "answer: 21")
    second = signed({"worksheet.yaml": now}, by={"mia": "2026-11-12"})
    one, two = (
        files["worksheet.yaml"].partition("signed: [")[2].partition("]")[0]
        for files in (first, second)
    )
    block = f"signoffs: {{worksheet: {{signers: [jo, mia], signed: [{one}, {two}]}}}}\n"
    finding = only({**first, **second, "worksheet.yaml": now + block})
    assert finding.code.id == "OG722"
    assert finding.message == "mia signed other content of the worksheet than jo."
    assert finding.hint == ("jo has to sign again: `onboardgen sign halden worksheet --as jo`.")


@pytest.mark.parametrize(
    ("approved", "workspace", "missing"),
    [
        ("[]", WORKSPACE, "provider"),
        ("[{by: mia, date: 2026-11-12}]", WORKSPACE, None),
        ("[{by: priya, date: 2026-11-12}]", WORKSPACE, "provider"),
        ("[{by: mia, date: 2026-11-12}]", FOUR_EYES, "customer"),
        ("[{by: jo, date: 2026-11-12}, {by: mia, date: 2026-11-12}]", FOUR_EYES, "customer"),
    ],
)
def test_an_approval_that_is_missing_is_told(
    approved: str, workspace: str, missing: str | None
) -> None:
    files = with_change({"worksheet.yaml": WORKSHEET}, approved=approved)
    findings = found(files, workspace)
    if missing is None:
        assert findings == []
    else:
        assert [one.code.id for one in findings] == ["OG426"]
        assert f"nobody of the {missing} has approved it" in findings[0].message


@pytest.mark.parametrize(
    ("target", "current", "status", "told"),
    [
        ("setting:billing.reminder", "14.0", "submitted", None),
        ("setting:billing.reminder", "21", "submitted", "`14`"),
        ("setting:billing.reminder", "21", "rejected", None),
        ("setting:billing.reminder", "21", "done", None),
        ("setting:billing.open", "null", "assessed", None),
        ("setting:billing.open", '"No"', "assessed", "nothing"),
        ("scope:d1", "deferred", "assessed", None),
        ("scope:d1", "Approvals", "assessed", None),
        ("scope:d1", "included", "assessed", "deferred: `Approvals`"),
        ("scope:d1", "Some day", "assessed", "deferred: `Approvals`"),
    ],
)
def test_a_change_request_begins_with_what_stands(
    target: str, current: str, status: str, told: str | None
) -> None:
    request = change_request(target, current, '"other"', status=status)
    findings = found({"changes/0001-x.yaml": request})
    if told is None:
        assert findings == []
    else:
        assert [one.code.id for one in findings] == ["OG723"]
        assert findings[0].message.endswith(f"is {told}.")


def test_an_approved_change_may_have_been_made_already() -> None:
    request = change_request("setting:billing.reminder", "7", "14")
    assert found({"changes/0001-x.yaml": request}) == []
    missed = change_request("setting:billing.reminder", "7", "21")
    assert only({"changes/0001-x.yaml": missed}).code.id == "OG723"
