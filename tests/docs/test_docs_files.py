"""Every file that a page shows is valid, and every property and code that it names exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from onboardgen.codes import CODES
from onboardgen.findings import has_errors
from onboardgen.loading.schemas import KINDS, schema
from onboardgen.workflows.check import check
from onboardgen.workflows.explain import BASE, EXPLANATIONS
from onboardgen.workflows.findings_reference import findings_reference
from tests.docs.markdown_files import ROOT, Block, Page, pages, read_page, written_pages

CODE = re.compile(r"\bOG\d{3}\b")
IDS = {code.id for code in CODES}
DELIBERATE = "OG302"
"""The mistake that the tutorial makes and mends."""


def shown_files(page: Page) -> list[Block]:
    return [block for block in page.blocks if "file" in block.marks]


WITH_FILES = [page for page in pages() if shown_files(page)]


@pytest.mark.parametrize("page", WITH_FILES, ids=lambda page: page.name)
def test_the_files_of_a_page_check_without_errors_when_laid_out(page: Page, tmp_path: Path) -> None:
    lay_out_base(tmp_path)
    lay_out(shown_files(read_page("docs/tutorial.md")), tmp_path)
    lay_out(shown_files(page), tmp_path)
    wrong = [one for one in check(tmp_path).findings if one.code.id != DELIBERATE]
    assert not has_errors(wrong), wrong


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_yaml_block_can_be_read(page: Page) -> None:
    for block in page.blocks:
        if block.language == "yaml":
            assert yaml.safe_load(block.text), block


def test_every_whole_yaml_file_says_which_file_it_is() -> None:
    for page in written_pages():
        for block in page.blocks:
            whole = block.language == "yaml" and len(block.text.splitlines()) > 3
            assert not whole or "file" in block.marks, f"{block} shows a file without its name"


def test_the_least_workspace_of_the_readme_is_that_of_the_explanations() -> None:
    for block in shown_files(read_page("README.md")):
        assert block.text == (BASE / block.marks["file"]).read_text(encoding="utf-8")


def test_the_reference_of_findings_is_what_codes_and_explanations_say() -> None:
    why = {
        code.id: (EXPLANATIONS / code.id / "why.md").read_text(encoding="utf-8").partition("\n")[2]
        for code in CODES
    }
    current = findings_reference(CODES, {id_: text.strip() for id_, text in why.items()})
    committed = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")
    assert committed == current, "run docs/reference/generate.py"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_code_that_is_named_exists(page: Page) -> None:
    assert set(CODE.findall(page.text)) <= IDS


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_of_the_schema_is_in_the_reference_of_the_contract(kind: str) -> None:
    text = read_page(f"docs/reference/contract/{kind}.md").text
    missing = [name for name in property_names(schema(kind)) if f"| `{name}` |" not in text]
    assert not missing


@pytest.mark.parametrize("page", written_pages(), ids=lambda page: page.name)
def test_every_path_of_the_repository_that_is_named_exists(page: Page) -> None:
    ours = re.compile(r"(onboardgen|schemas|theme|tests|docs)/[\w./-]*")
    shown = {block.marks["file"] for one in pages() for block in shown_files(one)}
    for word in page.code_words:
        if ours.fullmatch(word) and word not in shown:
            assert (ROOT / word).exists(), word


def test_the_layers_in_the_docs_are_those_that_are_held() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = project["tool"]["importlinter"]["contracts"][0]["layers"]
    page = read_page("docs/explanation/architecture.md")
    told = next(b.text for b in page.section("Layers").blocks)
    assert re.split(r"\s*>\s*", " ".join(told.split())) == held


def lay_out_base(workspace: Path) -> None:
    for path in BASE.rglob("*.yaml"):
        target = workspace / path.relative_to(BASE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())


def lay_out(blocks: list[Block], workspace: Path) -> None:
    for block in blocks:
        path = workspace / block.marks["file"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")


def property_names(node: object) -> set[str]:
    """The names of all properties in a schema, however deep."""
    if isinstance(node, list):
        return set().union(*(property_names(one) for one in node))
    if not isinstance(node, dict):
        return set()
    own = node.get("properties", {})
    below = [*own.values(), *(value for key, value in node.items() if key != "properties")]
    return set(own).union(*(property_names(one) for one in below))
