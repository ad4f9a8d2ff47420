"""Titles that a portal says once: a link is called as the page it leads to, by its script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

_LINK = re.compile(r'(<a(?: [^<>]*)? href="#/([^"#]+)"[^<>]*>)([^<]+)</a>')


def without_titles(html: str, titles: Mapping[str, str]) -> str:
    """The HTML, links empty that say nothing but the title of the page they lead to.

    `titles` are the titles of all pages by route. The page's script fills in exactly these.
    """

    def bare(link: re.Match[str]) -> str:
        start, route, text = link.groups()
        return f"{start}</a>" if titles.get(route) == unescape(text) else link[0]

    return _LINK.sub(bare, html)
