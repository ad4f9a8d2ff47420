"""The shell of a portal: one HTML page that holds the envelope and opens it in the browser.

Everything but the envelope is the same for all portals of a workspace, so it is built once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import jinja2
from markupsafe import Markup

from onboardgen.errors import EnvironmentFailure
from onboardgen.rendering.packing import packed, without_comments
from onboardgen.rendering.shell_messages import locked_catalogues
from onboardgen.rendering.theme import Theme

SCRIPTS = (
    "messages",
    "sealed",
    "responses",
    "storage",
    "notices",
    "freshness",
    "attachments",
    "portal",
    "search",
    "unlock",
    "respond",
    "fields",
    "kinds",
    "forms",
    "outbox",
    "answers",
    "preview",
    "reader",
    "timeline",
    "pages",
    "start",
)
LOADER = "scripts/load.js"
LOCKED_STYLES = ("styles/tokens.css", "styles/base.css", "styles/shell.css")
LAST_STYLE = "styles/print.css"
ENVELOPE_MARK = "@@envelope@@"
_ORIGIN = re.compile(
    r"(?:https://[A-Za-z0-9.-]+|http://(?:localhost|127\.0\.0\.1))(?::\d{1,5})?(?=[/?]|$)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Logo:
    """The organisation's logo: its bytes and their type, such as `image/svg+xml`."""

    data: bytes
    media_type: str

    @property
    def uri(self) -> str:
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode()}"


@dataclass(frozen=True, slots=True)
class Shell:
    """The page around an envelope: what stands before it and after it, and the plain preview.

    `unfolded` is what stands deflated in the page: its script with its words, most of its style.
    """

    before: bytes
    after: bytes
    preview: bytes
    unfolded: str

    def page(self, envelope_json: str) -> bytes:
        """`index.html` of one portal."""
        return self.before + _harmless(envelope_json).encode() + self.after

    def preview_page(self) -> bytes:
        """The same shell without envelope: it shows `bundle.json` beside it, for `serve`."""
        return self.preview

    @property
    def digest(self) -> str:
        """SHA-256 over all that is the same in every portal, as hex."""
        return hashlib.sha256(self.before + b"\0" + self.after + b"\0" + self.preview).hexdigest()


def build_shell(
    theme: Theme,
    *,
    organization: str,
    logo: Logo | None = None,
    accent_css: str = "",
    dedicated_origin: bool = False,
    remember_days: int = 14,
    demo: bool = False,
    endpoint: str | None = None,
    catalogues: Mapping[str, Mapping[str, str]] | None = None,
) -> Shell:
    """Build the shell of a workspace's portals.

    `accent_css` is CSS that sets the accent colour's tokens, put behind the theme's styles.
    The browser may remember a key, `remember_days` long, only on a `dedicated_origin`.
    Responses may be sent to `endpoint`, an address with https, and to no other.
    `catalogues` holds the locked page's sentences by language tag, `en` among them; by default
    every language that the package speaks.
    Raises EnvironmentFailure where a theme file is missing or cannot stand inside a page.
    """
    catalogues = catalogues or locked_catalogues()
    loader = _inline(without_comments(theme.read_text(LOADER), line_mark="//"), "script")
    script = _inline(theme_script(theme, catalogues), "script")
    style = _inline(locked_style(theme) + accent_css, "style")
    open_style = _inline(theme_style(theme), "style")
    values = {
        "organization": organization,
        "logo": logo.uri if logo else None,
        "remember_days": remember_days if dedicated_origin else None,
        "demo": demo,
        "policy": Markup(  # noqa: S704
            content_security_policy((loader, script), (style, open_style), endpoint)
        ),
        "style": Markup(style),  # noqa: S704 - our own theme, checked by _inline
        "script": Markup(loader),  # noqa: S704
        "packed": packed({"script": script, "style": open_style}),
        "envelope": ENVELOPE_MARK,
        "say": lambda key: catalogues["en"][key].replace("{organization}", organization),
    }
    template = _environment().from_string(theme.read_text("shell.html.j2"))
    before, mark, after = template.render(values, preview=False).partition(ENVELOPE_MARK)
    if not mark:
        raise EnvironmentFailure("theme/shell.html.j2 has no place for the envelope.")
    preview = template.render(values, preview=True)
    unfolded = f"{script}\n{open_style}\n"
    return Shell(before.encode(), after.encode(), preview.encode(), unfolded)


def locked_style(theme: Theme) -> str:
    """What the locked page wears: tokens, elements, and the shell itself."""
    return "".join(without_comments(theme.read_text(name)) for name in LOCKED_STYLES)


def theme_style(theme: Theme) -> str:
    """All other styles of the theme: by name, print last."""
    found = [name for name in theme.names("styles", ".css") if name not in LOCKED_STYLES]
    in_order = sorted(found, key=lambda name: (name == LAST_STYLE, name))
    return "".join(without_comments(theme.read_text(name)) for name in in_order)


def theme_script(theme: Theme, catalogues: Mapping[str, Mapping[str, str]]) -> str:
    """All scripts of the theme as one function that leaves nothing behind in the page. The words
    of the locked page stand in it, so that the policy's hash holds for them, too."""
    parts = (
        without_comments(theme.read_text(f"scripts/{name}.js"), line_mark="//") for name in SCRIPTS
    )
    words = _harmless(json.dumps(catalogues, ensure_ascii=False, sort_keys=True))
    return f"(() => {{\n'use strict';\nconst CATALOGUES = {words};\n" + "".join(parts) + "})();\n"


def content_security_policy(
    scripts: Iterable[str], styles: Iterable[str], endpoint: str | None = None
) -> str:
    """The policy of a page that runs these scripts, wears these styles, and does nothing else but
    speak to its own origin and that of the endpoint for responses."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src", *(f"'{_hash(text)}'" for text in scripts))),
            " ".join(("style-src", *(f"'{_hash(text)}'" for text in styles))),
            "img-src blob: data:",
            "frame-src blob:",
            " ".join(("connect-src 'self'", *_origin(endpoint))),
            "object-src 'none'",
            "worker-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types onboardgen",
        )
    )


def _origin(endpoint: str | None) -> tuple[str, ...]:
    found = _ORIGIN.match(endpoint or "")
    if endpoint and not found:
        raise EnvironmentFailure(
            "portal.endpoint in onboardgen.yaml is not an address that a page can send to.",
            "Write it like https://responses.example.com/inbox.",
        )
    return (found[0],) if found else ()


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inline(text: str, element: str) -> str:
    """The text as it may stand inside an element: with nothing that would end it early."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for ending in (f"</{element}", "<!--"):
        if ending in text.lower():
            raise EnvironmentFailure(
                f"A {element} of the theme holds {ending!r} and cannot stand inside a page.",
                f"Break the text up, such as '<' + '{ending[1:]}'.",
            )
    return text


def _harmless(json_text: str) -> str:
    """JSON that means the same and cannot end the element it stands in."""
    return json_text.replace("<", "\\u003c")
