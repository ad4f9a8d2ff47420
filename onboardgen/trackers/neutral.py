"""Text from files, made harmless for trackers: it is read, and does nothing else.

Trackers look for mentions and references in what is shown, after Markdown is rendered: a
backslash does not stop them. So an invisible joiner is put behind the character that would begin
one, and text that people copy is shown as code, where trackers look for nothing. All functions
are pure and take any text; what they give holds no control and no direction characters.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import Final

JOINER: Final = "\N{WORD JOINER}"
TITLE_LIMIT: Final = 255
LABEL_LIMIT: Final = 50
CUT: Final = "…"

_BREAKS: Final = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_KEPT_FORMAT: Final = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
_GONE: Final = ("Cc", "Cf", "Cs", "Co")
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)
"""Could be the beginning of a commit's id."""
_BEGINS: Final = re.compile(r"([@＠﹫#＃﹟!！~～%％&＆$＄^])(?=\S)")
_PARTS: Final = (
    (re.compile(r"(g[hl]-)(?=\d)", re.IGNORECASE), rf"\1{JOINER}"),
    (re.compile(r":(?=:|//)|(?<=[a-z]):(?=\S)", re.IGNORECASE), f":{JOINER}"),
    (re.compile(r"-(?=->)"), f"-{JOINER}"),
    (re.compile(r"\[(?=\S)"), f"[{JOINER}"),
    (re.compile(r"(www\.)(?=\S)", re.IGNORECASE), rf"\1{JOINER}"),
)
_COPIED: Final = re.compile(
    r"(?P<address>\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.)[^\s<>`\"'|]*[^\s<>`\"'|.,;:!?)\]}*_])"
    r"|(?P<mail>(?<![\w@＠.%+-])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b)"
    r"|(?P<hash>(?<![\w])(?=[a-f]*[0-9])[0-9a-f]{7,64}(?![\w]))",
    re.IGNORECASE,
)
_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>&|~{}]")
_LINE_START: Final = re.compile(r"^(\s*\d*)(?=[#+\-=:/.)])")


def clean(text: str) -> str:
    """The text without characters that are not to be seen, its line breaks all `\\n`."""
    lines = _BREAKS.sub("\n", text.replace("\t", "    "))
    return "".join(char for char in lines if char == "\n" or _is_kept(char))


def one_line(text: str, limit: int) -> str:
    """The text cleaned, on one line, cut at `limit` characters."""
    line = " ".join(clean(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + CUT


def broken(text: str) -> str:
    """The text with a joiner in everything that a tracker would act on."""
    text = _BEGINS.sub(rf"\1{JOINER}", text)
    for pattern, parted in _PARTS:
        text = pattern.sub(parted, text)
    return _HEXADECIMAL.sub(_in_sixes, text)


def title(text: str, limit: int = TITLE_LIMIT) -> str:
    """One line of plain text, as titles and logs show it, cut at `limit` characters."""
    line = broken(one_line(text, limit))
    return line if len(line) <= limit else line[: limit - 1].rstrip(f" {JOINER}") + CUT


def inline(text: str, limit: int = 2_000) -> str:
    """One line of Markdown that shows `limit` characters of the text as it is written, without
    any markup; addresses of mail and sites, and long hexadecimal numbers, as code."""
    return at_line_start(shown(one_line(text, limit)))


def shown(text: str) -> str:
    """A cleaned text as Markdown that shows just it inside a line; see `at_line_start`."""
    out: list[str] = []
    at = 0
    for found in _COPIED.finditer(text):
        out += [_escaped(broken(text[at : found.start()])), code(found[0])]
        at = found.end()
    return "".join((*out, _escaped(broken(text[at:]))))


def at_line_start(markdown: str) -> str:
    """A line of Markdown, made here, that begins nothing but a paragraph."""
    return _LINE_START.sub(r"\1\\", markdown)


def code(text: str) -> str:
    """A code span that shows a cleaned text of one line."""
    inner = in_code(text).strip()
    if not inner:
        return ""
    runs = [len(run) for run in re.findall("`+", inner)]
    fence = "`" * next(size for size in range(1, len(runs) + 2) if size not in runs)
    pad = " " if inner.startswith("`") or inner.endswith("`") else ""
    return f"{fence}{pad}{inner}{pad}{fence}"


def in_code(line: str) -> str:
    """A line of code with a joiner in hidden comments and in what a workflow's log acts on."""
    line = line.replace("<!--", f"<!{JOINER}--").replace("-->", f"-{JOINER}->")
    line = line.replace("##[", f"#{JOINER}#[")
    return re.sub(r"^(\s*):(?=:)", rf"\1:{JOINER}", line)


def label(text: str) -> str:
    """A label's name: one line without commas, at most 50 characters."""
    return one_line(text.replace(",", " "), LABEL_LIMIT)


def decoded(text: str) -> str:
    """Markdown's character references as the characters they stand for, cleaned again."""
    return clean(unescape(text)).replace("\n", " ")


def _is_kept(char: str) -> bool:
    return char in _KEPT_FORMAT or unicodedata.category(char) not in _GONE


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text).replace("$", "&#36;")


def _in_sixes(found: re.Match[str]) -> str:
    run = found[0]
    return JOINER.join(run[at : at + 6] for at in range(0, len(run), 6))
