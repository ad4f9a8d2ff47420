"""Values and pointers of a document in words that fit into one line of a message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from onboardgen.findings import Pointer

LONGEST: Final = 60
NOUNS: Final = {
    "tasks": "task", "stages": "stage", "phases": "phase", "sections": "section",
    "answers": "answer", "included": "scope item", "deferred": "scope item",
    "excluded": "scope item", "outcomes": "outcome", "commitments": "commitment",
    "team": "team member", "contacts": "contact", "partners": "partner", "portals": "portal",
    "grants": "grant", "parameters": "parameter",
}  # fmt: skip
"""What an entry of these lists and mappings is called."""
_REFERABLE: Final = frozenset({"task", "stage", "section", "commitment"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a pointer points at: the nearest record that has a name, and the way on from there."""

    record: str = ""
    rest: Pointer = ()
    ref: str | None = None

    def __str__(self) -> str:
        if not self.rest:
            return self.record or "The file"
        steps = f"`{dotted(self.rest)}`"
        return f"{self.record}: {steps}" if self.record else steps


def subject(document: object, pointer: Pointer) -> Subject:
    """The subject of `pointer`: "task sso-approval: `blocked.since`" rather than "`tasks[3]…`".

    A record whose id is itself the matter is not called by it.
    """
    found = Subject(rest=pointer)
    node = document
    for depth, step in enumerate(pointer):
        node = _below(node, step)
        noun = NOUNS.get(str(pointer[depth - 1])) if depth else None
        name = _name(node, step)
        rest = pointer[depth + 1 :]
        if noun and name and rest != ("id",):
            found = Subject(f"{noun} {name}", rest, _ref(noun, name, found.ref))
    return found


def dotted(pointer: Pointer) -> str:
    """`tasks[3].blocked.since`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{visible(step)}" for step in pointer)
    return "".join(steps).removeprefix(".")


def shown(value: object) -> str:
    """A value as the reader of the file recognises it."""
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case str():
            return f'"{visible(value)}"'
        case int() | float():
            return str(value)
        case list():
            return "a list"
        case _:
            return "a mapping"


def visible(text: str) -> str:
    """The text in one line: shortened, and what does not print made visible."""
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return "".join(char if char.isprintable() else _escaped(char) for char in short)


def _escaped(char: str) -> str:
    return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char, f"\\u{ord(char):04x}")


def _below(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _name(node: object, step: str | int) -> str | None:
    if isinstance(step, str):
        return visible(step)
    id_ = node.get("id") if isinstance(node, dict) else None
    return visible(id_) if isinstance(id_, str) and id_ else None


def _ref(noun: str, name: str, outer: str | None) -> str | None:
    if noun == "answer" and outer:
        return f"setting:{outer.removeprefix('section:')}.{name}"
    if noun == "scope item":
        return f"scope:{name}"
    return f"{noun}:{name}" if noun in _REFERABLE else outer
