"""Markdown in plans: safe, in order, and as GitHub shows it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onboardgen.rendering.links import resolver
from onboardgen.rendering.markdown import to_html

RESOLVE = resolver(
    {"guide:sso": "guides/sso", "task:x": "plan/x"}, frozenset({"files/a b.pdf", "files/x.png"})
)


def html(text: str, level: int = 2) -> str:
    return to_html(text, level, RESOLVE, "other site")


def flat(text: str) -> str:
    return re.sub(r"\s+", "", html(text))


def test_lists_nest_by_two_spaces_and_follow_a_paragraph_without_a_blank_line() -> None:
    nested = "<ul><li>one<ul><li>two<ul><li>three</li></ul></li></ul></li><li>four</li></ul>"
    assert flat("- one\n  - two\n    - three\n- four") == nested
    assert flat("text\n- one") == "<p>text</p><ul><li>one</li></ul>"


def test_numbers_and_bullets_are_lists_of_their_own() -> None:
    assert flat("1) a\n   - b\n2) c") == "<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>"
    assert flat("- a\n1. b") == "<ul><li>a</li></ul><ol><li>b</li></ol>"


def test_a_fence_in_a_list_keeps_its_own_indentation() -> None:
    assert "<code>a\n  b\n</code>" in html("- run\n\n  ```\n  a\n    b\n  ```\n- next")


def test_a_year_at_the_start_of_a_line_makes_no_list() -> None:
    assert "<ol" not in html("It was\n2026. Nothing happened.")


def test_tables_task_lists_strikes_and_bare_addresses_work() -> None:
    assert "<table>" in html("| a |\n|---|\n| b |")
    assert '<li><span class="check">☑</span> done</li>' in html("- [x] done")
    assert "<del>gone</del>" in html("~~gone~~")
    assert 'href="https://example.com" target="_blank" rel="noopener noreferrer"' in html(
        "https://example.com"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[g](guide:sso)", '<p><a href="#/guides/sso">g</a></p>'),
        ("[g](sso.md)", '<p><a href="#/guides/sso">g</a></p>'),
        ("[g](../guides/sso.md#step)", '<p><a href="#/guides/sso">g</a></p>'),
        ("[n](guide:nobody)", "<p>n</p>"),
        ("[t](task:x)", '<p><a href="#/plan/x">t</a></p>'),
        ("[h](files/hidden.pdf)", "<p>h</p>"),
        ("[r](#/plan/secret)", "<p>r</p>"),
        (
            "[f](<../files/a b.pdf>)",
            '<p><button type="button" class="file" data-attachment="files/a b.pdf">f</button></p>',
        ),
        (
            "![pic](files/x.png)",
            '<p><button type="button" class="file" data-attachment="files/x.png">pic</button></p>',
        ),
        ("![beacon](https://t.example/x.png)", None),
    ],
)
def test_links_lead_where_their_reader_may_go(text: str, expected: str | None) -> None:
    found = html(text)
    assert "<img" not in found
    assert expected is None or found == expected


def test_headings_begin_at_the_pages_level_and_skip_none() -> None:
    levels = re.findall(r"<h(\d)>", html("# a\n\n#### b\n\n## c\n\n# d", 2))
    assert levels == ["2", "3", "3", "2"]
    assert re.findall(r"<h(\d)>", html("### a\n\n# b", 3)) == ["3", "3"]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


ATTACKS = [
    "<script>alert(1)</script>",
    "<style>*{display:none}</style>",
    '<meta http-equiv="refresh" content="0">',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example/"><input name="x"></form>',
    "<p onclick=alert(1)>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVa\tScript:alert(1))",
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<svg><a xlink:href='javascript:alert(1)'>x</a></svg>",
    '<p style="position:fixed" id="page">x</p>',
    "![x](data:image/svg+xml;base64,AAAA)",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    '<button data-attachment="files/secret" data-action="lock">x</button>',
    '[a](https://e.example/"onmouseover="alert(1))',
]
PIECES = st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(max_size=12)), max_size=6)


@given(PIECES)
@example(ATTACKS)
def test_no_text_carries_code_style_or_identity_into_a_page(pieces: list[str]) -> None:
    parser = Tags()
    parser.feed(html("\n".join(pieces)))
    for tag, attributes in parser.tags:
        assert tag not in {"script", "style", "meta", "base", "link", "form", "iframe", "input"}
        assert tag not in {"svg", "img", "object", "embed", "math", "template"}
        assert not {"style", "id", "name"} & attributes.keys()
        assert not any(name.startswith("on") for name in attributes)
        assert attributes.get("data-attachment", "files/x.png") in {"files/a b.pdf", "files/x.png"}
        assert "data-action" not in attributes
        href = (attributes.get("href") or "#/").lower()
        assert href.startswith(("#/", "https://", "http://", "mailto:", "tel:"))


@given(st.text(alphabet="-*1. )#`\n abc|[](){}<>&", max_size=80))
def test_any_text_becomes_balanced_html(text: str) -> None:
    found = html(text)
    for tag in ("ul", "ol", "p", "pre", "code", "a", "button", "table"):
        assert len(re.findall(rf"<{tag}[ >]", found)) == found.count(f"</{tag}>")


def test_a_text_reads_the_same_whatever_was_converted_before_it() -> None:
    text = "[a]\n\n```\nx\n```\n\n| a |\n|---|\n| b |"
    fresh = html(text + "\n")
    html("[a]: https://example.com/\n\n```\nother\n```")
    assert html(text + "\n\n") == fresh
