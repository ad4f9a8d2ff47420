"""Markdown without its marks, for files that hold text alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from onboardgen.rendering.markdown import to_html

BLOCKS = {"p", "li", "tr", "pre", "dt", "dd", "blockquote", "summary", "br", "hr"}
OPENING = 150
"""Characters of a text's first line that an opening has at most."""
_WRAPPED = re.compile(r"\n(?!\s*(?:[-*+>#`~]|\d{1,3}[.)])|[^\n]*\|)")
"""Where a line of a paragraph only goes on."""
_SENTENCE = re.compile(r"[.!?。][\"'’”»)]*(?=\s)|。")
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def plain_text(text: str) -> str:
    """The words of a Markdown text, one block on each line. Of links only their words stay: where
    they lead may be more than its readers may know."""
    reader = _Words()
    reader.feed(to_html(text, 3, lambda _: None, ""))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.out).split("\n"))
    return "\n".join(line for line in lines if line)


def opening(text: str) -> str:
    """The first sentence or so of a Markdown text, for where all of it is one click away; nothing
    where it begins with something else, such as a table."""
    first = next((block for block in re.split(r"\n\s*\n", text.strip()) if block.strip()), "")
    line = plain_text(_WRAPPED.sub(" ", first)).partition("\n")[0].removeprefix("• ")
    if line.endswith("·"):
        return ""
    if len(line) <= OPENING:
        return f"{line[:-1]}…" if line.endswith(":") else line
    ends = [end.end() for end in _SENTENCE.finditer(line, 0, OPENING)]
    if ends and ends[-1] > OPENING // 3:
        return line[: ends[-1]]
    return line[:OPENING].rpartition(" ")[0].rstrip(" ,;:–") + "…"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS or tag in HEADINGS:
            self.out.append("\n")
        if tag == "li":
            self.out.append("• ")

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS or tag in HEADINGS:
            self.out.append("\n")
        elif tag in ("td", "th"):
            self.out.append(" · ")

    def handle_data(self, data: str) -> None:
        self.out.append(data)
