"""The template environment: autoescaping, strict, with the filters that pages use."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import CodeType
from typing import Any

from babel.support import NullTranslations
from jinja2 import BaseLoader, Environment, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from onboardgen.rendering.formats import Formats, locale_of
from onboardgen.rendering.markdown import Resolve, around, to_html
from onboardgen.rendering.plain_text import opening
from onboardgen.rendering.theme import Theme
from onboardgen.rendering.words import speaker

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class Scribe:
    """Text of one portal as HTML: knows which links its readers may follow."""

    resolve: Resolve
    say_external: str

    def markdown(self, text: str, level: int) -> Markup:
        """Sanitised Markdown whose highest heading is of `level`."""
        return Markup(to_html(text, level, self.resolve, self.say_external))  # noqa: S704

    def inline(self, text: str) -> Markup:
        """Markdown without the paragraph around it where it is only one."""
        html = to_html(text, 3, self.resolve, self.say_external)
        if html.count("<p>") == 1 and html.startswith("<p>") and html.endswith("</p>"):
            html = html.removeprefix("<p>").removesuffix("</p>")
        return Markup(html)  # noqa: S704

    def linked(self, address: str, label: str | None = None) -> Markup:
        """An address with its label, as a link where the reader may follow it."""
        start, end = around(self.resolve(address), self.say_external)
        shown = label or (address if "://" in address else address.rpartition("/")[2])
        return Markup(start) + escape(shown) + Markup(end)  # noqa: S704

    def with_links(self, text: str) -> Markup:
        """What somebody typed, as they typed it, but for links in Markdown, which lead on."""
        if isinstance(text, Markup):
            return text
        before, *links = _LINK.split(text)
        html = escape(before)
        for label, address, after in zip(links[::3], links[1::3], links[2::3], strict=True):
            html += self.linked(address, label) + escape(after)
        return html


@lru_cache(maxsize=16)
def environment(
    theme: Theme, digest: str, language: str, year: int, catalogue: NullTranslations
) -> Environment:
    """Templates of a theme in one language. `digest` is the theme's: another look, another one."""
    return _environment(language, year, catalogue, _ThemeLoader(theme))


class _ThemeLoader(BaseLoader):
    """Finds templates in a theme."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        folder = "" if name.startswith(("components/", "mail/")) else "pages/"
        code = _code(name, self.theme.read_text(f"{folder}{name}"))
        return environment.template_class.from_code(environment, code, globals or {})


@lru_cache(maxsize=256)
def _code(name: str, source: str) -> CodeType:
    """A template as Python, compiled once for all languages: nothing in it is of any of them,
    because each of our filters wants the context, and so is not asked before there is one."""
    return _compiler().compile(source, name)


@cache
def _compiler() -> Environment:
    return _environment("en", 1, NullTranslations(), None)


def _environment(
    language: str, year: int, catalogue: NullTranslations, loader: BaseLoader | None
) -> Environment:
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    _install(made, catalogue)
    formats = Formats(locale_of(language), year, catalogue.gettext)
    word = speaker(catalogue.gettext)
    made.filters |= {
        "day": _with_context(formats.day),
        "date": _with_context(formats.date),
        "month": _with_context(formats.month),
        "number": _with_context(formats.number),
        "money": _with_context(formats.money),
        "place": _with_context(formats.place),
        "value": _with_context(formats.value),
        "called": _with_context(formats.called),
        "opening": _with_context(opening),
        "word": _with_context(word),
        "markdown": _by_scribe(Scribe.markdown),
        "text": _by_scribe(Scribe.inline),
        "linked": _by_scribe(Scribe.linked),
        "with_links": _by_scribe(Scribe.with_links),
    }
    return made


def _install(made: Environment, catalogue: NullTranslations) -> None:
    translating: Any = made
    translating.install_gettext_translations(catalogue, newstyle=True)


def _by_scribe(method: Callable[..., Markup]) -> Callable[..., Markup]:
    """A filter that asks the portal's scribe, which each rendering brings along."""

    @pass_context
    def apply(context: Context, *arguments: Any) -> Markup:
        return method(context["scribe"], *arguments)

    return apply


def _with_context(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is asked when a template is rendered, never when it is compiled."""

    @pass_context
    def apply(_: Context, *arguments: Any) -> Any:
        return function(*arguments)

    return apply
