"""Scripts and styles as small as they go without being written anew: no comments, deflated."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import rfc8785
from deflate import deflate_compress

BEST = 12


def without_comments(text: str, *, line_mark: str | None = None) -> str:
    """The text without the lines that hold nothing but comment or space, and without indentation.

    Nothing within a line changes: a comment goes only where it fills whole lines, from `/*` at
    the beginning of one to `*/` at the end of one, or behind `line_mark`. A text with a back
    quote or a hole that is not closed in its line may hold a literal of several lines, where space
    counts: it stays as it is.
    """
    kept: list[str] = []
    is_comment = False
    for line in map(str.strip, text.split("\n")):
        if is_comment:
            if "*/" in line and not line.endswith("*/"):
                return text
            is_comment = not line.endswith("*/")
        elif line.startswith("/*") and "*/" not in line[2:]:
            is_comment = True
        elif not _is_comment_line(line, line_mark):
            if _is_literal_open(line):
                return text
            kept.append(line)
    return "\n".join(kept) + "\n"


def _is_comment_line(line: str, line_mark: str | None) -> bool:
    if line.startswith("/*"):
        return line.find("*/", 2) == len(line) - 2
    return not line or (line_mark is not None and line.startswith(line_mark))


def _is_literal_open(line: str) -> bool:
    return line.count("`") % 2 == 1 or ("`" in line and line.count("${") > line.count("}"))


def packed(parts: Mapping[str, Any]) -> str:
    """The parts as JSON, deflated (raw), in base64: what the page's first script unfolds."""
    return _deflated(rfc8785.dumps(dict(parts)))


@lru_cache(maxsize=4)
def _deflated(data: bytes) -> str:
    return base64.b64encode(bytes(deflate_compress(data, BEST))).decode()
