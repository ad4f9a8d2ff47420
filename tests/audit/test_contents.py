"""The table of what history tells agrees with the published schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from onboardgen.audit.contents import CONTENTS, RecordKind
from onboardgen.loading.schemas import schema

DOCUMENTS = ("customer", "plan", "worksheet", "decision", "change", "access", "guide")
KEYS = {"id", "visibility"}
NOT_WRITTEN = {"list", "superseded_by", "text", "content", "github", "gitlab"}


def node_at(kind: str, where: tuple[str, ...]) -> dict[str, Any]:
    """The schema of one record of a list or mapping of the document."""
    node = resolved(kind, schema(kind))
    for step in where:
        node = resolved(kind, node["properties"][step])
        inner = node.get("items") or node.get("additionalProperties")
        if step == where[-1] and isinstance(inner, dict):
            node = resolved(kind, inner)
    return node


def resolved(kind: str, node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = {**schema(kind)["$defs"][node["$ref"].rpartition("/")[2]], **node, "$ref": None}
        node = {key: value for key, value in node.items() if value is not None}
    for each in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        if "properties" in resolved(kind, each):
            return {**resolved(kind, each), **node}
    return node


def records(document: str) -> Iterator[tuple[RecordKind, dict[str, Any]]]:
    """Each kind of record with the properties that its schema allows."""
    for kind in CONTENTS[document]:
        if kind.kind == "superseded":
            continue
        node = node_at(document, kind.where)
        if kind.kind == "signoff":
            node = resolved(document, next(iter(node["properties"].values())))
        yield kind, node["properties"]
        for below in kind.below:
            inner = resolved(document, node["properties"][below.where[0]])
            each = inner.get("items") or inner["additionalProperties"]
            yield below, resolved(document, each)["properties"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_property_of_a_record_is_told_and_nothing_else(document: str) -> None:
    below = {kind.where[0] for kind in CONTENTS[document] if kind.where}
    for kind, properties in records(document):
        inner = {each.where[0] for each in kind.below} | (set() if kind.where else below)
        told = set(kind.fields) - NOT_WRITTEN
        written = set(properties) - KEYS - inner - NOT_WRITTEN
        assert told - KEYS == written, (document, kind.kind)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_the_schemas_call_internal_is_told_to_the_team_only(document: str) -> None:
    found = 0
    for kind, properties in records(document):
        for name, node in properties.items():
            field = kind.fields.get(name)
            if field is None:
                continue
            internal = kind.internal or field.internal
            assert internal or not node.get("x-internal"), (kind.kind, name)
            parts = resolved(document, node).get("properties", {})
            inner = {part for part, each in parts.items() if each.get("x-internal")}
            assert internal or inner <= field.internal_parts, (kind.kind, name)
            found += bool(node.get("x-internal")) + len(inner)
    assert found == {"customer": 7, "change": 1, "access": 2}.get(document, 0)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_default_that_is_written_out_is_no_change(document: str) -> None:
    for kind, properties in records(document):
        for name, field in kind.fields.items():
            default = resolved(document, properties.get(name, {})).get("default")
            if default not in (None, [], {}):
                assert field.default == default, (kind.kind, name)
