"""A guide's file: YAML between two lines of `---`, then Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from onboardgen.codes import BAD_FRONT_MATTER, EMPTY_FILE
from onboardgen.findings import Finding, Location, Positions
from onboardgen.loading.text import read_text
from onboardgen.loading.yaml_reader import MISSING, YamlResult, read_yaml

_FENCE: Final = re.compile(r"^---[ \t]*\n", re.MULTILINE)
_LINE_BREAK: Final = re.compile(r"\r\n?")
_HINT: Final = "Begin the file with “---”, “title: …” and “---”, each on a line of its own."


@dataclass(frozen=True, slots=True)
class GuideText:
    """The front matter as read, and the Markdown below it, which begins in `line`."""

    matter: YamlResult
    text: str = ""
    line: int = 1


def read_guide(path: str, data: bytes) -> GuideText:
    """Split a guide's file. Line breaks of the Markdown are `\\n`, whatever the file has."""
    whole = read_text(path, data)
    if isinstance(whole, Finding):
        return _without(whole)
    whole = _LINE_BREAK.sub("\n", whole)
    first = _FENCE.match(whole)
    if not first:
        return _without(_bad(path, "The guide does not begin with “---”."))
    second = _FENCE.search(f"{whole}\n", first.end())
    if not second:
        return _without(_bad(path, "The front matter is not closed with “---”."))
    matter = read_yaml(path, whole[: second.start()].encode())
    if any(finding.code is EMPTY_FILE for finding in matter.findings):
        return _without(_bad(path, "The front matter is empty."))
    return GuideText(matter, whole[second.end() :], 1 + whole.count("\n", 0, second.end()))


def _bad(path: str, message: str) -> Finding:
    return Finding(BAD_FRONT_MATTER, message, Location(path), _HINT)


def _without(finding: Finding) -> GuideText:
    return GuideText(YamlResult(MISSING, Positions(finding.location.path), (finding,)))
