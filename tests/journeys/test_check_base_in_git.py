"""`check --base` and what Git can do to a base: merges, reverts, clones, branches apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.workflows.check_base import check_since
from tests.changes.made_up import (
    DAY,
    TOMAS,
    agreed,
    edited,
    team,
    without,
)
from tests.changes.told import APPROVED, DECISION, changed, told
from tests.example_workspace import run_onboardgen


def test_what_others_merged_meanwhile_is_not_taken_for_ours(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    made.put(changed("a task is added"))
    made.commit()
    made.made.git("switch", "-q", "main")
    made.put(changed("a decision replaces the one that holds"))
    made.commit()
    made.made.git("switch", "-q", "change")
    assert told(tmp_path) == set()
    assert told(tmp_path, exact=True) == {"OG805"}


def test_a_merge_commit_is_held_against_the_branch_it_goes_to(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    made.put(edited(agreed(), DECISION, "in January", "in June"))
    made.commit()
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit()
    made.made.merge("change")
    assert told(tmp_path, "HEAD^1") == {"OG804"}
    assert told(tmp_path, "HEAD^2") == set()


def test_what_a_merge_takes_from_the_main_branch_counts_as_the_main_branch(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    made.put(changed("a task is added"))
    made.commit()
    made.made.git("switch", "-q", "main")
    (tmp_path / "plans/acme" / "changes").mkdir(exist_ok=True)
    made.made.write("plans/acme/changes/0002-chf.yaml", APPROVED["changes/0002-chf.yaml"])
    made.commit(author=TOMAS)
    made.made.git("switch", "-q", "change")
    made.made.merge("main")
    assert told(tmp_path) == set()


def test_a_mistake_made_in_resolving_a_merge_is_found(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    made.put(changed("a task is added"))
    made.commit()
    made.made.git("switch", "-q", "main")
    made.put(changed("a grant ends"))
    made.commit()
    made.made.git("switch", "-q", "change")
    made.made.git("merge", "-q", "-s", "ours", "--no-ff", "-m", "Merge", "main")
    assert told(tmp_path) == {"OG822"}


def test_where_both_branches_merged_each_other_every_common_commit_is_a_base(
    tmp_path: Path,
) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "change")
    accepted = "title: {}\nstatus: accepted\ndate: 2026-12-01\nowner: mia\n"
    made.made.write("plans/acme/decisions/0008-ours.yaml", accepted.format("Ours"))
    ours = made.commit()
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/decisions/0009-theirs.yaml", accepted.format("Theirs"))
    theirs = made.commit()
    made.made.merge(ours)
    made.made.git("switch", "-q", "change")
    made.made.merge(theirs)
    assert len(made.made.git("merge-base", "--all", "main", "change").split()) == 2
    assert told(tmp_path) == set()
    for name in ("0008-ours", "0009-theirs"):
        (tmp_path / f"plans/acme/decisions/{name}.yaml").unlink()
    found = [
        one.location.path[-15:]
        for one in check_since(tmp_path, "main", today=DAY).findings
        if one.code.id == "OG805"
    ]
    assert found == ["/0008-ours.yaml", "009-theirs.yaml"]


def test_an_ended_grant_that_a_revert_brings_back_is_found(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(
        edited(
            agreed(), "access.yaml", "date: 2026-11-02}}", "date: 2026-11-02}, ended: 2026-11-26}"
        )
    )
    made.commit("2026-11-26", message="End")
    made.made.git("switch", "-q", "-c", "change")
    made.made.git("revert", "--no-edit", "HEAD")
    assert told(tmp_path) == {"OG822"}


def test_a_shallow_clone_is_refused_and_never_answers(tmp_path: Path) -> None:
    made = team(tmp_path / "full")
    made.put(without(agreed(), DECISION))
    made.commit()
    clone = tmp_path / "clone"
    made.made.git("clone", "-q", "--depth", "1", f"file://{made.root}", str(clone))
    with pytest.raises(EnvironmentFailure) as refused:
        check_since(clone, "HEAD")
    assert "shallow" in refused.value.message
    assert "fetch-depth: 0" in refused.value.hint
    done = run_onboardgen("check", "--base", "HEAD", cwd=clone, check=False)
    assert done.returncode == 3
    assert done.stdout == ""


def test_without_a_common_commit_there_is_no_base(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "--orphan", "other")
    made.put(agreed())
    made.commit()
    with pytest.raises(EnvironmentFailure) as refused:
        check_since(tmp_path, "main")
    assert "no commit in common" in refused.value.message
    assert told(tmp_path, exact=True) == set()


def test_an_unknown_revision_and_a_place_outside_git_are_told_apart(tmp_path: Path) -> None:
    made = team(tmp_path / "in")
    with pytest.raises(UsageError):
        check_since(made.root, "nowhere")
    shutil.copytree(made.root / "plans", tmp_path / "out/plans")
    shutil.copy(made.root / "onboardgen.yaml", tmp_path / "out/onboardgen.yaml")
    with pytest.raises(EnvironmentFailure):
        check_since(tmp_path / "out", "HEAD")


def test_a_workspace_below_the_top_of_its_repository_is_found_there(
    tmp_path: Path,
) -> None:
    made = team(tmp_path)
    (tmp_path / "work").mkdir()
    for name in ("plans", "onboardgen.yaml"):
        made.made.git("mv", name, f"work/{name}")
    made.commit("2026-11-26")
    path = tmp_path / "work/plans/acme" / DECISION
    path.write_text(path.read_text().replace("in January", "in June"))
    assert told(tmp_path / "work", "HEAD") == {"OG804"}
