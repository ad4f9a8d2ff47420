"""One run of `git log` tells the whole history: who, when, and what became of each file."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.git.log import Change, Commit, read_log
from onboardgen.git.repository import Identity, find_repository
from tests.git.made_up_repository import JO, MIA, NO_CONFIGURATION, MadeUp, make_repository

LONG = "".join(f"line {number}\n" for number in range(20))


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    return make_repository(tmp_path / "clone")


def log_of(made: MadeUp, revision: str = "HEAD", below: str = "") -> tuple[Commit, ...]:
    return read_log(find_repository(made.root), revision, below=below)


def touched(commit: Commit) -> list[tuple[str, str | None, bool, bool]]:
    return [
        (each.path, each.moved_from, bool(each.before), bool(each.after)) for each in commit.changes
    ]


def test_a_commit_tells_who_and_when_in_their_own_time(made: MadeUp) -> None:
    made.write("a", "a")
    hash_ = made.commit("Subject\n\nBody\nof two lines", author=JO, committer=MIA)
    (commit,) = log_of(made)
    assert commit.hash == hash_
    assert commit.parents == ()
    assert commit.author == Identity("Jo Lind", "jo@example.org")
    assert commit.committer == Identity("Mia Keller", "mia@example.com")
    assert commit.authored == datetime(2026, 11, 2, 9, tzinfo=timezone(timedelta(hours=1)))
    assert commit.authored.isoformat() == "2026-11-02T09:00:00+01:00"
    assert (commit.subject, commit.message) == ("Subject", "Subject\n\nBody\nof two lines")
    blob = made.git("rev-parse", "HEAD:a")
    assert commit.changes == (Change(path="a", before=None, after=blob),)


def test_names_come_through_the_mailmap_and_whatever_characters_they_hold(made: MadeUp) -> None:
    made.write(".mailmap", "Mia Keller <mia@example.com> <old@example.com>\n")
    made.commit(author="M. K. <old@example.com>", committer="Zoë \x02ß <zoe@example.com>")
    (commit,) = log_of(made)
    assert commit.author == Identity("Mia Keller", "mia@example.com")
    assert commit.committer.email == "zoe@example.com"
    assert commit.committer.name.startswith("Zoë")


def test_a_mailmap_of_the_users_own_is_not_asked(made: MadeUp) -> None:
    made.git("config", "mailmap.file", str(made.root / "mine"))
    (made.root / "mine").write_text("Forged <x@example.com> <mia@example.com>\n", encoding="utf-8")
    made.commit()
    assert log_of(made)[0].author.name == "Mia Keller"


def test_odd_paths_come_as_they_are(made: MadeUp) -> None:
    names = {"a b", "line\nbreak", "\nbegins", ":colon", "\x01one", "é", "tab\t", "*", '"q"'}
    for name in names:
        made.write(name, name)
    (made.root / "surrogate \udcff").write_bytes(b"x")
    made.commit()
    (commit,) = log_of(made)
    assert {each.path for each in commit.changes} == {*names, "surrogate \udcff"}


def test_changes_deletions_and_renames_are_told_apart(made: MadeUp) -> None:
    for name, text in (("changed", "x"), ("deleted", "y"), ("old name", f"old name\n{LONG}")):
        made.write(name, text)
    made.commit()
    made.write("changed", "new")
    (made.root / "deleted").unlink()
    (made.root / "old name").rename(made.root / "new\nname")
    made.write("new\nname", f"new name\n{LONG}")
    made.commit()
    _, commit = log_of(made)
    assert touched(commit) == [
        ("changed", None, True, True),
        ("deleted", None, True, False),
        ("new\nname", "old name", True, True),
    ]
    assert 80 < commit.changes[2].similarity < 100


def test_commits_come_after_their_parents_even_where_clocks_are_wrong(made: MadeUp) -> None:
    first = made.commit()
    early = {"GIT_AUTHOR_DATE": "946684800 -0230", "GIT_COMMITTER_DATE": "946684800 -0230"}
    made.git("commit", "--quiet", "--allow-empty", "-m", "Early", **early)
    one, other = log_of(made)
    assert (one.hash, other.parents) == (first, (first,))
    assert other.committed.isoformat() == "1999-12-31T21:30:00-02:30"


def test_a_merge_changes_what_differs_from_its_first_parent(made: MadeUp) -> None:
    made.write("a", "a")
    made.commit()
    made.git("switch", "--quiet", "--create", "side")
    made.write("b", "b")
    side = made.commit("Side")
    made.git("switch", "--quiet", "main")
    made.write("c", "c")
    main = made.commit("Main")
    made.merge("side")
    *_, merge = log_of(made)
    assert merge.is_merge
    assert merge.parents == (main, side)
    assert touched(merge) == [("b", None, False, True)]
    assert {commit.message for commit in log_of(made)} == {"Change", "Side", "Main", "Merge"}


def test_below_a_directory_every_commit_is_there_with_its_changes_there(made: MadeUp) -> None:
    made.write("here [x]/plans/a", "a")
    made.write("elsewhere", "b")
    made.commit()
    made.write("elsewhere", "c")
    made.commit()
    made.write("here [x]/onboardgen.yaml", "format: 1")
    made.write("here x/plans/a", "not ours: names are no patterns")
    made.commit()
    repository = find_repository(made.root / "here [x]")
    assert [touched(each) for each in read_log(repository)] == [
        [("plans/a", None, False, True)],
        [],
        [("onboardgen.yaml", None, False, True)],
    ]
    below = read_log(repository, below="plans")
    assert [len(each.changes) for each in below] == [1, 0, 0]


def test_a_branch_that_a_merge_discards_is_told_too(made: MadeUp) -> None:
    made.write("plans/a", "a")
    made.commit()
    made.git("switch", "--quiet", "--create", "side")
    made.write("plans/a", "b")
    made.commit("Discarded")
    made.git("switch", "--quiet", "main")
    made.commit("Main")
    made.merge("side", "Merge", "--strategy", "ours")
    messages = [commit.message for commit in log_of(made, below="plans")]
    assert sorted(messages) == ["Change", "Discarded", "Main", "Merge"]


def test_a_range_leaves_out_what_the_other_reaches(made: MadeUp) -> None:
    first, second, third = (made.commit(name) for name in "abc")
    repository = find_repository(made.root)
    assert [c.hash for c in read_log(repository, without=[first])] == [second, third]
    assert [c.hash for c in read_log(repository, second)] == [first, second]
    with pytest.raises(UsageError):
        read_log(repository, "--all")


def test_an_empty_repository_has_no_history(made: MadeUp) -> None:
    assert log_of(made) == ()


def test_a_shallow_clone_gives_no_answer_rather_than_a_wrong_one(
    made: MadeUp, tmp_path: Path
) -> None:
    made.commit()
    made.commit()
    made.git("clone", "--quiet", "--depth", "1", made.root.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(EnvironmentFailure, match="shallow"):
        read_log(find_repository(tmp_path / "shallow"))


def test_a_repository_of_sha256_reads_the_same(tmp_path: Path) -> None:
    made = make_repository(tmp_path, "--object-format", "sha256")
    made.write("a", "a")
    made.commit()
    (commit,) = log_of(made)
    assert len(commit.hash) == 64
    assert commit.changes[0].before is None


def test_a_time_that_no_calendar_has_stops_nothing(made: MadeUp) -> None:
    made.write("a", "a")
    tree = made.git("write-tree")
    raw = (
        f"tree {tree}\nauthor A <a@example.com> 99999999999999 +9999\n"
        "committer A <a@example.com> 0 +0000\n\nOdd\n"
    )
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=made.root, input=raw, capture_output=True, text=True, check=True,
    )  # fmt: skip
    made.git("update-ref", "refs/heads/main", done.stdout.strip())
    (commit,) = log_of(made)
    assert commit.authored.year in (1970, 9999)


@pytest.mark.parametrize("where", ["repository", "user"])
def test_no_configuration_runs_a_program_or_changes_what_is_read(
    made: MadeUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    made.write("below/old", LONG)
    made.write("below/.gitattributes", "* diff=evil filter=evil\n")
    made.commit("Begin")
    (made.root / "below/old").rename(made.root / "below/new")
    made.commit("Rename")
    below = MadeUp(made.root / "below")
    plain, plain_below = log_of(made), log_of(below)
    witness = tmp_path / "was run"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{witness}'\n", encoding="utf-8")
    program.chmod(0o755)
    if where == "user":
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "configuration"))
    file = tmp_path / "configuration" if where == "user" else made.root / ".git/config"
    with file.open("a", encoding="utf-8") as configuration:
        configuration.write(HOSTILE.replace("PROGRAM", str(program)))
    for hook in ("post-index-change", "reference-transaction", "pre-commit"):
        (made.root / ".git/hooks" / hook).write_bytes(program.read_bytes())
        (made.root / ".git/hooks" / hook).chmod(0o755)
    assert (log_of(made), log_of(below)) == (plain, plain_below)
    assert not witness.exists()
    subprocess.run(["git", "status"], cwd=made.root, check=False, capture_output=True)
    assert witness.exists()


HOSTILE = """
[core]
    fsmonitor = PROGRAM
    pager = PROGRAM
    sshCommand = PROGRAM
    askPass = PROGRAM
    attributesFile = /nowhere
    abbrev = 4
    quotePath = true
[pager]
    log = PROGRAM
[color]
    ui = always
[diff]
    external = PROGRAM
    renames = false
    renameLimit = 1
    relative = true
    orderFile = /nowhere
    mnemonicPrefix = true
[diff "evil"]
    command = PROGRAM
    textconv = PROGRAM
[filter "evil"]
    smudge = PROGRAM
    clean = PROGRAM
[gpg]
    program = PROGRAM
[gpg "ssh"]
    program = PROGRAM
[log]
    showSignature = true
    showRoot = false
    follow = true
    date = relative
    diffMerges = separate
    decorate = full
[format]
    pretty = oneline
[i18n]
    logOutputEncoding = ISO-8859-1
[alias]
    log = !PROGRAM
"""
