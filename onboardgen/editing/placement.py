"""Where a change of YAML text goes: for each, one or more ways, the finest first.

A way is a list of edits; whoever applies one reads back what came out, and takes the next way
where that is not what was wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from onboardgen.editing.notation import (
    Plain,
    entry_lines,
    item_lines,
    key_text,
    text_lines,
    written,
)
from onboardgen.editing.outline import Node

Edit = tuple[int, int, str]
"""Start and end of what is replaced, and what comes there."""

_BREAK: Final = re.compile(r"\r\n|\r|\n")
_HEADER: Final = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?")
_COMMA: Final = re.compile(r"\s*,")


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits, none of which overlap; at one place they follow each other."""
    ordered = sorted(edits, key=lambda edit: edit[0])
    for start, end, new in ordered[::-1]:
        text = text[:start] + new + text[end:]
    return text


def whole(text: str, lines: Sequence[str]) -> Iterator[list[Edit]]:
    """Lines at the end of a text that holds no value yet."""
    yield [_at_end(text, lines)]


def replacement(
    text: str, parent: Node | None, key: Node | None, node: Node, value: Plain
) -> Iterator[list[Edit]]:
    """The value that stands at `node`, below `key` of `parent`, becomes `value`."""
    block = None
    if key and parent and not parent.flow and isinstance(value, str):
        block = text_lines(value, parent.column + 2)
    start, end, comment = _extent(text, key, node)
    padding = "" if not start or text[start - 1].isspace() else " "
    if block and (node.shape == "scalar" or node.flow):
        header, lines = block
        line_end = end if comment else _line_end(text, end)
        body = "".join(_newline(text) + line for line in lines)
        if line_end == end:
            yield [(start, end, padding + header + comment + body)]
        else:
            yield [(start, end, padding + header), (line_end, line_end, body)]
    in_flow = parent is None or parent.flow
    yield [(start, end, padding + written(value, in_flow=in_flow) + comment)]


def entry(
    text: str, parent: Node, key: str, value: Plain, order: Sequence[str]
) -> Iterator[list[Edit]]:
    """One more key of a written mapping, behind those that `order` names before it."""
    anchor = _anchor(parent, key, order)
    if parent.flow:
        yield from _into_flow(text, parent, anchor, f"{key_text(key)}: {written(value)}")
        return
    siblings = [part for _, part in parent.entries]
    deep = all(one.shape == "mapping" and not one.flow for one in siblings)
    below = siblings[anchor] if siblings[anchor].is_written else parent.parts[2 * anchor]
    yield from _below(text, below, entry_lines(key, value, parent.column, deep=deep))
    yield from _below(text, below, [f"{' ' * parent.column}{key_text(key)}: {written(value)}"])


def item(text: str, node: Node, value: Plain) -> Iterator[list[Edit]]:
    """One more item at the end of a written list, in the style of the last one."""
    if node.flow:
        yield from _into_flow(text, node, len(node.parts) - 1, written(value))
        return
    last = node.parts[-1]
    deep = not last.flow if last.shape == "mapping" else None
    inset = max(last.column - node.column, 2) if deep else 2
    yield from _below(text, last, item_lines(value, node.column, deep=deep, inset=inset))
    yield from _below(text, last, [" " * node.column + "- " + written(value)])


def removal(text: str, parent: Node, index: int) -> Iterator[list[Edit]]:
    """The entry or item of that number goes, with the comment on its line; another stays."""
    step = 2 if parent.shape == "mapping" else 1
    parts = parent.parts[index * step : index * step + step]
    after = parent.parts[index * step + step : index * step + step + 1]
    before = parent.parts[index * step - 1 : index * step] if index else []
    start = parts[0].start
    end = parts[-1].end if parts[-1].is_written else max(parts[0].end, parts[-1].end)
    if parent.flow:
        yield from _out_of_flow(text, parent, start, end, before, after)
    else:
        if parent.shape == "sequence":
            start = _dash(text, parent, start, before)
        yield from _out_of_block(text, start, len(text[:end].rstrip()), after)
        yield from _out_of_block(text, start, end, after)


def _extent(text: str, key: Node | None, node: Node) -> tuple[int, int, str]:
    """Start and end of the letters of a value, and the comment between them that stays."""
    if node.shape != "scalar" and not node.flow:
        end = len(text[: node.end].rstrip())
        colon = text.find(":", key.end, node.start) + 1 if key else 0
        if colon and not text[colon : node.start].strip():
            return colon, end, ""
        return node.start, end, ""
    header = _HEADER.match(text, node.start, node.end)
    if node.shape == "scalar" and header:
        return node.start, len(text[: node.end].rstrip()), header["comment"] or ""
    return node.start, node.end, ""


def _anchor(parent: Node, key: str, order: Sequence[str]) -> int:
    """The number of the entry behind which a new key stands: the last one by default."""
    last = len(parent.entries) - 1
    if key not in order:
        return last
    rank = {name: number for number, name in enumerate(order)}
    earlier = [
        number
        for number, (name, _) in enumerate(parent.entries)
        if rank.get(name.text, len(rank)) < rank[key]
    ]
    return max(earlier, default=0)


def _into_flow(text: str, node: Node, anchor: int, new: str) -> Iterator[list[Edit]]:
    """Add to `[…]` or `{…}` behind the part of that number, on a line of its own where that
    part has one."""
    closing = node.end - 1
    if not node.parts:
        yield [(node.start + 1, node.start + 1, new)]
        return
    step = 2 if node.shape == "mapping" else 1
    first, last = node.parts[anchor * step], node.parts[anchor * step + step - 1]
    is_last = (anchor + 1) * step == len(node.parts)
    comma = _COMMA.match(text, last.end, closing)
    line = text[_line_start(text, first.start) : first.start]
    if line.strip() or _line_end(text, last.end) > closing or _shares_line(text, node, anchor):
        if comma and is_last:
            yield [(comma.end(), comma.end(), f" {new},")]
        yield [(last.end, last.end, f", {new}")]
    else:
        end = _line_end(text, last.end)
        trailing = "," if comma else ""
        edits: list[Edit] = [(end, end, _newline(text) + line + new + trailing)]
        yield edits if comma else [(last.end, last.end, ","), *edits]
    yield [(node.start + 1, node.start + 1, new + ", ")]


def _shares_line(text: str, node: Node, anchor: int) -> bool:
    """Whether another part of the collection begins on the line where this one ends."""
    step = 2 if node.shape == "mapping" else 1
    following = node.parts[(anchor + 1) * step : (anchor + 1) * step + 1]
    end = _line_end(text, node.parts[anchor * step + step - 1].end)
    return any(part.start < end for part in following)


def _out_of_flow(
    text: str, parent: Node, start: int, end: int, before: list[Node], after: list[Node]
) -> Iterator[list[Edit]]:
    comma = _COMMA.match(text, end, parent.end - 1)
    behind = comma.end() if comma else end
    line_start, line_end = _line_start(text, start), _line_end(text, behind)
    own_line = not text[line_start:start].strip() and re.match(
        r"[ \t]*(#[^\r\n]*)?$", text[behind:line_end]
    )
    bounds: Edit = (start, behind, "")
    if own_line:
        newline = _BREAK.match(text, line_end)
        bounds = (line_start, newline.end() if newline else line_end, "")
    elif after:
        bounds = (start, after[0].start, "")
    earlier = _COMMA.match(text, before[0].end, start) if before else None
    if comma or not earlier:
        yield [bounds]
    elif own_line:
        yield [(earlier.end() - 1, earlier.end(), ""), bounds]
    else:
        yield [(before[0].end, end, "")]


def _out_of_block(text: str, start: int, end: int, after: list[Node]) -> Iterator[list[Edit]]:
    line_start, line_end = _line_start(text, start), _line_end(text, end)
    if not text[line_start:start].strip():
        newline = _BREAK.match(text, line_end)
        if newline:
            yield [(line_start, newline.end(), "")]
        else:
            yield [(line_start - len(_last_break(text[:line_start])), line_end, "")]
            yield [(line_start, line_end, "")]
    elif after and not text[line_end : after[0].start].strip():
        yield [(start, after[0].start, "")]
    else:
        yield [(len(text[:start].rstrip(" ")), line_end, "")]


def _dash(text: str, parent: Node, start: int, before: list[Node]) -> int:
    """Where the dash of an item stands whose value begins at `start`."""
    if not before:
        return parent.start
    line = _line_end(text, len(text[: before[0].end].rstrip()))
    dashes = re.compile(rf"^ {{{parent.column}}}-", re.MULTILINE)
    found = [one.end() - 1 for one in dashes.finditer(text, line, start)]
    return found[0] if found else start


def _below(text: str, node: Node, lines: list[str]) -> Iterator[list[Edit]]:
    """Add lines after a block value: behind its last letters, else below its last line."""
    newline = _newline(text)
    end = _line_end(text, len(text[: node.end].rstrip(" \t\r\n")))
    yield [(end, end, "".join(newline + line for line in lines))]
    start = _line_start(text, node.end)
    yield [(start, start, "".join(line + newline for line in lines))]
    yield [_at_end(text, lines)]


def _at_end(text: str, lines: Sequence[str]) -> Edit:
    newline = _newline(text)
    before = newline if text and not text.endswith(("\n", "\r")) else ""
    after = "" if before else newline
    return len(text), len(text), before + newline.join(lines) + after


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found.group() if found else "\n"


def _last_break(text: str) -> str:
    """The line break that a text ends with."""
    return next((one for one in ("\r\n", "\n", "\r") if text.endswith(one)), "")


def _line_end(text: str, offset: int) -> int:
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
