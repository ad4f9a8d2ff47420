"""What differs in the working tree is found, and no program that a repository names is run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from onboardgen.git.repository import find_repository
from onboardgen.git.working_tree import changed_paths
from tests.git.made_up_repository import NO_CONFIGURATION, MadeUp, make_repository


@pytest.fixture(autouse=True)
def nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in NO_CONFIGURATION.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def witness(tmp_path: Path) -> Path:
    """A file that is there once the program beside it was run."""
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/was run'\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    return tmp_path / "was run"


def filtered(made: MadeUp, program: Path, name: str = "evil", kind: str = "clean") -> str:
    """A repository whose files go through a filter; the hash of its first commit."""
    made.write("plan.yaml", "kickoff: 2026-11-02\n")
    made.write("worksheet.yaml", "sections: []\n")
    commit = made.commit("First")
    made.git("config", f"filter.{name}.{kind}", str(program))
    made.git("config", f"filter.{name}.required", "true")
    made.write(".git/info/attributes", f"* filter={name}\n")
    made.write("plan.yaml", "kickoff: 2026-11-03\n")
    os.utime(made.root / "worksheet.yaml")
    return commit


@pytest.mark.parametrize("name", ["evil", "a=b", "a.b"])
@pytest.mark.parametrize("kind", ["clean", "process"])
def test_no_filter_is_run_to_see_what_changed(
    tmp_path: Path, witness: Path, name: str, kind: str
) -> None:
    made = make_repository(tmp_path / "clone")
    commit = filtered(made, tmp_path / "program", name, kind)
    assert changed_paths(find_repository(made.root), commit) == {"plan.yaml"}
    assert not witness.exists()
    diff = ["git", "diff", "--name-only", commit]
    subprocess.run(diff, cwd=made.root, check=False, capture_output=True)
    assert witness.exists()


def test_no_filter_of_a_submodule_is_run(tmp_path: Path, witness: Path) -> None:
    made, inner = make_repository(tmp_path / "clone"), make_repository(tmp_path / "clone/inner")
    first = filtered(inner, tmp_path / "program")
    made.git("add", "--all")
    commit = made.commit("With a submodule")
    witness.unlink(missing_ok=True)
    os.utime(inner.root / "worksheet.yaml")
    assert changed_paths(find_repository(made.root), commit) == frozenset()
    assert not witness.exists()
    following = inner.git("commit-tree", "-p", first, "-m", "Next", f"{first}^{{tree}}")
    inner.git("update-ref", "HEAD", following)
    assert changed_paths(find_repository(made.root), commit) == {"inner"}
    assert not witness.exists()
