"""Every code is explained, and its examples do what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from onboardgen.codes import CODES
from onboardgen.errors import UsageError
from onboardgen.findings import Code
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import (
    BASE,
    EXAMPLE_DAY,
    EXPLANATIONS,
    Which,
    example_findings,
    explanation,
    has_base,
    materialise,
)

IDS = [code.id for code in CODES]
Found = set[tuple[str, str]]
Examples = Callable[[str, Which], Found]


@pytest.fixture
def examples(tmp_path: Path) -> Examples:
    def found(code: str, which: Which) -> Found:
        return {(one.code.id, one.severity) for one in example_findings(code, which, tmp_path)}

    return found


def errors(found: Found) -> set[str]:
    return {code for code, severity in found if severity == "error"}


@pytest.mark.parametrize("code", CODES, ids=IDS)
def test_the_failing_example_fails_with_its_code_alone(code: Code, examples: Examples) -> None:
    found = examples(code.id, "fails")
    assert (code.id, code.severity) in found
    assert errors(found) <= {code.id}


@pytest.mark.parametrize("code", CODES, ids=IDS)
def test_the_passing_example_passes(code: Code, examples: Examples) -> None:
    found = examples(code.id, "passes")
    assert not errors(found)
    assert code.id not in {found_code for found_code, _ in found}


@pytest.mark.parametrize("code", IDS)
def test_every_code_is_explained_in_words_of_its_own(code: str) -> None:
    explained = explanation(code)
    assert len(explained.why.split()) >= 20
    assert explained.fails
    assert explained.found
    assert {finding.code.id for finding in explained.found} == {code}


@pytest.mark.parametrize("code", CODES, ids=IDS)
def test_every_explanation_is_headed_by_code_and_title(code: Code) -> None:
    text = (EXPLANATIONS / code.id / "why.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code.id} · {code.title}\n\n")


@pytest.mark.parametrize("code", [id_ for id_ in IDS if has_base(id_)])
def test_the_state_before_an_example_is_sound(code: str, tmp_path: Path) -> None:
    materialise(code, "before", tmp_path)
    found = check(tmp_path, today=EXAMPLE_DAY).findings
    broken = errors({(one.code.id, one.severity) for one in found})
    assert bool(broken) == (code == "OG824")


def test_every_directory_explains_a_code() -> None:
    directories = {path.name for path in EXPLANATIONS.iterdir() if path.is_dir()}
    assert directories == {*IDS, BASE.name}


def test_every_number_is_given_once() -> None:
    assert len(set(IDS)) == len(IDS)


def test_the_least_valid_workspace_has_no_error(tmp_path: Path) -> None:
    materialise("OG101", "passes", tmp_path)
    assert check(tmp_path).counts["error"] == 0


def test_the_examples_differ_from_each_other() -> None:
    for code in IDS:
        explained = explanation(code)
        assert explained.fails != explained.passes, code


@pytest.mark.parametrize(
    ("written", "hint"),
    [("G301", "Did you mean OG301?"), ("0G999", "lists all"), ("OGGOG", "lists all"), ("", "all")],
)
def test_an_unknown_code_is_answered_with_the_nearest(written: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        explanation(written)
    assert hint in refused.value.hint


def test_a_code_may_be_written_in_small_letters() -> None:
    assert explanation("og301").code == "OG301"
