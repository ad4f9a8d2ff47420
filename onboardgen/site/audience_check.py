"""The second leak test: nothing inside a portal that its readers must not see."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator

from onboardgen.site.leaks import Leak
from onboardgen.site.needles import Needles, WorkspaceString, needles, normal
from onboardgen.site.opening import OpenedPortal
from onboardgen.site.surfaces import Surface

FEWEST_WORDS = 4
_WITHIN_WORDS = re.compile(
    r"</?(?:a|abbr|b|bdi|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")
_LIKELY_TEXT = frozenset({"text/plain", "text/markdown", "text/html", "text/csv", "text/calendar"})


def forbidden_index(strings: Iterable[WorkspaceString]) -> Needles:
    """The index to search every portal with, made once over all strings of the workspace.

    Of texts that are nobody's name, only those of four words and more are in it: shorter ones
    stand in many a plan.
    """
    return needles(strings, fewest_words=FEWEST_WORDS)


def strangers(
    portal: OpenedPortal, sought: Needles, visible: Iterable[WorkspaceString] = ()
) -> tuple[Leak, ...]:
    """The forbidden strings that stand inside an opened portal, by page or attachment.

    `sought` comes from `forbidden_index`; `visible` are the strings that these readers may see:
    a forbidden one that also stands in one of them proves nothing.
    """
    known = b"\0".join(normal(string.text) for string in visible)
    found: dict[tuple[str, str], Leak] = {}
    for part, text in _readable(portal):
        for form, string in sought.found_in(Surface("", text.encode("utf-8", "replace"))):
            if normal(string.text).strip(b" ") not in known:
                leak = Leak(f"{portal.portal_id}#{part}", form, str(string))
                found.setdefault((leak.file, leak.what), leak)
    return tuple(sorted(found.values()))


def _readable(portal: OpenedPortal) -> Iterator[tuple[str, str]]:
    """Name and text of everything in a portal that can be read, as written and as seen."""
    bundle = json.loads(portal.bundle)
    yield "bundle", "\n".join(_texts({k: v for k, v in bundle.items() if k != "pages"}))
    for route, page in bundle["pages"].items():
        yield f"/{route}", f"{route}\n{page['title']}\n{_as_seen(page['html'])}"
    for path, entry in bundle["attachments"].items():
        if entry["type"].partition(";")[0] in _LIKELY_TEXT and path in portal.attachments:
            text = portal.attachments[path].decode("utf-8", "replace")
            yield path, f"{text}\n{_as_meant(text)}"


def _as_meant(text: str) -> str:
    """The text as calendars read it: lines unfolded, and parted where it says so. Other marks
    between words make no difference here."""
    return re.sub(r"\r?\n[ \t]", "", text).replace("\\n", "\n")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield _as_seen(value)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def _as_seen(markup: str) -> str:
    """The text as a reader sees it, and the markup with what stands in attributes."""
    seen = _TAG.sub(" ", _WITHIN_WORDS.sub("", markup))
    return html.unescape(seen) + "\n" + html.unescape(markup)
