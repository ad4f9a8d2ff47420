"""A strict reading of Markdown: the links in it, and whatever could run as code.

The sanitiser of the renderer stands behind this; here the author learns of it. Where Markdown
readers differ about what is code sample and what is live, the text counts as live.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

FORBIDDEN_TAGS: Final = frozenset({
    "applet", "base", "body", "button", "canvas", "embed", "fencedframe", "form", "frame",
    "frameset", "head", "html", "iframe", "image", "input", "isindex", "link", "listing",
    "marquee", "math", "meta", "noembed", "noframes", "noscript", "object", "option", "param",
    "plaintext", "portal", "script", "select", "slot", "style", "svg", "template", "textarea",
    "xml", "xmp",
})  # fmt: skip
FORBIDDEN_SCHEMES: Final = (
    "javascript:", "vbscript:", "livescript:", "data:", "blob:", "file:", "filesystem:",
    "view-source:", "about:", "jar:", "mocha:",
)  # fmt: skip
LONGEST_TAG: Final = 1_000
DEEPEST_LIST: Final = 40
MOST_OPEN_BRACKETS: Final = 500

_FENCE = re.compile(r"^([ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*)(`{3,}|~{3,})(.*)$")
_DEEP = re.compile(
    rf"^[ \t>]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+){{{DEEPEST_LIST},}}"
    rf"|^[ \t>]{{{3 * DEEPEST_LIST},}}(?=(?:[-*+]|\d{{1,9}}[.)])[ \t])",
    re.MULTILINE,
)
_INFO = re.compile(r"[ \t]*[\w+#.-]*[ \t]*\r?")
_QUOTE_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_LIST_MARK = re.compile(r"[^>\s]")
_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)([^\n]*?[^`\n])\1(?!`)")
_HTML_LINE = re.compile(r"^[ \t>*+-]*</?[a-zA-Z!?]", re.MULTILINE)
_TAG = re.compile(r"</?([a-zA-Z][^\s/>\"'=<\x00]*)")
_TAG_REST = re.compile(r"(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+>")
_ATTRIBUTE = re.compile(r"[\s/\"'](on[a-z]+|style|srcdoc|formaction|xlink:href)\s*=", re.IGNORECASE)
_TARGET = re.compile(
    r"\]\(|\]:|<(?=[a-zA-Z][a-zA-Z0-9+.-]*:)|\b(?:href|src|action|cite|poster|background)\s*=",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"<?(?:https?:/|mailto:|tel:|guide:|task:|decision:|files/|#)")
_INLINE = re.compile(r"\]\(\s*(?:<([^<>\n]*)>|((?:[^\s()<>\\]|\\.|\([^\s()]*\))+))")
_DEFINITION = re.compile(r"^[ \t>]*\[[^\]\n]+\]:[ \t]*<?([^\s<>]+)", re.MULTILINE)
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>]*)>")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HREF = re.compile(r"<a\b[^<>]*?\shref\s*=\s*[\"']?([^\s\"'<>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Something in a text: line and column in it, counted from 1, and what it is."""

    line: int
    column: int
    what: str


def dangers(text: str) -> Iterator[Spot]:
    """Whatever would carry code into a page, in the order of the text."""
    live = without_code(text)
    if "<" not in live:
        found = sorted(_schemes(live))
    else:
        unquoted = _QUOTE_MARKS.sub(lambda match: " " * len(match.group()), live)
        found = sorted(chain(_tags(live), _attributes(unquoted), _schemes(live)))
    yield from _spots(text, found)


def tangles(text: str) -> Iterator[Spot]:
    """What a reader of Markdown would take very long over, or not get to the end of."""
    if deep := _DEEP.search(text):
        yield from _spots(text, [(deep.start(), f"a list more than {DEEPEST_LIST} levels deep")])
    if text.count("[") - text.count("]") > MOST_OPEN_BRACKETS:
        yield from _spots(text, [(text.index("["), "brackets that are never closed")])


def links(text: str) -> Iterator[Spot]:
    """The targets of all links and pictures, in the order of the text."""
    live = _blank_spans(_blank_fences(text))
    found: list[tuple[int, str]] = []
    for pattern in (_INLINE, _DEFINITION, _AUTOLINK, _HREF):
        for match in pattern.finditer(live):
            target = match[match.lastindex or 0]
            start = match.start(match.lastindex or 0)
            found.append((start, _ESCAPED.sub(r"\1", target)))
    yield from _spots(text, sorted(found))


def without_code(text: str) -> str:
    """The text with code samples blanked, each character in its place.

    Where fences are not clear, or the text holds HTML of its own, or a backtick is left over,
    spans between backticks are kept: to some readers they are no code.
    """
    live = _blank_fences(text)
    unclear = live == text and "```" in text
    if unclear or _HTML_LINE.search(live):
        return live
    blanked = _blank_spans(live)
    return live if "`" in blanked else blanked


def _blank_spans(text: str) -> str:
    return _SPAN.sub(lambda match: " " * len(match.group()), text)


def _blank_fences(text: str) -> str:
    """Blank what stands in fences; where one is not clearly closed, nothing is taken for code."""
    lines = text.split("\n")
    opened: tuple[int, str, str] | None = None
    for number, line in enumerate(lines):
        match = _FENCE.match(line)
        if opened is None:
            if match and (not _INFO.fullmatch(match[3]) or _after_sample(lines, number)):
                return text
            if match:
                opened = (number, _LIST_MARK.sub(" ", match[1]), match[2])
            continue
        first, lead, fence = opened
        if line.strip() and not line.startswith(lead):
            return text
        if match and match[2].startswith(fence) and match[1][len(lead) :].strip():
            return text
        if match and match[2].startswith(fence) and not match[3].strip():
            lines[first : number + 1] = [" " * len(one) for one in lines[first : number + 1]]
            opened = None
    return text if opened else "\n".join(lines)


def _after_sample(lines: list[str], number: int) -> bool:
    """Whether a fence follows an indented line at once: to some readers it is code then."""
    before = lines[number - 1] if number else ""
    indented = before.startswith(("    ", "\t", " \t", "  \t", "   \t")) and before.strip()
    return bool(indented) and not lines[number].startswith((" ", "\t"))


def _tags(live: str) -> Iterator[tuple[int, str]]:
    for match in _TAG.finditer(live):
        name = match[1].casefold().rpartition(":")[2]
        if name in FORBIDDEN_TAGS:
            yield match.start(), f"the tag `<{name}>`"


def _attributes(live: str) -> Iterator[tuple[int, str]]:
    match = _TAG.search(live)
    while match:
        rest = _TAG_REST.match(live, match.end(), match.end() + LONGEST_TAG)
        following = _TAG.search(live, rest.end() if rest else match.end())
        end = rest.end() if rest else following.start() if following else len(live)
        attribute = _ATTRIBUTE.search(live, match.end(), end)
        if attribute:
            yield match.start(), f"the attribute `{attribute[1].casefold()}`"
        match = following


def _schemes(live: str) -> Iterator[tuple[int, str]]:
    for match in _TARGET.finditer(live):
        if _HARMLESS.match(live, match.end()):
            continue
        after = html.unescape(live[match.end() : match.end() + 300])
        plain = re.sub(r"[\s\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff\\]+", "", after)
        plain = plain.lstrip("<\"'`").casefold()
        for scheme in FORBIDDEN_SCHEMES:
            if plain.startswith(scheme):
                yield match.start(), f"an address that begins with `{scheme}`"


def _spots(text: str, found: list[tuple[int, str]]) -> Iterator[Spot]:
    line, start = 1, 0
    for offset, what in found:
        line += text.count("\n", start, offset)
        start = offset
        yield Spot(line, offset - (text.rfind("\n", 0, offset) + 1) + 1, what)
