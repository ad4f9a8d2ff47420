"""Slack and Teams: payloads as both publish their formats, posted once, to a secret address."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from onboardgen.notifications.channel import ChannelDown, NotSent, Uncertain
from onboardgen.notifications.letter import Letter, Part, Point
from onboardgen.notifications.slack import escaped, slack_message
from onboardgen.notifications.teams import MOST_BYTES, size, teams_message
from onboardgen.notifications.webhook import WebhookChannel
from tests.notifications.payload_schemas import SLACK, TEAMS
from tests.notifications.post_office import LETTER, Inbox, parcel, web_server

SLACK_FORMAT = Draft202012Validator(SLACK)
TEAMS_FORMAT = Draft202012Validator(TEAMS)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
POINTS = st.builds(Point, title=TEXTS, detail=TEXTS, is_late=st.booleans())
PARTS = st.builds(
    Part,
    heading=TEXTS.filter(bool),
    points=st.lists(POINTS, min_size=1, max_size=4).map(tuple),
    more=st.sampled_from(["", "and 3 more"]),
)
LETTERS = st.builds(
    Letter,
    language=st.just("en"),
    direction=st.just("ltr"),
    organization=TEXTS,
    subject=TEXTS.filter(bool),
    headline=TEXTS.filter(bool),
    status=TEXTS,
    parts=st.lists(PARTS, max_size=4).map(tuple),
    footer=st.lists(TEXTS.filter(bool), max_size=2).map(tuple),
)


def webhook(address: str, variable: str = "OUR_WEBHOOK") -> WebhookChannel:
    return WebhookChannel("slack", variable, address, slack_message, timeout=5)


@settings(max_examples=60, deadline=None)
@given(LETTERS)
def test_every_letter_becomes_payloads_of_the_published_formats(letter: Letter) -> None:
    SLACK_FORMAT.validate(slack_message(letter))
    TEAMS_FORMAT.validate(teams_message(letter))


def test_a_letter_of_any_length_keeps_the_limits_of_both() -> None:
    point = Point(title="& <!here> 测试 " * 60, detail="word " * 200)
    parts = tuple(Part(heading=f"Part {n}", points=(point,) * 40) for n in range(12))
    long = replace(LETTER, headline="long " * 100, parts=parts, footer=("end " * 2000,))
    slack, teams = slack_message(long), teams_message(long)
    SLACK_FORMAT.validate(slack)
    TEAMS_FORMAT.validate(teams)
    assert len(slack["blocks"]) == 50  # type: ignore[arg-type]
    assert MOST_BYTES - 4000 < size(teams) <= MOST_BYTES
    assert "…" in json.dumps(teams, ensure_ascii=False)
    assert "测试" in json.dumps(slack, ensure_ascii=False)


@pytest.mark.parametrize(
    "text", ["<!here>", "<!channel|x>", "<@U123>", "<https://evil.example|bank>", "&lt;!here&gt;"]
)
def test_no_text_becomes_a_mention_or_a_link_in_slack(text: str) -> None:
    letter = replace(LETTER, subject=text, parts=(Part(heading=text, points=(Point(title=text),)),))
    message = slack_message(letter)
    mrkdwn = [block["text"]["text"] for block in message["blocks"] if block["type"] == "section"]  # type: ignore[index]
    for shown in (message["text"], *mrkdwn):
        assert "<" not in str(shown)
        assert ">" not in str(shown)
    assert "@here" not in escaped("@here and @channel", 100)
    assert escaped("jo@halden.example & co", 100) == "jo@halden.example &amp; co"


def test_no_entity_is_cut_in_two() -> None:
    for most in range(2, 30):
        cut = escaped("&&&&&&&&&&", most)
        assert len(cut) <= most
        assert cut.replace("&amp;", "").strip("…") == ""


def test_no_text_becomes_markdown_or_a_template_in_a_card() -> None:
    evil = "[click](https://evil.example) {{DATE(2026-01-01T00:00:00Z)}} <at>all</at>"
    message = teams_message(replace(LETTER, headline=evil))
    content = message["attachments"][0]["content"]  # type: ignore[index]
    kinds = {element["type"] for element in content["body"]}
    assert kinds == {"RichTextBlock"}
    text = json.dumps(message, ensure_ascii=False)
    assert "{{" not in text.replace("{\u2060{", "")
    assert "<at>" not in text


def test_a_message_is_posted_as_json_once() -> None:
    with web_server(Inbox()) as inbox:
        webhook(inbox.address).send(parcel())
    ((path, kind, document),) = inbox.posts
    assert (path, kind) == ("/services/secret-part", "application/json")
    SLACK_FORMAT.validate(document)


@pytest.mark.parametrize("status", [None, 500, 502])
def test_what_may_have_arrived_is_never_posted_again(status: int | None) -> None:
    with (
        web_server(Inbox(status)) as inbox,
        pytest.raises(Uncertain) as caught,
    ):
        webhook(inbox.address).send(parcel())
    assert len(inbox.posts) == 1
    assert "secret-part" not in f"{caught.value!r} {caught.value.hint}"
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(("status", "hint"), [(404, "Is OUR_WEBHOOK"), (429, "later"), (302, "Is")])
def test_a_refusal_is_told_without_the_address(status: int, hint: str) -> None:
    with (
        web_server(Inbox(status)) as inbox,
        pytest.raises(NotSent, match=str(status)) as caught,
    ):
        webhook(inbox.address).send(parcel())
    assert len(inbox.posts) == 1
    assert hint in caught.value.hint
    assert not isinstance(caught.value, Uncertain)


def test_nobody_there_is_told_without_the_address() -> None:
    with web_server(Inbox()) as inbox:
        pass
    with pytest.raises(ChannelDown, match="cannot be reached") as caught:
        webhook(inbox.address).send(parcel())
    assert "secret-part" not in f"{caught.value!r} {caught.value.hint}"


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example/secret-part", "ftp://x/secret-part", "secret-part", "https://[secret-part"],
)  # fmt: skip
def test_an_address_that_is_not_https_is_refused_without_showing_it(address: str) -> None:
    with pytest.raises(ChannelDown, match="OUR_WEBHOOK holds no https address") as caught:
        webhook(address).send(parcel())
    assert "secret-part" not in f"{caught.value!r} {caught.value.hint} {webhook(address)!r}"


def test_the_address_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with web_server(Inbox()) as inbox:
        webhook(inbox.address).send(parcel())
    assert "secret-part" not in caplog.text
