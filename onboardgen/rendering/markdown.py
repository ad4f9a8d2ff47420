"""Markdown of plans and guides as safe HTML that looks as it does in a GitHub preview."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from html.parser import HTMLParser

import nh3
from markdown import Markdown

from onboardgen.rendering.lists import nested_by_content

SCHEMES = {"http", "https", "mailto", "tel", "guide", "task", "decision", "change", "section"}
_ALLOWED: dict[str, set[str]] = {
    "a": {"href"}, "img": {"src", "alt"}, "th": {"align"}, "td": {"align"},
    "ol": {"start"}, "input": {"type", "checked", "disabled"}, "code": set(),
}  # fmt: skip
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "input", "kbd", "li", "ol", "p", "pre", "strong", "sub", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "ul", "details", "summary", "dl", "dt", "dd",
}  # fmt: skip
_EXTENSIONS = (
    "tables",
    "sane_lists",
    "pymdownx.superfences",
    "pymdownx.tasklist",
    "pymdownx.magiclink",
    "pymdownx.betterem",
    "pymdownx.tilde",
)
_CONFIGS: dict[str, dict[str, object]] = {
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.tasklist": {"custom_checkbox": False},
}


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link in text leads: `route` in the portal, `attachment`, or another `site`."""

    kind: str
    address: str


Resolve = Callable[[str], Link | None]
"""Tells where an address leads; None where the reader may not follow it."""


def to_html(text: str, level: int, resolve: Resolve, say_external: str) -> str:
    """Sanitised HTML. Its highest heading is of `level`; no levels are skipped below it.

    Links that `resolve` does not know stay as plain text; images become links that open them;
    links to other sites carry the words `say_external`.
    """
    rewriter = _Rewriter(level, resolve, say_external)
    rewriter.feed(_sanitised(text))
    rewriter.close()
    return "".join(rewriter.out).strip()


def around(link: Link | None, say_external: str) -> tuple[str, str]:
    """The HTML before and after a label that leads there; nothing for a link that leads nowhere."""
    if link is None:
        return "", ""
    address = escape(link.address)
    if link.kind == "attachment":
        return f'<button type="button" class="file" data-attachment="{address}">', "</button>"
    if link.kind == "route":
        return f'<a href="#/{address}">', "</a>"
    if link.kind == "mail":
        return f'<a href="{address}">', "</a>"
    word = f'<span class="elsewhere"> {escape(say_external)}</span>'
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">', f"{word}</a>"


@lru_cache(maxsize=4096)
def _sanitised(text: str) -> str:
    return nh3.clean(
        _converted(text),
        tags=_TAGS,
        attributes=_ALLOWED,
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style", "iframe", "object"},
    )


@lru_cache(maxsize=4096)
def _converted(text: str) -> str:
    try:
        return _converter().reset().convert(nested_by_content(text))
    except RecursionError:  # `check` refuses such a text; as it was written it can still be read
        return f"<pre>{escape(text)}</pre>"


@cache
def _converter() -> Markdown:
    """The converter, made once: setting one up takes longer than most texts. Not for threads."""
    return Markdown(extensions=list(_EXTENSIONS), extension_configs=_CONFIGS, output_format="html")


class _Rewriter(HTMLParser):
    """Copies sanitised HTML, with links resolved, images as links, headings put in order."""

    def __init__(self, level: int, resolve: Resolve, say_external: str) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.ends: list[str] = []
        self.resolve = resolve
        self.say_external = say_external
        self.base = level
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "a":
                self._open_link(given.get("href", ""))
            case "img":
                self._image(given.get("src", ""), given.get("alt", ""))
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.out.append(f"<h{self._heading(int(tag[1]))}>")
            case "table":
                self.out.append('<div class="scroll" tabindex="0"><table>')
            case "pre":
                self.out.append('<pre tabindex="0">')
            case "input":
                box = "\N{BALLOT BOX WITH CHECK}" if "checked" in given else "\N{BALLOT BOX}"
                self.out.append(f'<span class="check">{box}</span>')
            case _:
                self.out.append(f"<{tag}{_attributes(given)}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.ends:
            self.out.append(self.ends.pop())
        elif tag == "table":
            self.out.append("</table></div>")
        elif re.fullmatch("h[1-6]", tag):
            self.out.append(f"</h{self.base + len(self.levels) - 1}>")
        elif tag not in ("a", "img", "br", "hr", "input"):
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(escape(data, quote=False))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _heading(self, level: int) -> int:
        """The level that follows the last heading: deeper by one at most, never above the base."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        if self.base + len(self.levels) <= 6:
            self.levels.append(level)
        return self.base + len(self.levels) - 1

    def _open_link(self, address: str) -> None:
        start, end = around(self.resolve(address), self.say_external)
        self.out.append(start)
        self.ends.append(end)

    def _image(self, address: str, alt: str) -> None:
        link = None if self.ends else self.resolve(address)
        start, end = around(link, self.say_external)
        self.out.append(f"{start}{escape(alt or address.rpartition('/')[2])}{end}")


def _attributes(given: dict[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items())
