"""Findings as a Code Quality report, which GitLab shows in merge requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from onboardgen.cli.fingerprints import fingerprints
from onboardgen.findings import Finding

SEVERITIES: Final = {"error": "critical", "warning": "minor"}


def code_quality(findings: Sequence[Finding]) -> list[dict[str, object]]:
    """The report as GitLab reads it: paths relative to the workspace, a fingerprint for each."""
    return [
        {
            "description": f"{finding.message} {finding.hint}".strip(),
            "check_name": finding.code.id,
            "fingerprint": fingerprint,
            "severity": SEVERITIES[finding.severity],
            "location": {"path": finding.location.path, "lines": {"begin": finding.location.line}},
        }
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]
