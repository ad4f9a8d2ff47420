"""A partner's portal: their requests, what waits on them, dates and contacts, nothing else."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import pytest

from onboardgen.loading.loader import Loaded, load
from onboardgen.site.audience_check import forbidden_index, strangers
from onboardgen.site.needles import Needles
from onboardgen.site.opening import OpenedPortal
from onboardgen.site.workspace_strings import account_strings, record_strings
from onboardgen.views.visibility import visible_account
from tests.rendering.example_portals import ROOT, example_portals

PARTNERS = ("halden partner:kestrel", "halden partner:bracken", "brightwater partner:tillery")


@cache
def workspace() -> Loaded:
    return load(ROOT)


@cache
def everything() -> Needles:
    found = [string for account in workspace().accounts for string in account_strings(account)]
    return forbidden_index(found)


def opened(pages: dict[str, dict[str, str]]) -> OpenedPortal:
    bundle = json.dumps({"pages": pages, "attachments": {}})
    made: Any = SimpleNamespace(portal_id="p", bundle=bundle, attachments={})
    return cast("OpenedPortal", made)


def seen(name: str) -> list[Any]:
    slug, audience = name.split(" ")
    account = next(one for one in workspace().accounts if one.slug == slug)
    settings = workspace().settings
    assert settings
    ours = record_strings((settings.organization, *settings.team))
    return [*account_strings(visible_account(account, audience)), *ours]


@pytest.mark.parametrize("name", PARTNERS)
def test_no_other_string_of_the_workspace_stands_in_a_partners_pages(name: str) -> None:
    portal = example_portals()[name]
    pages = {path: {"title": one.title, "html": one.html} for path, one in portal.pages.items()}
    assert "overview" in pages
    assert "people" in pages
    pages["chrome"] = {"title": "", "html": portal.chrome_html}
    found = strangers(opened(pages), everything(), seen(name))
    assert found == ()
    customer = example_portals()[f"{name.partition(' ')[0]} customer"].pages["overview"]
    pages["overview"] = {"title": "", "html": customer.html}
    assert strangers(opened(pages), everything(), seen(name))


@pytest.mark.parametrize("name", PARTNERS)
def test_a_partners_overview_names_only_people_of_its_people_page(name: str) -> None:
    portal = example_portals()[name]
    met = html.unescape(portal.pages["people"].html)
    people = [
        person.name
        for account in workspace().accounts
        for listed in (
            account.customer.contacts,
            *(one.contacts for one in account.customer.partners),
        )
        for person in listed
    ]
    strange = [one for one in people if one not in met]
    assert len(strange) > 5
    text = html.unescape(re.sub(r"<[^>]*>", " ", portal.pages["overview"].html))
    assert [one for one in strange if one in text] == []
