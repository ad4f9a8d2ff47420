"""What runs remember, and what they do when they cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onboardgen.errors import EnvironmentFailure
from onboardgen.trackers.memory import PATH, read_memory, remember
from onboardgen.trackers.plan import Memory


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    assert read_memory(tmp_path) == (Memory(), None)


def test_what_was_seen_at_one_place_is_kept_beside_the_others(tmp_path: Path) -> None:
    remember(tmp_path, Memory(), "github:o/r", [3, 1])
    memory, warning = read_memory(tmp_path)
    assert warning is None
    remember(tmp_path, memory, "local:x", [7])
    assert read_memory(tmp_path)[0] == Memory(
        {"github:o/r": frozenset({1, 3}), "local:x": frozenset({7})}
    )
    remember(tmp_path, memory, "github:o/r", [])
    assert read_memory(tmp_path)[0].numbers == {"github:o/r": frozenset()}
    assert [one.name for one in (tmp_path / PATH).parent.iterdir()] == ["issues.json"]


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "[]", "{}", '{"format": "onboardgen.issues-state/2", "places": {}}',
        '{"format": "onboardgen.issues-state/1", "places": []}',
        '{"format": "onboardgen.issues-state/1", "places": {"x": [true]}}',
        '{"format": "onboardgen.issues-state/1", "places": {"x": [-1]}}',
        '{"format": "onboardgen.issues-state/1", "places": {"x": "12"}}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_memory_that_cannot_be_read_is_told_and_counts_as_lost(text: str, tmp_path: Path) -> None:
    remember(tmp_path, Memory(), "x", [1])
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    memory, warning = read_memory(tmp_path)
    assert memory == Memory()
    assert warning is not None
    assert warning.startswith(PATH)
    remember(tmp_path, memory, "x", [2])
    assert json.loads((tmp_path / PATH).read_text())["places"] == {"x": [2]}


def test_a_directory_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / PATH).mkdir(parents=True)
    assert "is a directory" in str(read_memory(tmp_path)[1])
    with pytest.raises(EnvironmentFailure):
        remember(tmp_path, Memory(), "x", [2])


def test_it_does_not_leave_the_workspace(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    (root / ".onboardgen").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").mkdir()
    for attempt in (lambda: read_memory(root), lambda: remember(root, Memory(), "x", [2])):
        with pytest.raises(EnvironmentFailure, match="outside the workspace"):
            attempt()
    assert not list((tmp_path / "elsewhere").iterdir())
