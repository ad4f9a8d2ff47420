"""Where the parts of a YAML text begin and end, as offsets into the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal

import yaml

Shape = Literal["scalar", "mapping", "sequence"]
_LOADER: Final = yaml.CSafeLoader


@dataclass(slots=True)
class Node:
    """One value: text[start:end] is it. `end` of a block collection is that of its last part.

    `parts` are the items of a sequence, or keys and values of a mapping in turn.
    """

    shape: Shape
    start: int
    end: int
    column: int
    flow: bool = False
    text: str = ""
    parts: list[Node] = field(default_factory=list)

    @property
    def entries(self) -> list[tuple[Node, Node]]:
        return list(zip(self.parts[::2], self.parts[1::2], strict=False))

    def entry(self, key: str) -> tuple[Node, Node] | None:
        """The key and value of that name in a mapping."""
        return next((pair for pair in self.entries if pair[0].text == key), None)

    @property
    def is_written(self) -> bool:
        """Whether the value takes up any letters: `key:` has an unwritten one."""
        return self.end > self.start


@lru_cache(maxsize=2)
def outline(text: str) -> Node | None:
    """The root of a text that reads as one YAML document, not to be changed; None where it holds
    no value."""
    stack: list[Node] = []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent):
            node = _node("scalar", event)
            node.text = str(event.value)
            if not stack:
                return node if node.is_written else None
            stack[-1].parts.append(node)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            mapping = isinstance(event, yaml.MappingStartEvent)
            node = _node("mapping" if mapping else "sequence", event)
            node.flow = bool(event.flow_style)
            if stack:
                stack[-1].parts.append(node)
            stack.append(node)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            node = stack.pop()
            node.end = _end(event) if node.flow else node.parts[-1].end
            if not stack:
                return node
    return None


def _node(shape: Shape, event: Any) -> Node:
    return Node(shape, event.start_mark.index, _end(event), event.start_mark.column)


def _end(event: Any) -> int:
    return int(event.end_mark.index)
