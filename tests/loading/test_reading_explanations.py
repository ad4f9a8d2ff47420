"""The examples of OG101 to OG118, laid over the least workspace that is valid."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from onboardgen.codes import READING, UNUSABLE_LOGO
from onboardgen.loading.loader import Loaded, load

EXPLANATIONS = Path(__file__).parents[2] / "onboardgen" / "explanations"
CODES = [code.id for code in READING if code is not UNUSABLE_LOGO]  # told by the theme


def laid_out(code: str, side: str, root: Path) -> Loaded:
    """Load the base with one side of an explanation laid over it."""
    shutil.copytree(EXPLANATIONS / "base", root)
    files = EXPLANATIONS / code / side
    if files.exists():
        shutil.copytree(files, root, dirs_exist_ok=True)
    recipe = EXPLANATIONS / code / "make.yaml"
    for step in yaml.safe_load(recipe.read_text())[side] if recipe.exists() else ():
        make(root / step.pop("path"), **step)
    return load(root)


def make(path: Path, repeat: str = "", times: int = 1, link: str = "", hex: str = "") -> None:  # noqa: A002
    path.parent.mkdir(parents=True, exist_ok=True)
    if link:
        path.symlink_to(link)
    else:
        path.write_bytes(bytes.fromhex(hex) or repeat.encode() * times)


def test_the_base_has_nothing_wrong(tmp_path: Path) -> None:
    shutil.copytree(EXPLANATIONS / "base", tmp_path / "base")
    loaded = load(tmp_path / "base")
    assert loaded.findings == ()
    assert [each.slug for each in loaded.accounts] == ["acme"]


@pytest.mark.parametrize("code", CODES)
def test_the_failing_example_has_this_finding_and_no_other(code: str, tmp_path: Path) -> None:
    loaded = laid_out(code, "fails", tmp_path / "w")
    assert [each.code.id for each in loaded.findings] == [code]
    assert loaded.findings[0].hint


@pytest.mark.parametrize("code", CODES)
def test_the_passing_example_has_no_finding(code: str, tmp_path: Path) -> None:
    loaded = laid_out(code, "passes", tmp_path / "w")
    assert loaded.findings == ()
    assert loaded.broken == ()


@pytest.mark.parametrize("code", CODES)
def test_the_explanation_is_short_and_begins_with_its_code(code: str) -> None:
    lines = (EXPLANATIONS / code / "why.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {code} · ")
    assert 3 <= sum(1 for line in lines[1:] if line.strip()) <= 8
