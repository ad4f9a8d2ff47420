"""The formats of Slack and Teams as both publish them, as strict as we use them.

Slack: docs.slack.dev, reference for Block Kit (header, section, context, text objects) and incoming
webhooks. Teams: learn.microsoft.com, incoming webhooks and workflows that take an Adaptive Card;
adaptivecards.io, schema 1.4 (RichTextBlock, TextRun).
"""

from __future__ import annotations

from typing import Any


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _text(most: int, pattern: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": most}
    return {**made, "pattern": pattern} if pattern else made


ESCAPED = r"^(?:[^&<>]|&amp;|&lt;|&gt;)*$"


def _mrkdwn(most: int) -> dict[str, Any]:
    return _object(
        {
            "type": {"const": "mrkdwn"},
            "text": _text(most, ESCAPED),
            "verbatim": {"const": True},
        }
    )


SLACK: dict[str, Any] = _object(
    {
        "text": _text(40_000, ESCAPED),
        "blocks": {
            "type": "array",
            "minItems": 1,
            "maxItems": 50,
            "items": {
                "oneOf": [
                    _object(
                        {
                            "type": {"const": "header"},
                            "text": _object({"type": {"const": "plain_text"}, "text": _text(150)}),
                        }
                    ),
                    _object({"type": {"const": "section"}, "text": _mrkdwn(3000)}),
                    _object(
                        {
                            "type": {"const": "context"},
                            "elements": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 10,
                                "items": _mrkdwn(2000),
                            },
                        }
                    ),
                ]
            },
        },
    }
)

SIZES = ["Default", "Small", "Medium", "Large", "ExtraLarge"]
COLOURS = ["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"]
TEXT_RUN = _object(
    {
        "type": {"const": "TextRun"},
        "text": {"type": "string"},
        "size": {"enum": SIZES},
        "weight": {"enum": ["Default", "Lighter", "Bolder"]},
        "color": {"enum": COLOURS},
        "isSubtle": {"type": "boolean"},
    },
    optional=("size", "weight", "color", "isSubtle"),
)
RICH_TEXT = _object(
    {
        "type": {"const": "RichTextBlock"},
        "inlines": {"type": "array", "minItems": 1, "items": TEXT_RUN},
        "separator": {"type": "boolean"},
        "spacing": {"enum": ["Default", "None", "Small", "Medium", "Large", "ExtraLarge"]},
    },
    optional=("separator", "spacing"),
)
TEAMS: dict[str, Any] = _object(
    {
        "type": {"const": "message"},
        "attachments": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": _object(
                {
                    "contentType": {"const": "application/vnd.microsoft.card.adaptive"},
                    "contentUrl": {"type": "null"},
                    "content": _object(
                        {
                            "$schema": {
                                "const": "http://adaptivecards.io/schemas/adaptive-card.json"
                            },
                            "type": {"const": "AdaptiveCard"},
                            "version": {"enum": ["1.4", "1.5"]},
                            "msteams": _object({"width": {"const": "Full"}}),
                            "body": {"type": "array", "minItems": 1, "items": RICH_TEXT},
                        }
                    ),
                }
            ),
        },
    }
)
