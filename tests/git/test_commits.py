"""Commits beside the working tree: on a branch of their own, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from onboardgen.errors import UsageError
from onboardgen.git.commits import NewCommit, branch_exists, commit_beside, first_added
from onboardgen.git.repository import Identity, find_repository
from tests.git.made_up_repository import MadeUp, make_repository

MIA = Identity("Mia Keller", "mia@example.com")
WHEN = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def new(**files: bytes) -> NewCommit:
    paths = {name.replace("__", "/").replace("_", "."): data for name, data in files.items()}
    author = Identity("Jo <b>\nLind", "jo@example.org>\n")
    return NewCommit(files=paths, message="Ünïcode\n", author=author, authored=WHEN)


@pytest.fixture(params=["sha1", "sha256"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> MadeUp:
    """A repository whose workspace stands below its top."""
    made = make_repository(tmp_path / "made", f"--object-format={request.param}")
    made.write("work/plans/run.sh", "#!/bin/sh\n")
    (made.root / "work/plans/run.sh").chmod(0o755)
    (made.root / "work/plans/link.txt").symlink_to("run.sh")
    made.write("other.txt", "not ours")
    made.commit()
    return made


def test_a_branch_holds_the_commits_and_everything_else_is_as_it_was(made: MadeUp) -> None:
    repository = find_repository(made.root / "work")
    head = made.git("rev-parse", "HEAD")
    commits = (new(plans__run_sh=b"one\r\n"), new(plans__deep__new_txt=b"two"))
    hashes = commit_beside(repository, "respond/a-1", head, commits, MIA)
    log = made.git("log", "--format=%H %an|%ae|%aI|%cn", "--reverse", f"{head}..respond/a-1")
    assert log.splitlines() == [
        f"{one} Jo b Lind|jo@example.org|2026-12-01T09:30:00+00:00|Mia Keller" for one in hashes
    ]
    tree = made.git("ls-tree", "-r", "--format=%(objectmode) %(path)", "respond/a-1")
    assert tree.splitlines() == [
        "100644 other.txt",
        "100644 work/plans/deep/new.txt",
        "120000 work/plans/link.txt",
        "100755 work/plans/run.sh",
    ]
    assert made.git("cat-file", "-s", "respond/a-1:work/plans/run.sh") == "5"
    assert made.git("status", "--porcelain", "--branch") == "## main"
    assert made.git("show", "-s", "--format=%s", "respond/a-1") == "Ünïcode"


def test_a_branch_that_is_there_and_a_link_are_left_alone(made: MadeUp) -> None:
    repository = find_repository(made.root / "work")
    head = made.git("rev-parse", "HEAD")
    commit_beside(repository, "respond/a-1", head, (new(plans__a_txt=b"a"),), MIA)
    before = made.git("for-each-ref")
    with pytest.raises(UsageError, match="There is a branch respond/a-1 already"):
        commit_beside(repository, "respond/a-1", head, (new(plans__a_txt=b"b"),), MIA)
    with pytest.raises(UsageError, match="symbolic link"):
        commit_beside(repository, "respond/a-2", head, (new(plans__link_txt=b"b"),), MIA)
    assert made.git("for-each-ref") == before
    assert branch_exists(repository, "respond/a-1")
    assert not branch_exists(repository, "respond/a-2")


def test_a_file_that_any_branch_ever_added_is_known(made: MadeUp) -> None:
    repository = find_repository(made.root / "work")
    assert first_added(repository, "plans/responses") == {}
    head = made.git("rev-parse", "HEAD")
    (one,) = commit_beside(repository, "x", head, (new(plans__responses__a_json=b"a"),), MIA)
    made.git("rm", "-q", "other.txt")
    made.commit()
    made.write("work/plans/responses/ö.json", "b")
    two = made.commit()
    made.git("rm", "-q", "-r", "work/plans/responses")
    made.commit()
    assert first_added(repository, "plans/responses") == {
        "plans/responses/a.json": one,
        "plans/responses/ö.json": two,
    }
