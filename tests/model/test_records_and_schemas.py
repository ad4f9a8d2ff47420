"""The records and the published schemas are two halves of one contract."""

from __future__ import annotations

import copy
import dataclasses
import sys
import types
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest

from onboardgen.loading.schemas import KINDS, schema
from onboardgen.model.access import Access
from onboardgen.model.account import GuideMatter
from onboardgen.model.calibration import Calibration
from onboardgen.model.change_request import ChangeRequest
from onboardgen.model.customer import Customer
from onboardgen.model.decision import Decision
from onboardgen.model.events import Event
from onboardgen.model.people import Person
from onboardgen.model.plan import Plan
from onboardgen.model.record import STEM, Keyed, Record
from onboardgen.model.reference import Reference
from onboardgen.model.response import Receipted
from onboardgen.model.settings import Settings
from onboardgen.model.worksheet import Worksheet

ROOTS: dict[str, type[Record]] = {
    "workspace": Settings,
    "customer": Customer,
    "plan": Plan,
    "worksheet": Worksheet,
    "decision": Decision,
    "change": ChangeRequest,
    "access": Access,
    "calibration": Calibration,
    "response": Receipted,
    "guide": GuideMatter,
}
WITHOUT_RECORD = {"template"}
TEAM_ONLY = {"github", "gitlab"}
SCALARS: dict[Any, str] = {
    str: "string", int: "integer", float: "number", bool: "boolean", date: "string",
    Reference: "string",
}  # fmt: skip

Schema = dict[str, Any]


def resolved(kind: str, node: Schema) -> Schema:
    """The node with what it refers to underneath."""
    if "$ref" not in node:
        return node
    definition = schema(kind)["$defs"][node["$ref"].removeprefix("#/$defs/")]
    return {**definition, **{key: value for key, value in node.items() if key != "$ref"}}


def types_of(node: Schema) -> set[str]:
    written = node["type"]
    return {written} if isinstance(written, str) else set(written)


def written_name(field: str) -> str:
    return field.removesuffix("_")


def default_as_written(field: dataclasses.Field[Any], keyed: bool) -> Any:
    """What a schema has as the default: None where it needs none."""
    if field.default_factory is not dataclasses.MISSING:
        return {}
    if field.default == () and keyed:
        return {}
    return list(field.default) if isinstance(field.default, tuple) else field.default


def split(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is Annotated:
        inner, *marks = get_args(annotation)
        return inner, tuple(marks)
    return annotation, ()


def without_none(annotation: Any) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        options = [option for option in get_args(annotation) if option is not types.NoneType]
        optional = len(options) < len(get_args(annotation))
        return (options[0] if len(options) == 1 else Union[tuple(options)]), optional  # noqa: UP007
    return annotation, False


def disagreements(kind: str, record: type[Record], node: Schema, path: str) -> Iterator[str]:
    """Every point in which a record and the schema of its mapping are not the same."""
    node = resolved(kind, node)
    hints = get_type_hints(record, include_extras=True)
    fields = {field.name: field for field in dataclasses.fields(record) if field.name != "at"}
    given = {name for name in fields if STEM in split(hints[name])[1]}
    keyed_by = {"Person", "Partner"} if path.endswith("{}") else set()
    if record.__name__ in keyed_by:
        given.add("id")
    if record.__name__ == "PortalKeys":
        given.add("audience")
    expected = {written_name(name): name for name in fields if name not in given}
    if record is Person and kind == "customer":
        expected = {name: field for name, field in expected.items() if name not in TEAM_ONLY}
    if set(node["properties"]) != set(expected):
        yield f"{path}: properties {set(node['properties']) ^ set(expected)}"
        return
    required = {
        name
        for name, field in expected.items()
        if fields[field].default is dataclasses.MISSING
        and fields[field].default_factory is dataclasses.MISSING
    }
    if set(node.get("required", ())) != required:
        yield f"{path}: required {set(node.get('required', ())) ^ required}"
    for name, field in expected.items():
        yield from field_disagreements(
            kind, fields[field], hints[field], node["properties"][name], f"{path}.{name}"
        )


def field_disagreements(
    kind: str, field: dataclasses.Field[Any], hint: Any, node: Schema, path: str
) -> Iterator[str]:
    node = resolved(kind, node)
    annotation, marks = split(hint)
    keyed = any(isinstance(mark, Keyed) for mark in marks)
    annotation, optional = without_none(annotation)
    if field.default is not dataclasses.MISSING or (
        field.default_factory is not dataclasses.MISSING
    ):
        wanted = default_as_written(field, keyed)
        if node.get("default") != wanted or isinstance(node.get("default"), bool) != isinstance(
            wanted, bool
        ):
            yield f"{path}: default {node.get('default')!r}, record {wanted!r}"
    if ("null" in types_of(node)) != optional:
        yield f"{path}: null allowed {not optional}, record {optional}"
    yield from type_disagreements(kind, annotation, node, path, keyed)


def type_disagreements(
    kind: str, annotation: Any, node: Schema, path: str, keyed: bool = False
) -> Iterator[str]:
    node = resolved(kind, node)
    origin = get_origin(annotation)
    if origin in (tuple, dict):
        yield from collection_disagreements(kind, annotation, node, path, keyed)
    elif origin is Literal:
        allowed = [each for each in node.get("enum", ()) if each is not None]
        if allowed != list(get_args(annotation)):
            yield f"{path}: enum {allowed}, record {get_args(annotation)}"
    elif origin in (Union, types.UnionType):
        yield from union_disagreements(annotation, types_of(node) - {"null"}, path)
    elif issubclass(annotation, Record):
        if not {"object"} <= types_of(node) <= {"object", "string", "null"}:
            yield f"{path}: a mapping is expected, not {types_of(node)}"
        yield from disagreements(kind, annotation, node, path)
    else:
        yield from scalar_disagreements(annotation, node, path)


def collection_disagreements(
    kind: str, annotation: Any, node: Schema, path: str, keyed: bool
) -> Iterator[str]:
    """Lists, and mappings whose keys are ids: KEYED tuples of records, and dicts."""
    mapping = keyed or get_origin(annotation) is dict
    wanted, below, mark = (
        ("object", "additionalProperties", "{}") if mapping else ("array", "items", "[]")
    )
    if types_of(node) - {"null"} != {wanted} or mapping != ("propertyNames" in node):
        yield f"{path}: {wanted} is expected, not {types_of(node)}"
        return
    entry = get_args(annotation)[1 if get_origin(annotation) is dict else 0]
    yield from type_disagreements(kind, entry, node[below], f"{path}{mark}")


def scalar_disagreements(annotation: Any, node: Schema, path: str) -> Iterator[str]:
    if types_of(node) - {"null"} != {SCALARS[annotation]}:
        yield f"{path}: {SCALARS[annotation]} is expected, not {types_of(node)}"
    if (annotation is date) != (node.get("format") == "date"):
        yield f"{path}: a date on one side only"


def union_disagreements(annotation: Any, found: set[str], path: str) -> Iterator[str]:
    """Values of several types: answers, cells, measures. `number` covers whole ones."""
    wanted = set()
    for option in get_args(annotation):
        collection = {tuple: "array", dict: "object"}.get(get_origin(option) or option)
        wanted.add(collection or SCALARS.get(option, "null"))
    wanted -= {"null"}
    if "number" in wanted:
        wanted -= {"integer"}
    if found != wanted:
        yield f"{path}: {wanted} is expected, not {found}"


def test_every_kind_of_document_has_a_record_or_is_known_to_have_none() -> None:
    assert set(ROOTS) | WITHOUT_RECORD | {"events"} == set(KINDS)


@pytest.mark.parametrize("kind", ROOTS)
def test_schema_and_records_agree(kind: str) -> None:
    assert list(disagreements(kind, ROOTS[kind], schema(kind), kind)) == []


def test_schema_and_records_agree_on_events() -> None:
    assert list(disagreements("events", Event, schema("events")["items"], "events[]")) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda task: task["properties"].pop("duration"),
        lambda task: task["properties"].update(colour={"type": "string"}),
        lambda task: task["required"].append("due"),
        lambda task: task["properties"]["type"].update(default="milestone"),
        lambda task: task["properties"]["category"]["enum"].remove("legal"),
        lambda task: task["properties"]["duration"].update(type="integer"),
        lambda task: task["properties"].update(due={"type": ["string", "null"]}),
        lambda task: task["properties"]["links"].pop("default"),
        lambda task: task["properties"]["moved"]["items"].update({"$ref": "#/$defs/link"}),
    ],
)
def test_a_change_on_one_side_only_is_noticed(change: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = copy.deepcopy(schema("plan"))
    change(changed["$defs"]["task"])
    monkeypatch.setattr(sys.modules[__name__], "schema", lambda _: changed)
    assert list(disagreements("plan", Plan, changed, "plan")) != []
