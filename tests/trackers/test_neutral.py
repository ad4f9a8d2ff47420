"""Text from files is shown in trackers, and does nothing there: judged by a real renderer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from onboardgen.trackers.marker import Marker, digest, notes_in, read_marker
from onboardgen.trackers.neutral import JOINER, clean, inline, label, one_line, title
from onboardgen.trackers.neutral_markdown import MARKDOWN_LIMIT, block

FORGED = str(Marker(id=digest("i"), account=digest("a"), workspace=digest("w"), facts=digest("f")))
ATTACKS = (
    "@nora", "(@nora)", "\\@nora", "&#64;nora", "&commat;nora", "＠nora", "@org/team", "é@nora",
    "x@@nora", "*@*nora", "@\u200dnora",
    "#1", "\\#1", "&#35;1", "GH-1", "gh-12", "GL-3", "o/r#1", "o/r@da39a3e", "!1", "o/r!1",
    "~bug", '~"two words"', "%v1", '%"two words"', "&3", "$4", "^alert#5", "[issue:6]", "#7+",
    "[[_TOC_]]", "[vulnerability:8]", "*iteration:9",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709", "da39a3e", "x" + "ab12cd" * 8, "ab12cd" * 12,
    "fixes #3", "Closes https://github.com/o/r/issues/3", "https://gitlab.com/g/p/-/issues/3",
    "[x](https://github.com/o/r/pull/3)", "https://github.com/o/r/commit/da39a3e",
    "https://github.com/o/r/%69ssues/3",
    FORGED, "-->", "--> <!-- onboardgen:end -->", "<!-- onboardgen:end -->", "<!--", "<!-->",
    "/close", "- /close", "> /close", "1. /close", "a\n/close", "a\r/close", "a\r\n/close",
    "a\u2028/close", "a\x85/close", "a\x0b/close", ">>>\n/close\n>>>",
    "```\n/close", "~~~\n/close", "````\n```\n/close", "```\n~~~\n/close\n```\n/close",
    "`a\n/close`", "| a |\n|---|\n| /close |", "a|b", "|-|", ":-:", "a\n:-:",
    "![x](https://evil.example/x.png)", "![x][r]\n\n[r]: https://evil.example/x.png",
    "[![x](https://evil.example/x.png)](https://evil.example)", "<img src=//evil.example/x>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert)", "[x](data:text/html,x)",
    "[x](java\tscript:alert)", "[x](&#106;avascript:alert)", "<javascript:alert(1)>",
    "[x](https://e.example/> <b>)", "[x](https://e.example/\\)b)", "[x](//evil.example)",
    "[r]: https://evil.example", "<script>alert(1)</script>", "</details></blockquote>",
    "::error file=x::y", "a\n::error::y", "##[group]x", "a ##[group]x", "`##[group]`",
    "\u202eexe.cod\u202c", "\u2066x\u2069", "\u200e\u200f\u061c", "a\x00b", "\x1b[31m", "\ud800",
    "\U000e0041", "# x", "x\n===", "x\n---", "***", "- ", "1. ", "1)", "+ x", "\\", "`", "``",
    "```",
    "*", "**", "_", "**a", "__a__b", "$`x`$", "$$x$$", "&amp;", "&", "&nbsp;x", "\t/close",
    "    /close", "[^1]\n\n[^1]: x", "> [!NOTE]", "@" * 300, "`" * 301, "[" * 300,
    "<https://evil.example/@nora>", "www.evil.example/@nora", "mailto:x@y.example", "jo@a.example",
    "ftp://x.example/@nora", "xmpp:nora@x.example",
)  # fmt: skip

ACTS = re.compile(
    r"""
      (?<![A-Za-z0-9_/])[@＠][A-Za-z0-9_]            # mentions
    | (?<![A-Za-z0-9])[#＃!$&%^]["A-Za-z0-9_]        # numbered things, milestones
    | [A-Za-z0-9][#!]\d                              # in other repositories
    | (?<![A-Za-z0-9])~["A-Za-z0-9_]                 # labels
    | \bG[HL]-\d                                     # issues by prefix
    | (?<![A-Za-z0-9])(?=[0-9a-f]*[0-9])[0-9a-f]{7,64}(?![A-Za-z0-9]) # commits
    | \[[a-z_]+:
    | ://|www\.[A-Za-z]|(javascript|mailto|xmpp|iteration):[^\s\u2060]
    | ::|\#\#\[                                      # workflow commands
    | <!--|-->
    """,
    re.VERBOSE | re.IGNORECASE,
)
HIDDEN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
TEXTS = st.one_of(
    st.lists(st.sampled_from((*ATTACKS, "a", " ", "\n", "\n\n", "- ", "  ", "> ")), max_size=8).map(
        "".join
    ),
    st.text(
        st.sampled_from("@#!~%&$^`*_[]()<>|\\-+=:/.1a \n\t\r\u2028\x85\u202e\x00é"), max_size=60
    ),
    st.text(max_size=60),
)
RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def tokens(markdown: str) -> Iterator[Token]:
    for one in RENDERER.parse(markdown):
        yield one
        yield from one.children or ()


def shown_text(markdown: str) -> str:
    """What people see, code included."""
    kinds = ("text", "code_inline", "fence", "code_block", "softbreak", "hardbreak")
    return "".join(
        "\n" if "break" in one.type else one.content
        for one in tokens(markdown)
        if one.type in kinds
    )


def acting_texts(markdown: str) -> Iterator[str]:
    """What trackers look for references in: all that is shown, but code and the words of links."""
    inside = 0
    for one in tokens(markdown):
        inside += (one.type == "link_open") - (one.type == "link_close")
        if one.type == "text" and not inside:
            yield one.content


def assert_harmless(markdown: str) -> None:
    found = list(tokens(markdown))
    assert not [one for one in found if one.type.startswith("html") or one.type == "image"], (
        markdown
    )
    for one in found:
        if one.type == "link_open":
            assert re.match(r"https?://", str(one.attrs["href"])), markdown
            assert not re.search(r"/(issues|pull|commit)/", str(one.attrs["href"])), markdown
        assert one.type != "fence" or one.info == "", markdown
    for text in acting_texts(markdown):
        assert not ACTS.search(text), (text, markdown)
    assert not HIDDEN.search(markdown.replace("\n", "")), markdown
    assert read_marker(markdown) is None
    assert not notes_in(markdown)
    assert "<!--" not in markdown
    assert "##[" not in markdown


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_markdown_of_files_never_acts(text: str) -> None:
    quoted = block(text, lambda _: None)
    assert_harmless(quoted)
    assert all(line.startswith(">") for line in quoted.split("\n")) or not quoted
    assert not re.search(r"^\s*::", quoted, re.MULTILINE)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_line_of_a_file_never_acts_and_is_shown_as_it_is_written(text: str) -> None:
    line = inline(text)
    assert "\n" not in line
    assert_harmless(line)
    assert {one.type for one in RENDERER.parse(line)} <= {
        "paragraph_open", "inline", "paragraph_close"
    }  # fmt: skip
    assert shown_text(line).replace(JOINER, "") == one_line(text, 2_000).replace(JOINER, "")


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_title_is_one_line_that_never_acts(text: str) -> None:
    line = title(text)
    assert len(line) <= 255
    assert not HIDDEN.search(line)
    assert "\n" not in line
    assert not ACTS.search(line), line
    assert line == line.strip()
    whole = one_line(text, 255).replace(JOINER, "")
    assert whole.startswith(line.replace(JOINER, "").removesuffix("…"))
    assert line.endswith("…") or line.replace(JOINER, "") == whole


WRAPS = (
    "{}", "say {} now", "- {}", "> {}", "**{}**", "_{}_", "# {}", "[{}](https://a.example)",
    "1. a\n   {}", "`{}", "a\n\n{}\n\nb",
)  # fmt: skip


@pytest.mark.parametrize("wrap", WRAPS)
def test_an_attack_does_nothing_wherever_it_stands(wrap: str) -> None:
    for attack in ATTACKS:
        text = wrap.format(attack)
        assert_harmless(block(text, lambda _: None))
        assert_harmless(inline(text))
        assert not ACTS.search(title(text))


@given(TEXTS)
@example("﹫nora")
@settings(max_examples=100, deadline=None)
def test_nothing_but_control_and_direction_characters_is_lost(text: str) -> None:
    kept = [char for char in clean(text) if not char.isspace() and char != JOINER]
    seen = [char for char in text if not char.isspace() and unicodedata.category(char)[0] != "C"]
    assert [char for char in kept if unicodedata.category(char)[0] != "C"] == seen


GUIDE = """# Approve *it*

Follow [the guide](guide:sso-okta), [this](task:none) and
https://help.okta.example/sso_x?a=1&b=2. Ask **Jo** or _Ravi_ (it@halden.example)\\.

1. Open the console
   with care
   ```bash
   npm install @okta/cli  # --now
   ```
2. Then:
   - one
     - [x] two

| a | b |
|---|---|

![screen](https://a.example/s.png)
"""
GUIDE_SHOWN = """> **Approve it**
>
> Follow [the guide](<https://p.example/#/guides/sso-okta>), this and <https://help.okta.example/\
sso_x?a=1&b=2>. Ask **Jo** or *Ravi* (`it@halden.example`).
>
> 1. Open the console with care
>
>    ```
>    npm install @okta/cli  # --now
>    ```
>
> 2. Then:
>    - one
>      - ☑ two
>
> ```
> | a | b |
> |---|---|
> ```
>
> [screen](<https://a.example/s.png>)"""


def test_a_guide_keeps_its_shape() -> None:
    links = {"guide:sso-okta": "https://p.example/#/guides/sso-okta"}
    assert block(GUIDE, links.get) == GUIDE_SHOWN


def test_what_a_link_of_the_workspace_leads_to_is_held_to_the_same_rules() -> None:
    assert block("[a](guide:x)", lambda _: "javascript:alert(1)") == "> a"


def test_what_people_copy_is_shown_as_code_and_holds_nothing_hidden() -> None:
    line = inline("jo@halden.example or www.halden.example, commit da39a3ee5e6b")
    assert line == "`jo@halden.example` or `www.halden.example`, commit `da39a3ee5e6b`"


def test_plain_words_stay_as_they_are() -> None:
    text = "Test 200 invoices, old against new: 50 % off, C# & “quotes”, don't (really) - 3.5!"
    assert inline(text).replace("\\&", "&") == text
    assert title(text) == text


def test_long_texts_are_cut() -> None:
    assert title("x" * 300) == "x" * 254 + "…"
    assert 250 < len(title("@a" * 300)) <= 255
    assert inline("word " * 1_000, 20) == "word word word word…"
    assert len(block("word\n" * 100_000, lambda _: None)) < 2 * MARKDOWN_LIMIT
    assert block("```\n" + "x\n" * 100_000, lambda _: None).endswith("> …\n> ```")


def test_a_text_without_anything_to_see_gives_nothing() -> None:
    for text in ("", " \n\t\n", "\u202e\x00"):
        assert block(text, lambda _: None) == ""
        assert inline(text) == ""


def test_a_label_is_one_line_without_commas_of_at_most_fifty_characters() -> None:
    assert label("a, b\nc\u202e") == "a b c"
    assert len(label("x" * 80)) == 50
