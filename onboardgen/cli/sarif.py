"""Findings as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import quote

from onboardgen import __version__
from onboardgen.cli.fingerprints import fingerprints
from onboardgen.findings import Code, Finding

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT: Final = "%SRCROOT%"
FINGERPRINT: Final = "onboardgenFinding/v1"
_SPECIAL = re.compile(r"[\[\]\\]")


def sarif(findings: Sequence[Finding], why: Callable[[Code], str]) -> dict[str, object]:
    """One run with the findings in their order. `why` explains a code in Markdown.

    Paths are relative to the workspace, which %SRCROOT% stands for; columns count characters.
    """
    codes = tuple({finding.code.id: finding.code for finding in findings}.values())
    driver = {
        "name": "onboardgen",
        "semanticVersion": __version__,
        "rules": [_rule(code, why(code)) for code in codes],
    }
    numbers = {code.id: number for number, code in enumerate(codes)}
    marks = fingerprints(findings)
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The directory of the workspace."}}},
        "results": [
            _result(finding, numbers[finding.code.id], mark)
            for finding, mark in zip(findings, marks, strict=True)
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code, why: str) -> dict[str, object]:
    return {
        "id": code.id,
        "shortDescription": {"text": message_text(code.title)},
        "help": {"text": message_text(why), "markdown": braces_doubled(why)},
        "defaultConfiguration": {"level": code.severity},
    }


def _result(finding: Finding, rule: int, fingerprint: str) -> dict[str, object]:
    place = finding.location
    return {
        "ruleId": finding.code.id,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": message_text(f"{finding.message} {finding.hint}".strip())},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(place.path), "uriBaseId": ROOT},
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }


def message_text(text: str) -> str:
    """A plain text message: nothing in it is a link or a placeholder (SARIF 3.11.5, 3.11.6)."""
    return braces_doubled(_SPECIAL.sub(r"\\\g<0>", text))


def braces_doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
