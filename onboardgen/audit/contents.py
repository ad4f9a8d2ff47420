"""What history tells of each kind of file: which records it holds, and which of their fields.

This table is all there is to know about files here; `internal` agrees with the `x-internal` of
the schemas, which a test keeps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

Tell = Literal[
    "plain", "answer", "promise", "started", "done", "blocked", "task_status", "status",
    "confirmation", "approval", "signature", "ended", "superseded",
]  # fmt: skip
"""How a difference of a field is told; all but the plain ones are told of a new record too."""
Shape = Literal["whole", "by", "parts", "references", "needs"]
"""Whether a field is one fact; one for each person of a list, each part of a mapping; or a list of
references, written in one way or another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a record. Its `default` need not be written. Texts and references (`is_open`
    False) may name what not every reader of the record may see."""

    name: str
    tell: Tell = "plain"
    shape: Shape = "whole"
    default: object = None
    internal: bool = False
    internal_parts: frozenset[str] = frozenset()
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordKind:
    """Records of one kind in a file: at `where`, a list with ids or a mapping by id; the whole
    document where `where` is empty. `reference` is the kind of their references, if they have
    any. A kind that does not `appear` has no beginning and no end of its own."""

    kind: str
    reference: str = ""
    where: tuple[str, ...] = ()
    fields: Mapping[str, Field]
    title: str = "title"
    appears: bool = True
    internal: bool = False
    given: tuple[tuple[str, str], ...] = ()
    below: tuple[RecordKind, ...] = ()


def _fields(*entries: str | Field) -> Mapping[str, Field]:
    fields = (one if isinstance(one, Field) else Field(name=one) for one in entries)
    return {field.name: field for field in fields}


def _text(name: str) -> Field:
    return Field(name=name, is_open=False)


def _internal(name: str, default: object = None) -> Field:
    return Field(name=name, internal=True, default=default)


def _references(name: str) -> Field:
    return Field(name=name, shape="references", is_open=False)


_VISIBILITY: Final = Field(name="visibility", default="customer")
_APPROVED: Final = Field(name="approved", tell="approval", shape="by")

_SIGN_OFF: Final = RecordKind(
    kind="signoff",
    reference="signoff",
    where=("signoffs",),
    appears=False,
    fields=_fields("due", "signers", Field(name="signed", tell="signature", shape="by")),
)
_TASK: Final = RecordKind(
    kind="task",
    reference="task",
    where=("tasks",),
    fields=_fields(
        "title", Field(name="type", default="task"), "stage", "category", "owner", "counterpart",
        "duration", Field(name="needs", shape="needs", is_open=False), "start",
        Field(name="due", tell="promise"), Field(name="confirmed", tell="confirmation"),
        Field(name="started", tell="started"), "remaining", Field(name="done", tell="done"),
        Field(name="status", tell="task_status"),
        Field(name="blocked", tell="blocked", is_open=False),
        _text("moved"), _text("how"), Field(name="evidence", shape="parts", is_open=False),
        _VISIBILITY, "phase", _text("links"),
    ),
)  # fmt: skip
_PLAN: Final = (
    RecordKind(
        kind="plan",
        appears=False,
        fields=_fields(
            "kickoff", Field(name="go_live", shape="parts"), Field(name="defaults", shape="parts")
        ),
    ),
    RecordKind(
        kind="phase",
        where=("phases",),
        title="name",
        fields=_fields("name", _references("needs")),
    ),
    RecordKind(
        kind="stage",
        reference="stage",
        where=("stages",),
        title="name",
        fields=_fields("name", "outcome", _references("gate"), "counterpart"),
    ),
    _TASK,
    _SIGN_OFF,
)
_ANSWER: Final = RecordKind(
    kind="setting",
    reference="setting",
    where=("answers",),
    title="question",
    fields=_fields(
        "question", Field(name="answer", tell="answer"), Field(name="type", default="text"),
        "choices", "columns", Field(name="required", default=False), "default",
        Field(name="architectural", default=False), "answered", _VISIBILITY, "phase",
        _text("when"),
    ),
)  # fmt: skip
_WORKSHEET: Final = (
    RecordKind(
        kind="section",
        reference="section",
        where=("sections",),
        fields=_fields("title", "owner", "due"),
        below=(_ANSWER,),
    ),
    *(
        RecordKind(
            kind="scope",
            reference="scope",
            where=("scope", name),
            title="text",
            fields=_fields("list", "text", "revisit"),
            given=(("list", name),),
        )
        for name in ("included", "deferred", "excluded")
    ),
    _SIGN_OFF,
)
_DECISION: Final = RecordKind(
    kind="decision",
    reference="decision",
    fields=_fields(
        "title", Field(name="status", tell="status"), "date", "owner", "due", _text("context"),
        _text("decision"), _text("reason"), _text("alternatives"), _text("consequences"),
        "decided_by", _APPROVED, Field(name="settings", shape="parts", is_open=False),
        _text("supersedes"), _VISIBILITY,
    ),
)  # fmt: skip
_SUPERSEDED: Final = RecordKind(
    kind="superseded",
    reference="decision",
    where=("superseded",),
    appears=False,
    fields=_fields(Field(name="superseded_by", tell="superseded", is_open=False)),
)
"""Not written: it follows from an accepted decision that names the one it takes the place of."""
_CHANGE: Final = RecordKind(
    kind="change",
    reference="change",
    fields=_fields(
        "title", _text("target"), _text("current"), _text("requested"), _text("reason"),
        _text("downstream"), "effective", Field(name="submitted", tell="confirmation"), "owner",
        "due", "classification", "in_scope",
        Field(
            name="assessment", shape="parts", is_open=False,
            internal_parts=frozenset({"effort_hours"}),
        ),
        Field(name="status", tell="status", default="submitted"), _APPROVED, _text("decision"),
        _VISIBILITY,
    ),
)  # fmt: skip
_PERSON: Final = _fields(
    "name", "role", "function", "email", _internal("also"), _internal("github"),
    _internal("gitlab"), "away", "escalate_to",
)  # fmt: skip
_CONTACT: Final = RecordKind(kind="contact", where=("contacts",), title="name", fields=_PERSON)
_CUSTOMER: Final = (
    RecordKind(
        kind="customer",
        title="name",
        fields=_fields(
            "name", "created", _internal("profile", "high_touch"), _internal("tier"),
            _internal("segment"), "products", "sites", "regions", "timezone", "language",
            "calendar", _internal("arr"), _internal("handoff"),
        ),
    ),
    _CONTACT,
    RecordKind(
        kind="partner",
        where=("partners",),
        title="name",
        fields=_fields("name", "timezone", "calendar"),
        below=(_CONTACT,),
    ),
    RecordKind(
        kind="outcome",
        where=("outcomes",),
        title="text",
        fields=_fields("text", "metric", "baseline", "target", "actual", "due"),
    ),
    RecordKind(
        kind="commitment",
    reference="commitment",
        where=("commitments",),
        title="text",
        fields=_fields(
            "text", "made_by", "source", "reference", _references("fulfilled_by"),
            Field(name="state", default="open"), _VISIBILITY,
        ),
    ),
)  # fmt: skip
_ACCESS: Final = (
    RecordKind(
        kind="portal", where=("portals",), title="id", internal=True,
        fields=_fields("id", "key", "refresh"),
    ),
    RecordKind(
        kind="grant",
    reference="grant", where=("grants",), title="person", internal=True,
        fields=_fields(
            "person", "kind", "granted", "until", Field(name="ended", tell="ended"), "sealed"
        ),
    ),
)  # fmt: skip
_GUIDE: Final = RecordKind(
    kind="guide",
    reference="guide",
    fields=_fields("title", _VISIBILITY, Field(name="kind", default="guide"), _text("text")),
)
_FILE: Final = RecordKind(kind="file", title="", internal=True, fields=_fields("content"))

CONTENTS: Final[Mapping[str, tuple[RecordKind, ...]]] = {
    "customer": _CUSTOMER,
    "plan": _PLAN,
    "worksheet": _WORKSHEET,
    "decision": (_DECISION, _SUPERSEDED),
    "change": (_CHANGE,),
    "access": _ACCESS,
    "guide": (_GUIDE,),
    "file": (_FILE,),
}
"""By kind of document; `file` is any other file, of which only the content's id is known."""


@cache
def kinds_of(document: str) -> Mapping[str, RecordKind]:
    """Every kind of record in a kind of document, by its name; those of one name share fields."""
    waiting, found = list(CONTENTS[document]), {}
    while waiting:
        kind = waiting.pop(0)
        found[kind.kind] = kind
        waiting += kind.below
    return found


def documents_about(reference: str) -> frozenset[str]:
    """The kinds of documents that tell of references of a kind; none where there is no such."""
    return frozenset(
        document
        for document in CONTENTS
        if any(kind.reference == reference for kind in kinds_of(document).values())
    )
