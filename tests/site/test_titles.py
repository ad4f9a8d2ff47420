"""Links that are called as the pages they lead to are left to the page's script."""

from __future__ import annotations

import pytest

from onboardgen.site.titles import without_titles

TITLES = {"plan/sso": "Approve the SSO & SCIM connection", "plan": "Plan"}


def test_a_link_that_says_the_title_of_its_page_is_empty() -> None:
    html = '<p><a class="t" href="#/plan/sso">Approve the SSO &amp; SCIM connection</a>, soon</p>'
    assert without_titles(html, TITLES) == '<p><a class="t" href="#/plan/sso"></a>, soon</p>'


@pytest.mark.parametrize(
    "html",
    [
        '<a href="#/plan/sso">Approve it</a>',
        '<a href="#/plan#sso">Plan</a>',
        '<a href="#/other">Plan</a>',
        '<a href="https://quillmark.example/#/plan">Plan</a>',
        '<a href="#/plan"><b>Plan</b></a>',
        "<h1>Plan</h1>",
    ],
)
def test_everything_else_stands_as_it_is(html: str) -> None:
    assert without_titles(html, TITLES) == html
