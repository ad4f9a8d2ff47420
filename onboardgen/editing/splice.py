"""Changes to YAML that touch the bytes they mean to change and no others.

Comments, order, quotes, indentation, line ends, byte-order mark and a missing last line end
stay as they are. What comes out has been read back: it holds the old values and the new one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, Final

from onboardgen.editing.outline import Node, outline
from onboardgen.errors import UsageError
from onboardgen.findings import has_errors
from onboardgen.loading.text import BYTE_ORDER_MARK
from onboardgen.loading.yaml_reader import MISSING, read_yaml

Plain = str | int | float | bool | None | Sequence["Plain"] | Mapping[str, "Plain"]
Steps = tuple[str | int, ...]
Edit = tuple[int, int, str]
"""Start and end of what is replaced, and what comes there."""

_SAFE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*|\d{4}-\d\d-\d\d")
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_BREAK: Final = re.compile(r"\r\n|\r|\n")


def put(name: str, data: bytes, steps: Steps, value: Plain) -> bytes:
    """Write `value` at the keys `steps`, replacing a plain value or adding what is missing.

    `name` is the file's, for messages. Raises UsageError where the file cannot be read, or is
    not of the shape that the steps ask for.
    """
    before = _read(name, data)
    after = deepcopy(before)
    _put_into(name, after, steps, value)
    return _changed(name, data, after, lambda text, root: _put_edits(text, root, steps, value))


def append(name: str, data: bytes, steps: Steps, value: Plain) -> bytes:
    """Add `value` to the end of the list at the keys `steps`, which is made where missing.

    Raises UsageError as `put` does.
    """
    before = _read(name, data)
    found = _look_up(before, steps)
    if found is None:
        return put(name, data, steps, [value])
    if not isinstance(found, list):
        raise _unfit(name, steps)
    after = deepcopy(before)
    _look_up(after, steps).append(_thawed(value))
    return _changed(name, data, after, lambda text, root: _append_edits(text, root, steps, value))


def written(value: Plain) -> str:
    """A value on one line, in a form that every YAML reader takes the same way."""
    if isinstance(value, str):
        safe = _SAFE.fullmatch(value) and value.casefold() not in _WORDS
        return value if safe else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(k)}: {written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


def _read(name: str, data: bytes) -> Any:
    result = read_yaml(name, data)
    empty = result.document is MISSING and _is_empty(data)
    if not empty and (result.document is MISSING or has_errors(result.findings)):
        raise UsageError(
            f"{name} cannot be read, so it is left as it is.",
            "Run `onboardgen check` and mend what it names.",
        )
    document: Any = {} if empty else result.document
    if not isinstance(document, dict):
        raise _unfit(name, ())
    return document


def _is_empty(data: bytes) -> bool:
    """Whether a file holds nothing but comments and blank lines."""
    try:
        lines = data.decode("utf-8").removeprefix(BYTE_ORDER_MARK).splitlines()
    except UnicodeDecodeError:
        return False
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines)


def _changed(
    name: str, data: bytes, wanted: Any, edits: Callable[[str, Node | None], Iterator[list[Edit]]]
) -> bytes:
    text = data.decode("utf-8")
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    for attempt in edits(text, outline(text)):
        changed = (mark + _apply(text, attempt)).encode("utf-8")
        result = read_yaml(name, changed)
        if result.document == wanted and not has_errors(result.findings):
            return changed
    raise UsageError(
        f"{name} is written in a way that cannot be changed safely, so it is left as it is.",
        "Write its lists and keys one per line, then try again.",
    )


def _apply(text: str, edits: list[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _put_edits(text: str, root: Node | None, steps: Steps, value: Plain) -> Iterator[list[Edit]]:
    if root is None:
        yield [_at_end(text, _block_lines(_nested(steps, value), 0, text))]
        return
    node, rest = _descend(root, steps)
    if not rest or not node.is_written or (node.shape == "scalar"):
        new = written(_nested(rest, value))
        padding = "" if node.is_written or text[node.start - 1 : node.start].isspace() else " "
        yield [(node.start, node.end, padding + new)]
    elif node.flow:
        yield from _into_flow(
            text, node, f"{written(rest[0])}: {written(_nested(rest[1:], value))}"
        )
    else:
        siblings = [part for _, part in node.entries]
        block = bool(siblings) and siblings[-1].shape == "mapping" and not siblings[-1].flow
        entry = {str(rest[0]): _nested(rest[1:], value)}
        lines = _block_lines(entry, node.column, text, deep=block)
        yield from _below(text, node, lines)


def _append_edits(text: str, root: Node | None, steps: Steps, value: Plain) -> Iterator[list[Edit]]:
    node, _ = _descend(root, steps) if root else (None, ())
    if node is None:
        return
    if node.flow:
        yield from _into_flow(text, node, written(value))
        return
    last = node.parts[-1]
    if isinstance(value, Mapping) and last.shape == "mapping" and not last.flow:
        lines = _block_lines(value, last.column, text)
        first = lines[0].lstrip(" ")
        dash = " " * node.column + "-" + " " * (last.column - node.column - 1)
        lines = [dash + first, *lines[1:]]
    else:
        lines = [" " * node.column + "- " + written(value)]
    yield from _below(text, node, lines)


def _into_flow(text: str, node: Node, new: str) -> Iterator[list[Edit]]:
    """Add to `[…]` or `{…}`, on a line of its own where the last part has one."""
    closing = node.end - 1
    if not node.parts:
        yield [(node.start + 1, node.start + 1, new)]
        return
    last = node.parts[-1]
    comma = re.compile(r"\s*,").match(text, last.end, closing)
    start = node.parts[-2 if node.shape == "mapping" else -1].start
    line = text[_line_start(text, start) : start]
    if line.strip() or _line_end(text, last.end) > closing:
        after = comma.end() if comma else last.end
        yield [(after, after, f" {new}," if comma else f", {new}")]
    else:
        end = _line_end(text, last.end)
        trailing = "," if comma else ""
        edits: list[Edit] = [(end, end, _newline(text) + line + new + trailing)]
        yield edits if comma else [(last.end, last.end, ","), *edits]
    yield [(node.start + 1, node.start + 1, new + ", ")]


def _below(text: str, node: Node, lines: list[str]) -> Iterator[list[Edit]]:
    """Add lines after a block collection: behind its last letters, else below its last line."""
    newline = _newline(text)
    stripped = len(text[: node.end].rstrip(" \t\r\n"))
    end = _line_end(text, stripped)
    yield [(end, end, "".join(newline + line for line in lines))]
    start = _line_start(text, node.end)
    yield [(start, start, "".join(line + newline for line in lines))]
    yield [_at_end(text, lines)]


def _at_end(text: str, lines: list[str]) -> Edit:
    newline = _newline(text)
    before = newline if text and not text.endswith(("\n", "\r")) else ""
    after = "" if before else newline
    return len(text), len(text), before + newline.join(lines) + after


def _block_lines(
    value: Mapping[str, Plain], column: int, text: str, deep: bool = False
) -> list[str]:
    """A mapping one key per line, and the mappings and lists it holds directly below if `deep`."""
    lines: list[str] = []
    for key, item in value.items():
        start = " " * column + written(key) + ":"
        if isinstance(item, list):
            lines += [start, *(" " * (column + 2) + "- " + written(one) for one in item)]
        elif isinstance(item, Mapping) and item and (deep or column == 0):
            lines += [start, *_block_lines(item, column + 2, text)]
        else:
            lines.append(f"{start} {written(item)}")
    return lines


def _nested(steps: Steps, value: Plain) -> Any:
    for step in reversed(steps):
        value = {str(step): value}
    return _thawed(value)


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _thawed(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_thawed(item) for item in value]
    return value


def _descend(node: Node, steps: Steps) -> tuple[Node, Steps]:
    """The deepest value on the way that is written, and the steps that are left."""
    for index, step in enumerate(steps):
        if isinstance(step, int):
            node = node.parts[step]
            continue
        entry = node.entry(step) if node.shape == "mapping" else None
        if entry is None:
            return node, steps[index:]
        node = entry[1]
    return node, ()


def _look_up(document: Any, steps: Steps) -> Any:
    for step in steps:
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document


def _put_into(name: str, root: Any, steps: Steps, value: Plain) -> None:
    document: Any = root
    for index, step in enumerate(steps[:-1]):
        if isinstance(document, dict) and document.get(step) is None:
            document[step] = {}
        document = _look_up(document, (step,))
        if document is None:
            raise _unfit(name, steps[: index + 1])
    if not isinstance(document, dict) or isinstance(document.get(steps[-1]), dict | list):
        raise _unfit(name, steps)
    document[steps[-1]] = _thawed(value)


def _unfit(name: str, steps: Steps) -> UsageError:
    where = ".".join(map(str, steps)) or "The file"
    return UsageError(
        f"{where} in {name} is not what stands there by the contract.",
        "Run `onboardgen check` and mend what it names.",
    )


def _newline(text: str) -> str:
    found = _BREAK.search(text)
    return found.group() if found else "\n"


def _line_end(text: str, offset: int) -> int:
    found = _BREAK.search(text, offset)
    return found.start() if found else len(text)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
