"""The pages at the top of a site, which name nobody, speak as the organisation does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onboardgen.model.settings import Settings
from onboardgen.workflows.portals import front_of
from tests.views.told import FILES, loaded


@pytest.mark.parametrize(
    ("language", "opening", "title"),
    [
        ("de", '<html lang="de" dir="ltr">', "Diese Seiten sind privat"),
        ("pt-BR", '<html lang="pt-BR" dir="ltr">', "Estas páginas são privadas"),
        ("ar", '<html lang="ar" dir="rtl">', "These pages are private"),
    ],
)
def test_the_front_page_speaks_the_language_of_the_organisation(
    language: str, opening: str, title: str
) -> None:
    front = front_of(in_language(language))["index.html"].decode()
    assert opening in front
    assert f"<h1>{title}</h1>" in front


def in_language(language: str) -> Settings:
    settings = loaded(FILES).settings
    assert settings
    return replace(settings, organization=replace(settings.organization, language=language))
