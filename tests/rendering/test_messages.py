"""Every word of the tool goes through the catalogue, and the catalogue is current."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from jinja2 import Environment

from onboardgen.rendering.messages import LOCALES, languages, mark, mark_plural, translations

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "theme").rglob("*.html.j2"))
PAGES = [path for path in TEMPLATES if path.name != "shell.html.j2"]
OWN_KEYWORDS = ("mark:1,1t", "mark_plural:1,2", "say")
UPDATE = "run: make messages, and translate what is new"
SPOKEN = ("aria-label", "title", "placeholder", "alt")


def extracted() -> set[str | tuple[str, ...]]:
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(OWN_KEYWORDS)}
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords=keywords)
    return {message for _, _, message, _, _ in found}


def test_the_template_catalogue_is_current() -> None:
    written = read_po(io.StringIO((LOCALES / "onboardgen.pot").read_text()))
    catalogue = {
        tuple(message.id) if isinstance(message.id, list | tuple) else message.id
        for message in written
        if message.id
    }
    missing, stale = extracted() - catalogue, catalogue - extracted()
    assert (missing, stale) == (set(), set()), UPDATE


def literals(source: str) -> Iterator[str]:
    """Text between tags and in spoken attributes that no translation passes through."""
    text, translating = "", False
    tokens = list(Environment(autoescape=True).lex(source))
    for position, (_, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            name = next(v for _, k, v in tokens[position + 1 :] if k == "name")
            translating = {"trans": True, "endtrans": False}.get(name, translating)
        if kind == "data" and not translating:
            text += value
        elif kind in ("variable_begin", "block_begin"):
            text += "\0"
    for attribute in SPOKEN:
        yield from re.findall(rf'\b{attribute}="([^"\0]*[A-Za-z][^"\0]*)"', text)
    yield from re.findall(r"[A-Za-z]{2,}", re.sub(r"<[^>]*>", "", text))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_literal_text_stands_in_a_template(path: Path) -> None:
    assert list(literals(path.read_text())) == []


def test_literal_text_would_be_found() -> None:
    assert list(literals('<p title="Hello">{% trans %}fine{% endtrans %} {{ x }} Stray</p>')) == [
        "Hello",
        "Stray",
    ]


def test_a_language_without_a_catalogue_speaks_english() -> None:
    assert isinstance(translations("tlh"), NullTranslations)
    assert translations("tlh").gettext("Plan") == "Plan"
    assert translations("en").ngettext("%(num)s day", "%(num)s days", 1) == "%(num)s day"


@pytest.mark.parametrize(
    ("tag", "catalogue"),
    [("de-AT", "de"), ("de_CH", "de"), ("pt-BR", "pt"), ("pt-PT", "pt"), ("es-419", "es")],
)
def test_a_country_without_a_catalogue_of_its_own_speaks_as_its_language(
    tag: str, catalogue: str
) -> None:
    assert translations(tag) is translations(catalogue)
    assert translations(tag).gettext("Yes") != "Yes"


def test_a_tag_that_is_a_path_finds_no_catalogue() -> None:
    assert translations("../locale/de").gettext("Yes") == "Yes"


def test_the_package_speaks_the_languages_it_promises_and_carries_them_as_text() -> None:
    assert languages() == ("de", "es", "fr", "ja", "pt")
    assert [path for path in LOCALES.rglob("*") if path.suffix not in ("", ".po", ".pot")] == []


def test_what_is_marked_stays_as_it_is() -> None:
    assert mark("the question") == "the question"
    assert mark_plural("%(count)s day", "%(count)s days") == ("%(count)s day", "%(count)s days")


def test_every_plural_has_two_forms_and_tells_its_number() -> None:
    """One may be said in a word."""
    written = read_po(io.StringIO((LOCALES / "onboardgen.pot").read_text()))
    for message in written:
        if isinstance(message.id, list | tuple):
            one, many = message.id
            assert re.search(r"%\((count|num|number)\)s", many), message.id
            assert re.search(r"%\((count|num|number)\)s|\bone\b", one), message.id
