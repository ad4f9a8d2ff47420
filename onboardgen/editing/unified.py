"""A change of a file as a unified diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

CONTEXT: Final = 3
_NO_NEWLINE: Final = "\n\\ No newline at end of file"


def unified_diff(path: str, before: bytes | None, after: bytes) -> str:
    """The lines that differ, each ended by “\\n”; `before` is None for a new file.

    Line ends are shown as “\\n”, whatever they are in the file.
    """
    old, new = _lines(before or b""), _lines(after)
    if old == new and before is not None:
        return ""
    first = f"--- a/{path}" if before is not None else "--- /dev/null"
    lines = [first, f"+++ b/{path}", *_hunks(old, new)]
    return "".join(f"{line}\n" for line in lines)


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """The hunks; what is equal at both ends is passed over, so that the rest is found fast."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    start, rest = max(head - CONTEXT, 0), max(tail - CONTEXT, 0)
    left, right = old[start : len(old) - rest], new[start : len(new) - rest]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        low, high = group[0], group[-1]
        yield (
            f"@@ -{_range(low[1] + start, high[2] + start)} "
            f"+{_range(low[3] + start, high[4] + start)} @@"
        )
        for tag, from_, to, new_from, new_to in group:
            if tag == "equal":
                yield from (f" {line}" for line in left[from_:to])
                continue
            yield from (f"-{line}" for line in left[from_:to])
            yield from (f"+{line}" for line in right[new_from:new_to])


def _range(start: int, stop: int) -> str:
    """Lines as a diff counts them: from 1, an empty range after the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8").replace("\r\n", "\n").split("\n")
    last = lines.pop()
    return [*lines, last + _NO_NEWLINE] if last else lines
