"""The tool's own words: gettext catalogues that travel with the package as text."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DOMAIN = "onboardgen"
LOCALES = Path(__file__).parent.parent / "locale"


def mark(message: str) -> str:
    """Mark a text for translation without translating it yet."""
    return message


def mark_plural(one: str, many: str) -> tuple[str, str]:
    """Mark a text that counts for translation without translating it yet."""
    return one, many


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, as tags (`de`, `pt`), by name. English needs none."""
    found = LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")
    return tuple(sorted(file.parts[-3].replace("_", "-") for file in found))


def translations(language: str) -> NullTranslations:
    """The catalogue of a language tag (`de`, `pt-BR`), else that of its language (`pt`), else
    none, which speaks English: the source. A catalogue is read when it is first asked for."""
    tag = language.replace("_", "-")
    return next(
        (_catalogue(one) for one in (tag, tag.partition("-")[0]) if one in languages()),
        _source(),
    )


@cache
def _catalogue(tag: str) -> Translations:
    """The catalogue of a language, from its text; nothing compiled stands beside it."""
    name = tag.replace("-", "_")
    compiled = io.BytesIO()
    with (LOCALES / name / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as text:
        write_mo(compiled, read_po(text, locale=name))
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


@cache
def _source() -> NullTranslations:
    return NullTranslations()
