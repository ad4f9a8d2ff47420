"""The page around an envelope: one page, its policy, and nothing that differs between portals."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from onboardgen.errors import EnvironmentFailure
from onboardgen.rendering.form_messages import form_messages
from onboardgen.rendering.preview_messages import preview_messages
from onboardgen.rendering.shell import SCRIPTS, Logo, Shell, build_shell
from onboardgen.rendering.shell_messages import (
    locked_catalogues,
    locked_messages,
    open_messages,
)
from onboardgen.rendering.theme import Theme, load_theme

LOGO = Logo(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
ENVELOPE = '{"bundle":"AAAA","format":"onboardgen.portal/1"}'
SAID = re.compile(r"\b(?:say|refuse|complain|new Unreachable)\('(\w+)'")
HINTS = {"passphrase_hint", "password_hint"}  # the script makes their names
IN_PAGES = {"pages", "reader"}  # what they say comes with the pages


class Elements(HTMLParser):
    """Every element of a page with its attributes and, for script and style, its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.found and self.found[-1][0] in {"script", "style"} and data.strip():
            self.texts.append((*self.found[-1], data))


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme()


def shell(theme: Theme, **options: object) -> Shell:
    return build_shell(theme, organization="Smith & Sons <Ltd>", **options)  # type: ignore[arg-type]


def text_of(page: bytes, tag: str) -> str:
    texts = [
        text
        for name, attributes, text in Elements(page.decode()).texts
        if name == tag and "type" not in attributes
    ]
    assert len(texts) == 1
    return texts[0]


def unfolded(page: bytes) -> dict[str, Any]:
    """What the page's first script makes of the block that stands deflated in it."""
    (letters,) = re.findall(r'id="packed">([A-Za-z0-9+/=]+)<', page.decode())
    found: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(letters), -15))
    return found


def policy_of(page: bytes) -> dict[str, list[str]]:
    for tag, attributes in Elements(page.decode()).found:
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy":
            parts = [part.split() for part in str(attributes["content"]).split(";")]
            return {name: values for name, *values in parts}
    raise AssertionError("no policy")


def test_the_policy_allows_our_scripts_and_styles_and_refuses_the_rest(theme: Theme) -> None:
    page = shell(theme).page(ENVELOPE)
    parts = unfolded(page)

    def hashed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy_of(page) == {
        "default-src": ["'none'"],
        "script-src": [hashed(text_of(page, "script")), hashed(parts["script"])],
        "style-src": [hashed(text_of(page, "style")), hashed(parts["style"])],
        "img-src": ["blob:", "data:"],
        "frame-src": ["blob:"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "worker-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["onboardgen"],
    }


def test_the_policy_stands_before_everything_it_governs(theme: Theme) -> None:
    tags = [tag for tag, _ in Elements(shell(theme).page(ENVELOPE).decode()).found]
    assert tags[:4] == ["html", "head", "meta", "meta"]
    assert tags.index("style") > 3


def test_the_page_asks_for_nothing_and_is_not_indexed(theme: Theme) -> None:
    found = Elements(shell(theme, logo=LOGO).page(ENVELOPE).decode()).found
    metas = {attributes.get("name"): attributes.get("content") for _, attributes in found}
    assert metas["robots"] == "noindex, nofollow"
    assert metas["referrer"] == "no-referrer"
    addresses = [
        str(attributes[name])
        for _, attributes in found
        for name in ("src", "href")
        if name in attributes
    ]
    assert addresses
    assert all(address.startswith("data:") for address in addresses)
    assert not [attributes for _, attributes in found if "style" in attributes]
    assert not [name for _, attributes in found for name in attributes if name.startswith("on")]


def test_the_envelope_stands_in_the_page_as_it_is(theme: Theme) -> None:
    page = shell(theme).page(ENVELOPE).decode()
    assert f'<script type="application/json" id="envelope">{ENVELOPE}</script>' in page


def test_an_envelope_cannot_end_its_element(theme: Theme) -> None:
    page = shell(theme).page(json.dumps({"portal": "</script><script>alert(1)</script>"}))
    assert b"alert(1)</script>" not in page
    assert page.count(b"</script>") == shell(theme).page(ENVELOPE).count(b"</script>")


def test_portals_differ_in_nothing_but_the_envelope(theme: Theme) -> None:
    made = shell(theme)
    first, second = made.page("@FIRST@"), made.page("@SECOND@")
    assert first.replace(b"@FIRST@", b"") == second.replace(b"@SECOND@", b"")
    assert made == shell(theme)
    assert made.digest == shell(theme).digest


def test_the_locked_page_names_the_organisation_escaped(theme: Theme) -> None:
    page = shell(theme).page(ENVELOPE).decode()
    assert "<title>Smith &amp; Sons &lt;Ltd&gt;</title>" in page
    assert "<Ltd>" not in page


def test_remembering_is_offered_on_a_dedicated_origin_only(theme: Theme) -> None:
    assert b"data-remember-days" not in shell(theme, remember_days=30).page(ENVELOPE)
    own = shell(theme, dedicated_origin=True, remember_days=30).page(ENVELOPE)
    assert b'data-remember-days="30"' in own


def test_a_demonstration_says_so_in_the_page_itself(theme: Theme) -> None:
    assert b'class="og-demo"' in shell(theme, demo=True).page(ENVELOPE)
    assert b'class="og-demo"' not in shell(theme).page(ENVELOPE)


def test_the_preview_is_the_same_page_without_an_envelope(theme: Theme) -> None:
    made = shell(theme)
    assert b'data-mode="preview"' in made.preview_page()
    assert b'id="envelope"' not in made.preview_page()
    assert policy_of(made.preview_page()) == policy_of(made.page(ENVELOPE))


def test_the_accent_follows_the_theme_and_changes_the_digest(theme: Theme) -> None:
    accent = ":root { --accent: #123456; }"
    made = shell(theme, accent_css=accent)
    assert text_of(made.page(ENVELOPE), "style").endswith(accent)
    assert made.digest != shell(theme).digest


def test_the_scripts_are_one_strict_function(theme: Theme) -> None:
    script = unfolded(shell(theme).page(ENVELOPE))["script"]
    assert script.startswith("(() => {\n'use strict';\n")
    assert script.endswith("})();\n")
    packaged = {Path(name).stem for name in theme.names("scripts", ".js")}
    assert packaged == {*SCRIPTS, "load"}
    assert not re.search(r"\beval\(|new Function|document\.write|insertAdjacentHTML", script)
    assert script.count("innerHTML") == 1


def test_the_script_says_every_sentence_of_the_catalogues_and_no_other(theme: Theme) -> None:
    known = {**locked_messages(str), **open_messages(str), **preview_messages(str)}.keys()
    scripts = [theme.read_text(f"scripts/{name}.js") for name in SCRIPTS if name not in IN_PAGES]
    everything = "".join(scripts) + theme.read_text("shell.html.j2")
    said = set(SAID.findall(everything))
    assert len(said) > 20
    assert said <= known | form_messages(str).keys()
    assert {key for key in known if f"'{key}'" not in everything} == HINTS


def test_catalogues_of_other_languages_travel_in_the_page(theme: Theme) -> None:
    catalogues = locked_catalogues() | {"de": {"passphrase": "Passwort</script>"}}
    page = shell(theme, catalogues=catalogues).page(ENVELOPE)
    (told,) = re.findall(r"^const CATALOGUES = (.*);$", unfolded(page)["script"], re.MULTILINE)
    assert json.loads(told) == catalogues
    assert b"Passwort" not in page


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("scripts/pages.js", "const end = '</SCRIPT>';"),
        ("styles/extra.css", "p::after { content: '</style>' }"),
    ],
)
def test_a_theme_file_that_would_end_its_element_is_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / "theme" / name
    file.parent.mkdir(parents=True)
    file.write_text(text)
    with pytest.raises(EnvironmentFailure, match="cannot stand inside a page"):
        shell(load_theme(tmp_path))
