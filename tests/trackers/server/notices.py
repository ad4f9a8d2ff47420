"""Whom a text would notify, what it would refer to, and which commands it would run.

The text is rendered first, as a tracker does, because backslashes and character references vanish
on the way: `\\@name` and `&#64;name` both notify. Code and what stands in a comment or a link's
address does nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Flavour = Literal["github", "gitlab"]
NoticeKind = Literal["mention", "reference", "closes", "command", "html"]


@dataclass(frozen=True)
class Notice:
    """`where` is the title, the body or a comment; `text` what did it."""

    kind: NoticeKind
    number: int
    where: str
    text: str


MENTION = re.compile(r"(?<![\w`/.@-])@(?P<name>[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?)")
CLOSES = re.compile(
    r"\b(?:close|closes|closed|fix|fixes|fixed|resolve|resolves|resolved)\s*:?\s+"
    r"(?:[\w.-]+/[\w.-]+)?(?:#|GH-|https?://\S+/(?:issues|pull|merge_requests)/)\d+",
    re.IGNORECASE,
)
COMMON_REFERENCES = (
    r"(?<![\w&])(?:[\w.-]+/[\w.-]+)?#\d+\b",
    r"https?://[^\s/]+/\S+/(?:issues|pull|merge_requests|commit)/[0-9a-f]+",
    r"(?<![\w/#.-])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![\w/-])",
)
REFERENCES: dict[Flavour, re.Pattern[str]] = {
    "github": re.compile("|".join((*COMMON_REFERENCES, r"(?<!\w)GH-\d+\b"))),
    "gitlab": re.compile(
        "|".join(
            (
                *COMMON_REFERENCES,
                r"(?<!\w)!\d+\b",
                r"(?<!\w)\$\d+\b",
                r"(?<!\w)&\d+\b",
                r"(?<![\w~])~(?:\"[^\"\n]+\"|[A-Za-z0-9][\w:.-]*)",
                r"(?<!\w)%(?:\"[^\"\n]+\"|[A-Za-z0-9][\w.-]*)",
                r"\[(?:issue|epic|work_item|feature_flag|vulnerability):[^\]]+\]",
                r"(?<!\w)\^alert#\d+",
            )
        )
    ),
}
COMMAND = re.compile(
    r"^[ \t]*/(?P<name>[a-z][a-z_]*)(?:[ \t]+(?P<argument>[^\n]*?))?[ \t]*$", re.IGNORECASE
)
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
OURS = re.compile(r"^<!--[^>]*-->\s*$|^</?(?:details|summary|br|sub|sup|kbd)\s*/?>$")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def notices(number: int, where: str, text: str, flavour: Flavour) -> Iterator[Notice]:
    """What a text does when it is saved; quick actions are looked at in `commands`."""
    pieces = list(_prose(MARKDOWN.parse(text))) if where != "title" else [text]
    for piece in pieces:
        for found in MENTION.finditer(piece):
            yield Notice("mention", number, where, found.group())
        for found in CLOSES.finditer(piece):
            yield Notice("closes", number, where, found.group())
        for found in REFERENCES[flavour].finditer(piece):
            yield Notice("reference", number, where, found.group())
    if where != "title":
        for tag in _html(MARKDOWN.parse(text)):
            yield Notice("html", number, where, tag)


def commands(text: str) -> tuple[str, list[tuple[str, str]]]:
    """GitLab: the text without its quick actions, and the actions, outside of fenced code."""
    kept, found, fence = [], [], ""
    for line in re.split(r"\r\n|\r|\n", text):
        opened = FENCE.match(line)
        if opened and not fence:
            fence = opened.group(1)
        elif opened and opened.group(1).startswith(fence):
            fence = ""
        action = COMMAND.match(line) if not fence else None
        if action and action["name"].lower() in KNOWN_COMMANDS:
            found.append((action["name"].lower(), (action["argument"] or "").strip()))
        else:
            kept.append(line)
    return "\n".join(kept), found


KNOWN_COMMANDS = frozenset(
    {
        "approve", "assign", "blocks", "clone", "close", "confidential", "copy_metadata",
        "create_merge_request", "due", "duplicate", "estimate", "label", "labels", "link",
        "lock", "milestone", "move", "promote", "promote_to", "reassign", "relabel",
        "remove_due_date", "remove_estimate", "reopen", "shrug", "spend", "subscribe",
        "tableflip", "title", "todo", "unassign", "unlabel", "unlock", "unsubscribe",
        "weight",
    }
)  # fmt: skip


def _prose(tokens: list[Token]) -> Iterator[str]:
    """The runs of plain text, as they stand after rendering; code is left out."""
    for token in tokens:
        if token.type != "inline":
            continue
        run = ""
        for child in token.children or ():
            if child.type in ("text", "text_special"):
                run += child.content
            elif child.type in ("softbreak", "hardbreak"):
                run += "\n"
            else:
                yield run
                run = ""
        yield run


def _html(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "html_block":
            for line in token.content.splitlines():
                if not OURS.match(line.strip()):
                    yield line
        for child in token.children or ():
            if child.type == "html_inline" and not OURS.match(child.content.strip()):
                yield child.content
