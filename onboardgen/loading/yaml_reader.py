"""YAML bytes to plain data, with the position of every key and value.

The meaning is that of the YAML 1.2 core schema; libyaml finds the events, the tree is built
here. Whatever the bytes hold, the answer is a value: what cannot be read is a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from onboardgen.codes import EMPTY_FILE, SYNTAX, TOO_LARGE
from onboardgen.findings import Finding, Location, Positions
from onboardgen.loading.text import BYTE_ORDER_MARK, mark_at, read_text
from onboardgen.loading.tree_builder import TreeBuilder

LARGEST_FILE: Final = 2 * 1024 * 1024
_FOREIGN_BREAK: Final = re.compile(f"[\x85\u2028\u2029{BYTE_ORDER_MARK}]")


class Missing(Enum):
    """Stands in for the document of a file that could not be read."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


@dataclass(frozen=True, slots=True)
class YamlResult:
    """The plain tree (or MISSING), where everything stands, and what is wrong.

    A file with duplicate keys still has its document: the first value of each key counts.
    """

    document: object
    positions: Positions
    findings: tuple[Finding, ...] = ()


def read_yaml(path: str, data: bytes) -> YamlResult:
    """Read one YAML file. `path` is relative to the workspace and stands in the findings.

    Raises EnvironmentFailure where PyYAML was built without libyaml.
    """
    if len(data) > LARGEST_FILE:
        return _refused(path, too_large(path, LARGEST_FILE))
    text = read_text(path, data)
    if isinstance(text, Finding):
        return _refused(path, text)
    foreign = _FOREIGN_BREAK.search(text)
    if foreign:
        return _refused(path, _foreign_character(path, text, foreign.start()))
    builder = TreeBuilder(path, text)
    builder.read()
    document, findings = builder.document, builder.findings
    if document is None:
        document, findings = MISSING, findings or (_empty(path),)
    return YamlResult(document, builder.positions, findings)


def too_large(path: str, limit: int) -> Finding:
    """The finding for a file of more bytes than `limit`."""
    message = f"The file is larger than {limit // (1024 * 1024)} MiB."
    return Finding(TOO_LARGE, message, Location(path), "Split it, or link to it instead.")


def _refused(path: str, finding: Finding) -> YamlResult:
    return YamlResult(MISSING, Positions(path), (finding,))


def _foreign_character(path: str, text: str, index: int) -> Finding:
    return Finding(
        SYNTAX,
        f"The file holds the invisible character U+{ord(text[index]):04X}.",
        Location(path, *mark_at(text, index)),
        "Delete it, or write it as an escape in double quotes.",
    )


def _empty(path: str) -> Finding:
    return Finding(
        EMPTY_FILE, "The file is empty.", Location(path), "Fill it in, or delete the file."
    )
