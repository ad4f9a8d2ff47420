"""Every catalogue says everything, in forms that fit its language, and portals speak it whole."""

from __future__ import annotations

import html
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from babel.support import NullTranslations

from onboardgen.loading.loader import Loaded, load
from onboardgen.model.account import Account
from onboardgen.model.settings import Settings
from onboardgen.notifications.words import Words
from onboardgen.rendering.formats import Formats, locale_of
from onboardgen.rendering.messages import LOCALES, languages, translations
from onboardgen.rendering.pages import RenderedPortal, render_portal, render_portfolio
from onboardgen.rendering.shell import build_shell
from onboardgen.rendering.shell_messages import locked_catalogues, locked_messages
from onboardgen.rendering.theme import load_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.schedule.outlook import Outlook, outlook
from onboardgen.views.portal import portal_view
from onboardgen.views.portfolio import account_row, portfolio_view
from onboardgen.views.visibility import Audience

ROOT = Path(__file__).parents[2]
AS_OF = date(2026, 12, 1)
LANGUAGES = languages()
EACH = pytest.mark.parametrize("language", LANGUAGES)
NAMED = re.compile(r"%\((\w+)\)s")
BRACED = re.compile(r"\{(\w+)\}")
CODE = re.compile(r"`[^`]+`")
STYLES = sorted((ROOT / "theme").rglob("*.css"))
SIDED = re.compile(r"\b(left|right)\s*:|-(left|right)\b|:\s*(left|right)\b")
SIDED_ONLY = re.compile(r"@bottom-right|object-position: left")
"""What CSS has no other name for."""
MOST_LOCKED = 4_500
"""Bytes by which all languages together may make every portal heavier."""

Key = str | tuple[str, ...]


def key_of(message: Message) -> Key:
    return tuple(message.id) if isinstance(message.id, list | tuple) else message.id


@cache
def catalogue(language: str) -> Catalog:
    path = LOCALES / language / "LC_MESSAGES" / "onboardgen.po"
    return read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


@cache
def source() -> dict[Key, Message]:
    written = read_po(io.BytesIO((LOCALES / "onboardgen.pot").read_bytes()))
    return {key_of(message): message for message in written if message.id}


def entries(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each message: its English forms, and its own."""
    for message in catalogue(language):
        if message.id:
            key, text = key_of(message), message.string
            forms = (text,) if isinstance(text, str) else tuple(text or ())
            yield (key,) if isinstance(key, str) else key, forms


@EACH
def test_a_catalogue_says_every_message_and_no_other(language: str) -> None:
    own = {key_of(message) for message in catalogue(language) if message.id}
    assert (source().keys() - own, own - source().keys()) == (set(), set())
    assert catalogue(language).obsolete == {}


@EACH
def test_nothing_is_left_empty_or_doubtful(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.id and message.fuzzy] == []
    assert [key for key, forms in entries(language) if not all(forms)] == []


@EACH
def test_no_sentence_is_left_in_english(language: str) -> None:
    for key, forms in entries(language):
        words = BRACED.sub("", NAMED.sub("", key[0])).split()
        assert len(words) < 2 or not set(key) & set(forms), key


@EACH
def test_every_plural_has_as_many_forms_as_the_language(language: str) -> None:
    number = catalogue(language).num_plurals
    for key, forms in entries(language):
        assert len(forms) == (number if len(key) > 1 else 1), key


@EACH
def test_the_form_of_a_number_is_the_one_that_unicode_names(language: str) -> None:
    """For counts that occur: CLDR's form for millions has no form of its own in gettext."""
    own, cldr = translations(language), Locale.parse(language)
    pair = ("%(count)s task", "%(count)s tasks")
    one, many = own.ngettext(*pair, 1), own.ngettext(*pair, 2)
    for number in range(1000):
        wanted = one if cldr.plural_form(number) == "one" else many
        assert own.ngettext(*pair, number) == wanted, number


@EACH
def test_placeholders_are_those_of_the_source(language: str) -> None:
    """A form that only one is said with may say it in a word, where the source does."""
    for key, forms in entries(language):
        for position, form in enumerate(forms):
            allowed = [key[-1]] if position or len(forms) == 1 else [key[0], key[-1]]
            named = [Counter(NAMED.findall(text)) for text in allowed]
            assert Counter(NAMED.findall(form)) in named, (key, form)
            if any(named):
                assert "%" not in NAMED.sub("", form), form
            assert Counter(BRACED.findall(form)) == Counter(BRACED.findall(key[0])), form


@EACH
def test_no_translation_brings_markup_or_commands_of_its_own(language: str) -> None:
    """Pages take translations for safe: what is in them stands in the page as it is."""
    for key, forms in entries(language):
        for form in forms:
            assert not set('<>&"\\\n\t') & set(form), form
            assert CODE.findall(form) == CODE.findall(key[0]), form
            assert form == form.strip(), form


@EACH
def test_a_sentence_ends_as_in_the_source(language: str) -> None:
    """A colon, or a question: something stands behind it, or somebody is asked."""
    for key, forms in entries(language):
        for form in forms:
            assert (form[-1] in ":：") >= key[-1].endswith(":"), form
            assert "..." not in form, form


@EACH
def test_quotes_and_spaces_are_those_of_the_language(language: str) -> None:
    strange = {
        "de": r"“[^„]*”|'|«|\s\?|\s!",
        "es": r"“|'|„",
        "fr": r"“|'| [:;?!»]|« ",
        "ja": r"“|'|„|[\u3040-\u30ff\u4e00-\u9fff] [\u3040-\u30ff\u4e00-\u9fff]|[\u3040-\u9fff],",
        "pt": r"„|'|«",
    }[language]
    for _, forms in entries(language):
        for form in forms:
            assert not re.search(strange, CODE.sub("", form)), form


class Asked(NullTranslations):
    """A catalogue that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[Key] = set()

    def gettext(self, message: str) -> str:
        self.keys.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.keys.add((msgid1, msgid2))
        return super().ngettext(msgid1, msgid2, n)


@cache
def example() -> tuple[Loaded, Settings, dict[str, Outlook]]:
    workspace = load(ROOT)
    settings = workspace.settings
    assert settings
    ahead = {
        one.slug: outlook(one, settings, AsOf(AS_OF), workspace.calibration)
        for one in workspace.accounts
    }
    return workspace, settings, ahead


def halden() -> Account:
    return next(one for one in example()[0].accounts if one.slug == "halden")


def portal(account: Account, audience: Audience, words: NullTranslations) -> RenderedPortal:
    _, settings, ahead = example()
    view = portal_view(account, settings, audience, ahead[account.slug])
    return render_portal(view, load_theme(ROOT), words)


@cache
def spoken(language: str, audience: Audience) -> RenderedPortal:
    """The portal of Halden where the customer speaks that language."""
    account = halden()
    account = replace(account, customer=replace(account.customer, language=language))
    return portal(account, audience, translations(language))


def test_pages_ask_for_nothing_that_no_catalogue_has() -> None:
    words = Asked()
    for account in example()[0].accounts:
        portal(account, "customer", words)
    portal(halden(), "provider", words)
    workspace, settings, ahead = example()
    rows = [account_row(one, ahead[one.slug]) for one in workspace.accounts]
    render_portfolio(portfolio_view(rows, settings, AS_OF), load_theme(ROOT), words)
    locked_messages(words.gettext)
    assert len(words.keys) > 300
    others = words.keys - source().keys()
    assert {key for key in others if not str(key).isdecimal()} == set()


def text_of(page: str) -> str:
    """What a page says: its text, and what is spoken of its elements."""
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', page)
    return html.unescape("\n".join([re.sub(r"<[^>]+>", "", page), *spoken]))


def pairs_of(text: str) -> set[tuple[str, str]]:
    """Neighbouring words, to sort out quickly what a text cannot hold."""
    words = re.findall(r"\w+", text)[1:-1]
    return set(pairwise(words))


@cache
def content() -> str:
    """What people wrote themselves, whatever the language of the portal."""
    _, settings, ahead = example()
    return repr((halden(), settings, ahead["halden"]))


def english_of(language: str) -> Iterator[str]:
    """Parts of English sentences that stand in no sentence of the language."""
    own = "\n".join(form for _, forms in entries(language) for form in forms)
    for key, _ in entries(language):
        for text in key:
            for piece in re.split(r"%\(\w+\)s|\{\w+\}", text):
                part = piece.strip(" ,.:;“”")
                if len(part) > 4 and " " in part and part not in own:
                    yield part


@EACH
@pytest.mark.parametrize("audience", ["customer", "provider"])
def test_a_portal_speaks_its_language_and_nothing_else(language: str, audience: Audience) -> None:
    rendered = spoken(language, audience)
    assert (rendered.language, rendered.direction) == (language, "ltr")
    said = "\n".join(
        (
            *(text_of(page.html) for page in rendered.pages.values()),
            *(page.title for page in rendered.pages.values()),
            text_of(rendered.chrome_html),
            *(rendered.messages.values()),
        )
    )
    pairs = pairs_of(said)
    told = [part for part in english_of(language) if pairs_of(part) <= pairs and part in said]
    assert [part for part in told if part not in content()] == []


@EACH
def test_what_the_script_says_is_said_in_the_language(language: str) -> None:
    english, own = spoken("en", "customer").messages, spoken(language, "customer").messages
    assert own.keys() == english.keys()
    same = {english[key] for key in own if own[key] == english[key]}
    assert {text for text in same if " " in text} == set()


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("de", "Fr., 4. Dez.", "12.400,5"),
        ("es", "vie, 4 dic", "12.400,5"),
        ("fr", "ven. 4 déc.", "12\u202f400,5"),
        ("ja", "12月4日(金)", "12,400.5"),
        ("pt", "sex., 4 de dez.", "12.400,5"),
    ],
)
def test_days_and_numbers_are_written_as_in_the_language(
    language: str, day: str, number: str
) -> None:
    formats = Formats(locale_of(language), 2026, translations(language).gettext)
    assert f">{day}</time>" in formats.day(date(2026, 12, 4))
    assert formats.number(12400.5) == number
    found = re.findall(
        r'<time datetime="2026-12-04"[^>]*>([^<]*)', spoken(language, "customer").pages["plan"].html
    )
    assert day in found


def test_a_list_of_the_scope_is_called_by_its_name_where_a_change_moves_a_point() -> None:
    """In the file it is a code: `deferred`."""
    page = spoken("de", "customer").pages["changes/0003-approval-workflow"].html
    assert re.findall(r'"answer-value">([^<]*)', page) == ["Später", "Enthalten"]
    assert "deferred" not in page


@EACH
def test_somebody_is_spoken_to_by_the_name_that_fits(language: str) -> None:
    called = Formats(locale_of(language), 2026, str).called("Jo Lind")
    assert called == ("Jo Lind" if language == "ja" else "Jo")


@EACH
def test_messages_by_mail_count_in_the_language(language: str) -> None:
    words = Words(language, AS_OF, translations(language), load_theme())
    assert words.more(3) not in ("", "and 3 more")
    assert words.number(3) != "three"


@EACH
def test_the_locked_page_knows_every_sentence_in_the_language(language: str) -> None:
    english, own = locked_catalogues()["en"], locked_catalogues()[language]
    assert own.keys() == english.keys()
    assert [text for text in own.values() if text in english.values() and " " in text] == []


def test_a_language_that_reads_leftward_turns_its_pages_around() -> None:
    """Also one without a catalogue: its names and dates read leftward."""
    rendered = spoken("ar", "customer")
    assert (rendered.language, rendered.direction) == ("ar", "rtl")
    assert Words("ar", AS_OF, translations("ar"), load_theme()).is_right_to_left


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_know_the_start_and_the_end_of_a_line_and_not_left_and_right(path: Path) -> None:
    for number, line in enumerate(path.read_text().splitlines(), 1):
        sided = SIDED.search(SIDED_ONLY.sub("", line))
        assert not sided or "[dir=" in line, f"{path.name}:{number}: {sided and sided[0]}"


def test_a_side_in_a_style_would_be_found() -> None:
    for style in ("margin-left: 0", "a { left: 0 }", "text-align: right", "float:left", "left:0"):
        assert SIDED.search(style), style
    for style in ("inset-inline: 0", "text-align: start", "content: '←'"):
        assert not SIDED.search(style), style


def test_all_languages_together_weigh_little_on_the_locked_page() -> None:
    def weight(catalogues: dict[str, dict[str, str]]) -> int:
        return len(build_shell(load_theme(), organization="Q", catalogues=catalogues).page("{}"))

    known = locked_catalogues()
    added = weight(known) - weight({"en": known["en"]})
    assert 0 < added < MOST_LOCKED, json.dumps(added)
