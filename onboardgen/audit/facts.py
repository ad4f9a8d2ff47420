"""One version of one file as facts: what every field of every record in it says.

Read leniently: what does not fit today's contract is passed over, and the rest still counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from onboardgen.audit.contents import CONTENTS, Field, RecordKind
from onboardgen.audit.event import Row, Value, frozen
from onboardgen.loading.front_matter import read_guide
from onboardgen.loading.layout import ID, STEM
from onboardgen.loading.yaml_reader import MISSING, read_yaml
from onboardgen.model.reference import parse_reference

EXISTS: Final = ""
"""The field that says that a record is there; its value is the record's title, or True."""
_PATH: Final = re.compile(r"plans/([a-z][a-z0-9_-]*)/(.+)", re.DOTALL)
_RECORD: Final = re.compile(r"(decisions|changes|guides)/([^/]+)(\.[a-z]+)")
_SINGLE: Final = {
    f"{kind}.yaml": kind for kind in ("customer", "plan", "worksheet", "access")
}  # fmt: skip
_DIRECTORIES: Final = {
    ("decisions", ".yaml"): ("decision", STEM),
    ("changes", ".yaml"): ("change", STEM),
    ("guides", ".md"): ("guide", ID),
}


class Key(NamedTuple):
    """One field of one record: its RecordKind by name, its id, the field and the part of it. The
    id is empty for the record that the file itself is, and a path where there is no reference."""

    kind: str
    id: str
    field: str
    part: str = ""


Facts = Mapping[Key, Value]
"""What is not written is not there: no value is None."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file is by its path: customer, kind of document (of CONTENTS), and name: the stem,
    where the file is one record; else the path below the customer's directory."""

    slug: str
    kind: str
    name: str


def document_at(path: str) -> Document | None:
    """What stands at a path of the workspace; None for what belongs to no customer."""
    found = _PATH.fullmatch(path)
    if not found:
        return None
    slug, below = found.groups()
    if below in _SINGLE:
        return Document(slug, _SINGLE[below], below)
    record = _RECORD.fullmatch(below)
    if record:
        kind, stem = _DIRECTORIES.get((record[1], record[3]), ("file", ID))
        if kind != "file" and stem.fullmatch(record[2]):
            return Document(slug, kind, record[2])
    return Document(slug, "file", below)


def facts_of(kind: str, name: str, data: bytes) -> Facts | None:
    """The facts of a version of a document; None where it cannot be read at all."""
    document = _read(kind, name, data)
    if not isinstance(document, dict):
        return None
    return dict(_facts(CONTENTS[kind], document, ""))


def file_facts(content: str) -> Facts:
    """The facts of a file that is not read: that it is there, with which content (its id)."""
    return {Key("file", "", EXISTS): True, Key("file", "", "content"): content}


def _read(kind: str, name: str, data: bytes) -> object:
    if kind == "guide":
        guide = read_guide(name, data)
        matter = guide.matter.document
        return {**matter, "text": guide.text} if isinstance(matter, dict) else MISSING
    document = read_yaml(name, data).document
    if kind == "decision" and isinstance(document, dict):
        return {**document, "superseded": _superseded(document)}
    return document


def _superseded(decision: Mapping[str, Any]) -> dict[str, object]:
    old = decision.get("supersedes")
    counts = isinstance(old, str) and decision.get("status") == "accepted"
    return {str(old): {"superseded_by": True}} if counts else {}


def _facts(
    kinds: tuple[RecordKind, ...], document: Mapping[str, Any], start: str
) -> Iterator[tuple[Key, Value]]:
    for kind in kinds:
        for id_, record in _records(kind, document):
            name = f"{start}{id_}"
            path = name if kind.reference or not id_ else f"{start}{kind.where[-1]}.{id_}"
            given = dict(kind.given)
            yield from _record_facts(kind, path, {**given, **record, **given})
            inner = f"{name}." if kind.reference else f"{path}."
            yield from _facts(kind.below, record, inner)


def _records(
    kind: RecordKind, document: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Id and record of each; of those with the same id, the first."""
    node: Any = document
    for step in kind.where:
        node = node.get(step) if isinstance(node, dict) else None
    if not kind.where:
        yield "", document
    elif isinstance(node, dict):
        yield from ((id_, each) for id_, each in node.items() if isinstance(each, dict))
    elif isinstance(node, list):
        found: dict[str, Mapping[str, Any]] = {}
        for each in node:
            if isinstance(each, dict) and isinstance(each.get("id"), str):
                found.setdefault(each["id"], each)
        yield from found.items()


def _record_facts(
    kind: RecordKind, id_: str, record: Mapping[str, Any]
) -> Iterator[tuple[Key, Value]]:
    if kind.appears:
        title = frozen(record.get(kind.title))
        yield Key(kind.kind, id_, EXISTS), True if title is None else title
    for name, value in record.items():
        field = kind.fields.get(name)
        if field and not _is_unwritten(value) and value != field.default:
            for part, each in _parts(field, value):
                yield Key(kind.kind, id_, name, part), each


def _parts(field: Field, value: Any) -> Iterator[tuple[str, Value]]:
    if field.shape == "by" and isinstance(value, list):
        found: dict[str, Value] = {}
        for each in value:
            if isinstance(each, dict):
                found.setdefault(str(each.get("by")), _rest(each))
        yield from found.items()
    elif field.shape == "parts" and isinstance(value, dict):
        parts = ((name, frozen(each)) for name, each in value.items())
        yield from ((name, each) for name, each in parts if not _is_unwritten(each))
    elif field.shape == "needs" and isinstance(value, list):
        yield "", tuple(_need(each) for each in value)
    elif field.shape == "references" and isinstance(value, list):
        yield "", tuple(str(parse_reference(str(each))) for each in value)
    else:
        yield "", frozen(value)


def _rest(entry: Mapping[str, Any]) -> Row:
    written = {key: each for key, each in entry.items() if key != "by" and each is not None}
    row = frozen(written)
    assert isinstance(row, Row)  # noqa: S101
    return row


def _need(need: object) -> Value:
    if not isinstance(need, dict):
        return str(parse_reference(str(need)))
    ref = str(parse_reference(str(need.get("ref"))))
    type_, lag = need.get("type", "FS"), need.get("lag") or 0
    unusual = f"{type_}{lag:+}" if isinstance(lag, int) and lag else str(type_)
    return ref if unusual == "FS" else f"{ref} {unusual}"


def _is_unwritten(value: object) -> bool:
    return value is None or value in ([], {}, ())
