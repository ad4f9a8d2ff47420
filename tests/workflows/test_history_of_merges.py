"""Merges as Git makes them: renames, both sides at once, several parents, roots of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardgen.audit.event import Event
from onboardgen.workflows.history import history
from tests.git.made_up_repository import NO_CONFIGURATION, MadeUp, make_repository

OLD, NEW = "plans/acme/decisions/0001-eur.yaml", "plans/acme/decisions/0002-euro.yaml"
REF, NEW_REF = "decision:0001-eur", "decision:0002-euro"


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    made = make_repository(tmp_path / "workspace")
    made.write("onboardgen.yaml", "format: 1\norganization: {name: Example Billing}\n")
    made.write(OLD, decision())
    made.commit("Begin")
    return made


def decision(status: str = "proposed", owner: str = "jo", due: str = "2026-11-20") -> str:
    lines = (
        f"title: In EUR\nstatus: {status}",
        "date: 2026-11-02",
        f"owner: {owner}",
        f"due: {due}",
    )
    return "\n\n".join(lines) + "\ncontext: Long enough to be known again after it was renamed.\n"


def events(made: MadeUp, ref: str | None = None) -> tuple[Event, ...]:
    return history(made.root, "acme", ref).events


def branch(made: MadeUp, name: str, *, at: str = "main") -> None:
    made.git("switch", "--quiet", "--create", name, at)


def test_a_rename_on_one_side_and_a_change_on_the_other_meet_without_a_word(made: MadeUp) -> None:
    branch(made, "side")
    made.git("mv", OLD, NEW)
    renamed = made.commit("Rename")
    made.git("switch", "--quiet", "main")
    made.write(OLD, decision(status="accepted"))
    accepted = made.commit("Accept")
    made.merge("side")
    made.write(NEW, decision(status="accepted", owner="lena"))
    owner = made.commit("Owner")
    assert {(one.kind, one.stamp.commit.hash) for one in events(made, NEW_REF)[1:]} == {
        ("renamed", renamed), ("accepted", accepted), ("changed", owner),
    }  # fmt: skip
    assert events(made) == events(made, NEW_REF)


def test_a_rename_that_is_merged_into_the_side_that_changed_is_no_loss_either(made: MadeUp) -> None:
    branch(made, "side")
    made.write(OLD, decision(status="accepted"))
    made.commit("Accept")
    made.git("switch", "--quiet", "main")
    made.git("mv", OLD, NEW)
    made.commit("Rename")
    merge = made.merge("side")
    told = events(made, NEW_REF)
    assert sorted(one.kind for one in told) == ["accepted", "created", "renamed"]
    assert merge not in {one.stamp.commit.hash for one in told}


def test_the_same_record_added_on_both_sides_is_no_change_of_the_merge(made: MadeUp) -> None:
    other = "plans/acme/decisions/0005-other.yaml"
    branch(made, "side")
    made.write(other, decision())
    made.commit("Side")
    made.git("switch", "--quiet", "main")
    made.write(other, decision())
    made.commit("Main")
    merge = made.merge("side")
    told = events(made, "decision:0005-other")
    assert [one.kind for one in told] == ["created", "created"]
    assert merge not in {one.stamp.commit.hash for one in told}


def test_a_criss_cross_of_merges_tells_each_change_once(made: MadeUp) -> None:
    branch(made, "side")
    made.write(OLD, decision(due="2026-11-27"))
    side = made.commit("Due")
    made.git("switch", "--quiet", "main")
    made.write(OLD, decision(status="accepted"))
    main = made.commit("Accept")
    before = made.git("rev-parse", "main")
    made.merge("side")
    made.git("switch", "--quiet", "side")
    made.merge(before)
    made.write(OLD, decision(status="rejected", due="2026-12-04"))
    again = made.commit("Both again, each of which one of the two common ancestors does not know")
    made.git("switch", "--quiet", "main")
    made.merge("side")
    assert [(one.kind, one.stamp.commit.hash) for one in events(made, REF)[1:]] == [
        ("changed", side), ("accepted", main), ("rejected", again), ("changed", again),
    ]  # fmt: skip


def test_what_a_branch_deleted_and_wrote_anew_is_no_rename_by_the_merge(made: MadeUp) -> None:
    branch(made, "side")
    (made.root / OLD).unlink()
    deleted = made.commit("Delete")
    made.write(NEW, decision())
    created = made.commit("Write anew")
    made.git("switch", "--quiet", "main")
    made.write("onboardgen.yaml", "format: 1\norganization: {name: Another}\n")
    made.commit("Main")
    made.merge("side")
    assert "R100" in made.git("log", "-1", "--diff-merges=first-parent", "--raw", "-M")
    assert [(one.kind, one.stamp.commit.hash) for one in events(made)[1:]] == [
        ("deleted", deleted), ("created", created),
    ]  # fmt: skip
    assert [str(one.ref) for one in events(made)] == [REF, REF, NEW_REF]


def test_a_rename_that_the_merge_itself_makes_is_told_of_it(made: MadeUp) -> None:
    branch(made, "side")
    made.write(OLD, decision(status="accepted"))
    made.commit("Accept")
    made.git("switch", "--quiet", "main")
    made.git("merge", "--quiet", "--no-ff", "--no-commit", "side")
    made.git("mv", OLD, NEW)
    merge = made.commit("Merge")
    told = events(made, NEW_REF)
    assert [one.kind for one in told] == ["created", "accepted", "renamed"]
    assert told[-1].stamp.commit.hash == merge


def test_a_merge_of_three_branches_tells_nothing_of_its_own(made: MadeUp) -> None:
    expected = set()
    for name, text in (
        ("a", decision(status="accepted")),
        ("b", decision(owner="lena")),
        ("c", decision(due="2026-11-27")),
    ):
        branch(made, name)
        made.write(OLD, text)
        expected.add(made.commit(name))
        made.git("switch", "--quiet", "main")
    made.write("onboardgen.yaml", "format: 1\norganization: {name: Another}\n")
    made.commit("Main")
    made.git("merge", "--quiet", "--no-ff", "-m", "Merge", "a", "b", "c", **made.now())
    assert len(made.git("rev-list", "--parents", "-1", "HEAD").split()) == 5
    assert {one.stamp.commit.hash for one in events(made, REF)[1:]} == expected


def test_a_history_that_came_from_elsewhere_is_told_with_its_authors(
    made: MadeUp, tmp_path: Path
) -> None:
    other = make_repository(tmp_path / "other")
    imported = "plans/acme/decisions/0009-imported.yaml"
    other.write(imported, decision())
    first = other.commit("Elsewhere")
    made.git("fetch", "--quiet", str(other.root), "main")
    made.merge("FETCH_HEAD", "Merge", "--allow-unrelated-histories")
    told = events(made, "decision:0009-imported")
    assert [(one.kind, one.stamp.commit.hash) for one in told] == [("created", first)]
    assert [one.kind for one in events(made, REF)] == ["created"]


def test_a_branch_undone_by_a_revert_of_its_merge_is_told_as_undone(made: MadeUp) -> None:
    branch(made, "side")
    made.write(OLD, decision(status="accepted"))
    accepted = made.commit("Accept")
    made.git("switch", "--quiet", "main")
    made.merge("side")
    made.git("revert", "--no-edit", "-m", "1", "HEAD", **made.now())
    reverted = made.git("rev-parse", "HEAD")
    assert [(one.after, one.stamp.commit.hash) for one in events(made, REF)[1:]] == [
        ("accepted", accepted), ("proposed", reverted),
    ]  # fmt: skip


def test_a_record_that_a_link_takes_the_place_of_is_deleted(made: MadeUp) -> None:
    made.write("plans/acme/files/kept.yaml", decision())
    (made.root / OLD).unlink()
    (made.root / OLD).symlink_to("../files/kept.yaml")
    made.commit()
    assert [one.kind for one in events(made, REF)] == ["created", "deleted"]
    (made.root / OLD).unlink()
    made.write(OLD, decision())
    made.commit()
    assert [one.kind for one in events(made, REF)] == ["created", "deleted", "created"]
