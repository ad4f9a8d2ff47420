"""`check --base` in real repositories: every rule, one list, and what there is to compare."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from onboardgen.codes import HISTORY
from onboardgen.workflows.check_base import check_since
from onboardgen.workflows.explain import EXAMPLE_DAY, materialise, state_before
from tests.changes.documents import documents, written
from tests.changes.lawful import LAWFUL
from tests.changes.made_up import (
    DAY,
    MIA,
    TOMAS,
    Team,
    agreed,
    edited,
    team,
    without,
)
from tests.changes.told import DECISION, changed, told
from tests.changes.unlawful import UNLAWFUL
from tests.example_workspace import run_onboardgen
from tests.git.made_up_repository import make_repository


@pytest.mark.parametrize("code", HISTORY, ids=lambda code: code.id)
def test_a_pull_request_that_breaks_a_rule_is_stopped_and_the_lawful_way_is_not(
    code: object, tmp_path: Path
) -> None:
    for which in ("fails", "passes"):
        made = Team(make_repository(tmp_path / which))
        id_ = getattr(code, "id", "")
        state_before(id_, which, made.root)
        made.commit("2026-11-25", message="Start")
        made.made.git("switch", "-q", "-c", "change")
        shutil.rmtree(made.root / "plans")
        materialise(id_, which, made.root)
        made.commit(EXAMPLE_DAY.isoformat())
        assert (id_ in told(made.root, today=EXAMPLE_DAY)) == (which == "fails")


@pytest.mark.parametrize("seed", range(4))
def test_lawful_edits_in_several_commits_by_several_people_are_let_through(
    seed: int, tmp_path: Path
) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    docs = documents(agreed())
    for index, edit in enumerate(list(LAWFUL.values())[seed::4]):
        edit(docs)
        made.put(written(docs, index))
        made.commit(author=MIA)
    assert told(tmp_path) == set()


@pytest.mark.parametrize("name", list(UNLAWFUL)[::6])
def test_an_edit_that_is_not_committed_yet_is_found_too(name: str, tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(changed(name))
    code = UNLAWFUL[name][0]
    same = {"OG801": "OG420", "OG802": "OG420", "OG803": "OG421"}
    found = {one.code.id for one in check_since(tmp_path, "HEAD", today=DAY).findings}
    assert found & {code, same.get(code, code)}


def test_a_new_customer_and_a_new_workspace_have_nothing_to_be_held_against(tmp_path: Path) -> None:
    made = Team(make_repository(tmp_path))
    made.made.write("README.md", "Ours\n")
    made.commit()
    made.made.git("switch", "-q", "-c", "change")
    made.put(agreed())
    made.commit(author=TOMAS)
    assert told(tmp_path) == set()
    made.made.git("branch", "-f", "main")
    made.put(agreed(), slug="birch")
    assert told(tmp_path) == set()


def test_a_file_that_the_base_did_not_have_is_held_against_nothing(tmp_path: Path) -> None:
    unsigned = {
        path: text.partition("signoffs:")[0]
        for path, text in agreed().items()
        if not path.startswith("signed/")
    }
    made = team(tmp_path, {name: unsigned[name] for name in ("customer.yaml", "plan.yaml")})
    made.put({name: text for name, text in unsigned.items() if not name.startswith("decisions/")})
    assert told(tmp_path) == set()
    made.put(unsigned)
    assert told(tmp_path) == {"OG820"}


def test_a_renamed_customer_is_held_against_what_they_were(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    made.made.git("mv", "plans/acme", "plans/acme-industries")
    made.commit()
    assert told(tmp_path) == set()
    path = tmp_path / "plans/acme-industries" / DECISION
    path.write_text(path.read_text().replace("in January", "in June"))
    result = check_since(tmp_path, "main", today=DAY)
    (found,) = [one for one in result.findings if one.code in HISTORY]
    assert (found.code.id, found.location.path) == (
        "OG804", "plans/acme-industries/decisions/0001-yearly.yaml",
    )  # fmt: skip


def test_a_place_is_that_of_the_present_file_or_else_of_the_base(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(without(edited(agreed(), "plan.yaml", "due: 2026-12-14", "due: 2026-12-22"), DECISION))
    found = {
        one.code.id: str(one.location)
        for one in check_since(tmp_path, "HEAD", today=DAY).findings
        if one.code in HISTORY
    }
    assert found["OG805"] == "plans/acme/decisions/0001-yearly.yaml:1:1"
    lines = (tmp_path / "plans/acme/plan.yaml").read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "2026-12-22" in text)
    column = lines[line - 1].index("2026-12-22") + 1
    assert found["OG813"] == f"plans/acme/plan.yaml:{line}:{column}"


def test_a_broken_file_of_the_base_is_told_and_its_customer_not_judged(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), DECISION: "title: ["})
    made.put(edited(agreed(), DECISION, "in January", "in June"))
    assert told(tmp_path) == {"OG824"}


def test_a_broken_present_file_is_left_to_what_check_says_of_it(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put({**agreed(), "plan.yaml": "tasks: ["})
    result = check_since(tmp_path, "HEAD", today=DAY)
    assert {one.code.id for one in result.findings if one.severity == "error"} == {"OG102"}


def test_a_rule_that_is_loosened_holds_until_that_is_merged(tmp_path: Path) -> None:
    made = team(tmp_path)
    loose = (tmp_path / "onboardgen.yaml").read_text().replace("moved_days: 2", "moved_days: 60")
    late = edited(agreed(), "plan.yaml", "due: 2026-12-14", "due: 2026-12-22")
    made.put(late, text=loose)
    assert told(tmp_path) == {"OG813"}


def test_the_command_prints_both_kinds_of_findings_in_one_list(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(edited(agreed(), DECISION, "in January", "in June"))
    plain = json.loads(_run(tmp_path, "--format", "json").stdout)
    done = _run(tmp_path, "--format", "json", "--base", "main")
    document = json.loads(done.stdout)
    assert document.keys() == plain.keys() == {"format", "findings", "counts"}
    assert document["format"] == "onboardgen.check/1"
    more = [one for one in document["findings"] if one not in plain["findings"]]
    assert [one["code"] for one in more] == ["OG804"]
    assert more[0].keys() == plain["findings"][0].keys()
    assert document["counts"]["error"] == plain["counts"]["error"] + 1 == 1
    assert done.returncode == 1


def test_only_the_customers_asked_for_are_told_of(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(agreed(), slug="birch")
    made.commit("2026-11-26")
    made.put(without(agreed(), DECISION), slug="birch")
    made.put(without(agreed(), DECISION))
    for slug in ("acme", "birch"):
        found = check_since(tmp_path, "HEAD", [slug], DAY).findings
        paths = {one.location.path for one in found if one.code.id == "OG805"}
        assert paths == {f"plans/{slug}/decisions/0001-yearly.yaml"}


def test_grants_of_the_team_are_only_added_to_as_well(tmp_path: Path) -> None:
    made = team(tmp_path)
    grant = (
        "{id: z1z2z3z4z5z6z7z8, person: tomas, kind: link, granted: {by: mia, date: 2026-11-02}}"
    )
    portal = "{provider: {id: 74n2w8qkd5t0x7v3m9bzc6rj1a, key: 87c1p0zv4kq8m2xw6hd9n3rb5j}}"
    made.made.write("access.yaml", f"portals: {portal}\ngrants: [{grant}]\n")
    made.commit("2026-11-26")
    made.made.write("access.yaml", f"portals: {portal}\n")
    assert told(tmp_path, "HEAD") == {"OG821"}


def test_exact_without_base_is_a_wrong_call(tmp_path: Path) -> None:
    team(tmp_path)
    assert run_onboardgen("check", "--exact", cwd=tmp_path, check=False).returncode == 2


def _run(root: Path, *arguments: str) -> object:
    return run_onboardgen("check", "--today", DAY.isoformat(), *arguments, cwd=root, check=False)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ("a locked answer changes", {"OG420"}),
        ("a locked question gets other words", {"OG420"}),
        ("an item of the scope is reworded", {"OG421"}),
        ("what was signed is altered", {"OG812"}),
        ("what was signed is deleted", {"OG812"}),
        ("a task that others need goes", {"OG816"}),
    ],
)
def test_of_one_cause_one_error_is_told(edit: str, expected: set[str], tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(changed(edit))
    found = check_since(tmp_path, "HEAD", today=DAY).findings
    assert {one.code.id for one in found if one.severity == "error"} == expected


def test_a_reference_that_never_led_anywhere_is_told_beside_a_deleted_record(
    tmp_path: Path,
) -> None:
    made = team(tmp_path)
    files = edited(agreed(), "plan.yaml", "needs: [load]", "needs: [load, nothing]")
    made.put(changed("a task that others need goes", files=files))
    found = check_since(tmp_path, "HEAD", today=DAY).findings
    assert {one.code.id for one in found if one.severity == "error"} == {"OG301", "OG816"}
