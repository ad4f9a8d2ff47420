"""The documentation as the tests read it: fenced blocks, headings, links, words in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, what is written behind it (`file=…`), and its text."""

    page: str
    line: int
    language: str
    marks: dict[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file of ours; `name` is its path in the repository."""

    name: str
    text: str

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(_blocks(self))

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return _FENCE.sub("", self.text)

    @property
    def code_words(self) -> list[str]:
        return re.findall(r"`([^`\n]+)`", self.prose)

    @property
    def links(self) -> list[str]:
        return _LINK.findall(re.sub(r"`[^`\n]+`", "", self.prose))

    @property
    def anchors(self) -> set[str]:
        """What a forge makes of the headings."""
        titles = re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}

    def section(self, title: str) -> Page:
        """The part below a heading of the second level."""
        parts = re.split(r"^## (.+)\n", self.text, flags=re.MULTILINE)
        return Page(self.name, dict(zip(parts[1::2], parts[2::2], strict=True))[title])


def read_page(name: str) -> Page:
    return Page(name, (ROOT / name).read_text(encoding="utf-8"))


def pages() -> list[Page]:
    """README, CONTRIBUTING, CHANGELOG and everything in docs/, generated pages too."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [read_page(path.relative_to(ROOT).as_posix()) for path in sorted(found)]


def written_pages() -> list[Page]:
    """Those that somebody wrote by hand."""
    return [page for page in pages() if not page.name.startswith("docs/reference/")]


def _blocks(page: Page) -> Iterator[Block]:
    for match in _FENCE.finditer(page.text):
        language, *marks = match["info"].split() or [""]
        line = page.text.count("\n", 0, match.start()) + 1
        named = dict(mark.partition("=")[::2] for mark in marks)
        yield Block(page.name, line, language, named, match["text"])
