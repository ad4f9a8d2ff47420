"""Editors complete every file of a workspace from the schema of its kind."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from onboardgen.loading.schemas import KINDS, validate
from onboardgen.loading.yaml_reader import read_yaml

ROOT = Path(__file__).parents[2]
FRONT_MATTER = "guide"
SETTINGS = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
WRITTEN = [
    path.relative_to(ROOT).as_posix()
    for path in sorted([*ROOT.glob("[!.]*.yaml"), *ROOT.glob("plans/**/*.yaml")])
    if "files" not in path.parts and "notes" not in path.parts
]


def kinds_of(path: str) -> list[str]:
    """The kinds of document whose globs match a path of the workspace."""
    return [
        Path(schema).name.removesuffix(".schema.json")
        for schema, globs in SETTINGS["yaml.schemas"].items()
        for glob in ([globs] if isinstance(globs, str) else globs)
        if re.fullmatch(re.escape(glob[1:]).replace(r"\*", "[^/]+"), path)
    ]


def test_every_kind_of_file_is_mapped_to_a_schema_that_exists() -> None:
    schemas = [*SETTINGS["yaml.schemas"], *(one["url"] for one in SETTINGS["json.schemas"])]
    assert all((ROOT / schema).is_file() for schema in schemas)
    mapped = {Path(schema).name for schema in schemas}
    assert mapped == {f"{kind}.schema.json" for kind in KINDS if kind != FRONT_MATTER}


@pytest.mark.parametrize("path", WRITTEN)
def test_every_example_file_has_one_kind_and_keeps_to_its_schema(path: str) -> None:
    read = read_yaml(path, (ROOT / path).read_bytes())
    (kind,) = kinds_of(path)
    assert (*read.findings, *validate(kind, read.document, read.positions)) == ()
