"""The tool's own words: gettext catalogues that travel with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

DOMAIN = "onboardgen"
LOCALES = Path(__file__).parent.parent / "locale"


def mark(message: str) -> str:
    """Mark a text for translation without translating it yet."""
    return message


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language tag (`de`, `pt-BR`); English, the source, where there is none."""
    tag = language.replace("-", "_")
    return Translations.load(LOCALES, [tag, tag.partition("_")[0]], DOMAIN)
