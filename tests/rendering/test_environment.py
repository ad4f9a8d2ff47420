"""Templates are compiled once, and speak the language of whoever renders them."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.support import NullTranslations
from jinja2 import TemplateSyntaxError

from onboardgen.rendering.environment import Scribe, environment
from onboardgen.rendering.links import resolver
from onboardgen.rendering.messages import translations
from onboardgen.rendering.theme import Theme, load_theme


def theme_of(root: Path, **templates: str) -> Theme:
    for name, text in templates.items():
        path = root / f"theme/pages/{name}.html.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_theme(root)


def printed(theme: Theme, language: str, year: int = 2026) -> str:
    made = environment(theme, theme.digest, language, year, translations(language))
    return made.get_template("page.html.j2").render()


def test_what_never_changes_is_still_said_in_each_language(tmp_path: Path) -> None:
    theme = theme_of(
        tmp_path, page='{{ 1234.5|number }} {{ _("Decisions") }} {% trans %}Decisions{% endtrans %}'
    )
    assert printed(theme, "en") == "1,234.5 Decisions Decisions"
    assert printed(theme, "de") == "1.234,5 Entscheidungen Entscheidungen"
    assert printed(theme, "fr") == "1\N{NARROW NO-BREAK SPACE}234,5 Décisions Décisions"


def test_equal_templates_of_two_themes_include_their_own_parts(tmp_path: Path) -> None:
    page = '{% include "part.html.j2" %}'
    for name in ("ours", "theirs"):
        theme = theme_of(tmp_path / name, page=page, part=name)
        assert printed(theme, "en") == name


def test_a_template_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    for text in ("\n{{ 1|nonsense }}", "\n{% if %}"):
        theme = theme_of(tmp_path, page=text)
        with pytest.raises(TemplateSyntaxError) as told:
            environment(theme, text, "en", 2026, NullTranslations()).get_template("page.html.j2")
        assert (told.value.name, told.value.lineno) == ("page.html.j2", 2)


def test_an_answer_stays_as_typed_but_for_its_links() -> None:
    scribe = Scribe(resolver({}, frozenset({"files/map.png"})), "other site")
    assert scribe.with_links("*5* <b> & [a] (b)") == "*5* &lt;b&gt; &amp; [a] (b)"
    shown = scribe.with_links("[Map](files/map.png), [old](files/secret.png)")
    assert shown == (
        '<button type="button" class="file" data-attachment="files/map.png">Map</button>, old'
    )
    assert scribe.with_links("[x](javascript:alert)") == "x"
