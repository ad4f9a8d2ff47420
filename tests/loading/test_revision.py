"""A workspace at a revision is the workspace that a checkout of that revision would show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onboardgen.errors import UsageError
from onboardgen.loading.loader import Loaded, load
from onboardgen.loading.revision import load_revision, read_revision
from onboardgen.loading.source_tree import SourceTree, read_tree
from tests.example_workspace import copy_example
from tests.git.made_up_repository import NO_CONFIGURATION, MadeUp, make_repository

ORGANIZATION = "format: 1\norganization: {name: Example Billing}\nteam: {mia: {name: Mia Keller}}\n"


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


def same(one: Loaded, other: Loaded) -> None:
    """Everything that was read, wherever it stands."""
    assert one.tree == other.tree
    assert one == other


def test_the_example_reads_the_same_from_its_commit_as_from_disk(tmp_path: Path) -> None:
    root = copy_example(tmp_path / "workspace")
    made = make_repository(root)
    made.commit("Begin")
    on_disk = load(root)
    assert on_disk.accounts
    same(load_revision(root, "HEAD"), on_disk)
    same(load_revision(root, "HEAD", ["halden"]), load(root, ["halden"]))
    (root / "plans/halden/plan.yaml").write_text("broken: [", encoding="utf-8")
    same(load_revision(root, "main"), on_disk)


def test_a_workspace_below_the_top_of_its_repository(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "monorepo")
    made.write("onboardgen.yaml", "another workspace")
    made.write("a b/é/onboardgen.yaml", ORGANIZATION)
    made.write("a b/é/plans/acme/customer.yaml", "name: ACME\n")
    made.commit()
    root = made.root / "a b" / "é"
    same(load_revision(root, "HEAD"), load(root))


def test_a_worktree_with_a_detached_head(tmp_path: Path) -> None:
    made = make_repository(tmp_path / "main")
    made.write("onboardgen.yaml", ORGANIZATION)
    made.commit()
    other = tmp_path / "other"
    made.git("worktree", "add", "--quiet", "--detach", str(other))
    same(load_revision(other, "HEAD"), load(other))


def test_a_workspace_that_was_not_there_yet_is_empty(tmp_path: Path) -> None:
    made = make_repository(tmp_path)
    made.commit("Nothing yet")
    made.write("here/onboardgen.yaml", ORGANIZATION)
    made.write("here/plans/acme/customer.yaml", "name: ACME\n")
    made.commit()
    loaded = load_revision(tmp_path / "here", "HEAD~", ["acme"])
    assert loaded.settings is None
    assert loaded.tree.slugs == ()
    assert [finding.code.id for finding in loaded.findings] == ["OG116"]


def test_an_unknown_revision_is_a_wrong_use(tmp_path: Path) -> None:
    make_repository(tmp_path).write("onboardgen.yaml", ORGANIZATION)
    with pytest.raises(UsageError, match="knows no commit"):
        load_revision(tmp_path, "v1")


LINKS = {
    "files/to-file": "../plan.yaml",
    "files/to-directory": "deep",
    "files/through-a-directory": "to-directory/../a.txt",
    "files/from-the-top": "/etc/passwd",
    "files/out-of-the-workspace": "../../../../secret",
    "files/to-another": "../../beta/plan.yaml",
    "files/hidden": "../.hidden",
    "files/nowhere": "nothing",
    "files/in-a-circle": "in-a-circle",
    "files/around": "..",
    "worksheet.yaml": "files/a.txt",
    "decisions": "files/deep",
    "../gamma": "acme",
}


def test_links_lead_where_they_lead_on_disk_and_no_further(tmp_path: Path) -> None:
    made = with_links(tmp_path)
    same_tree(read_revision(made.root, "HEAD"), read_tree(made.root))


def test_the_plans_may_be_a_link_too(tmp_path: Path) -> None:
    made = with_links(tmp_path)
    (made.root / "plans").rename(made.root / "elsewhere")
    (made.root / "plans").symlink_to("elsewhere")
    made.commit()
    same_tree(read_revision(made.root, "HEAD"), read_tree(made.root))
    only = read_revision(made.root, "HEAD", ["acme", "gamma", "nobody"])
    assert [customer.slug for customer in only.customers] == ["acme"]


def with_links(tmp_path: Path) -> MadeUp:
    made = make_repository(tmp_path / "workspace")
    made.write("onboardgen.yaml", ORGANIZATION)
    for slug in ("acme", "beta"):
        for name in ("customer.yaml", "plan.yaml", "files/a.txt", "files/deep/b.txt", ".hidden"):
            made.write(f"plans/{slug}/{name}", f"{slug} {name}")
    made.write("plans/acme/files/deep/-x", "begins badly")
    made.write("plans/acme/files/deep/a\nb", "breaks")
    made.write("plans/Bad Slug/plan.yaml", "x")
    for name, target in LINKS.items():
        (made.root / "plans/acme" / name).symlink_to(target)
    made.commit()
    return made


def same_tree(one: SourceTree, other: SourceTree) -> None:
    """The same files, contents and findings. A link in a circle is told in the system's words."""
    assert one.files == other.files
    for mine, theirs in zip(one.customers, other.customers, strict=True):
        assert mine.files == theirs.files
        assert mine.attachments == theirs.attachments
        assert [(each.code, each.location) for each in mine.findings] == [
            (each.code, each.location) for each in theirs.findings
        ]
    assert one.findings == other.findings
    assert one.slugs == other.slugs
    assert replace(one, customers=()) == replace(other, customers=())
