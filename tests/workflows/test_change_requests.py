"""A change request from asking to carrying out, and what a decision closes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from onboardgen.errors import UsageError
from onboardgen.workflows import change_requests
from onboardgen.workflows.change_approvals import approve, approve_and_apply
from onboardgen.workflows.change_requests import Estimate, Request
from onboardgen.workflows.check import check
from onboardgen.workflows.decide import Wording, decide
from onboardgen.workflows.record_edits import Editing, Recorded, open_for_editing
from tests.editing.edited import says
from tests.example_workspace import AS_OF, CLEAN, REPOSITORY, copy_example

LINK = "https://docs.halden.example/minutes"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "workspace")


def halden(root: Path) -> Editing:
    return open_for_editing(root, "halden", AS_OF)


def read(root: Path, path: str) -> Any:
    return says((root / "plans/halden" / path).read_bytes())


def answer(root: Path, section: str, id_: str) -> dict[str, Any]:
    sections = {one["id"]: one for one in read(root, "worksheet.yaml")["sections"]}
    found: dict[str, Any] = next(a for a in sections[section]["answers"] if a["id"] == id_)
    return found


def ask(root: Path, target: str, requested: str, **more: Any) -> Recorded:
    request = Request(
        name="x", target=target, requested=requested, reason="Because.", by="lena", **more
    )
    return change_requests.new(halden(root), request, dry_run=False)


def agree(root: Path, id_: str, *people: str) -> Recorded:
    for person in people[:-1]:
        approve(halden(root), id_, person, LINK, dry_run=False)
    return approve_and_apply(halden(root), id_, people[-1], LINK, dry_run=False)


def no_error(root: Path) -> bool:
    return not [one for one in check(root, ("halden",)).findings if one.severity == "error"]


def test_a_request_knows_what_holds_today(workspace: Path) -> None:
    recorded = ask(workspace, "setting:billing.cycle", "Monthly", downstream=("Price list",))
    assert recorded.written
    assert recorded.ref == "change:0006-x"
    assert read(workspace, "changes/0006-x.yaml") == {
        "target": "setting:billing.cycle",
        "current": "Twice a month",
        "requested": "Monthly",
        "reason": "Because.",
        "downstream": ["Price list"],
        "effective": "2026-12-01",
        "submitted": {"by": "lena", "date": "2026-12-01"},
        "classification": "cosmetic",
        "in_scope": True,
        "status": "submitted",
    }
    assert recorded.notes[0] == "Proposed: cosmetic, part of what was agreed."
    assert no_error(workspace)


def test_a_request_for_what_is_deferred_is_structural_and_out_of_scope(workspace: Path) -> None:
    recorded = ask(workspace, "scope:d2", "included")
    written = read(workspace, "changes/0006-x.yaml")
    assert (written["current"], written["requested"]) == ("deferred", "included")
    assert (written["classification"], written["in_scope"]) == ("structural", False)
    assert "`scope:d2` is deferred" in recorded.notes[0]


def test_a_request_for_other_words_knows_the_words(workspace: Path) -> None:
    ask(workspace, "scope:s9", "Training in five cities")
    assert read(workspace, "changes/0006-x.yaml")["current"] == "Training in four cities"


def test_a_request_out_of_scope_is_priced_by_our_rate(workspace: Path) -> None:
    ask(workspace, "scope:d2", "included")
    estimate = Estimate(effort_hours=12, schedule_days=3, note="One more page")
    recorded = change_requests.assess(halden(workspace), "0006-x", estimate, dry_run=False)
    written = read(workspace, "changes/0006-x.yaml")
    assert written["assessment"] == {
        "effort_hours": 12,
        "schedule_days": 3,
        "price": 1980,
        "note": "One more page",
    }
    assert written["status"] == "assessed"
    assert recorded.notes[0].startswith("Proposed price: 1,980.00 EUR, 12 hours at 165.00 EUR.")
    assert "Go-live without this change: " in recorded.notes[1]
    assert "by +3 working days" in recorded.notes[1]


def test_a_price_that_is_named_wins(workspace: Path) -> None:
    ask(workspace, "scope:d2", "included")
    estimate = Estimate(effort_hours=12, price=1500)
    change_requests.assess(halden(workspace), "6", estimate, dry_run=False)
    assert read(workspace, "changes/0006-x.yaml")["assessment"]["price"] == 1500


def test_a_cosmetic_change_in_scope_has_no_price(workspace: Path) -> None:
    ask(workspace, "setting:billing.cycle", "Monthly")
    change_requests.assess(halden(workspace), "6", Estimate(effort_hours=1), dry_run=False)
    assert "price" not in read(workspace, "changes/0006-x.yaml")["assessment"]


def test_who_asked_counts_for_their_side(workspace: Path) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    recorded = approve(halden(workspace), "0006", "mia", None, dry_run=False)
    assert read(workspace, "changes/0006-x.yaml")["status"] == "approved"
    assert recorded.message == "Mia Keller approves 0006-x. Both sides agree to it now."
    assert recorded.notes[0] == "To do: `setting:billing.late_events` becomes 7 instead of 5."
    assert answer(workspace, "billing", "late_events")["answer"] == 5


def test_a_change_that_both_sides_want_is_carried_out(workspace: Path) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    recorded = agree(workspace, "0006-x", "mia")
    assert not recorded.refused
    changed = answer(workspace, "billing", "late_events")
    assert changed["answer"] == 7
    assert changed["answered"] == {"by": "lena", "date": "2026-12-01"}
    written = read(workspace, "changes/0006-x.yaml")
    assert written["status"] == "done"
    assert written["approved"] == [{"by": "mia", "date": "2026-12-01", "evidence": LINK}]
    assert no_error(workspace)


def test_an_item_of_the_scope_moves_with_its_change(workspace: Path) -> None:
    ask(workspace, "scope:d2", "included")
    change_requests.assess(halden(workspace), "6", Estimate(effort_hours=8), dry_run=False)
    recorded = agree(workspace, "6", "mia")
    assert not recorded.refused
    scope = read(workspace, "worksheet.yaml")["scope"]
    assert scope["included"][-1]["id"] == "d2"
    assert [one["id"] for one in scope["deferred"]] == ["d1", "d3"]
    assert no_error(workspace)


def test_what_was_approved_earlier_is_carried_out_later(workspace: Path) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    approve(halden(workspace), "6", "mia", None, dry_run=False)
    recorded = approve_and_apply(halden(workspace), "6", None, None, dry_run=False)
    assert recorded.written
    assert answer(workspace, "billing", "late_events")["answer"] == 7
    assert len(read(workspace, "changes/0006-x.yaml")["approved"]) == 1


def test_nothing_is_carried_out_while_a_side_is_missing(workspace: Path) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    with pytest.raises(UsageError, match="Quillmark Billing has not approved"):
        approve_and_apply(halden(workspace), "6", "henrik", LINK, dry_run=False)
    assert answer(workspace, "billing", "late_events")["answer"] == 5
    told = approve(halden(workspace), "6", "henrik", LINK, dry_run=False)
    assert told.notes[0] == "Still to approve: Quillmark Billing."


def test_four_eyes_want_somebody_else_on_the_side_that_asked(workspace: Path) -> None:
    settings = workspace / "onboardgen.yaml"
    settings.write_bytes(settings.read_bytes().replace(b"four_eyes: false", b"four_eyes: true"))
    ask(workspace, "setting:billing.late_events", "7")
    with pytest.raises(UsageError, match="four_eyes"):
        approve(halden(workspace), "6", "lena", None, dry_run=False)
    approve(halden(workspace), "6", "mia", LINK, dry_run=False)
    assert read(workspace, "changes/0006-x.yaml")["status"] == "submitted"
    approve(halden(workspace), "6", "henrik", LINK, dry_run=False)
    assert read(workspace, "changes/0006-x.yaml")["status"] == "approved"


def test_what_stands_differently_by_now_is_not_overwritten(workspace: Path) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    path = workspace / "plans/halden/worksheet.yaml"
    path.write_bytes(path.read_bytes().replace(b"answer: 5\n", b"answer: 6\n", 1))
    with pytest.raises(UsageError, match="is 6 now; when 0006-x was asked for, it was 5"):
        agree(workspace, "6", "mia")


def test_an_answer_that_a_decision_holds_is_not_changed_behind_its_back(workspace: Path) -> None:
    ask(workspace, "setting:identity.provider", "Microsoft Entra ID")
    change_requests.assess(
        halden(workspace), "6", Estimate(effort_hours=1, in_scope=True), dry_run=False
    )
    before = (workspace / "plans/halden/worksheet.yaml").read_bytes()
    recorded = agree(workspace, "6", "mia")
    assert "OG406" in [one.code.id for one in recorded.refused]
    assert not recorded.written
    assert (workspace / "plans/halden/worksheet.yaml").read_bytes() == before
    assert read(workspace, "changes/0006-x.yaml")["status"] == "assessed"


def test_a_no_is_kept_with_its_reason(workspace: Path) -> None:
    change_requests.reject(halden(workspace), "0004", "Zug joins in 2028.", dry_run=False)
    written = read(workspace, "changes/0004-second-identity-provider.yaml")
    assert written["status"] == "rejected"
    assert written["assessment"] == {"note": "Zug joins in 2028."}
    with pytest.raises(UsageError, match="is rejected"):
        change_requests.withdraw(halden(workspace), "0004", None, dry_run=False)


def test_a_request_is_taken_back(workspace: Path) -> None:
    change_requests.withdraw(halden(workspace), "0004", None, dry_run=False)
    written = read(workspace, "changes/0004-second-identity-provider.yaml")
    assert written["status"] == "withdrawn"
    assert "assessment" not in written


def test_what_somebody_approved_is_not_assessed_anew(workspace: Path) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    approve(halden(workspace), "6", "henrik", LINK, dry_run=False)
    with pytest.raises(UsageError, match="`henrik` has approved"):
        change_requests.assess(halden(workspace), "6", Estimate(effort_hours=1), dry_run=False)


@pytest.mark.parametrize(
    ("target", "requested", "message"),
    [
        ("setting:billing.cycel", "Monthly", "no question"),
        ("setting:billing.cycle", "Twice a month", "already"),
        ("scope:d9", "included", "no item"),
        ("scope:d1", "deferred", "already"),
        ("scope:d1", "", "cannot become nothing"),
        ("task:go-live", "x", "cannot be changed by a request"),
    ],
)
def test_what_cannot_be_asked_for_is_told(
    workspace: Path, target: str, requested: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        ask(workspace, target, requested)
    assert len(list((workspace / "plans/halden/changes").iterdir())) == 5


@pytest.mark.parametrize(
    ("person", "message"),
    [("priya", "of a partner"), ("nobody", "Nobody of halden")],
)
def test_who_cannot_approve_is_told(workspace: Path, person: str, message: str) -> None:
    ask(workspace, "setting:billing.late_events", "7")
    with pytest.raises(UsageError, match=message):
        approve(halden(workspace), "6", person, None, dry_run=False)


def test_nobody_approves_twice_or_what_nobody_priced(workspace: Path) -> None:
    ask(workspace, "scope:d2", "included")
    with pytest.raises(UsageError, match="nobody has said what it costs"):
        approve(halden(workspace), "6", "mia", None, dry_run=False)
    ask(workspace, "setting:billing.late_events", "7")
    approve(halden(workspace), "7", "henrik", LINK, dry_run=False)
    with pytest.raises(UsageError, match="already"):
        approve(halden(workspace), "7", "henrik", LINK, dry_run=False)


def test_who_does_it_is_whom_git_knows(workspace: Path) -> None:
    for command in (["init", "-q"], ["config", "user.email", "MIA@users.quillmark.example"]):
        subprocess.run(["git", *command], cwd=workspace, env=CLEAN, check=True)
    ask(workspace, "setting:billing.late_events", "7")
    recorded = approve(halden(workspace), "6", None, None, dry_run=False)
    assert recorded.message.startswith("Mia Keller approves")


def test_a_yes_that_somebody_else_writes_down_wants_its_proof(workspace: Path) -> None:
    for command in (["init", "-q"], ["config", "user.email", "mia.keller@quillmark.example"]):
        subprocess.run(["git", *command], cwd=workspace, env=CLEAN, check=True)
    ask(workspace, "setting:billing.late_events", "7")
    told = approve(halden(workspace), "6", "henrik", None, dry_run=True)
    assert told.notes[-1].startswith("Mia Keller writes this down for `henrik`")
    proven = approve(halden(workspace), "6", "henrik", LINK, dry_run=True)
    assert proven.notes == ("Still to approve: Quillmark Billing.",)


def test_without_an_address_of_ours_the_person_is_asked_for(workspace: Path) -> None:
    commands = [["init", "-q"], ["config", "user.email", "guest@example.net"]]
    ask(workspace, "setting:billing.late_events", "7")
    for command in commands:
        with pytest.raises(UsageError) as refused:
            approve(halden(workspace), "6", None, None, dry_run=False)
        assert "--as: mia, tomas, sam" in refused.value.hint
        subprocess.run(["git", *command], cwd=workspace, env=CLEAN, check=True)
    with pytest.raises(UsageError, match=r"guest@example\.net"):
        approve(halden(workspace), "6", None, None, dry_run=False)


def wording(**more: Any) -> Wording:
    base = {"name": "y", "title": "T", "decision": "D", "reason": "R", "settings": {}, "by": "mia"}
    return Wording(**{**base, **more})


def test_a_decision_settles_its_answers(workspace: Path) -> None:
    recorded = decide(
        halden(workspace),
        wording(
            settings={"invoicing.revenue_date": "Delivery"},
            alternatives=(("Pick-up", "Typed in by hand: wrong too often"),),
            approved_by=("lena", "mia"),
            evidence=LINK,
            decided_by="lena",
        ),
        dry_run=False,
    )
    assert not recorded.refused
    assert read(workspace, "decisions/0015-y.yaml") == {
        "title": "T",
        "status": "accepted",
        "date": "2026-12-01",
        "owner": "mia",
        "decision": "D",
        "reason": "R",
        "alternatives": [{"option": "Pick-up", "why_not": "Typed in by hand: wrong too often"}],
        "decided_by": "lena",
        "approved": [
            {"by": "lena", "date": "2026-12-01", "evidence": LINK},
            {"by": "mia", "date": "2026-12-01", "evidence": LINK},
        ],
        "settings": {"invoicing.revenue_date": "Delivery"},
    }
    settled = answer(workspace, "invoicing", "revenue_date")
    assert settled["answer"] == "Delivery"
    assert settled["answered"] == {"by": "lena", "date": "2026-12-01"}
    assert no_error(workspace)


def test_a_proposal_settles_nothing(workspace: Path) -> None:
    decide(
        halden(workspace),
        wording(settings={"invoicing.revenue_date": "Delivery"}, proposed=True),
        dry_run=False,
    )
    written = read(workspace, "decisions/0015-y.yaml")
    assert written["status"] == "proposed"
    assert "decided_by" not in written
    assert "answer" not in answer(workspace, "invoicing", "revenue_date")


def test_a_decision_closes_an_approved_change_and_carries_it_out(workspace: Path) -> None:
    ask(workspace, "setting:identity.provider", "Microsoft Entra ID")
    change_requests.assess(halden(workspace), "6", Estimate(effort_hours=4), dry_run=False)
    approve(halden(workspace), "6", "mia", None, dry_run=False)
    older = next(
        path.stem
        for path in (workspace / "plans/halden/decisions").iterdir()
        if "identity.provider" in says(path.read_bytes()).get("settings", {})
    )
    recorded = decide(
        halden(workspace),
        wording(
            closes=("0006-x",),
            supersedes=older,
            settings={"identity.provider": "Microsoft Entra ID"},
        ),
        dry_run=False,
    )
    assert not recorded.refused
    change = read(workspace, "changes/0006-x.yaml")
    assert (change["status"], change["decision"]) == ("done", "0015-y")
    assert answer(workspace, "identity", "provider")["answer"] == "Microsoft Entra ID"
    assert [one.path for one in recorded.changes] == [
        "plans/halden/decisions/0015-y.yaml",
        "plans/halden/worksheet.yaml",
        "plans/halden/changes/0006-x.yaml",
    ]
    assert no_error(workspace)


def test_of_several_files_none_is_written_where_one_brings_an_error(workspace: Path) -> None:
    before = (workspace / "plans/halden/worksheet.yaml").read_bytes()
    recorded = decide(
        halden(workspace), wording(settings={"invoicing.revenue_date": "Easter"}), dry_run=False
    )
    assert {one.code.id for one in recorded.refused} == {"OG405"}
    assert not (workspace / "plans/halden/decisions/0015-y.yaml").exists()
    assert (workspace / "plans/halden/worksheet.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"supersedes": "0013"}, "only an accepted decision"),
        ({"supersedes": "0004"}, "superseded by 0011-chf-for-transactions already"),
        ({"supersedes": "0099-x"}, "no decision"),
        ({"closes": ("0004",)}, "closed once both sides have approved it"),
        ({"closes": ("0001",)}, "has a decision already"),
        ({"closes": ("0001",), "proposed": True}, "closes no change request"),
        ({"settings": {"invoicing.revenue": "x"}}, "no question"),
        ({"approved_by": ("nobody",)}, "Nobody of"),
        ({"name": "Ä b"}, "cannot be part of a file name"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    workspace: Path, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        decide(halden(workspace), wording(**more), dry_run=False)


def test_new_files_name_their_schema_where_the_workspace_holds_it(workspace: Path) -> None:
    (workspace / "schemas").symlink_to(REPOSITORY / "schemas")
    ask(workspace, "setting:billing.late_events", "7")
    written = (workspace / "plans/halden/changes/0006-x.yaml").read_text()
    first = (workspace / "plans/halden/changes/0001-add-chf.yaml").read_text().splitlines()[0]
    assert written.startswith(f"{first}\n")
