"""The generated workspaces: the same bytes each time, without an error."""

from __future__ import annotations

from pathlib import Path

from bench.generate import generate
from onboardgen.workflows.check import check


def contents(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def test_the_same_numbers_make_the_same_workspace(tmp_path: Path) -> None:
    generate(tmp_path / "one", customers=3)
    generate(tmp_path / "again", customers=3)
    generate(tmp_path / "other", customers=3, seed=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "again")
    assert contents(tmp_path / "one") != contents(tmp_path / "other")


def test_a_customer_is_the_same_among_few_and_many(tmp_path: Path) -> None:
    generate(tmp_path / "few", customers=2)
    generate(tmp_path / "many", customers=5)
    assert contents(tmp_path / "few").items() <= contents(tmp_path / "many").items()


def test_a_generated_workspace_has_no_error(tmp_path: Path) -> None:
    generate(tmp_path, customers=4)
    result = check(tmp_path)
    assert result.customers == 4
    assert result.counts["error"] == 0
