"""`onboardgen respond import` for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from onboardgen.access.root import root_text
from onboardgen.cli.main import main
from tests.responses.answering import ROOT, Page, make_workspace

DONE = {"task": "sso", "done": "2026-11-30"}
KEY = {"ONBOARDGEN_ROOT_KEY": root_text(ROOT)}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_workspace(tmp_path_factory.mktemp("respond") / "workspace").root


def run(root: Path, *arguments: str, given: str = "") -> tuple[int, str]:
    words = ["-C", str(root), "respond", "import", *arguments, "--today", "2026-12-01"]
    done = CliRunner(env=KEY).invoke(main, words, input=given, standalone_mode=False)
    if done.exception:
        raise done.exception
    return int(done.return_value), done.output


def test_a_person_reads_who_said_what_and_where_it_is_now(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "response-1.txt"
    file.write_text(Page(root, "jo").answer("task_done", DONE))
    code, told = run(root, str(file), "--dry-run")
    assert code == 0
    assert f"{file}: Jo Lind (acme), 2026-12-01 09:30 UTC, task_done" in told
    assert "“Approve the SSO connection” was done on 2026-11-30." in told
    assert "done: 2026-11-30" in told
    assert "Nothing was written: this was a dry run. The branch would be respond/acme-" in told
    code, told = run(root, str(file))
    assert code == 0
    assert "The branch is respond/acme-" in told
    code, told = run(root, str(file))
    assert code == 1
    assert "refused (replayed)" in told
    assert "It was imported before, in commit" in told


def test_a_program_reads_the_same_from_standard_input(root: Path) -> None:
    page = Page(root, "lena")
    good = page.answer("answers", {"answers": {"billing.reminder": 21}})
    bad = good[:-200] + good[-199:]
    code, told = run(root, "-", "--format", "json", given=good + "\n" + bad)
    document = json.loads(told)
    assert code == 1
    assert document["format"] == "onboardgen.respond-import/1"
    refused, taken = document["responses"]
    assert (refused["imported"], refused["reason"], refused["id"]) == (False, "unreadable", None)
    assert taken["imported"]
    assert (taken["customer"], taken["person"], taken["kind"]) == ("acme", "lena", "answers")
    assert taken["at"] == "2026-12-01T09:30:00Z"
    assert taken["refs"] == ["setting:billing.reminder"]
    assert taken["notes"] == ["“After how many days?” 21; it was 14."]
    assert [file["path"] for file in taken["files"]] == ["plans/acme/worksheet.yaml"]
    assert taken["branch"] == f"respond/acme-{taken['id'][:12]}"
    assert len(taken["commit"]) == 40
    assert document["uncommitted"] == []


def test_standard_input_without_a_response_is_told_so(root: Path) -> None:
    code, told = run(root, "-", given="Dear Mia,\n")
    assert code == 1
    assert "There is no whole response in it." in told
