"""`sign`: what stands now, under a name that is true, and a signature that names it."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from onboardgen.editing.splice import append
from onboardgen.errors import UsageError
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import materialise
from onboardgen.workflows.record_edits import open_for_editing
from onboardgen.workflows.sign import Signing, sign
from tests.example_workspace import CLEAN, REPOSITORY, run_onboardgen

TODAY = date(2026, 11, 24)
WORKSHEET = """\
# What we bill.
sections:
  - id: billing
    title: Billing model
    answers:
      # Nobody remembers why.
      - {id: base_currency, question: Which currency?, type: currency, answer: EUR,
         architectural: true, required: true}
      - id: reminder_days
        question: "After how many days?"
        type: number
        answer: 14        # was 10

scope:
  included: [{id: s1, text: One plan}]

signoffs:
  worksheet: {due: 2026-11-24}   # in one meeting
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The least valid workspace with a worksheet that can be signed."""
    materialise("OG422", "passes", tmp_path)
    for signed in (tmp_path / "plans/acme/signed").iterdir():
        signed.unlink()
    (tmp_path / "plans/acme/worksheet.yaml").write_text(WORKSHEET, encoding="utf-8")
    return tmp_path


def signs(root: Path, person: str, what: str = "worksheet", **how: object) -> Signing:
    editing = open_for_editing(root, "acme", TODAY)
    return sign(editing, what, person, None, **{"dry_run": False, **how})  # type: ignore[arg-type]


def codes(root: Path) -> list[str]:
    return [one.code.id for one in check(root).findings if not one.code.id.startswith("OG70")]


def rewrite(root: Path, before: str, after: str, file: str = "worksheet.yaml") -> None:
    path = root / "plans/acme" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")


def documents(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (root / "plans/acme/signed").iterdir()}


def test_both_sides_sign_and_the_sign_off_is_given(root: Path) -> None:
    first = signs(root, "jo")
    assert first.recorded.message == "Jo Lind signs the worksheet: 2 answers and 1 scope item."
    assert first.recorded.notes == ("Still missing: somebody of Example Billing.",)
    assert not first.after.given
    second = signs(root, "mia")
    assert second.after.given
    assert second.recorded.notes[0] == "It is what `jo` signed on 2026-11-24."
    assert second.recorded.notes[1].startswith("Everybody has signed: the sign-off is given.")
    assert codes(root) == []
    ((name, data),) = documents(root).items()
    assert name == f"{hashlib.sha256(data).hexdigest()}.json"
    assert json.loads(data)["scope"] == [{"id": "s1", "list": "included", "text": "One plan"}]


def test_only_the_signature_is_added_to_the_yaml(root: Path) -> None:
    signing = signs(root, "jo")
    written = (root / "plans/acme/worksheet.yaml").read_text(encoding="utf-8")
    line = f'signed: [{{by: jo, date: 2026-11-24, digest: "{signing.digest}"}}]'
    assert written == WORKSHEET.replace("{due: 2026-11-24}", f"{{due: 2026-11-24, {line}}}")


def test_after_the_sign_off_a_locked_answer_does_not_move_in_silence(root: Path) -> None:
    signs(root, "jo")
    signs(root, "mia")
    rewrite(root, "answer: EUR", "answer: CHF")
    assert codes(root) == ["OG420"]
    with pytest.raises(UsageError, match="has errors, so nothing is signed"):
        signs(root, "jo")


def test_what_was_amended_is_signed_again_and_the_old_content_stays(root: Path) -> None:
    signs(root, "jo")
    signs(root, "mia")
    before = documents(root)
    rewrite(root, "answer: 14 ", "answer: 21 ")
    assert codes(root) == ["OG720"]
    again = signs(root, "mia")
    assert [(str(one.ref), one.before, one.after) for one in again.moved] == [
        ("setting:billing.reminder_days", 14, 21)
    ]
    assert again.recorded.notes == (
        "Moved since `mia` signed on 2026-11-24: setting `billing.reminder_days`: `14` → `21`.",
        "Still missing: somebody of ACME. Jo Lind signed before, but not this.",
    )
    assert signs(root, "jo").after.given
    assert codes(root) == []
    assert before.items() < documents(root).items()


def test_the_plan_is_signed_in_a_file_that_has_no_sign_off_yet(root: Path) -> None:
    before = (root / "plans/acme/plan.yaml").read_bytes()
    signing = signs(root, "jo", "plan")
    after = (root / "plans/acme/plan.yaml").read_bytes()
    assert after.startswith(before)
    assert signing.counts == {"tasks": 2}
    assert signs(root, "mia", "plan").after.given


KILLED = """
import os
from datetime import date
from pathlib import Path
from onboardgen.workflows import record_edits
from onboardgen.workflows.sign import sign

real = record_edits.replace_file
def killed(path, data):
    os._exit(9) if path.suffix == ".yaml" else real(path, data)
record_edits.replace_file = killed
editing = record_edits.open_for_editing(Path(), "acme", date(2026, 11, 24))
sign(editing, "worksheet", "jo", None, dry_run=False)
"""


def test_killed_between_its_two_files_it_leaves_a_valid_workspace(root: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED], cwd=root, env=CLEAN, check=False)
    assert run.returncode == 9
    assert (root / "plans/acme/worksheet.yaml").read_text(encoding="utf-8") == WORKSHEET
    assert codes(root) == ["OG721"]
    signs(root, "jo")
    assert codes(root) == []


def test_a_dry_run_writes_nothing(root: Path) -> None:
    signing = signs(root, "jo", dry_run=True)
    assert len(signing.recorded.changes) == 2
    assert not signing.recorded.written
    assert documents(root) == {}
    assert (root / "plans/acme/worksheet.yaml").read_text(encoding="utf-8") == WORKSHEET


def no_worksheet(root: Path) -> None:
    (root / "plans/acme/worksheet.yaml").unlink()


def open_question(root: Path) -> None:
    rewrite(root, ", answer: EUR", "")


def question_that_is_not_asked(root: Path) -> None:
    rewrite(root, "scope:\n", "      - {id: b, question: B?, required: true, "
            "when: {setting: billing.base_currency, equals: USD}}\nscope:\n")  # fmt: skip


def signers(root: Path) -> None:
    rewrite(root, "{due: 2026-11-24}", "{signers: [mia]}")


def signed_already(root: Path) -> None:
    signs(root, "jo")


def error_elsewhere(root: Path) -> None:
    rewrite(root, "owner: jo", "owner: nobody", "plan.yaml")


@pytest.mark.parametrize(
    ("prepare", "person", "what", "message"),
    [
        (signed_already, "jo", "worksheet", "`jo` signed exactly this on 2026-11-24."),
        (signers, "jo", "worksheet", "`jo` is no signer of the worksheet."),
        (signers, "lena", "worksheet", "Nobody of acme or our team has the id `lena`."),
        (no_worksheet, "jo", "worksheet", "acme has no worksheet."),
        (error_elsewhere, "jo", "worksheet", "acme has errors, so nothing is signed."),
        (
            open_question, "jo", "worksheet",
            "Required questions of the worksheet are open: `billing.base_currency`.",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_signed_is_refused_and_nothing_is_written(
    root: Path, prepare: Callable[[Path], None], person: str, what: str, message: str
) -> None:
    prepare(root)
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(UsageError) as told:
        signs(root, person, what)
    assert told.value.message == message
    assert told.value.hint
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_questions_that_are_not_asked_hold_no_signature_up(root: Path) -> None:
    question_that_is_not_asked(root)
    signs(root, "jo")


def test_open_questions_hold_up_no_signature_under_the_plan(root: Path) -> None:
    open_question(root)
    signs(root, "jo", "plan")


FILES = sorted(
    path for name in ("worksheet.yaml", "plan.yaml") for path in REPOSITORY.glob(f"plans/*/{name}")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_signature_leaves_every_other_byte_of_every_example_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    value = {"by": "mia", "date": "2026-12-01", "digest": "sha256:" + "0" * 64, "evidence": "a: b"}
    after = append(path.name, before, ("signoffs", path.stem, "signed"), value)
    added = len(after) - len(before)
    start = next(i for i in range(len(before) + 1) if before[i:] == after[i + added :])
    assert before[:start] == after[:start]


def test_signing_from_the_command_line(root: Path) -> None:
    first = run_onboardgen(
        "sign", "acme", "worksheet", "--as", "jo", "--today", "2026-11-24",
        "--evidence", "https://mail.example.org/42", cwd=root,
    )  # fmt: skip
    assert first.returncode == 0
    assert "+++ b/plans/acme/worksheet.yaml" in first.stdout
    assert "Jo Lind signs the worksheet: 2 answers and 1 scope item." in first.stdout
    assert "signed/" in first.stdout.splitlines()[-1]
    assert '{"answers"' not in first.stdout
    second = run_onboardgen(
        "sign", "acme", "worksheet", "--as", "mia", "--today", "2026-11-25", "--format", "json",
        cwd=root,
    )  # fmt: skip
    told = json.loads(second.stdout)
    assert (told["format"], told["given"], told["missing"]) == ("onboardgen.sign/1", True, [])
    assert told["counts"] == {"answers": 2, "scope_items": 1}
    assert told["written"] is True
    assert [one["path"] for one in told["files"]] == ["plans/acme/worksheet.yaml"]
    assert codes(root) == []
    again = run_onboardgen("sign", "acme", "worksheet", "--as", "mia", cwd=root, check=False)
    assert again.returncode == 2
    assert "`mia` signed exactly this on 2026-11-25." in again.stderr
    nobody = run_onboardgen("sign", "acme", "worksheet", cwd=root, check=False)
    assert nobody.returncode == 2


def test_a_signature_that_somebody_else_writes_down_wants_its_proof(root: Path) -> None:
    for command in (["init", "-q"], ["config", "user.email", "mia@example.com"]):
        subprocess.run(["git", *command], cwd=root, env=CLEAN, check=True)
    told = signs(root, "jo", dry_run=True).recorded.notes
    assert told[-1].startswith("Mia Keller writes this down for `jo`")
    editing = open_for_editing(root, "acme", TODAY)
    proven = sign(editing, "worksheet", "jo", "https://mail.example.com/42", dry_run=True)
    own = sign(editing, "worksheet", "mia", None, dry_run=True)
    for one in (proven, own):
        assert not any("writes this down" in note for note in one.recorded.notes)
