"""The examples of `onboardgen explain` for what breaks a schema."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from onboardgen.codes import SCHEMA
from onboardgen.findings import Code, Finding, has_errors
from onboardgen.loading.loader import load

EXPLANATIONS = Path(str(resources.files("onboardgen"))) / "explanations"


def findings_of_example(code: Code, example: str, workspace: Path) -> tuple[Finding, ...]:
    """The findings of the smallest workspace with an example's files laid over it."""
    for layer in (EXPLANATIONS / "base", EXPLANATIONS / code.id / example):
        shutil.copytree(layer, workspace, dirs_exist_ok=True)
    return load(workspace).findings


@pytest.mark.parametrize("code", SCHEMA, ids=lambda code: code.id)
def test_the_failing_example_has_this_finding_and_no_other(code: Code, tmp_path: Path) -> None:
    assert [each.code for each in findings_of_example(code, "fails", tmp_path)] == [code]


@pytest.mark.parametrize("code", SCHEMA, ids=lambda code: code.id)
def test_the_passing_example_has_no_error(code: Code, tmp_path: Path) -> None:
    assert not has_errors(findings_of_example(code, "passes", tmp_path))


@pytest.mark.parametrize("code", SCHEMA, ids=lambda code: code.id)
def test_the_explanation_says_why_under_the_title_of_the_code(code: Code) -> None:
    text = (EXPLANATIONS / code.id / "why.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code.id} · {code.title}\n\n")
