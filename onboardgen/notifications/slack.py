"""A letter as a message of Slack's Block Kit, for an incoming webhook.

At most 50 blocks; a header holds 150 characters of plain text, a section 3,000, a context element
2,000. `&`, `<` and `>` are escaped, so that no text becomes a link or a mention.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from onboardgen.notifications.letter import Letter, Part, Point

MOST_BLOCKS: Final = 50
MOST_HEADER: Final = 150
MOST_SECTION: Final = 3000
MOST_CONTEXT: Final = 2000
_ESCAPED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_MENTION: Final = re.compile(r"(?<!\w)([@#!])(?=\w)")
_MARKUP: Final = re.compile(r"([*_~`])")
_JOINER: Final = "\u2060"

Block = dict[str, object]


def slack_message(letter: Letter) -> dict[str, object]:
    """The document to post: blocks, and a text for notifications."""
    blocks = list(_blocks(letter))
    if len(blocks) > MOST_BLOCKS:
        blocks = [*blocks[: MOST_BLOCKS - 1], _context("…")]
    return {"text": escaped(letter.subject, MOST_SECTION), "blocks": blocks}


def escaped(text: str, most: int) -> str:
    """A text that says nothing but itself, of at most so many characters once it is escaped."""
    harmless = _MARKUP.sub(_JOINER + r"\1" + _JOINER, _MENTION.sub(r"\1" + _JOINER, text))
    parts = [_ESCAPED.get(character, character) for character in harmless]
    lengths = list(accumulate(map(len, parts)))
    if not lengths or lengths[-1] <= most:
        return "".join(parts)
    return "".join(parts[: bisect_right(lengths, most - 1)]) + "…"


def _blocks(letter: Letter) -> Iterator[Block]:
    yield {
        "type": "header",
        "text": {"type": "plain_text", "text": clipped(letter.headline, MOST_HEADER)},
    }
    if letter.status:
        yield _context(escaped(letter.status, MOST_CONTEXT))
    for part in letter.parts:
        yield from _sections(part)
    if letter.footer:
        yield _context(escaped(" ".join(letter.footer), MOST_CONTEXT))


def _sections(part: Part) -> Iterator[Block]:
    """A heading with as many points as one section holds, then the rest in further ones."""
    text = f"*{escaped(part.heading, MOST_HEADER)}*"
    for line in (*map(_line, part.points), *([_more(part)] if part.more else [])):
        if len(text) + 1 + len(line) > MOST_SECTION:
            yield _section(text)
            text = line
        else:
            text = f"{text}\n{line}"
    yield _section(text)


def _line(point: Point) -> str:
    title = f"• {escaped(point.title, 500)}"
    return f"{title}\n    {escaped(point.detail, 1000)}" if point.detail else title


def _more(part: Part) -> str:
    return escaped(part.more, MOST_HEADER)


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def _context(text: str) -> Block:
    return {
        "type": "context",
        "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}],
    }


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
