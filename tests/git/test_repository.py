"""Git is asked in an environment of our own, and what it cannot answer is said plainly."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.git import command
from onboardgen.git.objects import object_reader, read_objects
from onboardgen.git.repository import (
    Identity,
    current_identity,
    find_repository,
    has_commits,
    has_revision,
    mailmapped,
    merge_base,
    refuse_shallow,
    resolve,
)
from onboardgen.git.revision_tree import list_revision
from tests.git.made_up_repository import NO_CONFIGURATION, MadeUp, make_repository


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def made(tmp_path: Path) -> MadeUp:
    made = make_repository(tmp_path / "a clone")
    made.write("onboardgen.yaml", "format: 1\n")
    made.commit("First")
    return made


def test_a_repository_knows_its_top_and_where_the_workspace_stands(made: MadeUp) -> None:
    below = made.root / "deep" / "with\nbreak é"
    below.mkdir(parents=True)
    top, inner = find_repository(made.root), find_repository(below)
    assert (top.prefix, top.top, top.is_shallow) == ("", made.root, False)
    assert (inner.prefix, inner.top) == ("deep/with\nbreak é/", made.root)


def test_what_surrounds_us_has_no_say(made: MadeUp, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_repository(made.root.parent / "other")
    other.commit("Other")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare=true'")
    repository = find_repository(made.root)
    assert resolve(repository, "HEAD") == made.git("rev-parse", "HEAD")


def test_outside_git_it_is_said_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFailure, match="not in a Git repository"):
        find_repository(tmp_path)


def test_inside_the_git_directory_is_not_a_working_tree(made: MadeUp) -> None:
    with pytest.raises(EnvironmentFailure, match="not in the working tree"):
        find_repository(made.root / ".git")


def test_a_missing_git_is_told(made: MadeUp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(made.root))
    with pytest.raises(EnvironmentFailure, match="not installed"):
        find_repository(made.root)


def test_a_repository_of_somebody_else_is_not_read(
    made: MadeUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {**command.environment(), "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    monkeypatch.setattr(command, "environment", lambda: given)
    with pytest.raises(EnvironmentFailure, match="belongs to another user") as told:
        find_repository(made.root)
    assert told.value.hint.endswith(f"git config --global --add safe.directory '{made.root}'")
    trusting = made.root.parent / "configuration"
    trusting.write_text("[safe]\n\tdirectory = *\n", encoding="utf-8")
    given["GIT_CONFIG_GLOBAL"] = str(trusting)
    assert find_repository(made.root).prefix == ""


@pytest.mark.parametrize(
    "name", ["nothing", "-x", "^HEAD", "--all", "", "a\0b", "HEAD:onboardgen.yaml"]
)
def test_an_unknown_revision_is_a_wrong_use(made: MadeUp, name: str) -> None:
    repository = find_repository(made.root)
    assert not has_revision(repository, name)
    with pytest.raises(UsageError, match="knows no commit"):
        resolve(repository, name)


def test_a_tag_a_branch_and_a_short_hash_name_the_commit(made: MadeUp) -> None:
    made.git("tag", "--annotate", "-m", "signed off", "v1")
    repository = find_repository(made.root)
    head = made.git("rev-parse", "HEAD")
    for name in ("HEAD", "main", "v1", "@", head[:9], head):
        assert resolve(repository, name) == head


def test_in_a_shallow_clone_what_lies_beyond_is_not_denied(made: MadeUp, tmp_path: Path) -> None:
    first = made.git("rev-parse", "HEAD")
    made.commit("Second")
    made.git("clone", "--quiet", "--depth", "1", made.root.as_uri(), str(tmp_path / "shallow"))
    repository = find_repository(tmp_path / "shallow")
    assert repository.is_shallow
    assert has_revision(repository, "HEAD")
    with pytest.raises(EnvironmentFailure) as told:
        resolve(repository, first)
    assert "--unshallow" in told.value.hint
    with pytest.raises(EnvironmentFailure, match="shallow"):
        refuse_shallow(repository)
    with pytest.raises(EnvironmentFailure, match="shallow"):
        merge_base(repository, "HEAD", "HEAD")


def test_an_empty_repository_has_no_commits(tmp_path: Path) -> None:
    repository = find_repository(make_repository(tmp_path).root)
    assert not has_commits(repository)
    with pytest.raises(UsageError):
        resolve(repository, "HEAD")


def test_the_merge_base_is_the_last_common_commit_or_none(made: MadeUp) -> None:
    base = made.git("rev-parse", "HEAD")
    made.git("switch", "--quiet", "--create", "side")
    made.commit("Side")
    made.git("switch", "--quiet", "main")
    made.commit("Main")
    repository = find_repository(made.root)
    assert merge_base(repository, "main", "side") == base
    made.git("switch", "--quiet", "--orphan", "alone")
    made.commit("Alone")
    assert merge_base(repository, "main", "alone") is None


def test_who_works_here_comes_through_the_mailmap(made: MadeUp) -> None:
    repository = find_repository(made.root)
    assert current_identity(repository) is None
    made.git("config", "user.name", "M. Keller")
    made.git("config", "user.email", "old@example.com")
    assert current_identity(repository) == Identity("M. Keller", "old@example.com")
    made.write(".mailmap", "Mia Keller <mia@example.com> <old@example.com>\n")
    mapped = Identity("Mia Keller", "mia@example.com")
    assert current_identity(find_repository(made.root)) == mapped
    others = (Identity("", "old@example.com"), Identity("Jo <x>\nLind", "jo@example.org"))
    assert mailmapped(repository, others) == (mapped, Identity("Jo x Lind", "jo@example.org"))


def test_a_revision_lists_every_file_below_the_workspace(made: MadeUp) -> None:
    made.write("deep/a b\nc é.txt", "four")
    made.write("deeper/x", "x")
    (made.root / "deep/link").symlink_to("a")
    commit = made.commit()
    entries = list_revision(find_repository(made.root / "deep"), commit)
    assert [(each.path, each.mode, each.size) for each in entries] == [
        ("a b\nc é.txt", "100644", 4),
        ("link", "120000", 1),
    ]
    assert len(list_revision(find_repository(made.root), commit)) == 4
    first = made.git("rev-parse", "HEAD~")
    assert list_revision(find_repository(made.root / "deep"), first) == ()


def test_the_name_of_a_workspace_is_no_pattern(made: MadeUp) -> None:
    name = ":(glob)*[x] !y"
    made.write(f"{name}/onboardgen.yaml", "format: 1")
    made.write("other/onboardgen.yaml", "format: 1")
    commit = made.commit()
    entries = list_revision(find_repository(made.root / name), commit)
    assert [each.path for each in entries] == ["onboardgen.yaml"]


@pytest.mark.parametrize("format_", ["sha1", "sha256"])
def test_contents_come_whole_whatever_is_in_them(tmp_path: Path, format_: str) -> None:
    made = make_repository(tmp_path, "--object-format", format_)
    contents = [b"", b"\n", b"a\0b\nc", os.urandom(3 * 1024 * 1024), b"missing missing\n"]
    for number, content in enumerate(contents):
        made.write(str(number), content)
    commit = made.commit()
    repository = find_repository(made.root)
    ids = [each.object_id for each in list_revision(repository, commit)]
    assert len(ids[0]) == (40 if format_ == "sha1" else 64)
    assert list(read_objects(repository, ids)) == list(zip(ids, contents, strict=True))
    with object_reader(repository) as reader:
        assert [reader.read(each) for each in ids] == contents


def test_an_object_that_the_clone_lacks_is_told(made: MadeUp) -> None:
    repository = find_repository(made.root)
    with pytest.raises(EnvironmentFailure, match="lacks the object"):
        list(read_objects(repository, ["0" * 40]))
    with object_reader(repository) as reader, pytest.raises(EnvironmentFailure, match="lacks"):
        reader.read("0" * 40)


def test_a_partial_clone_is_not_fetched_from_behind_your_back(made: MadeUp, tmp_path: Path) -> None:
    made.git("config", "uploadpack.allowFilter", "true")
    where = str(tmp_path / "partial")
    url = made.root.as_uri()
    made.git("clone", "--quiet", "--no-checkout", "--filter", "blob:none", url, where)
    repository = find_repository(Path(where))
    MadeUp(Path(where)).git("config", "protocol.file.allow", "always")
    blob = made.git("rev-parse", "HEAD:onboardgen.yaml")
    with pytest.raises(EnvironmentFailure, match=r"lacks the object|ended before"):
        list(read_objects(repository, [blob]))
    with pytest.raises(EnvironmentFailure, match="lacks contents") as told:
        list_revision(repository, made.git("rev-parse", "HEAD"))
    assert "clone without --filter" in (told.value.hint or "")


def test_replaced_objects_are_not_believed(made: MadeUp) -> None:
    real = made.git("rev-parse", "HEAD:onboardgen.yaml")
    made.write("other", "forged\n")
    made.commit()
    made.git("replace", real, made.git("rev-parse", "HEAD:other"))
    assert made.git("cat-file", "blob", real) == "forged"
    repository = find_repository(made.root)
    assert list(read_objects(repository, [real])) == [(real, b"format: 1\n")]
