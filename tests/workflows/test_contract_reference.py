"""The reference of the contract is what the generator makes of the schemas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from onboardgen.loading.schemas import KINDS, schema
from onboardgen.workflows.contract_reference import reference_page, reference_pages

COMMITTED = Path(__file__).parents[2] / "docs" / "reference" / "contract"
PAGES = reference_pages({kind: schema(kind) for kind in KINDS})
SMALL = {
    "title": "pets.yaml: the pets",
    "description": "All pets.",
    "type": "object",
    "required": ["owner"],
    "properties": {
        "owner": {"type": "string", "description": "Who <feeds> | them.", "examples": ["a, b"]},
        "pets": {
            "type": "object",
            "description": "The pets.",
            "default": {},
            "x-internal": True,
            "additionalProperties": {"$ref": "#/$defs/pet"},
        },
        "best": {"$ref": "#/$defs/pet", "description": "The best one."},
    },
    "$defs": {
        "pet": {
            "type": ["object", "null"],
            "description": "One pet.",
            "properties": {
                "kind": {
                    "type": ["string", "null"],
                    "enum": ["cat", "dog", None],
                    "description": "What it is.",
                    "default": "cat",
                },
            },
        },
    },
}


def test_the_committed_pages_are_those_of_the_schemas() -> None:
    assert sorted(PAGES) == sorted(path.name for path in COMMITTED.glob("*.md"))
    for name, text in PAGES.items():
        committed = (COMMITTED / name).read_text(encoding="utf-8")
        assert committed == text, f"{name} is old: run docs/reference/contract/generate.py"


@pytest.mark.parametrize("kind", KINDS)
def test_every_property_of_every_mapping_stands_on_its_page(kind: str) -> None:
    on_page = set(re.findall(r"^\| `(\w+)` \|", PAGES[f"{kind}.md"], re.MULTILINE))
    nodes = [schema(kind), *schema(kind).get("$defs", {}).values()]
    known: set[str] = set()
    while nodes:
        node = nodes.pop()
        known |= set(node.get("properties", ()))
        nodes += node.get("properties", {}).values()
        nodes += [child for key in ("items", "additionalProperties")
                  if isinstance(child := node.get(key), dict)]  # fmt: skip
    assert on_page == known


@pytest.mark.parametrize("name", PAGES)
def test_every_row_has_the_cells_of_its_header(name: str) -> None:
    rows = [line for line in PAGES[name].splitlines() if line.startswith("|")]
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == (3 if name == "README.md" else 6), row


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_to_a_page(name: str) -> None:
    for target in re.findall(r"\]\(([^)]+\.md)\)", PAGES[name]):
        assert target in PAGES


def test_a_page_tells_type_need_default_words_and_what_is_internal() -> None:
    page = reference_page("pets", SMALL)
    assert page.startswith("# `pets.yaml`: the pets\n\nAll pets.\n\n")
    assert '| `owner` | text | yes |  | Who \\<feeds> \\| them. For example `"a, b"`. |\n' in page
    assert "| `pets` | mapping by id |  |  | The pets. *Internal.* |\n" in page
    assert "## `pets.<id>`\n\nOne pet.\n" in page
    kind = "| `kind` | word |  | `cat` | What it is. One of: `cat`, `dog`. *Internal.* |\n"
    assert kind in page
