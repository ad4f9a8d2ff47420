"""Scripts and styles without what only their writers read."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from onboardgen.rendering.packing import packed, without_comments
from onboardgen.rendering.shell import SCRIPTS, theme_script, theme_style
from onboardgen.rendering.theme import load_theme

COMMENTS = re.compile(r"^\s*(//|/\*)", re.MULTILINE)


def script(text: str) -> str:
    return without_comments(text, line_mark="//")


def test_lines_of_comment_space_and_indentation_go() -> None:
    text = (
        "// one\n/** two\n * three\n */\nfunction go() {\n\n  // four\n  /* five */\n  run();\n}\n"
    )
    assert script(text) == "function go() {\nrun();\n}\n"


def test_nothing_within_a_line_changes() -> None:
    text = "const a = 'http://x.example'; // said here\nconst b = /\\/\\*/; /* and here */\n"
    assert script(text) == text


def test_a_line_that_goes_on_after_its_comment_stays() -> None:
    assert script("/** @type {string} */ let name;\n") == "/** @type {string} */ let name;\n"
    assert script("/* a\n b */ run();\n") == "/* a\n b */ run();\n"


@pytest.mark.parametrize(
    "text", ["const a = `\n  // no comment\n`;\n", "f(`${g(() => `\n  x`)}`);\n"]
)
def test_a_literal_of_several_lines_keeps_its_space(text: str) -> None:
    assert script(text) == text


def test_in_a_style_two_slashes_are_no_comment() -> None:
    assert without_comments("/* a */\n  //x\n") == "//x\n"


def test_the_theme_is_packed_without_its_comments() -> None:
    theme = load_theme()
    whole = "".join(theme.read_text(f"scripts/{name}.js") for name in SCRIPTS)
    assert len(COMMENTS.findall(theme_script(theme, {}))) < 0.1 * len(COMMENTS.findall(whole))
    assert not COMMENTS.search(theme_style(theme))


def test_the_parts_are_the_same_bytes_and_come_back_whole() -> None:
    parts = {"script": "const größe = 1;\n", "messages": {"de": {"open": "Öffnen"}}}
    letters = packed(parts)
    assert letters == packed(dict(reversed(parts.items())))
    assert json.loads(zlib.decompress(base64.b64decode(letters), -15)) == parts
