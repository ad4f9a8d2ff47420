"""Our diff is one that Git applies, and is no longer than it has to be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.editing.unified import unified_diff
from tests.example_workspace import CLEAN

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "d e"]), max_size=14)


@settings(max_examples=40, deadline=None)
@given(LINES, LINES, st.booleans(), st.booleans())
def test_git_makes_the_new_file_of_the_old_one(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[str],
    new: list[str],
    first_ends: bool,
    second_ends: bool,
) -> None:
    before = ("\n".join(old) + "\n" * first_ends).encode() or b"x\n"
    after = ("\n".join(new) + "\n" * second_ends).encode() or b"y\n"
    diff = unified_diff("f.yaml", before, after)
    directory = tmp_path_factory.mktemp("diff")
    (directory / "f.yaml").write_bytes(before)
    if before == after:
        assert diff == ""
        return
    patched = subprocess.run(
        ["git", "apply", "--unidiff-zero", "-"],
        cwd=directory,
        env={**CLEAN, "GIT_CEILING_DIRECTORIES": str(directory.parent)},
        input=diff.encode(),
        capture_output=True,
        check=False,
    )
    assert patched.returncode == 0, (diff, patched.stderr)
    assert (directory / "f.yaml").read_bytes() == after


def test_a_new_file_comes_from_nowhere(tmp_path: Path) -> None:
    diff = unified_diff("plans/a/x.yaml", None, b"a: 1\nb: 2\n")
    assert diff == "--- /dev/null\n+++ b/plans/a/x.yaml\n@@ -0,0 +1,2 @@\n+a: 1\n+b: 2\n"


def test_a_line_that_stands_often_does_not_blow_up_the_diff() -> None:
    before = b"required: true\n" * 400 + b"answer: EUR\n" + b"required: true\n" * 400
    diff = unified_diff("x.yaml", before, before.replace(b"EUR", b"USD").replace(b"\n", b"\r\n"))
    assert diff.splitlines()[2:] == [
        "@@ -398,7 +398,7 @@", *[" required: true"] * 3, "-answer: EUR", "+answer: USD",
        *[" required: true"] * 3,
    ]  # fmt: skip
