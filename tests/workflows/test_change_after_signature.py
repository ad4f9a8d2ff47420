"""After a given sign-off: what is locked moves with an approved change, and with nothing else.

And on every example: deciding and changing leaves all bytes but those of the place it edits.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onboardgen.agreements.sign_offs import sign_off_state
from onboardgen.model.worksheet import Answer
from onboardgen.workflows import change_requests
from onboardgen.workflows.change_approvals import approve, approve_and_apply
from onboardgen.workflows.change_requests import OPEN, Estimate, Request
from onboardgen.workflows.check import check
from onboardgen.workflows.decide import Wording, decide
from onboardgen.workflows.record_edits import Editing, Recorded, open_for_editing
from tests.editing.edited import changed_lines, says
from tests.example_workspace import AS_OF, copy_example

SLUGS = ("brightwater", "fennel", "halden", "mori", "pinecrest")
HOME = "setting:tax.home_state"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return copy_example(tmp_path / "workspace")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workspace, only ever read."""
    return copy_example(tmp_path_factory.mktemp("examples") / "workspace")


def fennel(root: Path) -> Editing:
    return open_for_editing(root, "fennel", AS_OF)


def ask(root: Path, target: str, requested: str) -> str:
    request = Request(name="new", target=target, requested=requested, reason="R", by="erin")
    recorded = change_requests.new(fennel(root), request, dry_run=False)
    return recorded.ref.removeprefix("change:")


def stands(root: Path) -> bool:
    """Whether the worksheet's sign-off is given and the customer has no error."""
    editing = fennel(root)
    errors = [one for one in check(root, ("fennel",)).findings if one.severity == "error"]
    return not errors and sign_off_state(editing.account, editing.settings, "worksheet").given


def wording(**more: Any) -> Wording:
    return Wording(name="new", title="T", decision="D", reason="R", by="mia", **more)


def test_a_decision_alone_moves_no_locked_answer(workspace: Path) -> None:
    assert stands(workspace)
    settings = {"tax.home_state": "Ohio"}
    recorded = decide(fennel(workspace), wording(settings=settings), dry_run=False)
    assert "OG420" in [one.code.id for one in recorded.refused]
    assert stands(workspace)


def test_a_locked_answer_moves_with_its_change_request(workspace: Path) -> None:
    id_ = ask(workspace, HOME, "Ohio")
    change_requests.assess(fennel(workspace), id_, Estimate(effort_hours=2), dry_run=False)
    written = says((workspace / f"plans/fennel/changes/{id_}.yaml").read_bytes())
    assert (written["classification"], written["in_scope"]) == ("structural", True)
    assert written["assessment"] == {"effort_hours": 2, "price": 330}
    recorded = approve_and_apply(fennel(workspace), id_, "mia", None, dry_run=False)
    assert not recorded.refused
    assert stands(workspace)
    assert "answer: Ohio\n" in (workspace / "plans/fennel/worksheet.yaml").read_text()


def test_a_decision_closes_the_change_of_a_locked_answer(workspace: Path) -> None:
    id_ = ask(workspace, HOME, "Ohio")
    approve(fennel(workspace), id_, "mia", None, dry_run=False)
    recorded = decide(fennel(workspace), wording(settings={}, closes=(id_,)), dry_run=False)
    assert not recorded.refused
    assert stands(workspace)
    assert "answer: Ohio\n" in (workspace / "plans/fennel/worksheet.yaml").read_text()


@pytest.mark.parametrize(
    ("target", "requested"),
    [
        ("scope:d1", "included"),
        ("scope:s2", "deferred"),
        ("scope:s2", "Sales tax for twelve states"),
    ],
)
def test_the_scope_moves_with_its_change_request(
    workspace: Path, target: str, requested: str
) -> None:
    id_ = ask(workspace, target, requested)
    change_requests.assess(fennel(workspace), id_, Estimate(effort_hours=2), dry_run=False)
    recorded = approve_and_apply(fennel(workspace), id_, "mia", None, dry_run=False)
    assert not recorded.refused
    assert stands(workspace)


def setting_and_value(answer: Answer) -> str | None:
    """A value that is not the present one, where one is easily found."""
    other = "no" if answer.answer else "yes"
    values = {"text": "Another answer", "number": "77", "yes_no": other, "list": "one, two"}
    return values.get(answer.type)


def assert_only(recorded: Recorded, *expected: str) -> None:
    """Only these files change, a few lines each, and no comment goes."""
    assert not [one for one in recorded.refused if one.code.id[:4] != "OG42"], recorded.refused
    assert [one.path.rpartition("/")[2].lstrip("0123456789-") for one in recorded.changes] == [
        *expected
    ]
    for change in recorded.changes:
        if change.before is not None:
            numbers, gone, added = changed_lines(change.before, change.after)
            assert max(numbers) - min(numbers) < 25
            assert b"".join(gone).count(b"#") <= b"".join(added).count(b"#")


@pytest.mark.parametrize("slug", SLUGS)
def test_on_every_example_a_decision_settles_one_answer_and_no_more(
    examples: Path, slug: str
) -> None:
    editing = open_for_editing(examples, slug, AS_OF)
    assert editing.account.worksheet
    decided = {name for one in editing.account.decisions for name in one.settings}
    for section in editing.account.worksheet.sections:
        for answer in section.answers:
            name, value = f"{section.id}.{answer.id}", setting_and_value(answer)
            if value and name not in decided and not answer.when:
                recorded = decide(editing, wording(settings={name: value}), dry_run=True)
                assert_only(recorded, "new.yaml", "worksheet.yaml")
                break


@pytest.mark.parametrize("slug", SLUGS)
def test_on_every_example_a_change_request_touches_only_its_file(examples: Path, slug: str) -> None:
    editing = open_for_editing(examples, slug, AS_OF)
    assert editing.account.worksheet
    item = editing.account.worksheet.scope.included[0]
    request = Request(
        name="new", target=f"scope:{item.id}", requested="excluded", reason="R", by="mia"
    )
    assert_only(change_requests.new(editing, request, dry_run=True), "new.yaml")
    for change in editing.account.changes:
        if change.status in OPEN and not change.approved:
            name = change.id.lstrip("0123456789-") + ".yaml"
            estimate = Estimate(effort_hours=3, note="Three hours")
            assert_only(change_requests.assess(editing, change.id, estimate, dry_run=True), name)
            assert_only(change_requests.reject(editing, change.id, "No", dry_run=True), name)
            assert_only(change_requests.withdraw(editing, change.id, None, dry_run=True), name)
            assert_only(approve(editing, change.id, "mia", None, dry_run=True), name)
