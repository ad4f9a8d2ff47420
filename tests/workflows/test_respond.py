"""`respond import`: what is taken, on a branch, with whom as author; and what is not."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from onboardgen.access import derivation
from onboardgen.access.root import root_text
from onboardgen.access.secret import Secret
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.findings import Positions
from onboardgen.loading.schemas import validate
from onboardgen.responses.document import read_document
from onboardgen.responses.receipts import is_receipt
from onboardgen.workflows.audit_verify import verify
from onboardgen.workflows.check_base import check_since
from onboardgen.workflows.respond_sources import find_responses
from tests.git.made_up_repository import MadeUp
from tests.responses.answering import (
    GRANTS,
    Page,
    imports,
    kept,
    make_workspace,
    only,
    reason,
)

DONE = {"task": "sso", "done": "2026-11-30", "evidence": "https://example.org/login.png"}
ANSWERS = {"answers": {"billing.plans": ["pro", "basic"], "billing.reminder": 21}}
SIGN = {"signoff": "worksheet"}
LENA = f"}}\n  - {{id: {GRANTS['lena']}"
OMAR = f"}}\n  - {{id: {GRANTS['omar']}"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("answering") / "workspace"
    make_workspace(root)
    return root


@pytest.fixture
def made(template: Path, tmp_path: Path) -> MadeUp:
    return MadeUp(Path(shutil.copytree(template, tmp_path / "workspace")))


def changed(made: MadeUp, branch: str | None) -> str:
    return made.git("diff", "-U0", f"main..{branch}", "--", ":!*/responses/*")


def rewrite(made: MadeUp, path: str, before: str, after: str) -> None:
    file = made.root / "plans/acme" / path
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


def clone_of(made: MadeUp, root: Path) -> Path:
    made.git("clone", "--quiet", str(made.root), str(root))
    MadeUp(root).git("config", "user.email", "ravi@example.com")
    return root


def state(made: MadeUp) -> tuple[str, str, str]:
    return (
        made.git("status", "--porcelain=v2", "--branch"),
        made.git("for-each-ref"),
        made.git("diff"),
    )


def test_a_finished_task_comes_onto_a_branch_in_the_name_of_who_finished_it(made: MadeUp) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE | {"note": "Done.\n\nReceipt: forged"})
    one = only(imports(made.root, text))
    assert one.refusal is None
    assert one.proven
    response = one.proven.response
    assert one.branch == f"respond/acme-{response.id[:12]}"
    show = made.git("show", "-s", "--format=%an|%ae|%aI|%cn|%ce|%P|%s", str(one.branch))
    base = made.git("rev-parse", "main")
    assert show == (
        "Jo Lind|jo@example.org|2026-12-01T09:30:00+00:00|Mia Keller|mia@example.com|"
        f"{base}|Jo Lind: “Approve the SSO connection” was done on 2026-11-30."
    )
    line = "owner: jo, due: 2026-12-04, done: 2026-11-30, evidence: {link: "
    assert line in changed(made, one.branch)
    receipts = "--format=%(trailers:key=Receipt,valueonly)"
    trailers = made.git("log", "-1", receipts, str(one.branch))
    assert trailers == one.proven.receipt
    body = made.git("show", "-s", "--format=%b", str(one.branch)).splitlines()
    assert "> Receipt: forged" in body
    assert "Receipt: forged" not in body


def test_what_the_branch_keeps_proves_the_response_again(made: MadeUp) -> None:
    page = Page(made.root, "jo")
    one = only(imports(made.root, page.answer("task_done", DONE)))
    found = kept(made, one)
    assert sorted(found) == ["format", "receipt", "response"]
    text = json.dumps(found["response"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    response = read_document(text.encode())
    assert is_receipt(page.secret, response, bytes.fromhex(found["receipt"]))


def test_the_working_tree_stays_as_it_is_to_the_last_letter(made: MadeUp) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE)
    rewrite(made, "plan.yaml", "# What Jo reads.", "# Half a thought")
    made.write("plans/acme/notes/mine.md", "not committed")
    made.git("add", "plans/acme/notes/mine.md")
    before = {path: path.read_bytes() for path in made.root.rglob("*.yaml")}
    status, refs, diff = state(made)
    report = imports(made.root, text)
    assert report.unseen == ("acme",)
    assert only(report).commit
    assert {path: path.read_bytes() for path in before} == before
    after = state(made)
    assert (after[0], after[2]) == (status, diff)
    assert len(after[1].splitlines()) == len(refs.splitlines()) + 1
    assert "Half a thought" not in made.git("show", f"{only(report).branch}:plans/acme/plan.yaml")


def test_a_dry_run_tells_all_and_writes_nothing(made: MadeUp) -> None:
    before = state(made), made.git("count-objects", "-v")
    one = only(imports(made.root, Page(made.root, "jo").answer("task_done", DONE), dry_run=True))
    assert one.recorded
    assert one.commit is None
    assert (state(made), made.git("count-objects", "-v")) == before


TAKEN: list[tuple[str, str, Mapping[str, Any], list[str]]] = [
    (
        "lena", "task_blocked",
        {"task": "ours", "since": "2026-11-30", "reason": "legal", "note": "Waits: counsel"},
        ["blocked: {since: 2026-11-30, reason: legal, note: \"Waits: counsel\"}"],
    ),
    (
        "jo", "task_question", {"task": "data-map", "question": "Who owns the\nledger?"},
        ["plans/acme/notes/2026-12-01-question-data-map-", "+Who owns the", "+ledger?"],
    ),
    (
        "jo", "date_confirm", {"task": "data-map", "due": "2026-12-11"},
        ["+    confirmed: {by: jo, date: 2026-12-01}"],
    ),
    (
        "jo", "date_propose",
        {"task": "data-map", "to": "2026-12-18", "reason": "data_quality", "note": "Dirty data"},
        ["notes/2026-12-01-proposal-data-map-", "+Dirty data",
         "`onboardgen move acme data-map --to 2026-12-18 --reason data_quality`"],
    ),
    (
        "lena", "answers", ANSWERS,
        ["answer: [pro, basic], type: choices", "answered: {by: lena, date: 2026-12-01}}\n",
         "answer: 21, answered: {by: lena, date: 2026-12-01}}   # was 10"],
    ),
    (
        "omar", "change_request",
        {"target": "setting:billing.currency", "requested": "CHF", "reason": "A Swiss entity.",
         "downstream": ["Invoices"], "effective": "2027-01-01"},
        ["plans/acme/changes/0001-currency.yaml", "+current: EUR", "+requested: CHF",
         "+  - Invoices", "+submitted: {by: omar, date: 2026-12-01}"],
    ),
    (
        "omar", "change_request",
        {"target": "scope:s1", "requested": "deferred", "reason": "Later.", "downstream": [],
         "effective": "2027-01-01", "title": "Later"},
        ["plans/acme/changes/0001-s1.yaml", "+current: included", "+requested: deferred"],
    ),
    (
        "omar", "rating", {"milestone": "go-live", "value": 4, "note": "Smooth"},
        ["plans/acme/events.yaml", "kind: csat", "value: 4", "note: Smooth"],
    ),
    (
        "priya", "task_done", {"task": "feed", "done": "2026-12-01", "note": None},
        ["owner: priya, due: 2026-12-10, done: 2026-12-01"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("person", "kind", "fields", "lines"), TAKEN, ids=lambda one: str(one)[:14]
)
def test_every_kind_is_recorded_as_its_command_does(
    made: MadeUp, person: str, kind: str, fields: Mapping[str, Any], lines: list[str]
) -> None:
    one = only(imports(made.root, Page(made.root, person).answer(kind, fields)))
    assert one.refusal is None, one
    difference = changed(made, one.branch)
    for line in lines:
        assert line in difference, difference
    assert validate("response", kept(made, one), Positions("a.json")) == ()
    email = {"omar": "", "priya": "priya@example.net"}.get(person, f"{person}@example.org")
    assert made.git("show", "-s", "--format=%ae", str(one.branch)) == email


def test_a_proposed_date_moves_the_promise_only_when_it_is_accepted(made: MadeUp) -> None:
    said = {"task": "data-map", "to": "2026-12-18", "reason": "data_quality", "note": "Dirty"}
    text = Page(made.root, "jo").answer("date_propose", said)
    one = only(imports(made.root, text, accept=True))
    lines = changed(made, one.branch)
    assert "+    due: 2026-12-18" in lines
    assert "{from: 2026-12-11, reason: data_quality, note: Dirty}" in lines
    assert "+    confirmed: {by: jo, date: 2026-12-01}" in lines


def test_a_signature_is_recorded_as_sign_does_with_its_receipt_as_evidence(made: MadeUp) -> None:
    one = only(imports(made.root, Page(made.root, "jo").answer("sign_off", SIGN)))
    assert one.refusal is None, one
    assert one.proven
    lines = changed(made, one.branch)
    assert "plans/acme/signed/" in lines
    evidence = f"Response {one.proven.response.id}, receipt {one.proven.receipt}"
    assert evidence in lines
    subject = made.git("show", "-s", "--format=%s", str(one.branch))
    assert subject == "Jo Lind signs the worksheet: 2 answers and 1 scope item."


def test_several_responses_are_commits_of_one_branch_in_the_order_they_were_made(
    made: MadeUp,
) -> None:
    jo, lena = Page(made.root, "jo"), Page(made.root, "lena")
    later = jo.answer(
        "task_done", {"task": "data-map", "done": "2026-12-01"}, at="2026-12-01T11:00:00Z"
    )
    earlier = lena.answer("answers", ANSWERS, at="2026-12-01T08:00:00Z")
    report = imports(made.root, later, earlier)
    assert [one.refusal for one in report.imported] == [None, None]
    (branch,) = {one.branch for one in report.imported}
    assert made.git("log", "--format=%an", f"main..{branch}") == "Jo Lind\nLena Brandt"


def test_the_second_of_two_answers_to_one_question_is_held_against_the_first(made: MadeUp) -> None:
    jo, lena = Page(made.root, "jo"), Page(made.root, "lena")
    first = jo.answer("answers", {"answers": {"billing.reminder": 7}}, at="2026-12-01T08:00:00Z")
    second = lena.answer("answers", {"answers": {"billing.reminder": 9}}, at="2026-12-01T09:00:00Z")
    report = imports(made.root, first, second)
    reasons = [one.refusal and one.refusal.reason for one in report.imported]
    assert sorted(map(str, reasons)) == ["None", "stale"]


# What is refused.


def test_a_replay_is_refused_at_once_on_a_branch_after_the_merge_and_in_a_clone(
    made: MadeUp, tmp_path: Path
) -> None:
    text = Page(made.root, "jo").answer("task_question", {"task": "sso", "question": "Why?"})
    report = imports(made.root, text, text)
    assert [one.refusal and one.refusal.reason for one in report.imported] == ["replayed", None]
    branch = str(report.imported[1].branch)
    assert reason(imports(made.root, text)) == "replayed"
    before = clone_of(made, tmp_path / "before")
    assert reason(imports(before, text)) == "replayed"
    made.merge(branch)
    made.git("branch", "-D", branch)
    assert reason(imports(made.root, text)) == "replayed"
    assert reason(imports(clone_of(made, tmp_path / "after"), text)) == "replayed"
    made.git("rm", "-q", "-r", "plans/acme/responses")
    made.commit("Tidy up")
    assert reason(imports(made.root, text)) == "replayed"


@pytest.mark.parametrize(
    ("kind", "fields", "edit", "words"),
    [
        ("date_confirm", {"task": "sso", "due": "2026-12-04"},
         ("plan.yaml", "due: 2026-12-04", "due: 2026-12-07"),
         ("`task:sso`, due: `2026-12-04` → `2026-12-07`",)),
        ("task_done", DONE, ("plan.yaml", "owner: jo, due", "owner: lena, due"),
         ("`task:sso`, owner: `jo` → `lena`",)),
        ("task_done", DONE, ("plan.yaml", "12-04}", "12-04, visibility: internal}"),
         ("`task:sso` is not there any more",)),
        ("answers", ANSWERS, ("worksheet.yaml", "answer: 14", "answer: 30"),
         ("`setting:billing.reminder`, answer: `14` → `30`",)),
        ("change_request",
         {"target": "scope:s1", "requested": "deferred", "reason": "x", "downstream": [],
          "effective": "2027-01-01"},
         ("worksheet.yaml", "text: One plan", "text: Two plans"),
         ("`scope:s1`, text: `One plan` → `Two plans`",)),
        ("sign_off", SIGN, ("worksheet.yaml", "answer: EUR", "answer: CHF"),
         ("setting `billing.currency`: `EUR` → `CHF`",)),
        ("sign_off", SIGN, ("worksheet.yaml", "One plan}", "One plan}, {id: s2, text: Two}"),
         ("scope item `s2` was added: `Two`",)),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_moved_on_is_refused_and_told_field_by_field(
    made: MadeUp, kind: str, fields: dict[str, Any], edit: tuple[str, str, str], words: tuple[str]
) -> None:
    text = Page(made.root, "jo").answer(kind, fields)
    rewrite(made, *edit)
    assert reason(imports(made.root, text, dry_run=True)) is None
    made.commit("Move on")
    refusal = only(imports(made.root, text)).refusal
    assert refusal
    assert (refusal.reason, refusal.changed) == ("stale", words)


def test_what_was_taken_in_stays_as_it_is(made: MadeUp) -> None:
    one = only(imports(made.root, Page(made.root, "jo").answer("task_done", DONE, id="5c" * 16)))
    made.merge(str(one.branch))
    base = made.git("rev-parse", "HEAD")
    path = f"plans/acme/responses/{'5c' * 16}.json"
    other = f"plans/acme/responses/{'0a' * 16}.json"
    kept_text = (made.root / path).read_text("utf-8")

    def since() -> list[tuple[str, str, str]]:
        found = check_since(made.root, base).findings
        return [(f.code.id, f.location.path, f.message) for f in found if f.severity == "error"]

    assert since() == []
    made.write(path, json.dumps(json.loads(kept_text)))
    assert since() == []
    says = f"{path} holds what `jo` answered, and was"
    made.write(path, kept_text.replace("2026-11-30", "2026-11-28"))
    assert since() == [("OG825", path, f"{says} altered.")]
    (made.root / path).unlink()
    assert since() == [("OG825", path, f"{says} deleted.")]
    made.write(other, kept_text)
    assert since() == [("OG825", other, f"{says} renamed to {other}.")]
    made.commit("Tidy up")
    assert "OG825" in {one.finding.code.id for one in verify(made.root).broken}


def test_what_no_page_makes_is_not_kept_though_its_receipt_is_right(made: MadeUp) -> None:
    jo = Page(made.root, "jo")
    shown = {"task:sso": {**jo.shown["task:sso"], "Not a field": 1}}
    refusal = only(imports(made.root, jo.answer("task_done", DONE, shown=shown))).refusal
    assert refusal
    assert refusal.reason == "unreadable"
    assert "Not a field" in refusal.message


def test_what_does_not_concern_an_answer_may_move(made: MadeUp) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE)
    signed = Page(made.root, "jo").answer("sign_off", SIGN)
    rewrite(made, "plan.yaml", "due: 2026-12-04}", "due: 2026-12-07}   # later")
    rewrite(made, "worksheet.yaml", "# was 10", "# was 9")
    made.commit("Move something else")
    assert [one.refusal for one in imports(made.root, text, signed).imported] == [None, None]


def test_a_response_to_a_portal_of_another_workspace_is_foreign(made: MadeUp) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE)
    rewrite(made, "access.yaml", "7q3mkx2v9c4t8hbnw5ey1drg6s", "7q3mkx2v9c4t8hbnw5ey1drg6t")
    made.commit("Another portal")
    assert reason(imports(made.root, text)) == "foreign"


def test_a_response_of_one_portal_does_not_open_as_one_of_another(made: MadeUp) -> None:
    priya = Page(made.root, "priya")
    document = priya.document("task_done", {"task": "feed", "done": "2026-12-01"})
    jo = Page(made.root, "jo")
    assert reason(imports(made.root, jo.sealed(document))) == "tampered"
    mixed = priya.answer("task_done", {"task": "feed", "done": "2026-12-01"}, person="jo")
    assert reason(imports(made.root, mixed)) == "tampered"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (f"11-02}}{LENA}", f"11-02}}, ended: 2026-11-30{LENA}", "grant_ended"),
        (f"11-02}}{LENA}", f"11-02}}, until: 2026-11-30{LENA}", "grant_ended"),
        (f"2026-11-02}}{LENA}", f"2026-12-02}}{LENA}", "grant_not_yet_valid"),
        ("id: g4t8passphrase01", "id: g4t8passphrase02", "no_grant"),
        ("person: jo,", "person: omar,", "tampered"),
        ("w7bkf3gye5d", "w7bkf3gye5e", "tampered"),
        ("w7bkf3gye5d", "w7bkf3gye5d, refresh: again", "unknown_epoch"),
        (f"11-02}}{OMAR}", f"11-02}}, ended: 2026-11-30{OMAR}", None),
    ],
)  # fmt: skip
def test_a_grant_opens_the_way_only_while_it_opens_the_portal(
    made: MadeUp, before: str, after: str, expected: str | None
) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE)
    rewrite(made, "access.yaml", before, after)
    made.commit("Access")
    assert reason(imports(made.root, text)) == expected


def test_a_grant_of_tomorrow_is_not_good_today_wherever_it_is_tomorrow_already(
    made: MadeUp,
) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE, at="2026-12-01T12:00:00Z")
    rewrite(made, "access.yaml", f"2026-11-02}}{LENA}", f"2026-12-02}}{LENA}")
    made.commit("Access")
    assert reason(imports(made.root, text)) == "grant_not_yet_valid"


def test_a_person_who_left_for_another_party_is_not_heard(made: MadeUp) -> None:
    text = Page(made.root, "omar").answer("rating", {"milestone": "go-live", "value": 5})
    rewrite(made, "customer.yaml", "  omar: {name: Omar Haddad}\n", "")
    rewrite(made, "customer.yaml", "      priya:", "      omar: {name: Omar Haddad}\n      priya:")
    made.commit("Omar changes sides")
    assert reason(imports(made.root, text)) == "grant_ended"


def test_only_who_has_the_passphrase_answers_and_only_a_passphrase_signs(made: MadeUp) -> None:
    jo, lena = Page(made.root, "jo"), Page(made.root, "lena")
    forged = jo.sealed(jo.document("task_done", DONE), lena.secret)
    assert reason(imports(made.root, forged)) == "unproven"
    rewrite(made, "worksheet.yaml", "[jo, mia]", "[lena, mia]")
    made.commit("Lena signs")
    text = Page(made.root, "lena").answer("sign_off", SIGN)
    assert reason(imports(made.root, text)) == "link_cannot_sign"


def test_a_receipt_of_an_open_session_is_none_for_a_signature(
    made: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(made.root, "jo")
    monkeypatch.setattr("onboardgen.responses.receipts.signing_key",
                        derivation.receipt_key)  # fmt: skip
    text = page.answer("sign_off", SIGN)
    monkeypatch.undo()
    assert reason(imports(made.root, text)) == "unproven"


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"at": "2026-12-02T09:30:00Z"}, "ahead"),
        ({"at": "2026-10-30T09:30:00Z"}, "grant_not_yet_valid"),
        ({"epoch": "0" * 64}, "unknown_epoch"),
        ({"grant": GRANTS["lena"]}, "tampered"),
        ({"person": "lena"}, "tampered"),
        ({"portal": "tka0y49hn76mtbwt9tjgq6bja1"}, "tampered"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(
    made: MadeUp, other: dict[str, str], expected: str
) -> None:
    assert reason(imports(made.root, Page(made.root, "jo").answer("task_done", DONE, **other))) == (
        expected
    )


def test_a_response_made_before_somebody_else_was_let_in_or_out_is_taken(made: MadeUp) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE)
    granted = "person: priya, kind: link, granted: {by: mia, date: 2026-12-01}"
    rewrite(made, "access.yaml", f"11-02}}{OMAR}", f"11-02}}, ended: 2026-12-01{OMAR}")
    with (made.root / "plans/acme/access.yaml").open("a") as file:
        file.write(f"  - {{id: 0c8fch9mp4dps9g4, {granted}}}\n")
    made.commit("Access")
    assert reason(imports(made.root, text)) is None


def test_a_response_sealed_before_the_root_was_changed_opens_with_the_one_that_was_kept(
    made: MadeUp,
) -> None:
    old = Secret(bytes(range(1, 33)))
    text = Page(made.root, "lena", key_root=old).answer("answers", ANSWERS)
    assert reason(imports(made.root, text)) == "tampered"
    file = made.root / ".onboardgen/root-ogfp1-0123.key"
    file.write_text(root_text(old) + "\n")
    file.chmod(0o600)
    assert reason(imports(made.root, text)) is None


def test_a_portal_takes_answers_only_to_what_it_shows_in_full(made: MadeUp) -> None:
    priya, jo = Page(made.root, "priya"), Page(made.root, "jo")
    assert set(priya.shown) == {"task:feed"}
    assert "task:margin" not in jo.shown
    assert "margin" not in str(jo.shown["signoff:plan"])
    assert {"task:go-live", "setting:billing.currency", "scope:s1"} < set(jo.shown)


def test_somebody_else_s_task_and_an_impossible_answer_are_refused(made: MadeUp) -> None:
    jo = Page(made.root, "jo")
    assert reason(
        imports(made.root, jo.answer("task_done", {"task": "ours", "done": "2026-12-01"}))
    ) == ("not_theirs")
    future = jo.answer("task_done", {"task": "sso", "done": "2026-12-02"})
    assert reason(imports(made.root, future)) == "impossible"
    rated = jo.answer("rating", {"milestone": "sso", "value": 1})
    assert reason(imports(made.root, rated)) == "impossible"
    lena = Page(made.root, "lena").answer("answers", {"answers": {"billing.reminder": "soon"}})
    one = only(imports(made.root, lena))
    assert one.refusal
    assert (one.refusal.reason, [found.code.id for found in one.findings]) == ("errors", ["OG405"])
    assert made.git("branch", "--list", "respond/*") == ""


def test_the_signer_signs_only_what_is_theirs_to_sign(made: MadeUp) -> None:
    rewrite(made, "worksheet.yaml", "[jo, mia]", "[omar, mia]")
    made.commit("Omar signs")
    refusal = only(imports(made.root, Page(made.root, "jo").answer("sign_off", SIGN))).refusal
    assert refusal
    assert refusal.reason == "impossible"
    assert refusal.message == "`jo` is no signer of the worksheet."


def test_a_second_rating_is_added_to_the_events_there_are(made: MadeUp) -> None:
    made.write("plans/acme/events.yaml", "# Facts.\n- {kind: ticket, date: 2026-11-20}   # one\n")
    made.commit("A fact")
    text = Page(made.root, "omar").answer("rating", {"milestone": "go-live", "value": 4})
    one = only(imports(made.root, text))
    assert made.git("show", f"{one.branch}:plans/acme/events.yaml") == (
        "# Facts.\n- {kind: ticket, date: 2026-11-20}   # one\n"
        "- {kind: csat, date: 2026-12-01, ref: task:go-live, value: 4}"
    )


def test_without_git_keys_or_a_name_there_is_nothing_to_do(
    made: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    text = Page(made.root, "jo").answer("task_done", DONE)
    bare = tmp_path / "bare"
    shutil.copytree(made.root, bare, ignore=shutil.ignore_patterns(".git"))
    with pytest.raises(EnvironmentFailure, match="not in a Git repository"):
        imports(bare, text)
    with pytest.raises(EnvironmentFailure, match="holds another root key"):
        imports(made.root, text, environment={"ONBOARDGEN_ROOT_KEY": root_text(Secret(bytes(32)))})
    made.git("config", "--unset", "user.email")
    with pytest.raises(UsageError, match="Git does not say who works here"):
        imports(made.root, text)


def test_responses_are_found_in_files_directories_and_mails(tmp_path: Path, made: MadeUp) -> None:
    text = Page(made.root, "jo").answer("task_done", DONE)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/one.txt").write_text(text)
    (tmp_path / "inbox/mail.eml").write_text(
        "Subject: hello\r\n\r\n> " + text.replace("\n", "\r\n> ")
    )
    (tmp_path / "inbox/picture.png").write_bytes(bytes(range(256)))
    (tmp_path / "inbox/.hidden").write_text(text)
    found = list(find_responses([str(tmp_path / "inbox")], io.BytesIO()))
    assert [Path(one.source).name for one in found] == ["mail.eml", "one.txt"]
    assert found[0].sealed == found[1].sealed
    (alone,) = find_responses([str(tmp_path / "inbox/picture.png")], io.BytesIO())
    assert alone.sealed.reason == "unreadable"
    with pytest.raises(UsageError, match="There is no file"):
        list(find_responses([str(tmp_path / "nothing")], io.BytesIO()))
