"""The reference of the contract: one JSON Schema as one Markdown page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Schema = Mapping[str, Any]

_COLUMNS: Final = ("Property", "Type", "Needed", "Default", "Meaning")
_TYPES: Final = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "array": "list",
    "object": "mapping",
}
_WHOLE: Final = ("integer", ["integer", "null"])
_NAMES: Final = {
    "day": "date", "id": "id", "stem": "file name", "reference": "reference", "line": "line",
    "markdown": "Markdown", "visibility": "visibility", "timezone": "time zone",
    "language": "language", "currency": "currency", "email": "e-mail", "url": "link",
    "path": "path", "answer_value": "value of an answer",
}  # fmt: skip
"""What values of these definitions are called; they need no table of their own."""

_INTRODUCTION: Final = (
    "What stands in each file of a workspace. These pages are generated from `schemas/`: the same "
    "files that editors complete from and that `onboardgen check` holds your files to. What is "
    "marked *Internal* never leaves the team."
)


@dataclass(frozen=True, slots=True)
class Table:
    """One mapping of the document: where it stands, its schema, and who may see it."""

    path: str
    schema: Schema
    internal: bool


def reference_pages(schemas: Mapping[str, Schema]) -> dict[str, str]:
    """All pages by file name, from the schemas by kind: README.md lists the others."""
    pages = {f"{kind}.md": reference_page(kind, schema) for kind, schema in schemas.items()}
    return {"README.md": reference_index(schemas), **pages}


def reference_page(kind: str, schema: Schema) -> str:
    """The page of one kind of document, in Markdown: what it is, then a table per mapping."""
    return "".join(_page(kind, schema)).rstrip("\n") + "\n"


def reference_index(schemas: Mapping[str, Schema]) -> str:
    """The page that lists all kinds of documents and how their values are written."""
    files = "".join(
        f"- [{_shown_title(schema)}]({kind}.md): {schema['description']}\n"
        for kind, schema in schemas.items()
    )
    return f"# The contract\n\n{_INTRODUCTION}\n\n{files}\n{_written_forms(schemas)}"


def _page(kind: str, schema: Schema) -> Iterator[str]:
    yield f"# {_shown_title(schema)}\n\n{schema['description']}\n\n"
    if schema.get("x-internal"):
        yield "Nothing of this file leaves the team.\n\n"
    yield f"Schema: `schemas/{kind}.schema.json`. Other properties than these are refused. "
    yield "How dates, ids and the like are written stands in [the contract](README.md).\n\n"
    if schema["type"] == "array":
        yield "The file is a list.\n\n"
    for table in _tables(schema):
        yield _table(table, schema)


def _tables(schema: Schema) -> Iterator[Table]:
    """The mappings of a document from the outside in, each definition once."""
    waiting = [Table("", schema, False)]
    seen: set[str] = set()
    while waiting:
        table = waiting.pop(0)
        shape = json.dumps(table.schema.get("properties"), sort_keys=True)
        if shape not in seen:
            seen.add(shape)
            if "properties" in table.schema:
                yield table
            waiting.extend(_below(table, schema))


def _below(table: Table, root: Schema) -> Iterator[Table]:
    steps = [(f".{name}", child) for name, child in table.schema.get("properties", {}).items()]
    if "items" in table.schema:
        steps.append(("[]", table.schema["items"]))
    if isinstance(table.schema.get("additionalProperties"), Mapping):
        steps.append((".<id>", table.schema["additionalProperties"]))
    for step, child in steps:
        node = _resolved(child, root)
        if _name(child) is None:
            internal = table.internal or bool(node.get("x-internal"))
            yield from _inside(Table((table.path + step).lstrip("."), node, internal), root)


def _inside(table: Table, root: Schema) -> Iterator[Table]:
    """The mapping itself, or the mappings that a list or a mapping by id holds."""
    if "properties" in table.schema:
        yield table
    else:
        yield from _below(table, root)


def _table(table: Table, root: Schema) -> str:
    heading = f"## `{table.path}`\n\n{table.schema['description']}\n\n" if table.path else ""
    rule = " | ".join("---" for _ in _COLUMNS)
    required = table.schema.get("required", ())
    rows = "".join(
        _row(name, child, name in required, table.internal, root)
        for name, child in table.schema["properties"].items()
    )
    return f"{heading}| {' | '.join(_COLUMNS)} |\n| {rule} |\n{rows}\n"


def _row(name: str, child: Schema, required: bool, internal: bool, root: Schema) -> str:
    node = _resolved(child, root)
    mark = " *Internal.*" if internal or node.get("x-internal") else ""
    shown = child if _name(child) else node
    cells = (
        f"`{name}`",
        _type(child, root),
        "yes" if required else "",
        _default(node),
        f"{_escaped(node['description'])}{_allowed(node)}{_limits(node)}{_example(shown)}{mark}",
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"


def _type(child: Schema, root: Schema) -> str:
    if name := _name(child):
        return name
    node = _resolved(child, root)
    if "enum" in node:
        return "word" if "string" in node["type"] else "whole number"
    types = [node["type"]] if isinstance(node["type"], str) else node["type"]
    if "items" in node and types[0] == "array":
        return f"list of {_plural(_type(node['items'], root))}"
    if isinstance(node.get("additionalProperties"), Mapping):
        return "mapping by id"
    return " or ".join(_TYPES[each] for each in types if each != "null")


def _plural(type_name: str) -> str:
    irregular = {"true or false": "truth values", "e-mail": "e-mails", "visibility": "visibilities"}
    if " or " in type_name:
        return " or ".join(_plural(part) for part in type_name.split(" or "))
    return irregular.get(type_name, f"{type_name}s")


def _name(child: Schema) -> str | None:
    definition = str(child.get("$ref", "")).rsplit("/", 1)[-1].removesuffix("_or_none")
    return _NAMES.get(definition)


def _resolved(child: Schema, root: Schema) -> Schema:
    if "$ref" not in child:
        return child
    definition: Schema = root["$defs"][child["$ref"].removeprefix("#/$defs/")]
    return {**definition, **child}


def _escaped(text: str) -> str:
    """Plain words as Markdown that shows them as they are."""
    return text.replace("<", "\\<")


def _default(node: Schema) -> str:
    """What holds where nothing is written. An empty list or mapping goes without saying."""
    value = node.get("default")
    return "" if value in (None, [], {}) else f"`{_yaml(value)}`"


def _allowed(node: Schema) -> str:
    values = [f"`{each}`" for each in node.get("enum", ()) if each is not None]
    return f" One of: {', '.join(values)}." if values else ""


def _limits(node: Schema) -> str:
    low, high = node.get("minimum"), node.get("maximum")
    if "exclusiveMinimum" in node:
        return f" More than {node['exclusiveMinimum']:,}, at most {high:,}."
    return f" From {low:,} to {high:,}." if low is not None and node["type"] in _WHOLE else ""


def _example(node: Schema) -> str:
    examples = [f"`{_yaml(each)}`" for each in node.get("examples", ())]
    return f" For example {', '.join(examples[:2])}." if examples else ""


def _yaml(value: object) -> str:
    """A value in YAML's flow style, on one line."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False) if _needs_quotes(value) else value
        case list():
            return f"[{', '.join(_yaml(each) for each in value)}]"
        case dict():
            return f"{{{', '.join(f'{key}: {_yaml(each)}' for key, each in value.items())}}}"
        case _:
            return json.dumps(value)


def _needs_quotes(text: str) -> bool:
    return text.startswith("#") or ": " in text or "," in text


def _shown_title(schema: Schema) -> str:
    """The title with the file's name as code."""
    file, _, words = str(schema["title"]).partition(": ")
    return f"`{file}`: {words}"


def _written_forms(schemas: Mapping[str, Schema]) -> str:
    """How dates, ids and the like are written, wherever they stand."""
    definitions = {
        name: node for schema in schemas.values() for name, node in schema.get("$defs", {}).items()
    }
    rows = "".join(
        f"| {called} | {_escaped(node['description'])}{_example(node)} |\n"
        for node, called in (
            (definitions[name], called) for name, called in _NAMES.items() if name in definitions
        )
    )
    return f"## How values are written\n\n| Type | Meaning |\n| --- | --- |\n{rows}"
