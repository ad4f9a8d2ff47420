"""Changes to YAML that touch the bytes they mean to change and no others.

Comments, order, quotes, indentation, line ends, byte-order mark and a missing last line end
stay as they are. What comes out has been read back: it holds the old values and the new one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, Final

from onboardgen.editing.notation import Plain, entry_lines, mapping_lines
from onboardgen.editing.outline import Node, outline
from onboardgen.editing.placement import Edit, applied, entry, item, removal, replacement, whole
from onboardgen.errors import UsageError
from onboardgen.findings import has_errors
from onboardgen.loading.text import BYTE_ORDER_MARK, CONTROL
from onboardgen.loading.yaml_reader import MISSING, YamlResult, read_yaml

__all__ = ["Plain", "Steps", "append", "document", "put", "remove"]

Steps = tuple[str | int, ...]
"""The way from the top of a file to a value: keys, and numbers of items from 0."""
_NOT_TEXT: Final = re.compile("[\ud800-\udfff]")
"""What stands for bytes that are not UTF-8."""
_Ways = Iterator[list[Edit]]
_Finder = Callable[[str, Node | None], _Ways]


def put(name: str, data: bytes, steps: Steps, value: Plain, order: Sequence[str] = ()) -> bytes:
    """Write `value` at the keys `steps`, in the place of what stands there, or adding it.

    Of a mapping or list that is there only what differs is written. A new key stands behind
    those that `order` names before it, else last. `name` is the file's, for messages. Raises
    UsageError where the file cannot be read, or is not of the shape that the steps ask for.
    """
    before, value = _read(name, data), _thawed(value)
    present = _look_up(before, steps)
    if _same(present, value) and (value is not None or _holds(before, steps)):
        return data
    if isinstance(present, dict) and present and isinstance(value, dict) and value:
        return _put_entries(name, data, steps, present, value)
    if isinstance(present, list) and present and isinstance(value, list) and value:
        lines = _written_at(data, steps)
        if "\n" in lines or "\r" in lines:
            return _put_items(name, data, steps, present, value)
    after = deepcopy(before)
    _put_into(name, after, steps, value)
    return _changed(
        name, data, after, lambda text, root: _put_ways(text, root, steps, value, order)
    )


def append(name: str, data: bytes, steps: Steps, value: Plain, order: Sequence[str] = ()) -> bytes:
    """Add `value` to the end of the list at the keys `steps`, which is made where missing; without
    steps, of the list that the file is.

    Raises UsageError as `put` does.
    """
    before, value = _read(name, data, dict if steps else list), _thawed(value)
    found = _look_up(before, steps)
    if found is None:
        return put(name, data, steps, [value], order)
    if not isinstance(found, list):
        raise _unfit(name, steps)
    after = deepcopy(before)
    _look_up(after, steps).append(value)
    return _changed(name, data, after, lambda text, root: _append_ways(text, root, steps, value))


def remove(name: str, data: bytes, steps: Steps) -> bytes:
    """Take out the key, or the item of a list, at `steps`, with the comment on its lines; where
    nothing stands there, the file stays as it is. Raises UsageError as `put` does."""
    before = _read(name, data)
    if not _holds(before, steps):
        return data
    holder = _look_up(before, steps[:-1])
    if len(holder) == 1 and len(steps) > 1:
        return put(name, data, steps[:-1], type(holder)())
    after = deepcopy(before)
    del _look_up(after, steps[:-1])[steps[-1]]
    return _changed(name, data, after, lambda text, root: _remove_ways(text, root, steps))


def document(value: Mapping[str, Plain], first_line: str = "", always: Sequence[str] = ()) -> bytes:
    """A whole new file, one key after the other; of those without a value only `always`."""
    empty: tuple[Plain, ...] = (None, [], {}, ())
    there = {k: _thawed(one) for k, one in value.items() if one not in empty or k in always}
    lines = [*([first_line] if first_line else []), *mapping_lines(there, 0)]
    data = ("\n".join(lines) + "\n").encode("utf-8")
    if not _same(read_yaml("", data).document, there):
        raise UsageError(
            "This text cannot be written down safely.",
            "Take out what is invisible in it, then try again.",
        )
    return data


def _put_entries(
    name: str, data: bytes, steps: Steps, present: Mapping[str, Any], value: Mapping[str, Any]
) -> bytes:
    """A mapping becomes another: key by key, so that comments stay."""
    for key, one in value.items():
        data = put(name, data, (*steps, key), one, tuple(value))
    for key in present:
        if key not in value:
            data = remove(name, data, (*steps, key))
    return data


def _put_items(
    name: str, data: bytes, steps: Steps, present: Sequence[Any], value: Sequence[Any]
) -> bytes:
    """A list becomes another: items that stay at its head are left alone."""
    same = 0
    while same < min(len(present), len(value)) and _same(present[same], value[same]):
        same += 1
    for one in value[same:]:
        data = append(name, data, steps, one)
    for index in reversed(range(same, len(present))):
        data = remove(name, data, (*steps, index))
    return data


def _read(name: str, data: bytes, shape: type[dict[Any, Any] | list[Any]] = dict) -> Any:
    result = _read_back(name, data)
    empty = result.document is MISSING and _is_empty(data)
    if not empty and (result.document is MISSING or has_errors(result.findings)):
        raise UsageError(
            f"{name} cannot be read, so it is left as it is.",
            "Run `onboardgen check` and mend what it names.",
        )
    found: Any = shape() if empty else result.document
    if not isinstance(found, shape):
        raise _unfit(name, ())
    return found


@lru_cache(maxsize=4)
def _read_back(name: str, data: bytes) -> YamlResult:
    """A file as it reads: what one change has made, the next one begins with."""
    return read_yaml(name, data)


def _is_empty(data: bytes) -> bool:
    """Whether a file holds nothing but comments and blank lines."""
    try:
        lines = data.decode("utf-8").removeprefix(BYTE_ORDER_MARK).splitlines()
    except UnicodeDecodeError:
        return False
    return all(not line.strip() or line.lstrip().startswith("#") for line in lines)


def _changed(name: str, data: bytes, wanted: Any, ways: _Finder) -> bytes:
    """The bytes after the first way that gives what is wanted when it is read back."""
    mark, text = _text(data)
    for edits in ways(text, outline(text)):
        changed = (mark + applied(text, edits)).encode("utf-8")
        result = _read_back(name, changed)
        if not has_errors(result.findings) and _same(result.document, wanted):
            return changed
    raise UsageError(
        f"{name} is written in a way that cannot be changed safely, so it is left as it is.",
        "Write its lists and keys one per line, then try again.",
    )


def _text(data: bytes) -> tuple[str, str]:
    """The byte-order mark, where there is one, and the rest."""
    text = data.decode("utf-8")
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return mark, text.removeprefix(mark)


def _put_ways(
    text: str, root: Node | None, steps: Steps, value: Plain, order: Sequence[str]
) -> _Ways:
    if root is None:
        key, *rest = steps
        yield from whole(text, entry_lines(str(key), _nested(tuple(rest), value), 0))
        return
    path, rest_of_way = _descend(root, steps)
    parent, key_node, node = path
    takes_keys = node.shape == "mapping" and node.parts
    if rest_of_way and takes_keys:
        key = str(rest_of_way[0])
        yield from entry(text, node, key, _nested(rest_of_way[1:], value), order)
    else:
        yield from replacement(text, parent, key_node, node, _nested(rest_of_way, value))


def _append_ways(text: str, root: Node | None, steps: Steps, value: Plain) -> _Ways:
    if root:
        (parent, key, node), _ = _descend(root, steps)
        if node.parts:
            yield from item(text, node, value)
        else:
            yield from replacement(text, parent, key, node, [value])


def _remove_ways(text: str, root: Node | None, steps: Steps) -> _Ways:
    if root:
        (_, _, parent), _ = _descend(root, steps[:-1])
        last = steps[-1]
        numbers = [number for number, (key, _) in enumerate(parent.entries) if key.text == last]
        yield from removal(text, parent, last if isinstance(last, int) else numbers[0])


def _written_at(data: bytes, steps: Steps) -> str:
    """The letters of the value at `steps`."""
    _, text = _text(data)
    root = outline(text)
    if root is None:
        return ""
    (_, _, node), _ = _descend(root, steps)
    return text[node.start : node.end]


def _descend(root: Node, steps: Steps) -> tuple[tuple[Node | None, Node | None, Node], Steps]:
    """The deepest value on the way that is written, after what holds it and its key; and the
    steps that are left."""
    parent: Node | None = None
    key: Node | None = None
    node = root
    for index, step in enumerate(steps):
        if isinstance(step, int):
            parent, key, node = node, None, node.parts[step]
            continue
        found = node.entry(step) if node.shape == "mapping" else None
        if found is None:
            return (parent, key, node), steps[index:]
        parent, (key, node) = node, found
    return (parent, key, node), ()


def _nested(steps: Steps, value: Plain) -> Any:
    for step in reversed(steps):
        value = {str(step): value}
    return value


def _thawed(value: Any) -> Any:
    """The value as plain dicts and lists. Raises UsageError for a text that no file may hold."""
    if isinstance(value, str):
        return _writable(value)
    if isinstance(value, Mapping):
        return {key: _thawed(one) for key, one in value.items()}
    if isinstance(value, Sequence):
        return [_thawed(one) for one in value]
    return value


def _writable(text: str) -> str:
    found = CONTROL.search(text) or _NOT_TEXT.search(text)
    if found:
        raise UsageError(
            f"The text holds the character U+{ord(found.group()):04X}, which nobody can see.",
            "Type it again without it.",
        )
    return text


def _same(one: Any, other: Any) -> bool:
    """Whether two documents are equal, `1`, `1.0` and `true` being three values."""
    if one is MISSING or other is MISSING:
        return one is other
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _holds(found: Any, steps: Steps) -> bool:
    """Whether something is written at `steps`, be it `null`."""
    holder, last = _look_up(found, steps[:-1]), steps[-1]
    if isinstance(holder, list):
        return isinstance(last, int) and last < len(holder)
    return isinstance(holder, dict) and last in holder


def _look_up(found: Any, steps: Steps) -> Any:
    for step in steps:
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


def _put_into(name: str, root: Any, steps: Steps, value: Plain) -> None:
    found: Any = root
    for index, step in enumerate(steps[:-1]):
        if isinstance(found, dict) and found.get(step) is None:
            found[step] = {}
        found = _look_up(found, (step,))
        if found is None:
            raise _unfit(name, steps[: index + 1])
    last = steps[-1]
    is_item = isinstance(found, list) and isinstance(last, int) and last < len(found)
    if not is_item and not isinstance(found, dict):
        raise _unfit(name, steps)
    found[last] = value


def _unfit(name: str, steps: Steps) -> UsageError:
    where = ".".join(map(str, steps)) or "The file"
    return UsageError(
        f"{where} in {name} is not what stands there by the contract.",
        "Run `onboardgen check` and mend what it names.",
    )
