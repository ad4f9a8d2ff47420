"""A letter as an Adaptive Card, for a webhook of Teams' Workflows.

A message is at most 28 KB large. All texts stand in text runs, which know no Markdown, so that no
text becomes a link, a mention or a date.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from onboardgen.notifications.letter import Letter, Part, Point

MOST_BYTES: Final = 28 * 1024
VERSION: Final = "1.4"
_BETWEEN: Final = 4
"""Bytes between two elements of a list, in UTF-16."""
_JOINER: Final = "\u2060"

Element = dict[str, object]


def teams_message(letter: Letter) -> dict[str, object]:
    """The document to post. What does not fit is left out from the end, and an ellipsis says so."""
    body, ellipsis = list(_body(letter)), _text("…", isSubtle=True)
    room = MOST_BYTES - size(_message([ellipsis])) - _BETWEEN
    kept: list[Element] = []
    for element in body:
        room -= size(element) + _BETWEEN
        if room < 0:
            return _message([*kept, ellipsis])
        kept.append(element)
    return _message(kept)


def size(document: dict[str, object]) -> int:
    """Bytes of a document, in the encoding in which it is larger."""
    text = json.dumps(document, ensure_ascii=False)
    posted = json.dumps(document)
    return max(len(text.encode("utf-16-le", "replace")), len(posted))


def _message(body: list[Element]) -> dict[str, object]:
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "contentUrl": None,
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": VERSION,
                    "msteams": {"width": "Full"},
                    "body": body,
                },
            }
        ],
    }


def _body(letter: Letter) -> Iterator[Element]:
    yield _text(letter.headline, size="Large", weight="Bolder")
    if letter.status:
        yield _text(letter.status, isSubtle=True)
    for part in letter.parts:
        yield from _part(part)
    for line in letter.footer:
        yield _text(line, isSubtle=True, size="Small")


def _part(part: Part) -> Iterator[Element]:
    heading = _text(part.heading, weight="Bolder", size="Medium")
    yield {**heading, "separator": True, "spacing": "Medium"}
    yield from map(_point, part.points)
    if part.more:
        yield _text(part.more, isSubtle=True)


def _point(point: Point) -> Element:
    runs = [_run(point.title)]
    if point.detail:
        late = {"color": "Attention"} if point.is_late else {"isSubtle": True}
        runs.append(_run(f" · {point.detail}", **late))
    return {"type": "RichTextBlock", "inlines": runs}


def _text(text: str, **style: object) -> Element:
    return {"type": "RichTextBlock", "inlines": [_run(text, **style)]}


def _run(text: str, **style: object) -> Element:
    harmless = text.replace("{{", f"{{{_JOINER}{{").replace("<at>", f"<{_JOINER}at>")
    return {"type": "TextRun", "text": harmless, **style}
