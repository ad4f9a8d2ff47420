"""`audit verify` and `audit checkpoint` in real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from onboardgen.audit.checkpoint import CHECKPOINTS_FILE
from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.workflows.audit_checkpoint import add_checkpoint
from onboardgen.workflows.audit_verify import Audit, verify
from tests.changes.made_up import DAY, JO, MIA, SETTINGS, TOMAS, Team, agreed, edited, team, without
from tests.changes.made_up_year import SLUGS, Played, play
from tests.changes.told import DECISION
from tests.git.made_up_repository import MadeUp, make_key, signed_by

EDITED = edited(agreed(), DECISION, "in January", "in June")


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play(tmp_path_factory.mktemp("year") / "work")


def codes(found: Audit) -> list[tuple[str, str]]:
    return [(one.commit.hash, one.finding.code.id) for one in found.broken]


def test_exactly_the_planted_mistakes_of_a_year_are_found_each_once(year: Played) -> None:
    found = verify(year.root)
    once = list(dict.fromkeys(codes(found)))
    assert sorted(code for _, code in once) == sorted(year.planted.values())
    assert not found.unread
    assert not found.rewritten
    made = MadeUp(year.root)
    for commit, code in codes(found):
        brings = [each for each, planted in year.planted.items() if planted == code]
        line = made.git("rev-list", f"{brings[0]}^..{brings[0]}").split()
        assert commit in line


def test_only_the_commits_of_a_range_are_told(year: Played) -> None:
    commits = list(year.planted)
    found = verify(year.root, without=commits[4], head=commits[7])
    assert [code for _, code in codes(found)] == [year.planted[each] for each in commits[5:8]]
    assert len(found.commits) < 40
    with pytest.raises(UsageError):
        verify(year.root, without="nowhere")


def test_a_customer_is_followed_under_all_their_names(year: Played) -> None:
    """Looked at from before the day on which they were renamed."""
    commits = list(year.planted)
    found = [codes(verify(year.root, [name], without=commits[10])) for name in SLUGS]
    assert found[0] == found[1]
    assert {code for _, code in found[0]} == {year.planted[each] for each in commits[11:]}
    with pytest.raises(UsageError, match="knows no customer acne"):
        verify(year.root, ["acne"])


def test_an_untouched_history_verifies_and_its_checkpoint_holds(tmp_path: Path) -> None:
    made = team(tmp_path)
    assert add_checkpoint(tmp_path, DAY).is_new
    made.commit(message="Checkpoint")
    assert add_checkpoint(tmp_path, DAY).is_new
    assert not add_checkpoint(tmp_path, DAY).is_new
    made.commit(message="Checkpoint")
    found = verify(tmp_path)
    assert (found.broken, found.rewritten, found.unread, found.checkpoints) == ((), (), (), 2)
    assert not found.failed


def test_history_that_is_rewritten_after_a_checkpoint_is_found(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(agreed(), slug="birch")
    made.commit(message="Birch")
    add_checkpoint(tmp_path, DAY)
    checkpoint = (tmp_path / CHECKPOINTS_FILE).read_text()
    made.made.git("reset", "-q", "--hard", "HEAD~1")
    made.put(agreed(), slug="cedar")
    (tmp_path / CHECKPOINTS_FILE).write_text(checkpoint)
    made.commit(message="Birch")
    found = verify(tmp_path)
    assert found.failed
    assert "it was rewritten" in found.rewritten[0]


def test_a_checkpoint_that_is_taken_out_or_edited_is_found(tmp_path: Path) -> None:
    made = team(tmp_path)
    path = tmp_path / CHECKPOINTS_FILE
    add_checkpoint(tmp_path, DAY)
    made.commit(message="Checkpoint")
    text = path.read_text()
    path.write_text(text.replace("2026-12-01", "2026-11-01"))
    assert any("chain does not lead" in one for one in verify(tmp_path).rewritten)
    path.unlink()
    made.commit(message="Without")
    assert ["no longer holds" in one for one in verify(tmp_path).rewritten] == [True]
    path.write_text(f"{text}nothing of ours\n")
    assert verify(tmp_path).rewritten == (f"Line 2 of {CHECKPOINTS_FILE} is no checkpoint.",)
    with pytest.raises(UsageError):
        add_checkpoint(tmp_path, DAY)


def test_a_mistake_on_a_branch_is_told_of_its_commit_and_not_of_the_merge(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "side")
    made.put(EDITED)
    bad = made.commit(author=TOMAS)
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit()
    made.made.merge("side")
    assert codes(verify(tmp_path)) == [(bad, "OG804")]


def test_a_merge_that_drops_what_one_side_agreed_is_told_itself(tmp_path: Path) -> None:
    made = team(tmp_path, without(agreed(), "decisions/0003-debit.yaml"))
    made.made.git("switch", "-q", "-c", "side")
    made.put({**agreed(), "decisions/0003-debit.yaml": DEBIT})
    made.commit()
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit()
    merge = made.made.merge("side", "Merge", "-s", "ours")
    assert codes(verify(tmp_path)) == [(merge, "OG805")]


def test_a_merge_that_changes_what_both_sides_agreed_is_told_itself(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "side")
    made.made.write("plans/acme/notes/side.md", "Side\n")
    made.commit()
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit()
    made.made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    path = tmp_path / "plans/acme" / DECISION
    path.write_text(EDITED[DECISION])
    merge = made.commit(message="Merge")
    assert codes(verify(tmp_path)) == [(merge, "OG804")]


def test_a_merge_that_edits_what_its_branch_had_edited_is_told_beside_it(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "side")
    made.put(EDITED)
    bad = made.commit(author=TOMAS)
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit()
    made.made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    path = tmp_path / "plans/acme" / DECISION
    path.write_text(path.read_text().replace("in June", "in July"))
    merge = made.commit(message="Merge")
    assert set(codes(verify(tmp_path))) == {(bad, "OG804"), (merge, "OG804")}


def test_what_one_customer_suffered_on_a_branch_hides_nothing_of_another(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put(agreed(), slug="birch")
    made.commit()
    made.made.git("switch", "-q", "-c", "side")
    made.put(EDITED)
    bad = made.commit(author=TOMAS)
    made.made.git("switch", "-q", "main")
    made.made.write("plans/acme/notes/call.md", "A call\n")
    made.commit()
    made.made.git("merge", "-q", "--no-ff", "--no-commit", "side")
    (tmp_path / "plans/birch" / DECISION).write_text(EDITED[DECISION])
    merge = made.commit(message="Merge")
    assert set(codes(verify(tmp_path))) == {(bad, "OG804"), (merge, "OG804")}


def test_a_merge_is_not_told_of_what_the_main_line_did_in_small_lawful_steps(
    tmp_path: Path,
) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "side")
    made.made.write("plans/acme/notes/side.md", "Side\n")
    made.commit()
    made.made.git("switch", "-q", "main")
    for day in (15, 16, 17, 18):
        made.put(edited(agreed(), "plan.yaml", "due: 2026-12-14", f"due: 2026-12-{day}"))
        made.commit()
    made.made.merge("side")
    assert codes(verify(tmp_path)) == []


def test_small_steps_on_a_branch_are_told_where_they_are_merged(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.made.git("switch", "-q", "-c", "side")
    for day in (15, 16, 17, 18):
        made.put(edited(agreed(), "plan.yaml", "due: 2026-12-14", f"due: 2026-12-{day}"))
        made.commit()
    made.made.git("switch", "-q", "main")
    merge = made.made.merge("side")
    assert codes(verify(tmp_path)) == [(merge, "OG813")]


@pytest.mark.parametrize("name", ["plans/acme/plan.yaml", "onboardgen.yaml"])
def test_a_commit_that_breaks_a_file_hides_nothing(name: str, tmp_path: Path) -> None:
    made = team(tmp_path)
    sound = (tmp_path / name).read_text()
    (tmp_path / "plans/acme" / DECISION).write_text(EDITED[DECISION])
    (tmp_path / name).write_text("tasks: [")
    broken = made.commit(message="Break")
    (tmp_path / name).write_text(sound)
    mended = made.commit(message="Mend")
    found = verify(tmp_path)
    assert [one.commit.hash for one in found.unread] == [broken]
    assert codes(found) == [(mended, "OG804")]


def test_what_was_never_sound_is_told(tmp_path: Path) -> None:
    made = team(tmp_path, {**agreed(), DECISION: "title: ["})
    made.put(agreed())
    mended = made.commit()
    found = verify(tmp_path)
    assert [one.what for one in found.unread] == ["acme"]
    assert codes(found) == [(mended, "OG824")]


def test_an_approval_recorded_for_somebody_else_is_listed_with_its_evidence(tmp_path: Path) -> None:
    made = team(tmp_path)
    path = "decisions/0003-debit.yaml"
    made.put({**agreed(), path: f"{DEBIT}approved: [{{by: jo, date: 2026-12-01, evidence: Mail}}]"})
    told = made.commit(author=MIA)
    made.put({**agreed(), path: DEBIT.replace("jo", "lena")}, slug="birch")
    made.commit(author=JO)
    (one,) = [one for one in verify(tmp_path).recorded if one.stamp.commit.hash == told]
    assert (one.by, one.kind, one.note, str(one.ref)) == (
        "jo", "approved", "Mail", "decision:0003-debit",
    )  # fmt: skip


def test_direct_commits_are_those_without_merge_and_pull_request(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put({**agreed(), "notes/a.md": "A\n"})
    made.commit(message="Note (#12)")
    made.put({**agreed(), "notes/a.md": "B\n"})
    direct = made.commit(message="Note")
    made.made.git("switch", "-q", "-c", "side")
    made.put({**agreed(), "notes/a.md": "C\n"})
    made.commit(message="On a branch")
    made.made.git("switch", "-q", "main")
    made.made.merge("side")
    made.made.write("README.md", "Ours\n")
    made.commit(message="Nothing of the workspace")
    assert [one.hash for one in verify(tmp_path).direct][1:] == [direct]


def test_commits_without_a_good_signature_are_listed_where_signers_are_named(
    tmp_path: Path,
) -> None:
    made = Team(team(tmp_path / "work").made)
    assert verify(made.root).unsigned is None
    key = make_key(tmp_path, "key")
    public = key.with_suffix(".pub").read_text()
    made.made.write("allowed", f"mia@example.com {public}")
    made.put(agreed(), text=f"{SETTINGS}allowed_signers: allowed\n")
    made.made.git("add", "--all")
    made.made.git(*signed_by(key), "commit", "-q", "-m", "Signed", fails=False, **made.made.now())
    made.put({**agreed(), "notes/a.md": "A\n"}, text=f"{SETTINGS}allowed_signers: allowed\n")
    unsigned = made.commit(message="Not signed")
    listed = verify(made.root).unsigned
    assert listed is not None
    assert [(one.subject, state) for one, state in listed] == [
        ("Start", "none"), ("Not signed", "none"),
    ]  # fmt: skip
    assert listed[-1][0].hash == unsigned


def test_a_commit_that_was_written_after_it_was_committed_is_listed(tmp_path: Path) -> None:
    made = team(tmp_path)
    made.put({**agreed(), "notes/a.md": "A\n"})
    made.made.git("add", "--all")
    made.made.git(
        "commit", "-q", "-m", "Ahead", GIT_AUTHOR_DATE="2026-12-03T12:00:00+0100",
        GIT_COMMITTER_DATE="2026-12-01T12:00:00+0100",
    )  # fmt: skip
    assert [one.subject for one in verify(tmp_path).misdated] == ["Ahead"]


def test_a_shallow_clone_is_refused(tmp_path: Path) -> None:
    made = team(tmp_path / "work")
    made.put({**agreed(), "notes/a.md": "A\n"})
    made.commit()
    made.made.git("clone", "-q", "--depth", "1", f"file://{made.root}", str(tmp_path / "shallow"))
    for ask in (verify, add_checkpoint):
        with pytest.raises(EnvironmentFailure, match="shallow"):
            ask(tmp_path / "shallow")


DEBIT = """title: Collect by debit
status: accepted
date: 2026-12-01
owner: jo
"""
