"""Markdown that would carry code is found, and samples of code are left alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.checks.markup import dangers, links, tangles, without_code
from onboardgen.rendering.markdown import _converted


def whats(text: str) -> list[str]:
    return [spot.what for spot in dangers(text)]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT src=x>",
        "text <svg/onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        '<img alt=">" onerror=alert(1)>',
        '<img alt="<b>" onerror=alert(1)>',
        "<b <i onclick=x>",
        "<p style='color: red'>",
        "<a\nhref=x\nonclick=y>",
        "[x](javascript:alert(1))",
        "[x](JavaScript:alert(1))",
        "[x]( java\tscript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](&#106;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "![x](data:text/html;base64,AAAA)",
        "[x]: vbscript:x",
        "<javascript:alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        "<a href = ' \x01javascript:x'>x</a>",
        "<iframe srcdoc=x>",
        "<math><mi//xlink:href='data:x'>",
        "`open <script>",
        "`a\n`<script>`",
        "```\n<script>",
        "```\ncode\n````x\n<script>\n",
        "<div>`<script>x</script>`</div>",
        "    ```\n<script>x</script>\n    ```",
        "```\na\n```\n<script>\n```\nb\n```",
        "- ```\n  a\n  ```\n<script>x</script>\n- ```\n  a\n  ```",
        "> ```\n<script>x</script>\n> ```",
        "<foo:script>",
        "<!-- x --><meta http-equiv=refresh>",
    ],
)
def test_what_could_run_is_found(text: str) -> None:
    assert whats(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ask for 5 < 6 and a > b, if x<y.",
        "Write `<script>` and `onclick=` at will.",
        "Press <kbd>Enter</kbd>, then <br> wait.",
        "``` html\n<script>alert(1)</script>\n```",
        "~~~\n[x](javascript:alert(1))\n~~~",
        "1. Open:\n   ```js\n   <script></script>\n   ```\n2. Close",
        "- ```html\n  <iframe>\n  ```\n- next",
        "> ```\n> <script>\n> ```",
        "[x](https://example.com/?a=javascript:1)",
        "[mail](mailto:jo@example.org) <jo@example.org> <https://example.com/on?click=1>",
        "[guide](guide:sso-okta) and the data: all of it. See [1]: it holds",
        "Set style = 3 and on this line onboarding = true <b>bold</b> once=1",
        "About javascript: nothing to say.",
    ],
)
def test_text_and_samples_of_code_are_fine(text: str) -> None:
    assert whats(text) == []


def test_a_spot_is_where_it_stands() -> None:
    spot = next(dangers("One\ntwo <b>x</b>\n\n  and <form>"))
    assert (spot.line, spot.column, spot.what) == (4, 7, "the tag `<form>`")


def test_all_kinds_of_links_are_seen() -> None:
    text = (
        '[a](guide:a) ![b](files/b.png "B") [c](<files/c d.pdf>) <https://example.com/d>\n'
        "[e]: task:e\n<a class=x href='guide:f'>f</a> `[no](guide:no)` [g](files/g_(1).pdf)\n"
        "[h](files/h\\_1.pdf)\n```\n[no](guide:no)\n```\n"
    )
    assert [spot.what for spot in links(text)] == [
        "guide:a",
        "files/b.png",
        "files/c d.pdf",
        "https://example.com/d",
        "task:e",
        "guide:f",
        "files/g_(1).pdf",
        "files/h_1.pdf",
    ]


TAGS = ("<script>", "</script>", "<b>", "<a", "<div>", "</div>", "<img", "<!--", "-->", "<svg")
TAGS += ("<style>", "<p", ">", "<x ", "<https://", "<iframe ", "</div")
ATTRIBUTES = (' href="', " onclick=", " src=x", " onerror=y>", ' title="', " style=", " src='", "=")
TARGETS = ("javascript:", "[x](", "]:", "[y]", "(", ")", "&colon;", "&#58;", "data:", "ftp:")
MARKS = ("`", "``", "```", "~~~", "\n```\n", "> ", "- ", "1. ", "\\", '"', "'", "word")
SPACES = ("\n", "\n\n", "    ", "  ", "\t", " ", "\n> ", "\n- ", "\n    ")
PIECES = st.sampled_from([*TAGS, *ATTRIBUTES, *TARGETS, *MARKS, *SPACES])


class Probe(HTMLParser):
    """Reads HTML as it comes from Markdown, before it is sanitised, as a browser would."""

    dangerous = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.dangerous |= tag in {"script", "style", "meta", "link", "base", "form", "iframe"}
        self.dangerous |= tag in {"object", "embed", "svg"}
        for name, value in attrs:
            self.dangerous |= re.fullmatch("on[a-z]+|style|srcdoc", name) is not None
            address = re.sub(r"[\s\x00-\x1f]", "", value or "").casefold()
            self.dangerous |= address.startswith(("javascript:", "data:"))


def would_be_dangerous(text: str) -> bool:
    probe = Probe()
    probe.feed(_converted(text))
    probe.close()
    return probe.dangerous


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_the_renderer_would_have_to_take_out_is_found(text: str) -> None:
    if would_be_dangerous(text):
        assert whats(text), text


@given(st.lists(PIECES, max_size=20).map("".join))
def test_blanking_code_moves_nothing(text: str) -> None:
    live = without_code(text)
    assert len(live) == len(text)
    assert [i for i, c in enumerate(live) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    assert all(new in (old, " ") for old, new in zip(text, live, strict=True))


@given(st.lists(PIECES, max_size=20).map("".join))
def test_spots_stand_inside_the_text(text: str) -> None:
    lines = text.split("\n")
    for spot in (*dangers(text), *links(text)):
        assert 1 <= spot.column <= len(lines[spot.line - 1]) + 1


@pytest.mark.parametrize(
    "text",
    [
        "- " * 45 + "x",
        "1. " * 45 + "x",
        "> " * 3 + "- " * 45 + "x",
        "\n".join("  " * level + f"- item {level}" for level in range(80)),
        "[" * 600,
    ],
)
def test_what_no_page_could_show_is_found(text: str) -> None:
    assert list(tangles(text))


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("  " * level + f"- item {level}" for level in range(20)),
        "- [ ] a task\n" * 2000,
        "[a](https://example.com) " * 2000,
        "```\n" + "[" * 400 + "\n```",
        " " * 200 + "far to the right",
    ],
)
def test_what_people_write_is_not_tangled(text: str) -> None:
    assert list(tangles(text)) == []
