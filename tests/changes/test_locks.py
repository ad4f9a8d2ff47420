"""What is locked by everybody's signature, and which change requests open it."""

from __future__ import annotations

from onboardgen.findings import Finding
from tests.changes.made_up import (
    SETTINGS,
    Files,
    agreed,
    change,
    edited,
    found,
    ids,
    sign,
)

THERE = {"target": "setting:billing.currency", "current": "EUR", "requested": "USD"}
BACK = {"target": "setting:billing.currency", "current": "USD", "requested": "EUR"}


def on(day: str) -> str:
    return f"[{{by: jo, date: {day}, evidence: Mail}}, {{by: mia, date: {day}}}]"


def the_one(findings: tuple[Finding, ...]) -> Finding:
    (only,) = findings
    return only


def in_dollars(files: Files) -> Files:
    return edited(files, "worksheet.yaml", "answer: EUR", "answer: USD")


def test_a_change_request_that_had_its_effect_does_not_count_again() -> None:
    there_and_back = {
        **agreed(),
        "changes/0002-usd.yaml": change(**THERE, approved=on("2026-11-24")),
        "changes/0003-eur.yaml": change(**BACK, approved=on("2026-11-25")),
    }
    assert ids(found(there_and_back, in_dollars(there_and_back))) == {"OG801"}


def test_a_change_request_approved_before_is_carried_out_later() -> None:
    approved = {**agreed(), "changes/0002-usd.yaml": change(**THERE, approved=on("2026-11-24"))}
    assert found(approved, in_dollars(approved)) == ()


def test_two_change_requests_lead_on_from_each_other() -> None:
    both = {
        **agreed(),
        "changes/0002-usd.yaml": change(**THERE, approved=on("2026-11-30")),
        "changes/0003-gbp.yaml": change(
            **{**THERE, "current": "USD", "requested": "GBP"}, approved=on("2026-12-01")
        ),
    }
    assert found(agreed(), edited(both, "worksheet.yaml", "answer: EUR", "answer: GBP")) == ()


def test_a_change_request_edited_after_approval_counts_as_it_was_approved() -> None:
    other = {**THERE, "requested": "GBP"}
    approved = {**agreed(), "changes/0002-gbp.yaml": change(**other, approved=on("2026-11-24"))}
    rewritten = {**approved, "changes/0002-gbp.yaml": change(**THERE, approved=on("2026-11-24"))}
    assert ids(found(approved, in_dollars(rewritten))) == {"OG801", "OG808"}


def test_putting_back_what_was_signed_is_lawful() -> None:
    astray = in_dollars(agreed())
    assert found(astray, agreed()) == ()
    assert ids(found(astray, edited(agreed(), "worksheet.yaml", "EUR", "GBP"))) == {"OG801"}


def test_a_change_approved_before_the_signatures_does_not_count_after_them() -> None:
    early = {**agreed(), "changes/0002-usd.yaml": change(**THERE, approved=on("2026-11-19"))}
    early["changes/0002-usd.yaml"] = early["changes/0002-usd.yaml"].replace("11-23", "11-18")
    assert ids(found(early, in_dollars(early))) == {"OG801"}


def test_nothing_is_locked_before_everybody_has_signed() -> None:
    mark = "    signed:\n"
    text = agreed()["worksheet.yaml"]
    lines = text.partition(mark)[2].splitlines(keepends=True)
    half = {**agreed(), "worksheet.yaml": text.partition(mark)[0] + mark + lines[0]}
    assert found(half, in_dollars(half)) == ()


def test_one_more_signer_does_not_open_the_lock() -> None:
    more = edited(agreed(), "worksheet.yaml", "signers: [jo, mia]", "signers: [jo, mia, lena]")
    assert found(agreed(), more) == ()
    assert ids(found(more, in_dollars(more))) == {"OG801"}


def test_a_question_may_be_reworded_where_all_sign_it_anew() -> None:
    reworded = edited(agreed(), "worksheet.yaml", "Which currency?", "Which currency at home?")
    assert ids(found(agreed(), reworded)) == {"OG802"}
    assert found(agreed(), sign(reworded, "worksheet", "2026-12-01")) == ()


def test_the_hint_names_the_change_request_that_is_needed() -> None:
    told = the_one(found(agreed(), in_dollars(agreed())))
    assert "`target: setting:billing.currency`, `current: EUR`, `requested: USD`" in told.hint
    asked = {**in_dollars(agreed()), "changes/0002-usd.yaml": change(**THERE, approved="[]")}
    told = the_one(found(agreed(), asked))
    assert "`0002-usd` asks for it, but our side has not approved it." in told.hint


def test_nobody_changes_sides_and_approves_there_in_one_change() -> None:
    tomas = "  tomas: {name: Tomas Berg, email: tomas@example.com}\n"
    moved = edited(agreed(), "customer.yaml", "contacts:\n", f"contacts:\n{tomas}")
    yes = "[{by: tomas, date: 2026-11-30, evidence: Mail}, {by: mia, date: 2026-11-30}]"
    asked = change(**THERE, status="approved", approved=yes, by="mia")
    after = in_dollars({**moved, "changes/0002-usd.yaml": asked})
    alone = SETTINGS.replace(tomas, "")
    assert ids(found(agreed(), after, settings_now=alone)) == {"OG801"}
    assert found(moved, after, settings_before=alone, settings_now=alone) == ()
