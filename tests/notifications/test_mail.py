"""A mail carries what the letter says and nothing that anybody smuggled in."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onboardgen.notifications.channel import NotSent
from onboardgen.notifications.letter import Part, Point, plain
from onboardgen.notifications.mail import as_html, mail, message_id
from onboardgen.rendering.theme import load_theme
from tests.notifications.post_office import LETTER, parcel

SENDER = "plans@quillmark.example"


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    page = as_html(LETTER, load_theme(), "#0f6b5c")
    assert not re.search(r"<(script|img|link|iframe|object|form|input)\b", page)
    assert not re.search(r"url\(|@import|\bsrc=|\bon\w+=", page)
    assert set(re.findall(r'href="([^"#]*)', page)) == {"https://portals.example.com/p1/index.html"}
    assert "prefers-color-scheme: dark" in page
    assert '<html lang="en" dir="ltr">' in page


def test_markup_in_a_title_stays_text() -> None:
    evil = Point(title="<script>alert(1)</script>", detail='"><a href="x">')
    letter = replace(LETTER, parts=(Part(heading="Late", points=(evil,), is_late=True),))
    page = as_html(letter, load_theme(), None)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert '<a href="x">' not in page


@settings(max_examples=40, deadline=None)
@given(
    name=st.text(min_size=1, max_size=40),
    subject=st.text(max_size=80),
    address=st.sampled_from(["jo@halden.example", "jo@halden.example\r\nBcc: all@x.example"]),
)
def test_no_header_can_be_smuggled_in(name: str, subject: str, address: str) -> None:
    letter = replace(LETTER, subject=" ".join(subject.split()), organization=name)
    sent = parcel(name=name, address=address, letter=letter)
    if "\r" in address:
        with pytest.raises(NotSent):
            mail(sent, SENDER, "<p>")
        return
    raw = mail(sent, SENDER, "<p>").as_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    assert set(read.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "Content-Language", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [one.addr_spec for one in read["To"].addresses] == ["jo@halden.example"]


@pytest.mark.parametrize("address", ["", "jo", "jo@", "jö@halden.example", "a b@halden.example"])
def test_what_is_no_address_is_not_written_to(address: str) -> None:
    with pytest.raises(NotSent, match="cannot be written to"):
        mail(parcel(address=address), SENDER, "<p>")


def test_the_id_of_a_message_is_that_of_reader_channel_and_day() -> None:
    same = message_id("Quillmark", "halden/jo", "email", "2026-11-30")
    assert same == message_id("Quillmark", "halden/jo", "email", "2026-11-30")
    others = {
        message_id("Quillmark", "halden/jo", "email", "2026-12-01"),
        message_id("Quillmark", "halden/jo", "directory", "2026-11-30"),
        message_id("Quillmark", "halden/lena", "email", "2026-11-30"),
        message_id("Other", "halden/jo", "email", "2026-11-30"),
    }
    assert len(others | {same}) == 5
    assert re.fullmatch(r"[0-9a-f]{32}", same)


def test_the_plain_text_stays_narrow_and_has_every_point() -> None:
    long = Point(title="word " * 40, detail="more " * 40)
    letter = replace(LETTER, parts=(Part(heading="Late", points=(long,), more="and 3 more"),))
    text = plain(letter)
    assert max(map(len, text.splitlines())) <= 72
    assert text.count("word") == 40
    assert "and 3 more" in text
