"""What of SARIF 2.1.0 we write, as a schema of our own: the standard's names, and nothing else."""

from __future__ import annotations

from typing import Any


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": sorted(required),
        "additionalProperties": False,
    }


TEXT = {"type": "string", "minLength": 1}
PLAIN = {
    "type": "string",
    "minLength": 1,
    "pattern": r"^(?:[^\[\]\\{}]|\\[\[\]\\]|\{\{|\}\})*$",
}
"""A plain text message: no embedded link, no placeholder (3.11.5, 3.11.6)."""
COUNT = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
RULE = closed(
    {
        "id": {"type": "string", "pattern": r"^OG\d{3}$"},
        "shortDescription": closed({"text": PLAIN}),
        "help": closed({"text": PLAIN, "markdown": TEXT}),
        "defaultConfiguration": closed({"level": LEVEL}),
    }
)
LOCATION = closed(
    {
        "physicalLocation": closed(
            {
                "artifactLocation": closed(
                    {
                        "uri": {"type": "string", "pattern": r"^(?!/|\.\.)[\w./~%-]+$"},
                        "uriBaseId": {"const": "%SRCROOT%"},
                    }
                ),
                "region": closed({"startLine": COUNT, "startColumn": COUNT}),
            }
        )
    }
)
RESULT = closed(
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": closed({"text": PLAIN}),
        "locations": {"type": "array", "items": LOCATION, "minItems": 1, "maxItems": 1},
        "partialFingerprints": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        },
    }
)
RUN = closed(
    {
        "tool": closed(
            {
                "driver": closed(
                    {
                        "name": TEXT,
                        "semanticVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
                        "rules": {"type": "array", "items": RULE, "uniqueItems": True},
                    }
                )
            }
        ),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "originalUriBaseIds": closed(
            {"%SRCROOT%": closed({"description": closed({"text": TEXT})})}
        ),
        "results": {"type": "array", "items": RESULT},
    }
)
SARIF = closed(
    {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN, "minItems": 1, "maxItems": 1},
    }
)
