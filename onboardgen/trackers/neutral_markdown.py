"""Markdown from files, made harmless for trackers and still well set.

The text is read into a few kinds of pieces and written anew, as a quotation: every line begins
with `>`, so that none is a command, whatever it holds. Paragraphs, lists, emphasis, code and links
to sites stay; headings become bold lines, pictures links that open them, tables code. All else is
shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from onboardgen.trackers.neutral import CUT, at_line_start, clean, code, decoded, in_code, shown

Resolve = Callable[[str], str | None]
"""Tells the https address of a link such as `guide:sso-okta`; None where it leads nowhere."""

MARKDOWN_LIMIT: Final = 12_000
"""Characters of a text that are shown; whoever wants to read more follows the link to the file."""
DEEPEST: Final = 5

_FENCE: Final = re.compile(r"^ *(`{3,}|~{3,})")
_ITEM: Final = re.compile(r"^( *)(?:([-*+])|(\d{1,9})[.)])(?: +(.*)|$)")
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}(?: +(.*?))?(?: +#+)? *$")
_RULE: Final = re.compile(r"^ *(?:=+|(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,}|-{2,}) *$")
_ROW: Final = re.compile(r"^ *\|.*\| *$")
_QUOTE: Final = re.compile(r"^ {0,3}(?:> ?)+")
_BOX: Final = re.compile(r"^\[([ xX])\] +")
_INLINE: Final = re.compile(
    r"(?P<code>(?<!`)(?P<run>`{1,8})(?!`)(?P<inner>[^`]|[^`].{0,500}?[^`])(?P=run)(?!`))"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<picture>!?)\[(?P<words>[^\[\]]{0,300})\]"
    r"\(\s{0,9}<?(?P<address>[^\s<>()]{1,2000})>?(?:\s{1,9}[\"'][^\"']{0,300}[\"'])?\s{0,9}\)"
    r"|<?(?P<bare>https?://[^\s<>`\"'|]{1,2000})>?"
    r"|(?<!\w)(?P<mark>\*\*|__|\*|_)(?P<stress>\w(?:[^*_`\[\]\\<]{0,300}\w)?)(?P=mark)(?!\w)"
)
_TRACKED: Final = re.compile(
    r"/(?:issues?|pulls?|discussions?|commits?|merge_requests|work_items|epics|milestones|snippets|"
    r"alert_management|vulnerabilities|designs|iterations)/",
    re.IGNORECASE,
)
"""Addresses that trackers take for references, and answer with a note on what they lead to."""
_MARKS: Final = re.compile(r"[`*]|__|\\(?=[!-/:-@\[-`{-~])")
_TAIL: Final = ".,;:!?)]}*_~'\""


def block(text: str, resolve: Resolve, limit: int = MARKDOWN_LIMIT) -> str:
    """The text as a quotation; nothing for a text without anything to see."""
    text = clean(text).strip("\n")
    if len(text) > limit:
        text = text[:limit].rsplit("\n", 1)[0].rstrip() + f"\n\n{CUT}"
    lines = _Writer(resolve).written(text.split("\n"))
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def inline_markdown(text: str, resolve: Resolve) -> str:
    """One line of Markdown, neutral, that begins nothing but a paragraph."""
    out: list[str] = []
    plain, at = "", 0
    for found in _INLINE.finditer(text):
        plain += text[at : found.start()]
        at = found.end()
        piece = _piece(found, resolve)
        if piece is None:
            plain += _words(found).replace("&", "&amp;")
            continue
        out += [shown(decoded(plain)), piece]
        bare = found["bare"] or ""
        plain = bare[len(bare.rstrip(_TAIL)) :]
    return at_line_start("".join((*out, shown(decoded(plain + text[at:])))).strip())


def _piece(found: re.Match[str], resolve: Resolve) -> str | None:
    """Markdown that stands for itself; None for what is no more than words."""
    if found["escape"]:
        return None
    if found["run"]:
        return code(found["inner"]) or None
    if found["bare"]:
        return _bare(found["bare"].rstrip(_TAIL))
    if found["mark"]:
        mark = "*" * len(found["mark"])
        return f"{mark}{shown(decoded(found['stress']))}{mark}"
    return _link(found, resolve)


def _link(found: re.Match[str], resolve: Resolve) -> str | None:
    words, address = shown(_words(found)), decoded(found["address"])
    target = address if _is_site(address) else resolve(address)
    if not target or not _is_site(target):
        return None
    if _is_tracked(target):
        return f"{words} {code(target)}" if words else code(target)
    return f"[{words or 'link'}](<{_encoded(target).replace('&', '&amp;')}>)"


def _words(found: re.Match[str]) -> str:
    """The words of a link; the character that was escaped."""
    return found[0][1] if found["escape"] else _plain(found["words"] or "")


def _bare(address: str) -> str:
    safe = _is_site(address) and not _is_tracked(address)
    return f"<{_encoded(address)}>" if safe else code(address)


def _is_site(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_tracked(address: str) -> bool:
    return _TRACKED.search(unquote(address)) is not None


def _encoded(address: str) -> str:
    return quote(address, safe="%/:?#@!$&'*+,;=-._~")


def _plain(text: str) -> str:
    """The words of a link or a heading without marks of emphasis and code."""
    return " ".join(decoded(_MARKS.sub("", text)).split())


@dataclass(slots=True)
class _Level:
    """A list that is open: where its text began in the file, and where it begins now."""

    source: int
    column: int


class _Writer:
    """Reads lines, and writes them anew; a paragraph is kept until it ends."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve
        self.out: list[str] = []
        self.levels: list[_Level] = []
        self.prefix = ""
        self.paragraph: list[str] = []

    def written(self, lines: Sequence[str]) -> list[str]:
        at = 0
        while at < len(lines):
            at = self._code_from(lines, at) or self._line(lines[at], at)
        self._end_paragraph()
        return self.out

    def _line(self, line: str, at: int) -> int:
        line = _QUOTE.sub("", line)
        if not line.strip():
            self._end_paragraph()
            self._blank()
        elif heading := _HEADING.match(line):
            self._heading(_plain(heading[1] or ""))
        elif _RULE.match(line):
            self._end_paragraph()
            self._blank()
        elif item := _ITEM.match(line):
            self._item(item)
        else:
            self._text(line)
        return at + 1

    def _code_from(self, lines: Sequence[str], at: int) -> int | None:
        """Write the code that begins here, and tell where it ends; None where none does."""
        line = _QUOTE.sub("", lines[at])
        if fence := _FENCE.match(line):
            first, end = at + 1, _closing(lines, at + 1, fence[1])
            after = min(end + 1, len(lines))
        elif _ROW.match(line):
            first, end = at, _while(lines, at, lambda one: _ROW.match(one) is not None)
            after = end
        elif not self.paragraph and self._is_indented_code(line):
            first, end = at, _while(lines, at, self._is_indented_code)
            after = end
        else:
            return None
        self._end_paragraph()
        self._leave(_indent(line))
        self._code([_QUOTE.sub("", one) for one in lines[first:end]])
        return after

    def _is_indented_code(self, line: str) -> bool:
        inner = self.levels[-1].source if self.levels else 0
        return bool(line.strip()) and _indent(line) >= inner + 4 and not _ITEM.match(line)

    def _code(self, lines: Sequence[str]) -> None:
        least = min((_indent(one) for one in lines if one.strip()), default=0)
        runs = [len(run) for one in lines for run in re.findall("`+", one)]
        fence, pad = "`" * max(3, max(runs, default=0) + 1), " " * self._column()
        self._start_block()
        self.out += [
            f"{pad}{line}" for line in (fence, *(in_code(o[least:]) for o in lines), fence)
        ]

    def _heading(self, words: str) -> None:
        self._end_paragraph()
        self.levels.clear()
        self._blank()
        if words:
            self.out += [f"**{shown(words)}**", ""]

    def _item(self, item: re.Match[str]) -> None:
        self._end_paragraph()
        indent, text = len(item[1]), item[4] or ""
        while self.levels and indent < self.levels[-1].source:
            self.levels.pop()
        if not self.levels:
            self._start_block(after_item=True)
        bullet = f"{int(item[3])}. " if item[3] else "- "
        self.prefix = " " * self._column() + bullet
        if len(self.levels) < DEEPEST:
            self.levels.append(_Level(item.start(4) if item[4] else indent + 2, len(self.prefix)))
        box = _BOX.match(text)
        self.paragraph = [f"{'☐' if box[1] == ' ' else '☑'} {text[box.end() :]}" if box else text]

    def _text(self, line: str) -> None:
        if not self.paragraph:
            self._leave(_indent(line))
            self._start_block()
            self.prefix = " " * self._column()
        self.paragraph.append(line)

    def _leave(self, indent: int) -> None:
        """Close the lists that a line of this indentation no longer belongs to."""
        while self.levels and indent < self.levels[-1].source:
            self.levels.pop()

    def _column(self) -> int:
        return self.levels[-1].column if self.levels else 0

    def _end_paragraph(self) -> None:
        """Write it; lines joined, but where two spaces or a backslash end one."""
        parts: list[str] = [""]
        for line in self.paragraph:
            hard = line.endswith(("  ", "\\"))
            parts[-1] = (
                f"{parts[-1]} {line.strip().removesuffix(chr(92)) if hard else line.strip()}"
            )
            parts += [""] if hard else []
        texts = [text for part in parts if (text := inline_markdown(part.strip(), self.resolve))]
        rest = " " * len(self.prefix)
        for number, text in enumerate(texts):
            more = "\\" if number + 1 < len(texts) else ""
            self.out.append(f"{rest if number else self.prefix}{text}{more}")
        if self.paragraph and not texts and self.prefix.strip():
            self.out.append(self.prefix.rstrip())
        self.paragraph, self.prefix = [], ""

    def _start_block(self, *, after_item: bool = False) -> None:
        """A blank line before what is not the next item of a list."""
        last = self.out[-1] if self.out else ""
        if last and not (after_item and _ITEM.match(last)):
            self.out.append("")

    def _blank(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _while(lines: Sequence[str], at: int, holds: Callable[[str], bool]) -> int:
    """The first line from `at` on that is not of the kind."""
    while at < len(lines) and holds(_QUOTE.sub("", lines[at])):
        at += 1
    return at


def _closing(lines: Sequence[str], at: int, fence: str) -> int:
    """The line that closes the fence; the end of the text where none does."""
    for number in range(at, len(lines)):
        line = _QUOTE.sub("", lines[number]).strip()
        if len(line) >= len(fence) and set(line) == {fence[0]}:
            return number
    return len(lines)
