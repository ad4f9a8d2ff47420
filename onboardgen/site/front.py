"""The files at the top of the output directory. They name nobody, and count nobody."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Callable

MARKER = "# onboardgen: sealed pages, nothing to index"
ROBOTS, FRONT, NOT_FOUND = "robots.txt", "index.html", "404.html"
_ROBOTS_TEXT = f"{MARKER}\nUser-agent: *\nDisallow: /\n"
_STYLE = (
    ":root{color-scheme:light dark}"
    "body{margin:0;display:grid;min-height:100vh;place-content:center;padding:24px;"
    "box-sizing:border-box;font:1rem/1.5 system-ui,sans-serif}"
    "main{max-width:30rem}h1{font-size:1.5rem;line-height:1.25}"
)
_PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
</body>
</html>
"""


def front_files(
    translate: Callable[[str], str], *, language: str = "en", direction: str = "ltr"
) -> dict[str, bytes]:
    """robots.txt, which also marks the directory as ours, and the two pages without a portal."""
    _ = translate
    front = _page(
        _("These pages are private"),
        _("To open yours, use the link that was sent to you."),
        language,
        direction,
    )
    not_found = _page(
        _("There is no page here"),
        _("Check the link that was sent to you, or ask whoever sent it for a new one."),
        language,
        direction,
    )
    return {ROBOTS: _ROBOTS_TEXT.encode(), FRONT: front, NOT_FOUND: not_found}


def _page(title: str, text: str, language: str, direction: str) -> bytes:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _PAGE.format(
        language=html.escape(language),
        direction=html.escape(direction),
        policy=html.escape(policy, quote=False),
        title=html.escape(title),
        text=html.escape(text),
        style=_STYLE,
    )
    return page.encode()
