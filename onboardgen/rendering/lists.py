"""Markdown lists as GitHub reads them: nested by their content, not by four spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_ITEM = re.compile(r"^( *)([-*+]|\d{1,9}[.)])( +|$)(.*)$")
_FENCE = re.compile(r"^ *(`{3,}|~{3,})")
_RULE = re.compile(r"^ {0,3}([-*_])( *\1){2,} *$")
STEP = 4


@dataclass(slots=True)
class _Reader:
    """Where we are: content offsets of the open list items, and the open fence if any."""

    offsets: list[int] = field(default_factory=list)
    fence: str | None = None
    shift: int = 0
    blank: bool = True
    after_fence: bool = False
    kinds: dict[int, str] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)

    def read(self, line: str) -> None:
        if self.fence is not None:
            self._fenced(line)
        elif not line.strip():
            self.blank, self.after_fence = True, False
            self.out.append("")
        elif (item := _ITEM.match(line)) and not _RULE.match(line):
            self._item(item)
        else:
            self._text(line)

    def _close_to(self, indent: int) -> None:
        while self.offsets and indent < self.offsets[-1]:
            self.offsets.pop()

    def _item(self, item: re.Match[str]) -> None:
        indent, marker, gap, text = item.groups()
        nested = bool(self.offsets)
        self._close_to(len(indent))
        depth = len(self.offsets)
        if not nested and not self.blank:
            if marker[0].isdigit() and marker[:-1] != "1" and not self.after_fence:
                return self._text(item.string)
            self.out.append("")
        kind = "number" if marker[0].isdigit() else "bullet"
        if nested and (self.after_fence or self.kinds.get(depth, kind) != kind):
            self.out.append("")
        self.kinds = {at: old for at, old in self.kinds.items() if at < depth} | {depth: kind}
        width = len(gap) if 0 < len(gap) <= STEP else 1
        self.offsets.append(len(indent) + len(marker) + width)
        number = marker[:-1] + "." if marker[0].isdigit() else marker
        self.out.append(" " * STEP * depth + f"{number} {text}".rstrip())
        self.blank = self.after_fence = False
        return None

    def _text(self, line: str) -> None:
        indent = len(line) - len(line.lstrip(" "))
        if self.blank or _FENCE.match(line):
            self._close_to(indent)
        base = self.offsets[-1] if self.offsets else 0
        extra = max(indent - base, 0)
        self.shift = STEP * len(self.offsets) - base
        if fence := _FENCE.match(line):
            self.fence = fence.group(1)
        self.out.append(" " * (STEP * len(self.offsets) + extra) + line.lstrip(" "))
        self.blank = self.after_fence = False

    def _fenced(self, line: str) -> None:
        indent = len(line) - len(line.lstrip(" "))
        self.out.append(" " * max(indent + self.shift, 0) + line.lstrip(" "))
        closing = line.strip()
        if self.fence and closing.startswith(self.fence) and not closing.strip(self.fence[0]):
            self.fence = None
            self.after_fence = True


def nested_by_content(text: str) -> str:
    """The text with list items indented by four spaces a level, as the converter wants them."""
    reader = _Reader()
    for line in text.expandtabs(4).splitlines():
        reader.read(line)
    return "\n".join(reader.out) + "\n"
