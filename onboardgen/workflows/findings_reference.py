"""The reference of findings: every code with what it means, as one Markdown page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from onboardgen.findings import Code

GROUPS: Final = {
    "OG1": "Reading files",
    "OG2": "What a file may hold",
    "OG3": "Names and references",
    "OG4": "Records that contradict each other",
    "OG5": "Access",
    "OG6": "Texts for people",
    "OG7": "What is worth adding",
    "OG8": "What was agreed, held against a base",
}
"""The hundreds of codes, and what is found there."""

_INTRODUCTION: Final = (
    "Every kind of finding that `onboardgen check` reports. An error has to be mended before the "
    "customer is built; a warning is advice, and counts only with `--strict`. A code never changes "
    "its meaning.\n\n"
    "`onboardgen explain CODE` shows the same, with an example that fails and one that passes. "
    "This page is generated from these explanations."
)


def findings_reference(codes: Iterable[Code], why: Mapping[str, str]) -> str:
    """All codes in order, as Markdown. `why` is the explanation of each, by its id."""
    parts = [f"# Findings\n\n{_INTRODUCTION}\n"]
    group = ""
    for code in codes:
        if code.id[:3] != group:
            group = code.id[:3]
            parts.append(f"## {group}xx: {GROUPS[group]}\n")
        parts.append(f"### {code.id}\n\n**{code.title}** ({code.severity})\n\n{why[code.id]}\n")
    return "\n".join(parts).rstrip("\n") + "\n"
