"""Directories that the settings name for issues and digests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from onboardgen.notifications.channel import ChannelDown
from onboardgen.notifications.outbox import DirectoryChannel
from onboardgen.rendering.theme import load_theme
from onboardgen.trackers.local import Local
from onboardgen.trackers.tracker import TrackerFailure
from onboardgen.workflows.check import check
from onboardgen.workspace import why_unfit
from tests.notifications.post_office import parcel

BASE = Path(__file__).parents[2] / "onboardgen" / "explanations" / "base"
GIT = "belongs to Git, or to the host of the repository"
READ = "is what onboardgen reads"
KEPT = "is where onboardgen keeps keys and caches"
OUTSIDE = "is not inside the workspace"

UNFIT = [
    (".git", GIT), (".git/x", GIT), (".GIT/hooks", GIT), ("./plans/../.git", GIT),
    ("vendor/.git/info", GIT), (".git/", GIT), (".git ", GIT), (".git.", GIT),
    (".g\u200cit", GIT), (".git::$INDEX_ALLOCATION", GIT), ("plans\\..\\.git", GIT),
    (".github/workflows", GIT), (".gitlab", GIT),
    ("plans", READ), ("Plans/acme/files", READ), ("outbox/../plans", READ), ("schemas", READ),
    ("theme/assets", READ),
    ("_site", "is what is published"), ("_SITE/x", "is what is published"),
    (".onboardgen", KEPT), (".onboardgen/", KEPT), (".onboardgen/cache", KEPT),
    (".onboardgen/State/x", KEPT), (".onboardgen/root.key", KEPT),
    (".onboardgen/portal-keys-acme", KEPT), (".onboardgen/issues/../cache", KEPT),
    (".", "is the workspace itself"), ("a/..", "is the workspace itself"),
    ("..", OUTSIDE), ("a/../../b", OUTSIDE), ("/srv/outbox", OUTSIDE), ("C:/outbox", OUTSIDE),
]  # fmt: skip


@pytest.mark.parametrize(("directory", "why"), UNFIT)
def test_a_directory_that_is_something_else_is_none_for_files(directory: str, why: str) -> None:
    assert why_unfit(directory) == why


@pytest.mark.parametrize(
    "directory",
    [".onboardgen/issues", ".onboardgen/outbox", "outbox", "out/box", "./outbox/", "my plans",
     "plans2", "git", "docs/plans", ".gitea-mail", "..outbox", "a/../outbox"],
)  # fmt: skip
def test_a_directory_of_its_own_is_taken(directory: str) -> None:
    assert why_unfit(directory) is None


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "workspace"))


def test_each_is_told_at_its_place_with_what_to_do(root: Path) -> None:
    with (root / "onboardgen.yaml").open("a", encoding="utf-8") as file:
        file.write("tracker:\n  local: {directory: ./plans/../.GIT}\n")
        file.write("notifications:\n  directory: schemas/out\n")
    found = [one for one in check(root).findings if one.code.id == "OG414"]
    assert [(str(one.location), one.message) for one in found] == [
        ("onboardgen.yaml:5:22", f'`tracker.local.directory` is "./plans/../.GIT", which {GIT}.'),
        ("onboardgen.yaml:7:14", f'`notifications.directory` is "schemas/out", which {READ}.'),
    ]
    assert {one.severity for one in found} == {"error"}
    assert "such as outbox" in found[0].hint


@pytest.mark.parametrize("directory", ["plans/issues", "link"])
def test_nothing_is_written_there_either_not_even_through_a_link(
    root: Path, directory: str
) -> None:
    (root / "link").symlink_to(root / "plans")
    before = sorted(root.rglob("*"))
    with pytest.raises(TrackerFailure, match=READ):
        Local(root, directory)
    with pytest.raises(ChannelDown, match=READ):
        DirectoryChannel(root, directory, load_theme(root), None).send(parcel())
    assert sorted(root.rglob("*")) == before
